"""The map from repaired text back to its source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextMap:
    """Takes each character of a repaired text to its offset in the source.

    The repaired text is a row of runs; inside a run the source advances with the text. `starts` holds where
    each run starts in the repaired text, `sources` where it starts in the source; both rise strictly, and
    `starts` begins with 0 unless the text is empty. A folded space stands for the first character of the
    white space that it replaces. `length` is that of the repaired text.
    """

    starts: tuple[int, ...]
    sources: tuple[int, ...]
    length: int

    def source(self, offset: int) -> int:
        """Return the source offset of the character at `offset`; IndexError outside [0, length)."""
        if not 0 <= offset < self.length:
            raise IndexError(f"offset must be in [0, {self.length}), was {offset}")
        run = bisect_right(self.starts, offset) - 1
        return self.sources[run] + offset - self.starts[run]

    def slice(self, start: int, end: int) -> TextMap:
        """Return the map of `text[start:end]`; IndexError unless 0 <= start < end <= length."""
        if not 0 <= start < end <= self.length:
            raise IndexError(f"a slice needs 0 <= start < end <= {self.length}, was [{start}, {end})")
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1)
        starts = (0, *(s - start for s in self.starts[first + 1 : last]))
        sources = (self.sources[first] + start - self.starts[first], *self.sources[first + 1 : last])
        return TextMap(starts, sources, end - start)
