"""Which back ends there are that need no training, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from themetag.backends.base import Backend
from themetag.errors import UnknownBackendError
from themetag.taxonomy import Taxonomy


def _rules(taxonomy: Taxonomy | None, cues: Sequence[Path]) -> Backend:
    from themetag.backends.rules import RulesBackend

    return RulesBackend.load(taxonomy, cues)


BACKENDS: Final[dict[str, Callable[[Taxonomy | None, Sequence[Path]], Backend]]] = {"rules": _rules}


def load_backend(name: str, taxonomy: Taxonomy | None = None, cues: Sequence[Path] = ()) -> Backend:
    """Return a back end by name.

    Args:
        name: one of `BACKENDS`.
        taxonomy: the themes to look for; None: those that the back end was made for.
        cues: files with cues of one's own, for the rules.

    Raises:
        UnknownBackendError: no such name; the message lists those there are.

    """
    maker = BACKENDS.get(name)
    if maker is None:
        known = ", ".join(BACKENDS)
        raise UnknownBackendError(f"no back end {name!r}; there are {known}")
    return maker(taxonomy, cues)
