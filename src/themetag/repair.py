"""Layout repair: the running text of a block, with a map back to its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from themetag.textmap import TextMap
from themetag.types import Span

# White space other than one plain space: what layout repair folds.
_IRREGULAR = re.compile(r"\s{2,}|[^\S ]")
_BREAKS = frozenset("\n\r\f\v\x85\u2028\u2029")
_HYPHENS = "-\u2010\u00ad"
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_SUSPENDED = frozenset({"and", "or", "to"})  # "short- and long-term": the hyphen waits for a later word
_NEAR = 60  # characters around a break that can hold the halves of a word


class Lexicon:
    """The words of one document, to tell a hyphen of a compound from one of a broken word."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the document in lower case, compounds with their hyphens."""
        return frozenset(word.casefold() for word in _WORD.findall(self._text))

    def broken(self, first: str, second: str) -> bool:
        """Tell whether first-second is one word cut at a line end: only if the document writes it whole elsewhere."""
        whole = (first + second).casefold()
        return whole in self.words and f"{first}-{second}".casefold() not in self.words


def repair(text: str, spans: Iterable[Span], lexicon: Lexicon) -> tuple[str, TextMap]:
    """Return the running text of `spans` and its map to `text`.

    White space is folded to one space, a hyphen at a line's end is healed (kept for a compound, dropped for
    a broken word, with or without the break), and spans are joined as lines are.

    Args:
        text: the document's text.
        spans: ranges of it, in order, not overlapping; each starts and ends with a printed character.
        lexicon: the words of the document.

    """
    parts: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0

    def add(part: str, source: int) -> None:
        nonlocal length
        if part:
            parts.append(part)
            starts.append(length)
            sources.append(source)
            length += len(part)

    def add_break(gap_start: int, gap_end: int) -> None:
        """Join what stands before a gap with what follows it."""
        nonlocal length
        joiner, drop = _join(text, gap_start, gap_end, lexicon)
        if drop:
            parts[-1] = parts[-1][:-drop]
            length -= drop
            if not parts[-1]:
                parts.pop()
                starts.pop()
                sources.pop()
        add(joiner, gap_start)

    ordered = list(spans)
    for before, span in pairwise([None, *ordered]):
        assert span is not None
        if before is not None:
            add_break(before.end, span.start)
        cursor = span.start
        for gap in _IRREGULAR.finditer(text, span.start, span.end):
            add(text[cursor : gap.start()], cursor)
            if _BREAKS.isdisjoint(gap.group()):
                add(" ", gap.start())
            else:
                add_break(gap.start(), gap.end())
            cursor = gap.end()
        add(text[cursor : span.end], cursor)
    return "".join(parts), TextMap(tuple(starts), tuple(sources), length)


def _join(text: str, gap_start: int, gap_end: int, lexicon: Lexicon) -> tuple[str, int]:
    """Return what stands for a break, and how many characters before it fall away."""
    if not any(c.isspace() for c in text[gap_start:gap_end]):
        return "", 0  # the marker of a note stood there
    if gap_end < len(text) and text[gap_end] in ".,;:" and any(c.isdigit() for c in text[gap_start:gap_end]):
        return "", 0  # the same, where the reader broke the line at it
    if gap_start == 0 or text[gap_start - 1] not in _HYPHENS:
        return " ", 0
    before = _WORD_BEFORE.search(text, max(0, gap_start - _NEAR), gap_start)
    after = _WORD_AFTER.match(text, gap_end, gap_end + _NEAR)
    if before is None:
        return " ", 0
    if text[gap_start - 1] == "\u00ad":
        return "", 1
    if after is None:
        return ("", 0) if text[gap_end : gap_end + 1].isdigit() else (" ", 0)
    if after.group() in _SUSPENDED:
        return " ", 0
    return "", int(lexicon.broken(before[1], after.group()))
