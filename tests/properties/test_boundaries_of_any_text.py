from __future__ import annotations

from any_texts import PIECES, search, texts
from hypothesis import given
from hypothesis import strategies as st

from themetag.repair import Lexicon, repair
from themetag.sentences import sentence_bounds
from themetag.textmap import TextMap
from themetag.types import Span


@search
@given(texts)
def test_bounds_hold_each_printed_character_once(text: str) -> None:
    """Bounds are in order and apart, without white space around them; between them stands nothing but white space."""
    cursor = 0
    for start, end in sentence_bounds(text):
        assert not text[cursor:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        cursor = end
    assert not text[cursor:].strip()


@search
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.integers(0, 3))
def test_bounds_hold_for_text_over_the_window(text: str, times: int) -> None:
    """The same holds where the text is longer than what is split at once."""
    long = (text + " ") * (1 + times * (10_000 // (len(text) + 1)))
    printed = "".join(long[start:end] for start, end in sentence_bounds(long))
    assert "".join(printed.split()) == "".join(long.split())


@search
@given(
    st.lists(st.text(max_size=12).filter(lambda part: part == part.strip() != ""), min_size=1, max_size=12), st.data()
)
def test_a_slice_of_a_map_is_the_map_of_the_slice(parts: list[str], data: st.DataObject) -> None:
    """A slice of a map takes each character where the whole map takes it."""
    text, spans = "", []
    for part in parts:
        text += data.draw(st.sampled_from([" ", "\n", "-\n", "  ", "\n\n", "1 "]))
        spans.append(Span(len(text), len(text) + len(part)))
        text += part
    running, whole = repair(text, spans, Lexicon(text))
    assert whole.length == len(running)
    start = data.draw(st.integers(0, len(running) - 1))
    end = data.draw(st.integers(start + 1, len(running)))
    part_map = whole.slice(start, end)
    assert isinstance(part_map, TextMap)
    assert [part_map.source(i) for i in range(end - start)] == [whole.source(i) for i in range(start, end)]
