"""What must not reach a file: lone surrogates, and cells that a spreadsheet would run."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def scrub(text: str) -> str:
    """Return the text with each lone surrogate replaced by U+FFFD, so that it can be encoded; lengths stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def safe_cell(text: str) -> str:
    """Return the text so that no spreadsheet reads it as a formula: a single quote goes before = + - @ and kin.

    Source: OWASP, "CSV Injection".
    """
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def visible(text: str) -> str:
    """Return the text with control characters escaped, so that a terminal shows and does not obey them."""
    return scrub("".join(c if c.isprintable() else repr(c)[1:-1] for c in text))
