"""What every peer of the table of baselines shares: one form of answers, one way of naming what is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.corpus import Corpus
from themetag.taxonomy import Taxonomy
from themetag.types import Unit


class MissingError(Exception):
    """A method cannot be run here; the message says what it needs."""


@dataclass(frozen=True)
class Method:
    """A fitted baseline, as a back end: `scorer` gives (n, n_themes, 2) for units; one threshold for every label."""

    name: str
    taxonomy: Taxonomy
    scorer: Callable[[Sequence[Unit]], Scores]
    threshold: float = 0.5
    version: str = ""
    calibrated: bool = False

    @property
    def thresholds(self) -> Scores:
        """The same for every label."""
        return np.full((len(self.taxonomy), 2), self.threshold)

    def score(self, units: Sequence[Unit]) -> Scores:
        """Score units."""
        return self.scorer(units)


@dataclass(frozen=True)
class Heads:
    """What a learner is asked: each theme, whatever its polarity, and the two polarities, whatever the theme.

    An answer a label would leave many labels with few examples: fitted on four fifths of the real training corpus,
    spaCy's micro-F1 on the rest is 0.66 with these heads and 0.61 with a head a label.

    Attributes:
        targets: (n_units, n_themes + 2) bool.
        learnt: numbers of the columns that hold both answers; nothing is learnt of one answer alone.

    """

    targets: npt.NDArray[np.bool_]
    learnt: npt.NDArray[np.int64]

    @classmethod
    def of(cls, corpus: Corpus) -> Heads:
        """Return the heads of a corpus."""
        labels = corpus.targets()
        targets = np.concatenate([labels.any(axis=2), labels.any(axis=1)], axis=1)
        return cls(targets, np.flatnonzero(targets.any(axis=0) & ~targets.all(axis=0)))

    @property
    def wanted(self) -> npt.NDArray[np.int64]:
        """What is to be learnt: (n_units, n_learnt), 0 or 1."""
        return self.targets[:, self.learnt].astype(np.int64)

    def scores(self, found: npt.ArrayLike, n_units: int) -> Scores:
        """Return (n_units, n_themes, 2) from (n_units, n_learnt): a label is as sure as the weaker of its halves."""
        heads = np.tile(self.targets.all(axis=0).astype(np.float64), (n_units, 1))
        heads[:, self.learnt] = np.clip(np.asarray(found, dtype=np.float64).reshape(n_units, -1), 0, 1)
        return np.minimum(heads[:, :-2, None], heads[:, None, -2:])


def need(package: str) -> None:
    """Raise MissingError unless the package is installed."""
    if find_spec(package) is None:
        raise MissingError(f"needs the package {package}, which is not installed")


def tell(message: str) -> None:
    """Show progress, where it does not stand in the table."""
    print(message, file=sys.stderr, flush=True)
