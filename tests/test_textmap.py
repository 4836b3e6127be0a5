from __future__ import annotations

import pytest

from themetag.textmap import TextMap

MAP = TextMap((0, 4, 6), (10, 20, 30), 9)


def test_each_run_advances_with_the_text() -> None:
    """Inside a run the source advances one by one; a new run jumps."""
    assert [MAP.source(i) for i in range(9)] == [10, 11, 12, 13, 20, 21, 30, 31, 32]


@pytest.mark.parametrize("offset", [-1, 9, 100])
def test_an_offset_outside_the_text_is_refused(offset: int) -> None:
    """There is no source for a character that is not there."""
    with pytest.raises(IndexError, match=rf"offset must be in \[0, 9\), was {offset}"):
        MAP.source(offset)


@pytest.mark.parametrize(("start", "end"), [(s, e) for s in range(9) for e in range(s + 1, 10)])
def test_a_slice_keeps_the_sources(start: int, end: int) -> None:
    """A slice takes its characters where the whole map does, and starts with a run at 0."""
    part = MAP.slice(start, end)
    assert [part.source(i) for i in range(part.length)] == [MAP.source(i) for i in range(start, end)]
    assert part.starts[0] == 0
    assert len(part.starts) == len(part.sources) <= 3


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 4), (0, 10)])
def test_an_impossible_slice_is_refused(start: int, end: int) -> None:
    """An empty slice and one outside of the text are refused, and the message gives the bounds."""
    with pytest.raises(IndexError, match=rf"0 <= start < end <= 9, was \[{start}, {end}\)"):
        MAP.slice(start, end)
