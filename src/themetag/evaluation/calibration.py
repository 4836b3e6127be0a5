"""Calibration of the tags that were given: equal-mass bins and the error over them.

Equal-mass bins after Nguyen and O'Connor 2015, "Posterior calibration and exploratory analysis for natural
language processing models"; the error is that of Naeini, Cooper and Hauskrecht 2015, over predicted tags
only, since the thousands of labels that nobody would give are easy to be right about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.evaluation.bootstrap import Floats

N_BINS: Final = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """Tags of neighbouring scores: how many, their mean score, and the share of them that is right."""

    n: int
    mean_score: float
    precision: float


@dataclass(frozen=True, slots=True)
class Bins:
    """The predicted tags in bins of equal mass, from the lowest score to the highest.

    `numbers` is (n, n_labels) int64: the bin of each tag, -1 where no tag is given. The bins are made once
    from the whole corpus and stay as they are in resamples.
    """

    numbers: npt.NDArray[np.int64]
    n_bins: int

    def row_sums(self, values: Floats) -> Floats:
        """Return the sums of `values`, (n, n_labels), over the tags of each row by bin: (n, n_bins)."""
        sums = np.zeros((len(self.numbers), self.n_bins))
        rows, labels = np.nonzero(self.numbers >= 0)
        np.add.at(sums, (rows, self.numbers[rows, labels]), values[rows, labels])
        return sums

    def table(self, scores: Floats, gold: npt.NDArray[np.bool_]) -> tuple[Bin, ...]:
        """Return what a reliability diagram shows; bins without a tag are left out."""
        n = self.row_sums(np.ones(scores.shape)).sum(axis=0)
        score = self.row_sums(scores).sum(axis=0)
        hits = self.row_sums(gold.astype(np.float64)).sum(axis=0)
        return tuple(Bin(int(c), float(s / c), float(h / c)) for c, s, h in zip(n, score, hits, strict=True) if c)


def equal_mass_bins(scores: Floats, given: npt.NDArray[np.bool_], n_bins: int = N_BINS) -> Bins:
    """Divide the given tags into `n_bins` bins with equally many tags, as far as the number divides.

    Args:
        scores: (n, n_labels) in [0, 1].
        given: (n, n_labels) bool, the tags; equal scores are divided in the order of the rows.
        n_bins: with fewer tags than this, each tag is a bin of its own.

    """
    rows, labels = np.nonzero(given)
    order = np.argsort(scores[rows, labels], kind="stable")
    numbers = np.full(scores.shape, -1, dtype=np.int64)
    for number, part in enumerate(np.array_split(order, n_bins)):
        numbers[rows[part], labels[part]] = number
    return Bins(numbers, n_bins)
