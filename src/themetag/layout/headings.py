"""Headings: by how they are set where the reader knows it, by their words and place where it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from themetag.layout.lines import OPEN_END, Geometry, Line
from themetag.types import Kind

_MAX_LINES = 3
_MAX_WORDS = 26
_MAX_CHARACTERS = 200
_CLOSING = "\"'”’)]"
_LARGER = 1.15  # a display line is at least so many times the body's size
# Verbs that a long line without a full stop has when it is a sentence cut short, not a heading.
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|been|can|may|will|would|do|does|did|provided|received)\b")
_VERDICT = re.compile(r"\b(?:good|outstanding|inadequate|adequate|requires? improvement|because)\Z", re.IGNORECASE)
# A line that ends with a colon before a list heads it if it says such a thing, else it introduces it.
_HEADS_A_LIST = re.compile(
    r"\bneeds? to improve|\bareas? for (?:improvement|priority|development)|\brecommendations?\b|\bpriority "
    r"(?:and immediate )?action|\bstrengths\b|\bbecause:\Z|\bdoing (?:that|what) is|\bwell:\Z",
    re.IGNORECASE,
)


class HeadingFinder:
    """Finds the headings among a document's lines."""

    def __init__(self, lines: Sequence[Line], geometry: Geometry) -> None:
        self.lines = lines
        self.geometry = geometry
        body = [line for line in lines if line.kind is None]
        displayed = sum(1 for line in body if self._displayed(line)) if geometry.size else 0
        # Where nothing is set larger or bold, or nearly everything is, the setting tells nothing.
        self.by_style = displayed >= 2 and displayed < 0.5 * len(body)

    def find(self, i: int, before: Line | None) -> int:
        """Return how many lines the heading takes that starts at line i; 0 where none does.

        `before` is the last line that is not furniture, None at the start.
        """
        return self._by_style(i) if self.by_style else self._by_words(i, before)

    # By style

    def _displayed(self, line: Line) -> bool:
        return self._larger(line) or bool(line.style and self._bold(line))

    def _bold(self, line: Line) -> bool:
        size = self.geometry.size
        return bool(line.style and line.style.bold and size and line.style.size > 0.9 * size)

    def _larger(self, line: Line) -> bool:
        size = self.geometry.size
        return bool(line.style and size and line.style.size >= _LARGER * size)

    def _by_style(self, i: int) -> int:
        lines = self.lines
        first = lines[i]
        if not self._displayed(first):
            return int(self._stands_alone(i) or self._links_titles(i))
        count = 1
        while (
            i + count < len(lines)
            and count <= _MAX_LINES
            and self._same_display(lines[i + count - 1], lines[i + count])
        ):
            count += 1
        text = " ".join(line.text for line in lines[i : i + count])
        if count > _MAX_LINES or len(text) > _MAX_CHARACTERS or not any(c.isalpha() for c in text):
            return 0
        if self._larger(first):
            return count
        if text.endswith((".", ";", ",")) or first.lower:
            return 0
        following = self._next_body(i + count)
        opens = following is not None and following.lower and not (following.mark or self.geometry.apart(following))
        if opens and not self._links_titles(i + count):
            return 0  # a paragraph that opens in bold
        return count

    def _stands_alone(self, i: int) -> bool:
        """Whether a short line set like the body has space above and below, as a minor heading has."""
        line = self.lines[i]
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if following is None or following.kind is not None or following.lower or not self.geometry.apart(following):
            return False
        if (not line.first and not self.geometry.apart(line)) or line.mark or len(line.text.split()) > 8:
            return False
        return not line.terminal and not line.lower and self._reads_as_heading(line.text)

    def _links_titles(self, i: int) -> bool:
        """Whether the line is the "and" between two titles."""
        if self.lines[i].text.casefold() != "and" or not 0 < i < len(self.lines) - 1:
            return False
        return self._displayed(self.lines[i - 1]) and self._displayed(self.lines[i + 1])

    def _same_display(self, a: Line, b: Line) -> bool:
        """Whether b runs on from a as the next line of one heading."""
        if b.kind is not None or a.page != b.page or a.style is None or b.style is None:
            return False
        if abs(a.style.size - b.style.size) > 0.6:
            return False
        if a.style.bold != b.style.bold and not (b.lower and self._larger(b)):
            return False
        if b.gap is None or not 0 < b.gap <= 1.6 * b.style.size:
            return False
        if b.mark:
            return False
        return b.lower or self.geometry.filled(a, b) or a.open_ended

    # By words

    def _by_words(self, i: int, before: Line | None) -> int:
        first = self.lines[i]
        mark = first.mark
        if mark and (mark.bullet or (not mark.dotted and "." not in (mark.number or ""))):
            return 0
        if first.lower or not self._may_start(first, before):
            return 0
        count = self._run(i)
        if count == 0:
            return 0
        text = " ".join(line.text for line in self.lines[i : i + count])[mark.length if mark else 0 :]
        following = self._next_body(i + count)
        if following is None or not self._reads_as_heading(text):
            return 0
        if mark and following.mark and not mark.contains(following.mark):
            return 0  # an item of a numbered list
        if text.endswith(":") and self._is_lead_in(text, following):
            return 0
        return 0 if following.lower and following.mark is None else count

    def _may_start(self, line: Line, before: Line | None) -> bool:
        """Whether a paragraph may start at this line."""
        if before is None or before.kind is not None or before.terminal or line.blank:
            return True
        return not self.geometry.filled(before, line) if before.page == line.page else not line.lower

    def _run(self, i: int) -> int:
        """Return how many lines run on from line i, 0 if they run on for longer than a heading."""
        lines, count = self.lines, 1
        while i + count < len(lines):
            last, line = lines[i + count - 1], lines[i + count]
            if line.kind is not None or line.blank or line.first or line.mark or last.text[-1] in ".?!:;":
                break
            if not (line.lower or self.geometry.filled(last, line) or (i == 0 and _completes_title(last, line))):
                break
            count += 1
            if count > _MAX_LINES:
                return 0
        return count

    def _reads_as_heading(self, text: str) -> bool:
        if not any(c.isalpha() for c in text) or text.rstrip(_CLOSING)[-1:] in (".", ";", ",", "!", "…"):
            return False
        words = text.split()
        if len(words) > _MAX_WORDS or len(text) > _MAX_CHARACTERS or words[-1].casefold() in OPEN_END:
            return False
        if len(words) >= 10 and text[-1] not in "?:" and ":" not in text and _cut_short(text):
            return False
        return text[0].isupper() or text[0].isdigit() or text[0] in "‘“'\""

    # Both

    def _next_body(self, i: int) -> Line | None:
        for j in range(i, len(self.lines)):  # no slice: a copy of the rest for each heading would be quadratic
            if self.lines[j].kind is not Kind.FURNITURE:
                return self.lines[j]
        return None

    def _is_lead_in(self, text: str, following: Line) -> bool:
        """Whether a line that ends with a colon introduces the list or quotation below it rather than heading it."""
        if following.mark is None and following.text[0] not in "‘“'\"":
            return False
        return _HEADS_A_LIST.search(text) is None


def _cut_short(text: str) -> bool:
    """Whether a long line reads as a sentence without its full stop, and not as a verdict that heads a section."""
    return _FINITE.search(text) is not None and _VERDICT.search(text) is None


def _completes_title(first: Line, second: Line) -> bool:
    """Whether the second line of a title names what the first one has left open."""
    return (
        re.search(r"\b(?:inspection|visit) (?:of|to)\b", first.text, re.IGNORECASE) is not None
        and re.search(r"\b(?:services|partnership|council)\b", first.text, re.IGNORECASE) is None
        and re.search(r"\b(?:services|partnership|council)\b", second.text, re.IGNORECASE) is not None
    )
