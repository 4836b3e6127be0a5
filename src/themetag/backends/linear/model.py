"""The numbers of a linear model and what they make of a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.backends.linear.vectors import Row, Vocabulary
from themetag.backends.rules.findings import Findings, evidence_of, n_findings

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A fitted model: n-grams and what the rules find, one layer of rectified units, log-odds, calibration.

    Attributes:
        vocabulary: the n_features features.
        inner: (n_features, n_hidden) int8; a feature's weights are its row times its `steps`.
        steps: (n_features,) float32, above 0.
        finding: (n_findings, n_hidden) float32: the weights of what the rules find, see `rules.findings`; of the
            first themes of the taxonomy, as many as there were when it was trained.
        inner_bias: (n_hidden,) float32.
        outer: (n_hidden, n_labels) float32.
        outer_bias: (n_labels,) float32.
        labels: (n_labels,) int64, rising: the place of each label among the 2 * n_themes (theme by theme,
            strength before concern). A label that is not there was never learned.
        rules_share: from 0, how much of the rules' own log-odds is added to those of the units. 0.0 disables.
        slopes: (n_labels,) float64, above 0; a score's log-odds are slope * log-odds + offset.
        offsets: (n_labels,) float64.
        usual_unknown: the share of unknown word pairs up to which a document looks like the training corpus;
            1.0 where nothing is known.

    """

    vocabulary: Vocabulary
    inner: npt.NDArray[np.int8]
    steps: npt.NDArray[np.float32]
    finding: npt.NDArray[np.float32]
    inner_bias: npt.NDArray[np.float32]
    outer: npt.NDArray[np.float32]
    outer_bias: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    rules_share: float
    slopes: Floats
    offsets: Floats
    usual_unknown: float = 1.0

    def __post_init__(self) -> None:
        """Fill what is kept: a model that is sent to another process must not change while it is."""
        _ = self._outer

    @property
    def n_found_themes(self) -> int:
        """Of how many themes, the first of its taxonomy, it reads what the rules find."""
        return (len(self.finding) - n_findings(0)) // (n_findings(1) - n_findings(0))

    def found(self, findings: Findings) -> Floats:
        """Return (n_clauses, n_hidden): what the findings (n_clauses, n_findings) bring to the hidden units."""
        total = np.zeros((len(findings), len(self.inner_bias)))
        for row, numbers in enumerate(findings):
            some = np.flatnonzero(numbers)
            if len(some):
                total[row] = np.einsum("i,ij->j", numbers.take(some), self.finding.take(some, 0))
        return total

    def log_odds(self, entered: Floats) -> Floats:
        """Return (n_clauses, n_labels): the log-odds of clauses, uncalibrated and without the rules' share.

        `entered` (n_clauses, n_hidden) is what features and findings bring, without the bias.
        """
        hidden = np.maximum(entered + self.inner_bias, 0.0)
        # Row by row, not by BLAS, whose order of adding depends on how many threads and how many rows there are.
        odds = np.zeros((len(hidden), len(self.labels)))
        for row, of_clause in enumerate(hidden):
            np.einsum("i,ij->j", of_clause, self._outer, out=odds[row])
        return odds + self.outer_bias

    def calibrated(self, odds: Floats, evidence: Floats) -> Floats:
        """Return (n_units, n_labels) log-odds, given those of the network and of the rules."""
        return np.asarray((odds + self.rules_share * evidence) * self.slopes + self.offsets)

    def of_labels(self, scores: Scores) -> Floats:
        """Return (n_units, n_labels): what the rules' scores (n_units, n_found_themes, 2) say of each label."""
        evidence = np.zeros((len(scores), len(self.labels)))
        spoken = self.labels < scores.shape[1] * scores.shape[2]
        evidence[:, spoken] = evidence_of(scores).reshape(len(scores), -1)[:, self.labels[spoken]]
        return evidence

    @cached_property
    def _outer(self) -> Floats:
        return self.outer.astype(np.float64)

    def contributions(self, row: Row, finding: Findings, label: int) -> tuple[Floats, Floats, float]:
        """Return what the features of a row, its findings, and neither, add to a label's log-odds.

        A hidden unit's part is shared among its inputs in proportion to what they brought (the rescale rule
        of DeepLIFT, Shrikumar et al. 2017), so that the parts add up to the calibrated log-odds without the rules'
        share.
        """
        ids, values = row
        bias = self.inner_bias.astype(np.float64)
        weights = self.inner[ids] * (values * self.steps[ids])[:, None]
        found = self.finding * finding.astype(np.float64)[:, None]
        change = weights.sum(axis=0) + found.sum(axis=0)
        moved = np.maximum(bias + change, 0.0) - np.maximum(bias, 0.0)
        flat = np.abs(change) < 1e-12
        ratio = np.where(flat, bias > 0, moved / np.where(flat, 1.0, change))
        outer = self.outer[:, label].astype(np.float64) * self.slopes[label]
        rest = float(np.maximum(bias, 0.0) @ outer + self.outer_bias[label] * self.slopes[label])
        return weights @ (ratio * outer), found @ (ratio * outer), rest + float(self.offsets[label])


def quantised(weights: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return weights as int8 rows and the step of each row; at most half a step is lost."""
    steps = (np.abs(weights).max(axis=1) / 127).astype(np.float32)
    steps[steps == 0] = 1.0
    return np.rint(weights / steps[:, None]).astype(np.int8), steps


def sigmoid(log_odds: Any) -> Any:
    """Return the probability of log-odds; beyond 30 either way it stays as it is there."""
    return 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(log_odds, -30.0), 30.0)))
