"""Drafts: blocks that are being put together from lines."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from themetag.layout.lines import Extract, Line
from themetag.types import Kind, Span


@dataclass
class Draft:
    """A block that is being put together; `lines` are (line, offset at which its text starts)."""

    kind: Kind
    page: int
    number: str | None
    heading: str
    lead_in: str = ""
    bullet: str = ""
    lines: list[tuple[Line, int]] = field(default_factory=list)

    @property
    def last(self) -> Line:
        """The line that was added last."""
        return self.lines[-1][0]


def spans_of(draft: Draft, extract: Extract) -> tuple[Span, ...]:
    """Return the draft's ranges of the text: consecutive lines in one, note markers left out."""
    ranges: list[list[int]] = []
    for line, start in draft.lines:
        if ranges and extract.text[ranges[-1][1] : start].isspace():
            ranges[-1][1] = line.end
        else:
            ranges.append([start, line.end])
    markers = extract.markers
    low = bisect_left(markers, ranges[0][0], key=lambda marker: marker.start)
    high = bisect_left(markers, ranges[-1][1], key=lambda marker: marker.start)
    for marker in markers[low:high]:
        ranges = _cut(ranges, marker, extract.text)
    return tuple(Span(a, b) for a, b in ranges)


def _cut(ranges: list[list[int]], marker: Span, text: str) -> list[list[int]]:
    """Take a note marker out of the ranges that hold it; each part still starts with a printed character."""
    result: list[list[int]] = []
    for start, end in ranges:
        if start < marker.start and marker.end <= end:
            result.append([start, marker.start])
            rest = text[marker.end : end].lstrip()
            if rest:
                result.append([end - len(rest), end])
        else:
            result.append([start, end])
    return result


def same_row(last: Line, line: Line) -> bool:
    """Whether a line goes on where the last one ends, on the same height: the reader parted them at a raised figure."""
    if last.style is None or line.style is None or line.gap is None or abs(line.gap) > 2:
        return False
    return -3 <= line.style.left - last.style.right <= 15
