from __future__ import annotations

import sys
from itertools import pairwise

import pytest
import sentencex

from themetag.errors import DocumentError, SplitError, Status
from themetag.readers.files import read_text
from themetag.sentences import MAX_SENTENCE, boundaries, sentence_bounds

SPACES = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace() and code > 0x7F]
QUOTES = '“”„‟«»‹›‘‛"'


class Panic(BaseException):
    """What a Rust panic is to Python: no Exception."""


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the texts that sentencex gets."""
    texts: list[str] = []

    def segment(language: str, text: str) -> list[str]:
        assert language == "en"
        texts.append(text)
        return kept(language, text)

    def slower(language: str, text: str) -> list[dict[str, int]]:
        texts.append(text)
        return kept_slower(language, text)

    kept, kept_slower = sentencex.segment, sentencex.get_sentence_boundaries
    monkeypatch.setattr(boundaries.sentencex, "segment", segment)
    monkeypatch.setattr(boundaries.sentencex, "get_sentence_boundaries", slower)
    return texts


def slices(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_bounds(text)]


@pytest.mark.parametrize("space", SPACES, ids=[f"U+{ord(space):04X}" for space in SPACES])
def test_odd_spaces_are_no_panic(space: str, handed_over: list[str]) -> None:
    """A capital letter before an odd space and a full stop is split; sentencex sees a plain space."""
    text = f"Plan B{space}. It works{space}. The rest{space}waits."
    assert slices(text) == [f"Plan B{space}.", f"It works{space}.", f"The rest{space}waits."]
    assert handed_over == [text.replace(space, " ")]


@pytest.mark.parametrize("mark", QUOTES)
def test_quotation_marks_are_kept_from_the_splitter(mark: str, handed_over: list[str]) -> None:
    """An unclosed quotation mark hides no sentence, and sentencex never sees it, so it costs nothing there."""
    text = f"She said {mark}it is late. Nobody came. Nobody called."
    assert slices(text) == [f"She said {mark}it is late.", "Nobody came.", "Nobody called."]
    assert handed_over == [text.replace(mark, " ")]


def test_work_is_bounded_on_unclosed_quotes(handed_over: list[str]) -> None:
    """Sentencex gets at most 20,000 characters at once, and at most twice the paragraph in all."""
    text = "“She said that it ‘was « late. " * 10_000
    assert len(slices(text)) == 10_000
    assert max(map(len, handed_over)) <= MAX_SENTENCE
    assert sum(map(len, handed_over)) <= 2 * len(text)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 40_000,
        "x" * 200_000,
        "Short one. " + "word " * 3_999 + "end. " + "Short two. " * 2_000,
        ("Short. " + "word " * 3_990 + "end. ") * 10,
    ],
    ids=["no full stop", "no space", "long among short", "long and short in turn"],
)
def test_work_is_bounded_on_long_sentences(text: str, handed_over: list[str]) -> None:
    """A sentence of over 20,000 characters is cut, at a space where there is one, and nothing is handed over thrice."""
    bounds = sentence_bounds(text)
    assert max(end - start for start, end in bounds) <= MAX_SENTENCE
    assert "".join(text[start:end] for start, end in bounds).replace(" ", "") == text.replace(" ", "")
    assert sum(map(len, handed_over)) <= 2 * len(text)
    for (_, before), (after, _) in pairwise(bounds):
        assert text[before:after] == (" " if " " in text else "")


def test_a_sentence_that_fits_is_not_cut_by_the_window() -> None:
    """A sentence across the 20,000th character stays whole if it is not longer than that itself."""
    sentence = "Staff know " + "very " * 2_000 + "well."
    text = " ".join([sentence] * 5)
    assert slices(text) == [sentence] * 5


def test_offsets_do_not_hang_on_lost_white_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sentencex loses white space from its strings, its offsets are asked for instead."""

    def losing(language: str, text: str) -> list[str]:
        return [part.strip() for part in kept(language, text)]

    kept = sentencex.segment
    text = "Leaders act. Staff follow. Children gain."
    expected = sentence_bounds(text)
    monkeypatch.setattr(boundaries.sentencex, "segment", losing)
    assert sentence_bounds(text) == expected == [(0, 12), (13, 26), (27, 41)]


def test_lone_surrogates_are_split_like_any_text() -> None:
    """Half of a character that cannot be encoded stays where it is, and its sentence is found."""
    assert slices("Leaders \ud800act. Staff follow\udfff. Children gain.") == [
        "Leaders \ud800act.",
        "Staff follow\udfff.",
        "Children gain.",
    ]


@pytest.mark.parametrize("error", [Panic("index out of bounds"), RuntimeError("no"), ValueError("no")])
def test_a_failing_splitter_is_a_split_error(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever sentencex raises, a panic too, becomes a SplitError, which `except Exception` catches."""

    def failing(language: str, text: str) -> list[str]:
        raise error

    monkeypatch.setattr(boundaries.sentencex, "segment", failing)
    with pytest.raises(
        SplitError, match=rf"sentencex [\d.]+\) failed .* 26 characters: {type(error).__name__}"
    ) as caught:
        read_text("Leaders act. Staff follow.")
    assert caught.value.__cause__ is error
    assert caught.value.status is Status.CRASHED
    assert isinstance(caught.value, DocumentError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_stays_one(interrupt: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C during a split is not turned into an error of the text."""

    def failing(language: str, text: str) -> list[str]:
        raise interrupt("stop")

    monkeypatch.setattr(boundaries.sentencex, "segment", failing)
    with pytest.raises(interrupt, match="stop"):
        sentence_bounds("Leaders act. Staff follow.")


def test_text_without_a_stop_inside_is_not_handed_over(handed_over: list[str]) -> None:
    """A line that can hold only one sentence costs no call."""
    assert slices("  Leaders act quickly.  ") == ["Leaders act quickly."]
    assert slices("no stop at all") == ["no stop at all"]
    assert slices(" \n ") == slices("") == []
    assert handed_over == []
