"""Whether a sentence points back to the one before, so that it says little without it."""

from __future__ import annotations

from typing import Final

_BACK: Final = frozenset(["this", "these", "that", "those", "they", "it", "such", "both", "here", "its", "their"])
_LINKS: Final = frozenset(["however", "but", "and", "yet", "although", "nowadays", "now", "today"])
_POINTERS: Final = frozenset(["these", "those", "this", "such", "them"])
_SOME: Final = frozenset(
    "all few little many more most much neither none nor not one others so some".split()  # noqa: SIM905  one line
)
_SHORT: Final = 60  # characters up to which a sentence that starts with "others" or "most" points back


def points_back(text: str) -> bool:
    """Return whether a sentence starts with, or has early on, a word that stands for something said before."""
    first = text[:120].lower().replace(",", " ").split()[:6]
    if not first:
        return False
    if first[0] in _BACK or (first[0] in _LINKS and not _BACK.isdisjoint(first[:3])):
        return True
    return not _POINTERS.isdisjoint(first) or (first[0] in _SOME and len(text) <= _SHORT)
