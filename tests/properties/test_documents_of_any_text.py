from __future__ import annotations

import re
from itertools import pairwise

import pytest
from any_texts import printed_texts, search, texts
from hypothesis import example, given
from hypothesis import strategies as st

from themetag.document import Document
from themetag.errors import DocumentError, Status
from themetag.layout.marks import mark_of
from themetag.readers.files import read_text
from themetag.types import Kind, Span
from themetag.units import units_of

SPOKEN = (Kind.PROSE, Kind.LIST)
LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")


def covered(document: Document) -> list[Kind | None]:
    """Return for each character the kind of the block it lies in."""
    kinds: list[Kind | None] = [None] * len(document.text)
    for block in document.blocks:
        for span in block.spans:
            kinds[span.start : span.end] = [block.kind] * len(span)
    return kinds


@search
@given(texts)
@example("Plan B\u00a0. It works.")
@example("\ud800 Leaders act.\udfff")
def test_only_blank_text_is_refused(text: str) -> None:
    """Any text is read and kept as it is, unless it is blank, which is an error with a status."""
    if text and not text.isspace():
        assert read_text(text).text is text
    else:
        with pytest.raises(DocumentError, match="white space") as caught:
            read_text(text)
        assert caught.value.status is Status.EMPTY


@search
@given(printed_texts)
def test_blocks_stand_in_order_and_apart(text: str) -> None:
    """Blocks are in order of their start; their ranges lie in the text, apart, from printed to printed character."""
    blocks = read_text(text).blocks
    assert [block.start for block in blocks] == sorted(block.start for block in blocks)
    spans = [span for block in blocks for span in block.spans]
    for block in blocks:
        assert list(block.spans) == sorted(block.spans)
    for span in spans:
        printed = span.of(text)
        assert len(printed) == len(span) > 0
        assert not printed[0].isspace()
        assert not printed[-1].isspace()
    for before, after in pairwise(sorted(spans)):
        assert before.end <= after.start


@search
@given(printed_texts)
def test_pages_cover_the_text_but_for_form_feeds(text: str) -> None:
    """Pages are what stands between form feeds, and each block says on which one it starts."""
    document = read_text(text)
    pages = text.split("\f")
    assert [page.of(text) for page in document.pages] == (pages if pages[-1] else pages[:-1])
    for block in document.blocks:
        assert block.page == text.count("\f", 0, block.start) + 1


@search
@given(printed_texts)
def test_only_marks_are_left_out_of_the_blocks(text: str) -> None:
    """A printed character outside of all blocks belongs to the bullet or number at the start of its line."""
    kinds = covered(read_text(text))
    for match in LINE.finditer(text):
        line = match.group().strip()
        start = match.start() + match.group().find(line)
        lost = [i for i in range(len(line)) if kinds[start + i] is None and not line[i].isspace()]
        if lost:
            mark = mark_of(line)
            assert mark is not None
            assert lost[-1] < mark.length


@search
@given(printed_texts)
def test_sentences_stand_in_order_and_apart(text: str) -> None:
    """Sentences count from 0; their ranges are in order, apart, and `raw` is the exact slice around them."""
    sentences = read_text(text).sentences
    assert [sentence.index for sentence in sentences] == list(range(len(sentences)))
    for sentence in sentences:
        assert sentence.raw == text[sentence.start : sentence.end]
    spans = [span for sentence in sentences for span in sentence.spans]
    for before, after in pairwise(spans):
        assert before.end <= after.start
    assert all(span.start < span.end for span in spans)


@search
@given(printed_texts)
def test_a_sentence_belongs_to_its_block(text: str) -> None:
    """A sentence lies in the ranges of its block and takes kind, heading, lead-in and number from it."""
    document = read_text(text)
    for sentence in document.sentences:
        block = document.blocks[sentence.paragraph_index]
        assert block.kind in SPOKEN
        assert (sentence.kind, sentence.heading, sentence.lead_in) == (block.kind, block.heading, block.lead_in)
        assert sentence.paragraph == block.number
        assert sentence.page == text.count("\f", 0, sentence.start) + 1
        for span in sentence.spans:
            assert any(outer.start <= span.start and span.end <= outer.end for outer in block.spans)


@search
@given(printed_texts)
def test_each_spoken_character_is_in_one_sentence(text: str) -> None:
    """Each printed character of a prose or list block is in exactly one sentence, and no other character is."""
    document = read_text(text)
    kinds = covered(document)
    count = [0] * len(text)
    for sentence in document.sentences:
        for span in sentence.spans:
            for i in range(span.start, span.end):
                count[i] += 1
    for i, character in enumerate(text):
        if not character.isspace():
            assert count[i] == (kinds[i] in SPOKEN), (i, character)


@search
@given(printed_texts)
def test_the_map_leads_each_character_to_its_source(text: str) -> None:
    """Each character of a sentence's text stands for the same one of the source, a space for white space; in order."""
    for sentence in read_text(text).sentences:
        sources = [sentence.source_map.source(i) for i in range(len(sentence.text))]
        assert sources == sorted(set(sources))
        assert sentence.source_map.length == len(sentence.text)
        assert (sources[0], sources[-1] + 1) == (sentence.start, sentence.end)
        for character, source in zip(sentence.text, sources, strict=True):
            assert text[source] == character or (character == " " and text[source].isspace())


@search
@given(printed_texts)
def test_running_text_is_folded(text: str) -> None:
    """A sentence's text holds no white space but single spaces inside it."""
    for sentence in read_text(text).sentences:
        assert sentence.text == " ".join(sentence.text.split())


@search
@given(printed_texts, st.data())
def test_locate_stays_inside_the_spans(text: str, data: st.DataObject) -> None:
    """Located ranges lie in the sentence's spans and hold the characters asked for; all of them for the whole text."""
    sentences = read_text(text).sentences
    if not sentences:
        return
    sentence = data.draw(st.sampled_from(sentences))
    assert sentence.locate(0, len(sentence.text)) == sentence.spans
    start = data.draw(st.integers(0, len(sentence.text) - 1))
    end = data.draw(st.integers(start + 1, len(sentence.text)))
    found = sentence.locate(start, end)
    for span in found:
        assert any(outer.start <= span.start and span.end <= outer.end for outer in sentence.spans)
    for i in range(start, end):
        source = sentence.source_map.source(i)
        assert sentence.text[i] == " " or any(span.start <= source < span.end for span in found)


@search
@given(printed_texts)
def test_facts_lie_in_the_text(text: str) -> None:
    """What the front matter says has a place in the text, and a period does not end before it starts."""
    meta = read_text(text).meta
    facts = (meta.title, meta.authority, meta.kind, meta.framework)
    dates = (meta.inspected_from, meta.inspected_to, meta.published)
    spans = [fact.span for fact in (*facts, *dates) if fact is not None]
    spans += [span for grade in meta.grades for span in (grade.span, grade.heading_span)]
    for span in spans:
        assert isinstance(span, Span)
        assert 0 <= span.start < span.end <= len(text)
    if meta.inspected_from is not None:
        assert meta.inspected_to is not None
        assert meta.inspected_from.value <= meta.inspected_to.value


@search
@given(printed_texts)
def test_units_follow_the_sentences(text: str) -> None:
    """There is one unit a sentence, which carries the text of the one before."""
    sentences = read_text(text).sentences
    units = units_of(sentences)
    assert [unit.text for unit in units] == [sentence.text for sentence in sentences]
    assert [unit.previous for unit in units] == ["", *(unit.text for unit in units)][: len(units)]


@search
@given(printed_texts)
def test_reading_twice_gives_the_same(text: str) -> None:
    """The same text gives an equal document."""
    assert read_text(text) == read_text(text)
