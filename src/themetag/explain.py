"""Why a sentence has its tags, and what it nearly had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from themetag.backends.base import Explainer
from themetag.tagger import Tagger
from themetag.types import POLARITIES, Evidence, Polarity, Unit


@dataclass(frozen=True, slots=True)
class Reason:
    """One label on one unit.

    `given` says whether it is a tag; `missed_by` how far the score is below the threshold (0.0 for a tag).
    `evidence` has spans that index the unit's text; empty where the back end cannot explain.
    """

    theme: str
    polarity: Polarity
    score: float
    threshold: float
    given: bool
    evidence: tuple[Evidence, ...]

    @property
    def missed_by(self) -> float:
        """How much the score is below the threshold."""
        return 0.0 if self.given else self.threshold - self.score


@dataclass(frozen=True, slots=True)
class Explanation:
    """The labels of one unit: its tags, best score first, then the nearest labels that it was not given."""

    unit: Unit
    reasons: tuple[Reason, ...]


def explain(tagger: Tagger, unit: Unit | str, nearest: int = 3) -> Explanation:
    """Say why a sentence has its tags, and which labels came nearest.

    Args:
        tagger: whose tags.
        unit: the sentence; a str stands for prose without heading and neighbour.
        nearest: how many labels that were not given are shown, those that missed their threshold by least
            first; labels with a score of 0 are not.

    """
    if nearest < 0:
        raise ValueError(f"nearest must be 0 or more, was {nearest}")
    unit = Unit(unit) if isinstance(unit, str) else unit
    scores = tagger.backend.score([unit])[0]
    given = scores >= tagger.thresholds
    order = sorted(np.ndindex(scores.shape), key=lambda at: (not given[at], -scores[at] if given[at] else
                   tagger.thresholds[at] - scores[at]))  # fmt: skip
    shown = [at for at in order if given[at]]
    shown += [at for at in order if not given[at] and scores[at] > 0][:nearest]
    explainer = tagger.backend if isinstance(tagger.backend, Explainer) else None
    reasons = []
    for theme, side in shown:
        key, polarity = tagger.taxonomy.keys[theme], POLARITIES[side]
        evidence = explainer.explain(unit, key, polarity) if explainer is not None else ()
        score, threshold = float(scores[theme, side]), float(tagger.thresholds[theme, side])
        reasons.append(Reason(key, polarity, score, threshold, bool(given[theme, side]), evidence))
    return Explanation(unit, tuple(reasons))
