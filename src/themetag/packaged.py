"""Files that ship inside the package."""

from __future__ import annotations

import os
from typing import Any


def read_packaged(*names: str) -> bytes | None:
    """Return the bytes of a file in the package's `data` folder, None where there is none.

    What `importlib.resources` imports for this takes longer than to read all that the rules are made of.
    """
    loader: Any = __spec__.loader
    try:
        data: bytes = loader.get_data(os.path.join(os.path.dirname(__file__), "data", *names))
    except OSError:
        return None
    return data
