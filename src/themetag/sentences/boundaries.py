"""Where sentences begin and end in running text: sentencex, guarded.

The guards answer measured faults of sentencex 1.0.28 to 1.0.32: it panics on a capital letter before a
non-ASCII space and a full stop, its cost is quadratic in unclosed quotation marks, it does not look inside
quotations, and its strings lose white space (so only its offsets are used).
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

import sentencex

from themetag.errors import SplitError
from themetag.sentences.abbreviations import holds, may_hold

MAX_SENTENCE: Final = 20_000  # characters; sentencex never sees more at once, a longer sentence is cut

_CLOSERS = "”’\"')]»›"
_OPENERS = "“‘\"'([«‹„"
# What sentencex does not see: odd white space, on which it panics, and quotation marks, which cost it quadratic time
# and hide the sentences inside. A plain space stands for each.
_MARKS = '"“”„‟«»‹›‘‛'
_ODD = re.compile(
    "["
    + "".join(chr(code) for code in range(0x3001) if chr(code).isspace() and code != 0x20)
    + f"{_MARKS}\u200b\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Each of these patterns begins with the character that it looks for, so that the engine skips to it.
_QUOTE_AFTER_STOP = re.compile(r"['’](?:(?<=[.?!…].)|(?<=\s')(?=\w))")
_STOP_AND_CURLY_QUOTE = re.compile(r"’(?<=[.?!…].)")
_STOP = re.compile(r"['’](?:(?<=[.?!…].)|(?<=\s')(?=\w))")
_STOP_AND_QUOTE = (" '", *(stop + quote for stop in ".?!…" for quote in "'’"))
_STOP = re.compile(r"[.?!…]")
# A sentence may also end at a bracket, at "etc.", or at the figure of a note that is glued to its full stop.
_END_AT_BRACKET = re.compile(r"[)\]](?<=[.?!].)\s+(?=[A-Z“‘\"(])")
_END_AT_ETC = re.compile(r"etc\.(?<![^\W\d_]etc\.)\s+(?=[A-Z“‘])")
_END_AT_NOTE = re.compile(r"\.(?<=[a-z)’”]\.)\d{1,2}\s+(?=[A-Z“‘])")
# A short remark in brackets belongs to the sentence before it: "... too late. (Recommendation)".
_REMARK = re.compile(r"\([^().?!]{1,40}\)(?:\s|\Z)")
_END_AT_REMARK = re.compile(r"\((?<=[.?!]\s\()[^().?!]{1,40}\)\s+(?=[A-Z“‘])")
_TERMINAL_END = re.compile(r"[.?!…][\d”’\"')\]»›]*\Z")


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Return the half-open ranges of the sentences of one paragraph, in order, without the white space around them.

    Cost is linear in the text. Every printed character lies in exactly one range.

    Args:
        text: running text of one paragraph; a sentence of over 20,000 characters is cut.

    Raises:
        SplitError: sentencex failed.

    """
    size = len(text)
    if size <= MAX_SENTENCE:
        return _bounds_in(text)
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < size:
        window = text[start : start + MAX_SENTENCE]
        found = _bounds_in(window)
        if start + MAX_SENTENCE < size:
            if len(found) > 1:
                found.pop()  # it may go on behind the window
                advance = found[-1][1]
            else:
                advance = window.rfind(" ", MAX_SENTENCE // 2) + 1 or MAX_SENTENCE
                found = _bounds_in(window[:advance])
        else:
            advance = size - start
        bounds.extend((start + low, start + high) for low, high in found)
        start += advance
    return bounds


def _bounds_in(text: str) -> list[tuple[int, int]]:
    size = len(text)
    low, high = 0, size
    while low < size and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    if low == high:
        return []
    bounds: list[tuple[int, int]] = []
    stop = _STOP.search(text)
    if stop is not None and stop.end() < high:  # else no sentence can end inside
        for cut in _cuts(text):
            if cut == size:
                break
            start = cut
            if cut > 1 and text[cut - 1] == " " and (mark := text[cut - 2]) in ".?!" and "A" <= text[cut] <= "Z":
                # The plain case, by far the commonest: the cut is where the next sentence begins.
                end = cut - 1
                if (
                    mark == "."
                    and (end < 9 or not text[end - 8 : end - 1].isalpha())  # else too long a word for an abbreviation
                    and may_hold(text[text.rfind(" ", 0, end) + 1 : end - 1])
                    and holds(text[max(0, end - 20) : end], text[cut : cut + 12])
                ):
                    continue
            else:
                settled = _settle(text, cut)
                if settled is None:
                    continue
                end, start = settled
            if start > low:
                if text[low].isalnum():
                    bounds.append((low, end))
                else:
                    _append(bounds, text, low, end)
                low = start
    _append(bounds, text, low, high)
    return bounds


def _append(bounds: list[tuple[int, int]], text: str, low: int, high: int) -> None:
    """Add a range; one without letters or figures joins the one before."""
    if bounds and not text[low].isalnum() and not any(c.isalnum() for c in text[low:high]):
        bounds[-1] = (bounds[-1][0], high)
    else:
        bounds.append((low, high))


def _cuts(text: str) -> list[int]:
    """Return where sentences may end, in order."""
    neutral = _neutral(text)
    cuts = _ends(neutral)
    more: list[int] = []
    if _END_AT_NOTE.search(text):
        more += [match.end() for match in _END_AT_NOTE.finditer(text)]
    if "etc." in text:
        more += [match.end() for match in _END_AT_ETC.finditer(text)]
    if ")" in text or "]" in text:
        more += [match.end() for match in _END_AT_BRACKET.finditer(text)]
        more += [match.end() for match in _END_AT_REMARK.finditer(text)]
    return sorted({*cuts, *more} - {0}) if more else cuts


def _neutral(text: str) -> str:
    """Return the text as sentencex may see it, character for character.

    Most texts hold nothing odd, and asking for that is far quicker than replacing.
    """
    neutral = text
    if not text.isprintable():  # it is not where it holds odd white space
        neutral = _ODD.sub(" ", text)
    else:
        for mark in '"' if text.isascii() else _MARKS:
            if mark in neutral:
                neutral = neutral.replace(mark, " ")
    if "'" in text or _STOP_AND_CURLY_QUOTE.search(text):
        return _QUOTE_AFTER_STOP.sub(" ", neutral)
    return neutral


def _ends(text: str) -> list[int]:
    """Return where the sentences end that sentencex finds."""
    try:
        parts = sentencex.segment("en", text)
        if "".join(parts) == text:  # it may lose white space; then only its slower call knows where they end
            return list(accumulate(map(len, parts)))
        return [row["end_index"] for row in sentencex.get_sentence_boundaries("en", text)]
    except UnicodeEncodeError:  # lone surrogates cannot be handed over
        return _ends(_SURROGATE.sub("\ufffd", text))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as e:
        from importlib.metadata import version  # here: it loads as much as all else that splitting needs

        splitter = f"sentencex {version('sentencex')}"
        message = f"the sentence splitter ({splitter}) failed on a paragraph of {len(text):,} characters"
        raise SplitError(f"{message}: {type(e).__name__}; please report the text as a bug") from e


def _settle(text: str, cut: int) -> tuple[int, int] | None:
    """Return where the sentence before a cut ends and the one after it begins, None where the cut is none.

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
    opening = text.rfind("(", max(0, end - 42), end) if text[end - 1] == ")" else -1
    remark = opening >= 0 and _END_AT_REMARK.match(text, opening)
    if text[first].islower() or (not remark and not _TERMINAL_END.search(text, max(0, end - 8), end)):
        return None
    stop = end
    while stop > 0 and text[stop - 1] in _CLOSERS:
        stop -= 1
    if stop == end and holds(text[max(0, end - 20) : end], text[first : first + 12]):
        return None
    return end, start


def _closes(text: str, at: int) -> bool:
    """Whether the mark at this place closes: printed text stands right before it."""
    return at > 0 and not text[at - 1].isspace() and text[at] in _CLOSERS
