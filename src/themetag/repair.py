"""Layout repair: the running text of a block, with a map back to its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from themetag.textmap import TextMap
from themetag.types import Span

_BREAKS = frozenset("\n\r\f\v\x85\u2028\u2029")
# What layout repair has to look at: more than one white space, and a hyphen before a break. Any other white space is
# one character that a plain space stands for.
_HYPHEN_AND_BREAK = re.compile(r"[-\u2010\u00ad][\n\r\f\v\x85\u2028\u2029]")
_IRREGULAR = re.compile(r"\s{2,}|(?<=[-\u2010\u00ad])[\n\r\f\v\x85\u2028\u2029]")
_HYPHENS = "-\u2010\u00ad"
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LETTER_BEFORE = re.compile(r"[^\W\d_][-\u2010]?\Z")
_LETTER_AFTER = re.compile(r"[-\u2010]?[^\W\d_]")
_FEW = 50  # words that are looked for one by one
_SUSPENDED = frozenset({"and", "or", "to"})  # "short- and long-term": the hyphen waits for a later word
_NEAR = 60  # characters around a break that can hold the halves of a word


class Lexicon:
    """The words of one document, to tell a hyphen of a compound from one of a broken word."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._asked = 0

    def broken(self, first: str, second: str) -> bool:
        """Tell whether first-second is one word cut at a line end: only if the document writes it whole elsewhere."""
        return self._writes((first + second).casefold()) and not self._writes(f"{first}-{second}".casefold())

    def _writes(self, word: str) -> bool:
        """Whether the document has this word, given in lower case, by itself.

        To look for it is quicker than to gather all words, unless there is much to look for.
        """
        self._asked += 1
        if self._asked > _FEW:
            return word in self._words
        folded, start = self._folded, -1
        while (start := folded.find(word, start + 1)) >= 0:
            joined = _LETTER_BEFORE.search(folded, max(0, start - 2), start)
            if not joined and not _LETTER_AFTER.match(folded, start + len(word)):
                return True
        return False

    @cached_property
    def _folded(self) -> str:
        return self._text.casefold()

    @cached_property
    def _words(self) -> frozenset[str]:
        """All words of the document in lower case, compounds with their hyphens."""
        return frozenset(_WORD.findall(self._folded))


def repair(text: str, spans: Iterable[Span], lexicon: Lexicon) -> tuple[str, TextMap]:
    """Return the running text of `spans` and its map to `text`.

    White space is folded to one space, a hyphen at a line's end is healed (kept for a compound, dropped for
    a broken word, with or without the break), and spans are joined as lines are.

    Args:
        text: the document's text.
        spans: ranges of it, in order, not overlapping; each starts and ends with a printed character.
        lexicon: the words of the document.

    """
    ordered = list(spans)
    if len(ordered) == 1:
        start, end = ordered[0].start, ordered[0].end
        printed = text[start:end]
        running = printed.replace("\n", " ")
        if "  " in running or not running.isprintable():
            running = _fold(printed)  # there is more than single spaces and line ends
        if len(running) == len(printed) and not _HYPHEN_AND_BREAK.search(printed):
            return running, TextMap((0,), (start,), len(running))
    builder = _Builder()
    for before, span in pairwise([None, *ordered]):
        assert span is not None
        if before is not None:
            builder.add_break(*_join(text, before.end, span.start, lexicon), before.end)
        cursor = span.start
        for gap in _IRREGULAR.finditer(text, span.start, span.end):
            builder.add(_fold(text[cursor : gap.start()]), cursor)
            if _BREAKS.isdisjoint(gap.group()):
                builder.add(" ", gap.start())
            else:
                builder.add_break(*_join(text, gap.start(), gap.end(), lexicon), gap.start())
            cursor = gap.end()
        builder.add(_fold(text[cursor : span.end]), cursor)
    return "".join(builder.parts), TextMap(tuple(builder.starts), tuple(builder.sources), builder.length)


def _fold(printed: str) -> str:
    """Return the text with each run of white space as one plain space; it starts and ends with printed characters."""
    return " ".join(printed.split())


class _Builder:
    """Puts a running text together from pieces of its source."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.sources: list[int] = []
        self.length = 0

    def add(self, part: str, source: int) -> None:
        """Add a piece whose characters stand one by one for those of the source from `source` on."""
        if part:
            if not self.starts or self.sources[-1] + self.length - self.starts[-1] != source:
                self.starts.append(self.length)
                self.sources.append(source)
            self.parts.append(part)
            self.length += len(part)

    def add_break(self, joiner: str, drop: int, source: int) -> None:
        """Add what stands for a break at `source`, after taking `drop` characters away."""
        if drop:
            self.parts[-1] = self.parts[-1][:-drop]
            self.length -= drop
            if self.starts[-1] == self.length:
                self.starts.pop()
                self.sources.pop()
        self.add(joiner, source)


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
        years = text[max(0, gap_start - 2)].isdigit() and text[gap_end : gap_end + 1].isdigit()  # "2023-24"
        return ("", 0) if years else (" ", 0)
    if text[gap_start - 1] == "\u00ad":
        return "", 1
    if after is None:
        return ("", 0) if text[gap_end : gap_end + 1].isdigit() else (" ", 0)
    if after.group() in _SUSPENDED:
        return " ", 0
    return "", int(lexicon.broken(before[1], after.group()))
