"""What a model said of gold rows: the arrays from which every figure is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Backend, Scores
from themetag.corpus.model import Corpus, Scheme
from themetag.decisions import Decisions
from themetag.errors import CorpusError, Fault
from themetag.types import POLARITIES


@runtime_checkable
class Tagger(Protocol):
    """A back end with the thresholds by which its scores become tags."""

    @property
    def backend(self) -> Backend:
        """What scores the units."""

    @property
    def thresholds(self) -> Scores:
        """From which score on a tag is given: (n_themes, 2); above 1 means never."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Gold labels and a model's answers, row by row.

    Attributes:
        scheme: what the gold labels say about polarity.
        gold: (n, n_themes, 2) bool, as `Corpus.targets` returns it.
        scores: (n, n_themes, 2) float64 in [0, 1].
        given: (n, n_themes, 2) bool, the tags.
        groups: (n,) int64, the number of each row's document, from 0.
        unit_polarity: (n,) int64, for `Scheme.UNIT` each row's polarity (0 strength, 1 concern, -1 none).

    """

    scheme: Scheme
    gold: npt.NDArray[np.bool_]
    scores: Scores
    given: Decisions
    groups: npt.NDArray[np.int64]
    unit_polarity: npt.NDArray[np.int64]

    @property
    def n_groups(self) -> int:
        """The number of documents."""
        return int(self.groups.max()) + 1 if len(self.groups) else 0

    def label_view(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], Scores]:
        """Return gold, tags and scores by label, each (n, n_labels).

        With a polarity a label, a label is a theme and a polarity: themes in order, strength before concern.
        Otherwise it is a theme, given where either polarity is, with the higher score of the two.
        """
        n = len(self.gold)
        if self.scheme is Scheme.POLARITY:
            return self.gold.reshape(n, -1), self.given.reshape(n, -1), self.scores.reshape(n, -1)
        return (*self.theme_view(), self.scores.max(axis=2) if self.scores.size else self.scores[:, :, 0])

    def theme_view(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Return gold and tags by theme alone, each (n, n_themes)."""
        return np.asarray(self.gold.any(axis=2)), np.asarray(self.given.any(axis=2))

    def polarity_view(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the gold polarity of the rows that have just one, and that of their highest tag.

        Both are (n_of_those_rows,) int64: 0 strength, 1 concern; -1 where the model gave no tag. Rows are
        those of `polarity_rows`.
        """
        rows = self.polarity_rows()
        if self.scheme is Scheme.UNIT:
            gold = self.unit_polarity[rows]
        else:
            gold = np.asarray(self.gold[rows].any(axis=1))[:, 1].astype(np.int64)
        given = np.where(self.given[rows], self.scores[rows], -1.0).reshape(len(rows), self.gold.shape[1] * 2)
        best = given.argmax(axis=1) if len(rows) else np.zeros(0, dtype=np.int64)
        highest = np.take_along_axis(given, best[:, None], axis=1)[:, 0] if len(rows) else np.zeros(0)
        return gold, np.where(highest >= 0, best % len(POLARITIES), -1)

    def polarity_rows(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the rows whose gold has just one polarity; none for themes alone."""
        if self.scheme is Scheme.UNIT:
            return np.flatnonzero(self.unit_polarity >= 0)
        if self.scheme is Scheme.THEMES:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.gold.any(axis=1).sum(axis=1) == 1)

    def select(self, rows: npt.NDArray[np.int64]) -> Outcome:
        """Return the outcome of some rows; documents are counted anew."""
        _, groups = np.unique(self.groups[rows], return_inverse=True)
        parts = (self.gold[rows], self.scores[rows], self.given[rows])
        return Outcome(self.scheme, *parts, groups.astype(np.int64), self.unit_polarity[rows])


def parts_of(model: Tagger | Backend) -> tuple[Backend, Scores]:
    """Return the back end and the thresholds of a tagger, or of a bare back end."""
    if isinstance(model, Tagger):
        return model.backend, model.thresholds
    return model, model.thresholds


def check_taxonomy(backend: Backend, corpus: Corpus) -> None:
    """Raise CorpusError unless model and corpus have the same themes in the same order."""
    ours, theirs = backend.taxonomy.keys, corpus.taxonomy.keys
    if ours != theirs:
        unknown = [key for key in theirs if key not in ours] or list(theirs)
        problem = (
            f"the labels are of taxonomy {corpus.taxonomy.name!r}, the model {backend.name!r} gives "
            f"{backend.taxonomy.name!r}, which has not: {', '.join(unknown[:5])}; give the corpus's own "
            "taxonomy, or a model that was trained on it"
        )
        raise CorpusError([Fault(corpus.name, "taxonomy", problem)])


def outcome_of(corpus: Corpus, scores: Scores, given: Decisions) -> Outcome:
    """Return the outcome of a corpus whose rows were scored and tagged, both (n, n_themes, 2)."""
    polarity = [-1 if unit.polarity is None else POLARITIES.index(unit.polarity) for unit in corpus.units]
    return Outcome(
        corpus.scheme,
        corpus.targets(),
        scores,
        given,
        corpus.groups(),
        np.array(polarity, dtype=np.int64),
    )
