from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from themetag.decisions import decide, tags_of
from themetag.taxonomy import default_taxonomy
from themetag.types import Polarity

HALF = np.full((3, 2), 0.5)


def scores_of(*units: list[list[float]]) -> np.ndarray:
    return np.array(units, dtype=np.float64)


def test_a_label_is_given_from_its_threshold_on() -> None:
    """A score equal to its threshold is given, one just below is not."""
    scores = scores_of([[0.5, 0.499], [0.9, 0.0], [0.0, 1.0]])
    assert decide(scores, HALF).tolist() == [[[True, False], [True, False], [False, True]]]


def test_no_tag_is_an_answer() -> None:
    """Nothing is given where no score reaches its threshold and no tag is asked for."""
    assert not decide(np.full((2, 3, 2), 0.2), HALF).any()


def test_min_tags_gives_the_highest_scores() -> None:
    """The highest scores are given until there are `min_tags`; equal scores go by taxonomy order."""
    scores = scores_of([[0.1, 0.3], [0.3, 0.2], [0.0, 0.0]])
    assert decide(scores, HALF, min_tags=1)[0].tolist() == [[False, True], [False, False], [False, False]]
    assert decide(scores, HALF, min_tags=2)[0].tolist() == [[False, True], [True, False], [False, False]]


def test_min_tags_counts_the_labels_already_given() -> None:
    """A label that passed a low threshold stays, and only what is missing is added."""
    thresholds = np.array([[0.1, 0.9], [0.9, 0.9], [0.9, 0.9]])
    scores = scores_of([[0.2, 0.8], [0.0, 0.0], [0.0, 0.0]])
    assert decide(scores, thresholds, min_tags=1)[0].sum() == 1
    assert decide(scores, thresholds, min_tags=2)[0, 0].tolist() == [True, True]


def test_a_threshold_above_one_means_never() -> None:
    """A label with a threshold above 1 is not given, not even to reach `min_tags`."""
    thresholds = np.array([[1.5, 1.5], [1.5, 0.5], [1.5, 1.5]])
    given_labels = decide(np.ones((1, 3, 2)), thresholds, min_tags=6)
    assert given_labels.sum() == 1
    assert given_labels[0, 1, 1]


def test_no_units_give_no_decisions() -> None:
    """An empty batch keeps its shape."""
    assert decide(np.zeros((0, 3, 2)), HALF, min_tags=1).shape == (0, 3, 2)


@pytest.mark.parametrize(
    ("scores", "thresholds", "min_tags", "match"),
    [
        (np.zeros((1, 3)), HALF, 0, r"\(n_units, n_themes, 2\)"),
        (np.zeros((1, 4, 2)), HALF, 0, r"\(1, 4, 2\)"),
        (np.full((1, 3, 2), np.nan), HALF, 0, r"scores must be in \[0, 1\]"),
        (np.full((1, 3, 2), 1.1), HALF, 0, r"scores must be in \[0, 1\]"),
        (np.zeros((1, 3, 2)), HALF - 1, 0, "thresholds must be numbers from 0"),
        (np.zeros((1, 3, 2)), HALF * np.nan, 0, "thresholds must be numbers from 0"),
        (np.zeros((1, 3, 2)), HALF, -1, "min_tags must be 0 or more, was -1"),
    ],
)
def test_bad_arguments_are_refused(scores: np.ndarray, thresholds: np.ndarray, min_tags: int, match: str) -> None:
    """Each argument that makes no sense gets an error that names it."""
    with pytest.raises(ValueError, match=match):
        decide(scores, thresholds, min_tags)


@settings(deadline=None)
@given(arrays(np.float64, (4, 3, 2), elements=st.floats(0, 1)), st.integers(0, 7))
def test_min_tags_only_adds(scores: np.ndarray, min_tags: int) -> None:
    """Asking for tags takes none away, gives at least that many, and leaves the scores unchanged."""
    before = scores.copy()
    free, forced = decide(scores, HALF), decide(scores, HALF, min_tags)
    assert (forced >= free).all()
    assert (forced.sum(axis=(1, 2)) == np.maximum(free.sum(axis=(1, 2)), min(min_tags, 6))).all()
    assert (scores == before).all()


def test_tags_stand_by_score_then_by_taxonomy() -> None:
    """The highest score comes first; equal scores stand in taxonomy order, strength before concern."""
    taxonomy = default_taxonomy()
    scores = np.zeros((18, 2))
    scores[2], scores[1, 0], scores[5, 1] = 0.6, 0.6, 0.9
    tags = tags_of(scores, scores >= 0.5, taxonomy)
    assert [tag.label for tag in tags] == [
        "staffing-",
        "oversight+",
        "quality_assurance+",
        "quality_assurance-",
    ]
    assert tags[0].polarity is Polarity.CONCERN
    assert tags[0].score == 0.9
