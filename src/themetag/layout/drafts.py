"""Drafts: blocks that are being put together from lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from themetag.layout.lines import Extract, Line
from themetag.types import Kind, Span


@dataclass(slots=True)
class Draft:
    """A block that is being put together; `ranges` are those of its lines, consecutive ones in one."""

    kind: Kind
    page: int
    number: str | None
    heading: str
    lead_in: str = ""
    bullet: str = ""
    lines: list[Line] = field(default_factory=list)
    ranges: list[list[int]] = field(default_factory=list)
    left: float | None = None  # where the second and later lines start, in points; None: not known

    def add(self, line: Line, start: int) -> None:
        """Put a line's text, from `start` on, behind what is there."""
        if self.lines:
            if line.style:
                self.left = line.style.left if self.left is None else min(self.left, line.style.left)
            if self.lines[-1].index + 1 == line.index:
                self.ranges[-1][1] = line.end
                self.lines.append(line)
                return
        self.ranges.append([start, line.end])
        self.lines.append(line)

    @property
    def last(self) -> Line:
        """The line that was added last."""
        return self.lines[-1]


def spans_of(draft: Draft, extract: Extract) -> tuple[Span, ...]:
    """Return the draft's ranges of the text: consecutive lines in one, note markers left out."""
    ranges, markers = draft.ranges, extract.markers
    if not markers:
        return tuple([Span(start, end) for start, end in ranges])
    low = bisect_left(markers, ranges[0][0], key=lambda marker: marker.start)
    high = bisect_left(markers, ranges[-1][1], key=lambda marker: marker.start)
    return tuple(_without(markers[low:high], ranges, extract.text))


def _without(markers: Sequence[Span], ranges: Sequence[Sequence[int]], text: str) -> Iterator[Span]:
    """Yield the ranges without the note markers inside them; each still starts and ends with a printed character."""
    k = 0
    for start, end in ranges:
        while k < len(markers) and markers[k].start < end:
            marker = markers[k]
            k += 1
            before, after = marker.start, marker.end
            while start < before and text[before - 1].isspace():
                before -= 1
            while after < end and text[after].isspace():
                after += 1
            if start < before and marker.end <= end:
                yield Span(start, before)
                start = after
        if start < end:
            yield Span(start, end)


def same_row(last: Line, line: Line) -> bool:
    """Whether a line goes on where the last one ends, on the same height: the reader parted them at a raised figure."""
    if last.style is None or line.style is None or line.gap is None or abs(line.gap) > 2:
        return False
    return -3 <= line.style.left - last.style.right <= 15
