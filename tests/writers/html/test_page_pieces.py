from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_reports import Line, a_sentence
from themetag.repair import Lexicon, repair
from themetag.textmap import TextMap
from themetag.types import Evidence, Kind, Polarity, Sentence, Span, Tag
from themetag.writers.html.pieces import clean, pieces_of, supports


def tag(*spans: tuple[int, int], contribution: float | None = None) -> Tag:
    evidence = Evidence(tuple(Span(*span) for span in spans), "plans", "theme", contribution)
    return Tag("planning", Polarity.STRENGTH, 0.5, (evidence,))


def sentence(text: str, start: int = 0) -> Sentence:
    return a_sentence(Line(text), Span(start, start + len(text)), 0, 0)


def shown(found: Sentence, *tags: Tag) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.text, piece.tags) for piece in pieces_of(found, tags)]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6))
def test_pieces_hold_the_whole_text_whatever_the_evidence(text: str, ranges: list[tuple[int, int]]) -> None:
    """Pieces put together are the cleaned text; each character is marked exactly when a span covers it."""
    tags = [tag((min(pair), max(pair))) for pair in ranges]
    pieces = pieces_of(sentence(text), tags)
    assert "".join(piece.text for piece in pieces) == clean(text)
    marks = [piece.tags for piece in pieces for _ in piece.text]
    covering = [tuple(n for n, (a, b) in enumerate(ranges) if min(a, b) <= i < max(a, b)) for i in range(len(text))]
    assert marks == covering


def test_overlapping_evidence_names_each_tag_once() -> None:
    """Where the evidence of two tags overlaps the piece belongs to both; a span given twice counts once."""
    found = shown(sentence("abcdef", 10), tag((11, 14), (11, 14)), tag((13, 15)))
    assert found == [("a", ()), ("bc", (0,)), ("d", (0, 1)), ("e", (1,)), ("f", ())]


def test_evidence_is_found_in_text_that_layout_repair_changed() -> None:
    """A span over a healed line break marks the healed words, not what stands at the same offset."""
    source = "Plans are re-\nviewed late; nobody reviewed them."
    text, text_map = repair(source, [Span(0, len(source))], Lexicon(source))
    assert text == "Plans are reviewed late; nobody reviewed them."
    whole = Sentence(0, (Span(0, len(source)),), source, text, Kind.PROSE, "", "", 1, None, 0, text_map)
    word = source.index("re-"), source.index(" late")
    assert shown(whole, tag(word)) == [
        ("Plans are ", ()),
        ("reviewed", (0,)),
        (" late; nobody reviewed them.", ()),
    ]


@pytest.mark.parametrize(("contribution", "speaks"), [(None, True), (0.2, True), (0.0, False), (-1.0, False)])
def test_only_evidence_for_a_tag_is_marked(contribution: float | None, speaks: bool) -> None:
    """Evidence that weighs against its tag, or nothing, is not marked; evidence without a weight is."""
    against = tag((0, 2), contribution=contribution)
    assert supports(against.evidence[0]) is speaks
    assert shown(sentence("abcd"), against) == ([("ab", (0,)), ("cd", ())] if speaks else [("abcd", ())])


def test_what_adds_little_is_not_marked() -> None:
    """Of weighed evidence, what brings less than a fifth of the strongest is left unmarked."""
    evidence = [Evidence((Span(at, at + 2),), "word", "word", part) for at, part in ((10, 2.0), (12, 0.4), (14, 0.39))]
    weighed = Tag("planning", Polarity.STRENGTH, 0.5, tuple(evidence))
    assert shown(sentence("abcdef", 10), weighed) == [("ab", (0,)), ("cd", (0,)), ("ef", ())]


def test_text_without_characters_has_no_pieces() -> None:
    """An empty sentence gives no piece, with evidence or without."""
    empty = Sentence(0, (Span(0, 0),), "", "", Kind.PROSE, "", "", 1, None, 0, TextMap((), (), 0))
    assert pieces_of(empty, [tag((0, 3))]) == ()


def test_cleaning_keeps_lengths_and_line_ends() -> None:
    """What HTML cannot hold becomes U+FFFD one for one; tabs, line feeds and every printed character stay."""
    assert (
        clean("a\0b\x85c\ud800d\re\x7f\tf\n\u202eg\U0001f600")
        == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd\tf\n\u202eg\U0001f600"
    )
