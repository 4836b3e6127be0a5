"""Typographic characters exchanged for their plain forms, one for one."""

from __future__ import annotations

from typing import Final

_QUOTES: Final = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4"
_DOUBLE_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES: Final = (
    "\t\n\x0b\x0c\r\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_PLAIN: Final = str.maketrans(
    _QUOTES + _DOUBLE_QUOTES + _DASHES + _SPACES,
    "'" * len(_QUOTES) + '"' * len(_DOUBLE_QUOTES) + "-" * len(_DASHES) + " " * len(_SPACES),
)


def fold(text: str) -> str:
    """Return `text` with curly quotes, dashes and odd spaces exchanged for `'`, `"`, `-` and a space.

    Every character is exchanged for exactly one, so offsets hold for both texts; case and everything else
    stay. Folding twice is folding once.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_PLAIN)
