from __future__ import annotations

import pytest

from themetag.repair import Lexicon, repair
from themetag.types import Span


def repaired(text: str, *spans: tuple[int, int], elsewhere: str = "") -> str:
    """Return the running text of the whole text, or of ranges of it; `elsewhere` is what else the document says."""
    ranges = [Span(*span) for span in spans] or [Span(0, len(text))]
    running, source_map = repair(text, ranges, Lexicon(f"{text} {elsewhere}"))
    assert source_map.length == len(running)
    for i, character in enumerate(running):
        source = text[source_map.source(i)]
        assert source == character or (character == " " and source.isspace())
    return running


@pytest.mark.parametrize(
    ("text", "running"),
    [
        ("one line", "one line"),
        ("two\nlines", "two lines"),
        ("two  spaces", "two spaces"),
        ("a\ttab", "a tab"),
        ("no\u00a0break", "no break"),
        ("an\u3000ideographic space", "an ideographic space"),
        ("blank\n \n\nlines", "blank lines"),
        ("windows\r\nlines", "windows lines"),
        ("page\n\f\nbreak", "page break"),
        ("line\u2028separator", "line separator"),
        ("file\x1cseparator", "file separator"),
        ("indented\n    line", "indented line"),
    ],
)
def test_white_space_is_folded(text: str, running: str) -> None:
    """Any white space between two words becomes one plain space."""
    assert repaired(text) == running


@pytest.mark.parametrize(
    ("text", "elsewhere", "running"),
    [
        ("They recog-\nnise it.", "They recognise it.", "They recognise it."),
        ("They recog-\nnise it.", "", "They recog-nise it."),
        ("The multi-\nagency hub.", "A multi-agency hub.", "The multi-agency hub."),
        ("The multi-\nagency hub.", "", "The multi-agency hub."),
        ("The well-\nbeing team.", "Their wellbeing and well-being.", "The well-being team."),
        ("RECOG-\nNISE", "recognise", "RECOGNISE"),
        ("They recog-  \n  nise it.", "recognise", "They recognise it."),
        ("They recog\u2010\nnise it.", "recognise", "They recognise it."),
        ("They recog\u00ad\nnise it.", "", "They recognise it."),
        ("short-\nand long-term", "", "short- and long-term"),
        ("in 2014-\n15", "", "in 2014-15"),
        ("under-\n18s", "", "under-18s"),
        ("a dash -\nand more", "", "a dash - and more"),
        ("a dash –\nand more", "", "a dash – and more"),
        ("an in-line hyphen", "", "an in-line hyphen"),
    ],
)
def test_hyphens_at_a_line_end(text: str, elsewhere: str, running: str) -> None:
    """A word that the document writes whole elsewhere is healed; a compound keeps its hyphen; a suspended one waits."""
    assert repaired(text, elsewhere=elsewhere) == running


def test_a_word_is_whole_only_by_itself() -> None:
    """A word inside another, or as a part of a compound, does not heal a hyphen."""
    assert repaired("They re-\nform it.", elsewhere="unreform reforms pre-reform reform-led") == "They re-form it."
    assert repaired("They re-\nform it.", elsewhere="(reform)") == "They reform it."


def test_many_broken_words_are_healed_like_few() -> None:
    """A document of many broken words heals the last of them by the same rule as the first."""
    halves = [f"{a}{b}" for a in "bcdfghjklm" for b in "abcdefghijklm"]
    text = " ".join(f"{half}-\nend" for half in halves)
    whole = " ".join(f"{half}end" for half in halves[::2])
    expected = [half + ("-" if i % 2 else "") + "end" for i, half in enumerate(halves)]
    assert repaired(text, elsewhere=whole).split() == expected


def test_spans_are_joined_as_lines_are() -> None:
    """What furniture cuts apart is put together with one space, or at its hyphen."""
    text = "They recog-\n12\nnise delay\n13\nearly. recognise"
    assert repaired(text, (0, 11), (15, 25), (29, 35)) == "They recognise delay early."


def test_a_note_marker_leaves_no_space() -> None:
    """Where only the marker of a note stood between two spans, nothing is put between them."""
    text = "the plan3. It is new3\n, and short"
    assert repaired(text, (0, 8), (9, 20), (22, 33)) == "the plan. It is new, and short"


def test_a_map_has_no_more_runs_than_jumps() -> None:
    """White space that a plain space replaces one for one starts no run: the map is as long as the text is odd."""
    text = "one\ntwo three\nfour  five"
    _, source_map = repair(text, [Span(0, len(text))], Lexicon(text))
    assert source_map.sources == (0, 20)
