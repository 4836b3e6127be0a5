"""From scores to tags: thresholds per label, and nothing forced."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.taxonomy import Taxonomy
from themetag.types import POLARITIES, Tag

Decisions = npt.NDArray[np.bool_]


def decide(scores: Scores, thresholds: Scores, min_tags: int = 0) -> Decisions:
    """Return which labels are given.

    Args:
        scores: (n_units, n_themes, 2) in [0, 1], as a back end returns them.
        thresholds: (n_themes, 2); a label is given from its threshold on. Above 1: never, whatever
            `min_tags` is.
        min_tags: how many tags each unit gets at least, the highest scores first (equal scores in taxonomy
            order, strength before concern). 0: a unit may have none.

    Returns:
        A bool array of the shape of `scores`.

    Raises:
        ValueError: shapes that do not fit, scores outside [0, 1], a threshold that is no number or below 0,
            or a negative `min_tags`.

    """
    scores, thresholds = np.asarray(scores, dtype=np.float64), np.asarray(thresholds, dtype=np.float64)
    if scores.ndim != 3 or scores.shape[2] != len(POLARITIES) or thresholds.shape != scores.shape[1:]:
        raise ValueError(
            f"scores must be (n_units, n_themes, 2) and thresholds (n_themes, 2), were {scores.shape} and "
            f"{thresholds.shape}"
        )
    if not np.all((scores >= 0) & (scores <= 1)):
        raise ValueError("scores must be in [0, 1]; the back end returned others")
    if not np.all(thresholds >= 0):
        raise ValueError(f"thresholds must be numbers from 0, the lowest was {np.min(thresholds)}")
    if min_tags < 0:
        raise ValueError(f"min_tags must be 0 or more, was {min_tags}")
    given = scores >= thresholds
    if min_tags == 0 or scores.size == 0:
        return given
    flat = given.reshape(len(scores), -1)
    possible = np.where(thresholds <= 1, scores, -1.0).reshape(len(scores), -1)
    short = np.flatnonzero(flat.sum(axis=1) < min_tags)
    # The labels already given come first, so that a lower threshold elsewhere cannot push one of them out.
    rank = np.argsort(-(possible[short] + 2.0 * flat[short]), axis=1, kind="stable")[:, :min_tags]
    allowed = np.take_along_axis(possible[short], rank, axis=1) >= 0
    flat[short[:, None], rank] |= allowed
    return given


def tags_of(scores: Scores, given: Decisions, taxonomy: Taxonomy) -> tuple[Tag, ...]:
    """Return the tags of one unit, highest score first.

    Equal scores stand in taxonomy order, strength before concern.
    `scores` and `given` are (n_themes, 2), one row of what a back end and `decide` return.
    """
    keys = taxonomy.keys
    found = [(theme, column) for theme, column in zip(*(axis.tolist() for axis in np.nonzero(given)), strict=True)]
    found.sort(key=lambda place: (-scores[place], place))
    return tuple(Tag(keys[theme], POLARITIES[column], float(scores[theme, column])) for theme, column in found)
