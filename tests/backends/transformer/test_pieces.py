"""What the encoder reads of a unit."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest

from themetag.backends.transformer.pieces import MAX_TEXT, SPECIAL, Pieces
from themetag.types import Kind, Unit

pytest.importorskip("tokenizers", reason="the word pieces need tokenizers")

WORDS = ("plans", "are", "late", "good", "##ish", "what", "to", "improve", "the", "council", "should", ":", "'", "-")
VOCABULARY = ("[PAD]", *SPECIAL, *WORDS)


def made(**changes: object) -> Pieces:
    return Pieces(**{"vocabulary": VOCABULARY, "lower": True, "context": 4} | changes)  # type: ignore[arg-type]


def words_of(ids: tuple[int, ...]) -> str:
    return " ".join(VOCABULARY[i] for i in ids)


def test_a_sentence_stands_between_its_signs() -> None:
    """A unit without context is start, its pieces, end; each piece knows its characters."""
    (window,) = made().windows(Unit("Plans are goodish"))
    assert words_of(window.ids) == "[CLS] plans are good ##ish [SEP]"
    assert window.text == len(window.ids)
    assert [("Plans are goodish")[a:b] for a, b in window.words] == ["Plans", "are", "good", "ish"]


def test_heading_and_lead_in_follow_a_list_item() -> None:
    """Heading and lead-in come behind the text, each cut to the pieces that the model reads of it."""
    unit = Unit("late", Kind.LIST, "What to improve the council", "The council should:")
    (window,) = made().windows(unit)
    assert words_of(window.ids) == "[CLS] late [SEP] what to improve the [SEP] the council should : [SEP]"
    assert words_of(window.ids[: window.text]) == "[CLS] late [SEP]"


def test_prose_is_read_without_its_heading() -> None:
    """A sentence of prose says itself what it judges, so that only list items cost pieces of context."""
    (window,) = made().windows(Unit("late", Kind.PROSE, "What to improve the council"))
    assert words_of(window.ids) == "[CLS] late [SEP]"


@pytest.mark.parametrize("text", ["They are late", "However, these plans are late", "Others are late"])
def test_prose_that_points_back_is_read_with_the_sentence_before(text: str) -> None:
    """The end of the sentence before follows where a sentence refers to it, and nowhere else."""
    (window,) = made().windows(Unit(text, previous="What to improve: the plans the council should improve the late"))
    assert words_of(window.ids[window.text :]) == "the plans the council should improve the late [SEP]"
    (alone,) = made().windows(Unit("plans are late", previous="the council"))
    assert words_of(alone.ids) == "[CLS] plans are late [SEP]"


def test_a_model_may_read_no_context() -> None:
    """With 0 pieces of context, only the sentence is read."""
    (window,) = made(context=0).windows(Unit("they are late", previous="the council"))
    assert window.text == len(window.ids)
    (window,) = made(context=0).windows(Unit("late", Kind.LIST, "What to improve", "The council should:"))
    assert words_of(window.ids) == "[CLS] late [SEP]"


def test_a_long_sentence_is_read_in_windows() -> None:
    """A sentence longer than a window is read whole, in windows that overlap and all have the context."""
    text = " ".join(["plans are late"] * 100)
    windows = made().windows(Unit(text, Kind.LIST, "What"))
    covered = {place for window in windows for place in window.words}
    assert len(windows) == 3
    assert covered == {(i, j) for i, j in _spans(text)}
    assert all(
        window.text <= MAX_TEXT + 2 and words_of(window.ids[window.text :]) == "what [SEP]" for window in windows
    )
    assert set(windows[0].words) & set(windows[1].words)


def _spans(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for word in text.split(" "):
        found.append((at, at + len(word)))
        at += len(word) + 1
    return found


@pytest.mark.parametrize("length", [MAX_TEXT - 1, MAX_TEXT, MAX_TEXT + 1, 2 * MAX_TEXT])
def test_no_piece_is_lost_at_the_edge_of_a_window(length: int) -> None:
    """Whatever the length of a sentence, every piece of it is in a window, and none is read for nothing."""
    windows = made().windows(Unit(" ".join(["late"] * length)))
    assert len({place for window in windows for place in window.words}) == length
    assert all(set(b.words) - set(a.words) for a, b in pairwise(windows))


@pytest.mark.parametrize("text", ["", "   ", "\u00a0"])
def test_nothing_is_read_as_nothing(text: str) -> None:
    """An empty text is start and end."""
    (window,) = made().windows(Unit(text))
    assert words_of(window.ids) == "[CLS] [SEP]"


def test_any_text_is_read() -> None:
    """Unknown scripts are unknown pieces, lone surrogates and controls none, and no offset is lost."""
    (window,) = made().windows(Unit("late \ud800 漢字 \x00late"))
    assert words_of(window.ids) == "[CLS] late [UNK] [UNK] late [SEP]"
    assert window.words[0] == (0, 4)
    assert window.words[-1] == (11, 15)


def test_typography_is_folded() -> None:
    """Curly quotes, dashes and odd spaces are read as their plain forms."""
    assert made().windows(Unit("the council’s – plans")) == made().windows(Unit("the council's - plans"))


def test_case_is_kept_where_the_encoder_knows_it() -> None:
    """An encoder that knows capitals reads them: here they are unknown."""
    assert words_of(made(lower=False).windows(Unit("Late late"))[0].ids) == "[CLS] [UNK] late [SEP]"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vocabulary": ("a", "b")}, "is not that of a BERT tokeniser: it has no"),
        ({"vocabulary": (*VOCABULARY, "plans")}, "must hold each piece once, 1 stand twice"),
        ({"context": -1}, r"context must be in \[0, 20\], was -1"),
        ({"context": 21}, r"context must be in \[0, 20\], was 21"),
    ],
)
def test_another_vocabulary_is_refused(changes: dict[str, object], message: str) -> None:
    """A vocabulary of another kind, and a length that cannot be, are refused in words."""
    with pytest.raises(ValueError, match=message):
        made(**changes)


def test_pieces_go_to_another_process() -> None:
    """Pieces that were pickled cut as before."""
    unit = Unit("Plans are goodish", heading="What to improve")
    assert pickle.loads(pickle.dumps(made())).windows(unit) == made().windows(unit)
