"""The numbers of a linear model and what they make of a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.vectors import Row, Vocabulary

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A fitted model: n-grams, one layer of rectified units, log-odds, calibration.

    Attributes:
        vocabulary: the n_features features.
        inner: (n_features, n_hidden) int8; a feature's weights are its row times its `steps`.
        steps: (n_features,) float32, above 0.
        inner_bias: (n_hidden,) float32.
        outer: (n_hidden, n_labels) float32.
        outer_bias: (n_labels,) float32.
        labels: (n_labels,) int64, rising: the place of each label among the 2 * n_themes (theme by theme,
            strength before concern). A label that is not there was never learned.
        slopes: (n_labels,) float64, above 0; a score's log-odds are slope * log-odds + offset.
        offsets: (n_labels,) float64.
        usual_unknown: the share of unknown word pairs up to which a document looks like the training corpus;
            1.0 where nothing is known.

    """

    vocabulary: Vocabulary
    inner: npt.NDArray[np.int8]
    steps: npt.NDArray[np.float32]
    inner_bias: npt.NDArray[np.float32]
    outer: npt.NDArray[np.float32]
    outer_bias: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    slopes: Floats
    offsets: Floats
    usual_unknown: float = 1.0

    def before_hidden(self, row: Row) -> Floats:
        """Return (n_hidden,): what enters the hidden units."""
        # Summed row by row, not by BLAS, whose order of adding depends on how many threads it has.
        ids, values = row
        return np.asarray(np.einsum("i,ij->j", values * self.steps[ids], self.inner.take(ids, 0)) + self.inner_bias)

    def log_odds(self, row: Row) -> Floats:
        """Return (n_labels,): the calibrated log-odds of one clause."""
        hidden = np.maximum(self.before_hidden(row), 0.0)
        raw = np.einsum("i,ij->j", hidden, self._outer) + self.outer_bias
        return np.asarray(raw * self.slopes + self.offsets)

    @cached_property
    def _outer(self) -> Floats:
        return self.outer.astype(np.float64)

    def contributions(self, row: Row, label: int) -> tuple[Floats, float]:
        """Return what each feature of a row adds to the log-odds of a label, and what is there without any.

        A hidden unit's part is shared among its inputs in proportion to what they brought (the rescale rule
        of DeepLIFT, Shrikumar et al. 2017), so that the parts and the rest add up to `log_odds`.
        """
        ids, values = row
        bias = self.inner_bias.astype(np.float64)
        entered = self.before_hidden(row)
        change = entered - bias
        moved = np.maximum(entered, 0.0) - np.maximum(bias, 0.0)
        flat = np.abs(change) < 1e-12
        ratio = np.where(flat, bias > 0, moved / np.where(flat, 1.0, change))
        outer = self.outer[:, label].astype(np.float64) * self.slopes[label]
        parts = (self.inner[ids] * (values * self.steps[ids])[:, None]) @ (ratio * outer)
        rest = float(np.maximum(bias, 0.0) @ outer + self.outer_bias[label] * self.slopes[label])
        return np.asarray(parts), rest + float(self.offsets[label])


def quantised(weights: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return weights as int8 rows and the step of each row; at most half a step is lost."""
    steps = (np.abs(weights).max(axis=1) / 127).astype(np.float32)
    steps[steps == 0] = 1.0
    return np.rint(weights / steps[:, None]).astype(np.int8), steps


def sigmoid(log_odds: Any) -> Any:
    """Return the probability of log-odds; beyond 30 either way it stays as it is there."""
    return 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(log_odds, -30.0), 30.0)))
