"""Scores are weighed many at once, and are those of the formula, one by one, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

import numpy as np
import pytest

from themetag.backends.rules import RulesBackend
from themetag.backends.rules.features import FEATURES, Mention
from themetag.backends.rules.reading import BATCH
from themetag.backends.rules.weighing import LIMIT
from themetag.types import Kind, Unit

UNITS = [
    Unit("Supervision is regular, reflective and supervision records are clear."),
    Unit("Assessments are timely, but plans are too vague and visits are late."),
    Unit("The timeliness of care plans and of reviews.", Kind.LIST, "What needs to improve"),
    Unit("This is not the case for all families.", previous="Early help is well targeted."),
    Unit("Leaders will review the plan.", Kind.LIST, lead_in="Strengths"),
    Unit("The town has a harbour."),
    Unit(""),
]


@pytest.fixture(scope="module")
def rules() -> RulesBackend:
    return RulesBackend.load()


def plain(rules: RulesBackend, mention: Mention, mentions: Sequence[Mention]) -> list[float]:
    """Return the scores of one mention, by the formula of `Weigher`."""

    def bounded(x: float) -> float:
        return max(-LIMIT, min(LIMIT, x))

    p = rules.parameters
    topic = p.bias[mention.theme]
    for other in mentions:
        topic += p.cross[mention.theme][other.theme]
    for cue in dict.fromkeys(hit[2] for hit in mention.hits):
        topic += p.themes[cue]
    judged, sums = 0.0, [numbers[0] for numbers in p.polarity]
    for i, feature in enumerate(mention.features):
        judged += p.judged[i] * feature
        sums = [total + numbers[i + 1] * feature for total, numbers in zip(sums, p.polarity, strict=True)]
    good, bad = (1.0 / (1.0 + exp(-bounded(total))) for total in sums)
    if not mention.features[FEATURES.index("both")]:
        good, bad = (good * (good / bad), bad) if good < bad else (good, bad * (bad / good))
    off = exp(-bounded(topic + judged))
    scores = []
    for probability, (constant, slope) in zip((good, bad), p.calibration, strict=True):
        against = 1.0 / probability - 1.0
        scores.append(1.0 / (1.0 + exp(slope * log(off + against + off * against) - constant)))
    return scores


def test_scores_are_those_of_the_formula(rules: RulesBackend) -> None:
    """Each mention has the score of the formula, and what is not mentioned has none."""
    wanted = np.zeros((len(UNITS), len(rules.taxonomy), 2))
    for row, unit in enumerate(UNITS):
        mentions = rules.reader.read(unit).mentions
        for mention in mentions:
            wanted[row, mention.theme] = plain(rules, mention, mentions)
    assert (wanted > 0).sum() > 2 * len(UNITS)
    assert rules.score(UNITS).tobytes() == wanted.tobytes()


def test_more_units_than_are_read_at_once_score_the_same(rules: RulesBackend) -> None:
    """Where one lot of units ends and the next begins does not count."""
    many = UNITS * (BATCH // len(UNITS) + 2)
    scores = rules.score(many)
    assert (scores[: len(UNITS)] == rules.score(UNITS)).all()
    assert (scores.reshape(-1, len(UNITS), *scores.shape[1:]) == scores[: len(UNITS)]).all()
