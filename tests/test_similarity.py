from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetag.similarity import Similarity, stems

TEXTS = st.lists(st.text(alphabet="abcdeplns ", max_size=30), min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plans", "planning"),
        ("assessments", "Assessment"),
        ("recorded", "recording"),
        ("timely", "timeliness"),
        ("agency", "agencies"),
        ("the school’s plan", "The school's plans"),
        ("long-term", "long\u2011term"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    """Endings, case, curly quotes and dashes make no difference."""
    assert stems(one) == stems(other) != frozenset()


@pytest.mark.parametrize(("one", "other"), [("plan", "planet"), ("care leaver", "life story"), ("16", "17")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    """Words that are not forms of one word keep stems of their own."""
    assert stems(one) != stems(other)


def test_words_of_grammar_and_degree_do_not_count() -> None:
    """What stands in every other sentence says nothing about what a sentence is about."""
    assert stems("This is not always good enough for all children and their families.") == frozenset()


def test_rare_words_count_for_more() -> None:
    """Sharing a word that stands everywhere makes two sentences less alike than sharing a rare one."""
    texts = ["harbour bridge", "harbour mill", "orchard bridge", "harbour ferry", "harbour quarry"]
    words = Similarity(texts)
    assert words.jaccard(0, 2) > words.jaccard(0, 1) > 0
    assert words.jaccard(2, 4) == 0


def test_cover_is_of_the_first() -> None:
    """A short sentence stands wholly in a long one, the long one only in part in the short."""
    words = Similarity(["harbour bridge", "the harbour bridge by the old mill"])
    assert words.cover(0, 1) == 1
    assert 0 < words.cover(1, 0) < 1
    assert words.shared(0, 1) == 2


@given(TEXTS)
def test_likeness_is_a_share_and_goes_both_ways(texts: list[str]) -> None:
    """Likeness is in [0, 1], the same both ways, and 1 between equal sentences that say anything."""
    words = Similarity(texts)
    for i, first in enumerate(texts):
        for j, second in enumerate(texts):
            assert 0 <= words.jaccard(i, j) <= 1
            assert words.jaccard(i, j) == words.jaccard(j, i)
            if stems(first) and stems(first) == stems(second):
                assert words.jaccard(i, j) == words.cover(i, j) == pytest.approx(1)


def test_near_finds_those_that_share_a_rare_word() -> None:
    """Near are, in order, the others that share a word which not too many have."""
    words = Similarity(["harbour bridge", "mill", "bridge", "harbour"])
    assert words.near(0) == [2, 3]
    assert words.near(1) == []
    assert words.near(0, most=1) == []
    assert Similarity(["harbour bridge", "bridge mill harbour", "bridge"]).near(0, shared=2) == [1]
