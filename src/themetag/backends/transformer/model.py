"""The numbers of a transformer model beside its encoder's: the head, what it labels, and its calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.backends.linear.model import sigmoid
from themetag.backends.rules.findings import evidence_of
from themetag.backends.transformer.head import Head

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A head, and how its log-odds become scores.

    Attributes:
        head: see there.
        labels: (n_labels,) int64, rising: the place of each label among the 2 * n_themes (theme by theme, strength
            before concern). A label that is not there was never learned.
        rules_share: from 0, how much of the rules' own log-odds is added to the head's. 0.0 disables.
        slopes: (n_labels,) float64, above 0; a score's log-odds are slope * log-odds + offset.
        offsets: (n_labels,) float64.

    """

    head: Head
    labels: npt.NDArray[np.int64]
    rules_share: float
    slopes: Floats
    offsets: Floats

    def scores(self, log_odds: Floats, ruled: Scores) -> Scores:
        """Return (n_units, n_themes, 2) in [0, 1], given the head's log-odds and the rules' scores, of that shape."""
        found = np.zeros(log_odds.shape).reshape(len(log_odds), -1)
        found[:, self.labels] = sigmoid(self.calibrated(log_odds, ruled))
        return found.reshape(log_odds.shape)

    def calibrated(self, log_odds: Floats, ruled: Scores) -> Floats:
        """Return (n_units, n_labels) log-odds, given what `scores` is given."""
        odds = log_odds + self.rules_share * evidence_of(ruled)
        flat = odds.reshape(len(odds), odds.shape[1] * odds.shape[2])
        return np.asarray(flat[:, self.labels] * self.slopes + self.offsets)
