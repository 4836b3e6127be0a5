from __future__ import annotations

import dataclasses

import pytest

from themetag.readers.files import read_text
from themetag.textmap import TextMap
from themetag.types import POLARITIES, Evidence, Kind, Polarity, Sentence, Span, Tag, Unit


def cut_sentence() -> Sentence:
    """Return the sentence of "ab cd" whose spans stand on both sides of furniture: 10-12 and 20-22."""
    source_map = TextMap((0, 2, 3), (10, 12, 20), 5)
    return Sentence(
        0, (Span(10, 12), Span(20, 22)), "ab........cd", "ab cd", Kind.PROSE, "", "", 1, None, 0, source_map
    )


def test_polarities_have_an_order_and_a_sign() -> None:
    """Strength comes before concern on the scores' last axis; corpora write them + and -."""
    assert POLARITIES == (Polarity.STRENGTH, Polarity.CONCERN)
    assert [polarity.sign for polarity in POLARITIES] == ["+", "-"]
    assert [Polarity.from_sign(sign) for sign in "+-"] == list(POLARITIES)
    assert str(Polarity.CONCERN) == "concern"


@pytest.mark.parametrize("sign", ["", "strength", "++", "−"])
def test_another_sign_is_no_polarity(sign: str) -> None:
    """Anything but + and - is refused, and the message repeats it."""
    with pytest.raises(ValueError, match=rf"written \+ or -, was {sign!r}".replace("++", r"\+\+")):
        Polarity.from_sign(sign)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3), (-2, -1)])
def test_a_span_is_in_the_text_and_forward(start: int, end: int) -> None:
    """A range that starts before the text or runs backwards is refused, and the message repeats it."""
    with pytest.raises(ValueError, match=rf"0 <= start <= end, was \[{start}, {end}\)"):
        Span(start, end)


def test_a_span_is_half_open() -> None:
    """A span has the length and the slice of its half-open range, unpacks, and sorts by start."""
    span = Span(2, 5)
    assert (len(span), span.of("abcdefg"), tuple(span)) == (3, "cde", (2, 5))
    assert sorted([Span(3, 4), Span(2, 9), Span(2, 5)]) == [Span(2, 5), Span(2, 9), Span(3, 4)]
    assert len(Span(0, 0)) == 0


def test_a_label_is_theme_and_sign() -> None:
    """A tag's label is what corpora write."""
    assert Tag("planning", Polarity.STRENGTH, 0.9).label == "planning+"
    assert Tag("planning", Polarity.CONCERN, 0.9).label == "planning-"


@pytest.mark.parametrize(
    "value",
    [
        Span(1, 2),
        Tag("planning", Polarity.STRENGTH, 0.5),
        Evidence((), "bias", "theme"),
        Unit("Leaders act."),
        cut_sentence(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_are_frozen(value: object) -> None:
    """The small values cannot be changed."""
    name = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError, match=name):
        setattr(value, name, None)


def test_a_unit_needs_only_its_text() -> None:
    """A unit is prose without heading, lead-in and sentence before it unless these are given."""
    assert Unit("Leaders act.") == Unit("Leaders act.", Kind.PROSE, "", "", "")


def test_start_and_end_span_the_cut() -> None:
    """A sentence starts with its first span and ends with its last."""
    assert (cut_sentence().start, cut_sentence().end) == (10, 22)


@pytest.mark.parametrize(
    ("start", "end", "spans"),
    [
        (0, 5, (Span(10, 12), Span(20, 22))),
        (0, 1, (Span(10, 11),)),
        (1, 2, (Span(11, 12),)),
        (3, 5, (Span(20, 22),)),
        (1, 4, (Span(11, 12), Span(20, 21))),
        (2, 3, ()),
        (2, 4, (Span(20, 21),)),
    ],
)
def test_locate_leaves_furniture_out(start: int, end: int, spans: tuple[Span, ...]) -> None:
    """A range of the text leads to the source ranges behind it; a space that joins two spans stands nowhere."""
    assert cut_sentence().locate(start, end) == spans


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 1), (0, 6), (5, 6)])
def test_locate_refuses_what_is_not_in_the_text(start: int, end: int) -> None:
    """An empty range and one outside of the text are refused, and the message gives the bounds."""
    with pytest.raises(IndexError, match=rf"0 <= start < end <= 5, was \[{start}, {end}\)"):
        cut_sentence().locate(start, end)


def test_locate_finds_words_of_a_broken_line() -> None:
    """A word in the repaired text is found in the source, with its healed hyphen."""
    text = "Leaders recog-\nnise delay. They recognise\n   it early."
    first, second = read_text(text).sentences
    word = first.text.index("recognise")
    (span,) = first.locate(word, word + len("recognise"))
    assert span.of(text) == "recog-\nnise"
    assert second.text == "They recognise it early."
    (span,) = second.locate(0, len(second.text))
    assert span.of(text) == second.raw == "They recognise\n   it early."
