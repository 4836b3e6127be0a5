"""Intervals by resampling documents.

Sentences of one document are alike, so it is documents that are drawn, with replacement, and each figure is
made again from the rows of those drawn (Efron and Tibshirani 1993, "An Introduction to the Bootstrap",
chapter 13: percentile intervals). All figures here are functions of sums over documents, so a resample is
one row of a matrix product and 2,000 of them cost milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

RESAMPLES: Final = 2_000
SEED: Final = 20_260_101
LEVEL: Final = 0.95

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95 % interval.

    `value` is None where it is not defined (a precision without a prediction); `low` and `high` are None
    then, and where there are fewer than two documents to resample. `n` is how many rows, tags or documents
    it is made from.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0

    def __str__(self) -> str:
        """Return the value with its interval: `0.712 [0.690, 0.733]`; a dash where it is not defined."""
        if self.value is None:
            return "–"
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def weights_of(n_documents: int, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Return how often each document is drawn in each resample: (resamples, n_documents) float64.

    Every row sums to n_documents. Fewer than two documents give no resample: (0, n_documents).
    """
    if resamples < 0:
        raise ValueError(f"resamples must be 0 or more, was {resamples}")
    if n_documents < 2:
        return np.zeros((0, n_documents))
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=resamples)
    return drawn.astype(np.float64)


def interval(values: Floats) -> tuple[float, float] | None:
    """Return the 2.5th and 97.5th percentile of resampled values; NaN values (undefined) are left out.

    None where there are no values.
    """
    values = values[~np.isnan(values)]
    if not len(values):
        return None
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)


def figure(value: float, resampled: Floats, n: int) -> Figure:
    """Return the figure of a value (NaN: undefined) and its resampled values."""
    if np.isnan(value):
        return Figure(None, n=n)
    low, high = interval(resampled) or (None, None)
    return Figure(float(value), low, high, n)


def sums_by_group(columns: Floats, groups: npt.NDArray[np.int64], n_groups: int) -> Floats:
    """Return the sums of the rows of each document: (n_groups, n_columns) from (n, n_columns)."""
    sums = np.zeros((n_groups, columns.shape[1]))
    np.add.at(sums, groups, columns)
    return sums
