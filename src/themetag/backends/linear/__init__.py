"""The linear back end."""

from themetag.backends.linear.backend import LinearBackend
from themetag.backends.linear.model import LinearModel

__all__ = ["LinearBackend", "LinearModel"]
