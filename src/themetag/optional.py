"""The one place that imports optional packages and words their absence."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from themetag.errors import MissingExtraError


def require(module: str, extra: str, purpose: str) -> ModuleType:
    """Import `module`, or say which extra brings it.

    Args:
        module: dotted name of the module.
        extra: the extra of themetag that installs it.
        purpose: what it is needed for, as the start of the message ("to build a data frame").

    Raises:
        MissingExtraError: the package is not installed; the message holds the command to run.

    """
    if importlib.util.find_spec(module.split(".")[0]) is None:
        package = module.split(".")[0]
        message = f"{purpose} needs the package {package!r}: pip install 'themetag[{extra}]'"
        raise MissingExtraError(message, extra)
    return importlib.import_module(module)
