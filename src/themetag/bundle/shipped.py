"""Find the models that come with themetag."""

from __future__ import annotations

import re
from pathlib import Path

from themetag.bundle.format import MANIFEST
from themetag.errors import UnknownBackendError

_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}\Z")
_PACKAGE = Path(__file__).resolve().parent.parent


def find_model(name: str) -> Path:
    """Return the folder of a model that comes with themetag.

    It is looked for in the installed package, then in the source tree.

    Raises:
        UnknownBackendError: there is none of this name; the message lists those there are.

    """
    if _NAME.match(name):
        for folder in _places():
            if (folder / name / MANIFEST).is_file():
                return folder / name
    known = ", ".join(shipped_models()) or "none"
    raise UnknownBackendError(f"no model {name[:60]!r} comes with themetag; there are: {known}")


def shipped_models() -> tuple[str, ...]:
    """Return the names of the models that come with themetag, sorted."""
    found = {path.parent.name for folder in _places() for path in folder.glob(f"*/{MANIFEST}")}
    return tuple(sorted(name for name in found if _NAME.match(name)))


def _places() -> list[Path]:
    places = [_PACKAGE / "models"]
    root = _PACKAGE.parent.parent
    # Only where this file lies in src/ of the project: an installed package must not look around itself.
    if _PACKAGE.parent.name == "src" and (root / "pyproject.toml").is_file():
        places.append(root / "models")
    return places
