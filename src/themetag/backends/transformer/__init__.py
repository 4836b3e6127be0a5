"""The transformer back end."""

from themetag.backends.transformer.architecture import Architecture
from themetag.backends.transformer.backend import TransformerBackend
from themetag.backends.transformer.model import Calibrated

__all__ = ["Architecture", "Calibrated", "TransformerBackend"]
