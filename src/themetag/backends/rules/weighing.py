"""From what was read in units to scores, for many units at once.

The numbers of all mentions are laid in arrays; sums run over them in one fixed order, and `exp` and `log` are those of
`math`, number by number, so that a score is the same to the last bit whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp, log
from typing import Final

import numpy as np

from themetag.backends.base import Scores
from themetag.backends.rules.clause_table import sums
from themetag.backends.rules.features import FEATURES, Features, Mention
from themetag.backends.rules.mention_table import MentionTable
from themetag.backends.rules.parameters import Parameters
from themetag.backends.rules.words import Ints

BOTH: Final = FEATURES.index("both")
MAX_KEPT: Final = 10_000  # rows of themes whose sums are kept
LIMIT: Final = 30.0  # log-odds are kept in [-LIMIT, LIMIT], so that odds are finite


class Weigher:
    """Weighs mentions by the fitted numbers.

    The raw score is P(the sentence judges the theme) times P(it judges it so), both logistic; its log-odds,
    -log(a + b + ab) where a and b are the odds against, are then calibrated.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._bias = np.array(parameters.bias)
        self._cross = np.array(parameters.cross).ravel()
        self._cues = np.array(parameters.themes)
        self._together: dict[tuple[int, ...], list[float]] = {}

    def weigh(self, mentions: Iterable[Sequence[Mention]], scores: Scores) -> None:
        """Write the scores of units, given the mentions of each, into zeros (n_units, n_themes, 2)."""
        rows: list[int] = []
        themes: list[int] = []
        topics: list[float] = []
        features: list[Features] = []
        judgement: list[int] = []  # of each mention, the number of its features
        weights = self._parameters.themes
        for row, of_unit in enumerate(mentions):
            if not of_unit:
                continue
            own: Features | None = None
            together = tuple([mention.theme for mention in of_unit])
            themes += together
            rows += [row] * len(together)
            topics += self._together.get(together) or self._sums(together)
            for at, mention in enumerate(of_unit, len(judgement)):
                if mention.features is not own:
                    own = mention.features
                    features.append(own)
                judgement.append(len(features) - 1)
                hits = mention.hits
                if len(hits) == 1:
                    topics[at] += weights[hits[0][2]]
                else:
                    for cue in dict.fromkeys([hit[2] for hit in hits]):
                        topics[at] += weights[cue]
        if rows:
            self._finish(
                np.array(rows),
                np.array(themes),
                np.array(topics),
                np.array(features).T.copy(),
                np.array(judgement),
                scores,
            )

    def weigh_table(self, mentions: MentionTable, columns: Scores, scores: Scores) -> None:
        """Write the scores of units into zeros (n_units, n_themes, 2), given mentions and the features of each."""
        texts, themes = mentions.texts, mentions.themes
        counts = np.bincount(texts)
        firsts = np.cumsum(counts) - counts
        many = counts.take(texts)
        mention = np.repeat(np.arange(len(texts)), many)
        others = np.arange(len(mention)) - np.repeat(np.cumsum(many) - many - firsts.take(texts), many)
        topics = sums(
            np.concatenate((np.arange(len(texts)), mention, mentions.hits)),
            np.concatenate(
                (
                    self._bias.take(themes),
                    self._cross.take(themes.take(mention) * len(self._bias) + themes.take(others)),
                    self._cues.take(mentions.cues),
                )
            ),
            len(texts),
        )
        self._finish(texts, themes, topics, columns, np.arange(len(texts)), scores)

    def _finish(
        self, rows: Ints, themes: Ints, topics: Scores, columns: Scores, judgement: Ints, scores: Scores
    ) -> None:
        """Write the scores of mentions: in row `rows`, of `themes`, with the features of column `judgement`."""
        judged, odds = self._judgements(columns)
        off = _exp(-np.clip(topics + judged.take(judgement), -LIMIT, LIMIT))
        for side, (constant, slope) in enumerate(self._parameters.calibration):
            against = odds[side].take(judgement)
            against = slope * _each(log, off + against + off * against) - constant
            scores[rows, themes, side] = 1.0 / (1.0 + _exp(against))

    def _sums(self, together: tuple[int, ...]) -> list[float]:
        """Return, for each theme of a unit, the log-odds that it is what the unit is about, its own cues left out."""
        found = []
        for theme in together:
            against = self._parameters.cross[theme]
            total = self._parameters.bias[theme]
            for other in together:
                total += against[other]
            found.append(total)
        if len(self._together) >= MAX_KEPT:
            self._together = {}
        self._together[together] = found
        return found

    def _judgements(self, columns: Scores) -> tuple[Scores, tuple[Scores, Scores]]:
        """Return what features add to a theme's being judged, and the odds that it is no strength, and no concern.

        Where no two clauses judge the theme differently, one judgement is expected: the lesser probability
        is taken down by its ratio to the greater.
        """
        judged = _sum(0.0, self._parameters.judged, columns)
        good, bad = (
            1.0 / (1.0 + _exp(-np.clip(_sum(numbers[0], numbers[1:], columns), -LIMIT, LIMIT)))
            for numbers in self._parameters.polarity
        )
        one = columns[BOTH] == 0.0
        less = good < bad
        less_good = np.where(one & less, good * (good / bad), good)
        less_bad = np.where(one & ~less, bad * (bad / good), bad)
        return judged, (1.0 / less_good - 1.0, 1.0 / less_bad - 1.0)


def _sum(constant: float, slopes: Sequence[float], columns: Scores) -> Scores:
    """Return the weighed sum of the columns, added up from the first on; a matrix product would add otherwise."""
    total = np.full(columns.shape[1], constant)
    for slope, column in zip(slopes, columns, strict=True):
        if slope:
            total += slope * column
    return total


def _exp(numbers: Scores) -> Scores:
    return _each(exp, numbers)


def _each(function: Callable[[float], float], numbers: Scores) -> Scores:
    """Return what a function of `math` gives for each; those of numpy may differ between machines and places."""
    return np.fromiter(map(function, numbers.tolist()), np.float64, len(numbers))
