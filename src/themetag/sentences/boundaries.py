"""Where sentences begin and end in running text: sentencex, guarded.

The guards answer measured faults of sentencex 1.0.28 to 1.0.32: it panics on a capital letter before a
non-ASCII space and a full stop, its cost is quadratic in unclosed quotation marks, it does not look inside
quotations, and its strings lose white space (so only its offsets are used).
"""

from __future__ import annotations

import re
from importlib import metadata
from itertools import pairwise
from typing import Final

import sentencex

from themetag.errors import SplitError
from themetag.sentences.abbreviations import holds

MAX_SENTENCE: Final = 20_000  # characters; sentencex never sees more at once, a longer sentence is cut

_CLOSERS = "”’\"')]»›"
_OPENERS = "“‘\"'([«‹„"
# Same length, one for one: odd white space and quotation marks become plain spaces.
_NEUTRAL = {code: " " for code in range(0x3001) if chr(code).isspace()}
_NEUTRAL |= {ord(mark): " " for mark in '“”„‟«»‹›‘‛"\u200b\ufeff'}
_NEUTRAL |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # a lone surrogate cannot be handed over as UTF-8
_QUOTE_AFTER_STOP = re.compile(r"(?<=[.?!…])['’]|(?<=\s)'(?=\w)")
# A sentence may also end at a bracket, or at the figure of a note that is glued to its full stop.
_END_AT_BRACKET = re.compile(r"(?<=[.?!][)\]])\s+(?=[A-Z“‘\"(])")
_END_AT_NOTE = re.compile(r"(?<=[a-z)’”]\.)\d{1,2}\s+(?=[A-Z“‘])")
# A short remark in brackets belongs to the sentence before it: "... too late. (Recommendation)".
_REMARK = re.compile(r"\([^().?!]{1,40}\)(?:\s|\Z)")
_END_AT_REMARK = re.compile(r"(?<=[.?!])\s\([^().?!]{1,40}\)\s+(?=[A-Z“‘])")
_TERMINAL_END = re.compile(r"[.?!…][\d”’\"')\]»›]*\Z")


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Return the half-open ranges of the sentences of one paragraph, in order, without the white space around them.

    Cost is linear in the text. Every printed character lies in exactly one range.

    Args:
        text: running text of one paragraph; a sentence of over 20,000 characters is cut.

    Raises:
        SplitError: sentencex failed.

    """
    bounds: list[tuple[int, int]] = []
    start, size = 0, len(text)
    while start < size:
        window = text[start : start + MAX_SENTENCE]
        found = _bounds_in(window)
        if start + MAX_SENTENCE < size:
            if len(found) > 1:
                found.pop()  # it may go on behind the window
                advance = found[-1][1]
            else:
                advance = window.rfind(" ", MAX_SENTENCE // 2) + 1 or MAX_SENTENCE
                found = [(low, min(high, advance)) for low, high in found]
                found = _strip(window, found)
        else:
            advance = size - start
        bounds.extend((start + low, start + high) for low, high in found)
        start += advance
    return bounds


def _bounds_in(text: str) -> list[tuple[int, int]]:
    neutral = _QUOTE_AFTER_STOP.sub(" ", text.translate(_NEUTRAL))
    cuts = {row["end_index"] for row in _segment(neutral)}
    cuts.update(match.end() for match in _END_AT_BRACKET.finditer(text))
    cuts.update(match.end() for match in _END_AT_NOTE.finditer(text))
    cuts.update(match.end() for match in _END_AT_REMARK.finditer(text))
    cuts.discard(len(text))
    cuts.discard(0)
    kept = [0, *(c for c in (_settle(text, cut) for cut in sorted(cuts)) if c is not None), len(text)]
    return _strip(text, list(pairwise(kept)))


def _segment(text: str) -> list[dict[str, int]]:
    try:
        return sentencex.get_sentence_boundaries("en", text)  # type: ignore[no-any-return]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as e:
        version = metadata.version("sentencex")
        message = f"the sentence splitter (sentencex {version}) failed on a paragraph of {len(text):,} characters"
        raise SplitError(f"{message}: {type(e).__name__}; please report the text as a bug") from e


def _settle(text: str, cut: int) -> int | None:
    """Return where the sentence after a cut begins, None where the cut is none.

    Closing marks right after the full stop stay with it, opening marks go with what follows.
    """
    size = len(text)
    end = cut
    while end > 0 and (text[end - 1].isspace() or (text[end - 1] in _OPENERS and not _closes(text, end - 1))):
        end -= 1
    while end < size and text[end] in _CLOSERS and _closes(text, end):
        end += 1
    if end == 0:
        return None
    start = end
    while start < size and text[start].isspace():
        start += 1
    if start >= size:
        return None
    first = start
    while first < size - 1 and text[first] in _OPENERS:
        first += 1
    if _REMARK.match(text, start):
        return None
    remark = _END_AT_REMARK.match(text, max(0, text.rfind("(", 0, end) - 1)) if text[end - 1] == ")" else None
    if text[first].islower() or (remark is None and not _TERMINAL_END.search(text, max(0, end - 8), end)):
        return None
    stop = end
    while stop > 0 and text[stop - 1] in _CLOSERS:
        stop -= 1
    if stop == end and holds(text[max(0, end - 20) : end], text[first : first + 12]):
        return None
    return start


def _closes(text: str, at: int) -> bool:
    """Whether the mark at this place closes: printed text stands right before it."""
    return at > 0 and not text[at - 1].isspace() and text[at] in _CLOSERS


def _strip(text: str, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take white space off the ranges; a range without letters or figures joins the one before."""
    result: list[tuple[int, int]] = []
    for low, high in bounds:
        piece = text[low:high]
        stripped = piece.strip()
        if not stripped:
            continue
        start = low + len(piece) - len(piece.lstrip())
        end = start + len(stripped)
        if result and not any(c.isalnum() for c in stripped):
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result
