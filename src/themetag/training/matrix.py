"""The training side of features: choosing a vocabulary, and rows of many units as one sparse matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.features import Block, Reading, character_features, negated_features, word_names
from themetag.backends.linear.vectors import Vectoriser, Vocabulary
from themetag.backends.rules.findings import Findings

# How many units must have a feature, in a small and in a large corpus, and how long the block's part of a row is: found
# by experiment, see docs/linear-experiments.md. What a large corpus has rarely costs more room than it brings.
MIN_UNITS: Final[Mapping[Block, int]] = {
    Block.WORDS: 4, Block.CHARACTERS: 5, Block.NEGATED: 4, Block.HEADING: 4, Block.PREVIOUS: 6,
}  # fmt: skip
MIN_UNITS_OF_MANY: Final[Mapping[Block, int]] = {
    Block.WORDS: 7, Block.CHARACTERS: 8, Block.NEGATED: 5, Block.HEADING: 6, Block.PREVIOUS: 10,
}  # fmt: skip
MANY_UNITS: Final = 12_000
# Of a larger corpus than this a feature must be in as large a share of the units, so that a model does not outgrow it.
_WHOLE_UNITS: Final = 25_000
SCALES: Final[Mapping[Block, float]] = {
    Block.WORDS: 1.0, Block.CHARACTERS: 1.0, Block.NEGATED: 0.5, Block.HEADING: 0.5, Block.PREVIOUS: 0.3,
}  # fmt: skip
CLAUSE_SHARE: Final = 0.5


@dataclass(frozen=True, eq=False)
class Rows:
    """The clauses of many units, and what the rules find in them.

    Attributes:
        matrix: (n_clauses, n_features) scipy CSR float32.
        starts: (n_units,) int64: the row of each unit's first clause; every unit has at least one.
        findings: (n_clauses, n_findings) float32.
        extra: (n_units,) bool: whether the unit is of another kind than the text to be tagged.

    """

    matrix: Any
    starts: npt.NDArray[np.int64]
    findings: Findings
    extra: npt.NDArray[np.bool_]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """How many clauses each unit has: (n_units,)."""
        return np.diff(np.append(self.starts, self.matrix.shape[0]))

    def select(self, units: npt.NDArray[np.int64]) -> Rows:
        """Return the rows of these units, in that order."""
        lengths = self.lengths[units]
        starts = np.cumsum(lengths) - lengths
        rows = np.repeat(self.starts[units] - starts, lengths) + np.arange(lengths.sum())
        return Rows(self.matrix[rows], starts, self.findings[rows], self.extra[units])


def features_of(reading: Reading) -> dict[Block, set[str]]:
    """Return the features of a unit, each once, by block."""
    found: dict[Block, set[str]] = {block: set() for block in Block}
    found[Block.HEADING].update(reading.heading)
    found[Block.PREVIOUS].update(reading.previous)
    for start, end in reading.clauses:
        words = reading.words[start:end]
        found[Block.WORDS].update(word_names(words))
        found[Block.NEGATED].update(name for name, _, _ in negated_features(words))
        for word in words:
            found[Block.CHARACTERS].update(character_features(word))
    return found


def min_units_of(n_units: int) -> Mapping[Block, int]:
    """Return how many units must have a feature, in a corpus of that many units."""
    if n_units < MANY_UNITS:
        return MIN_UNITS
    return {block: round(n * max(1.0, n_units / _WHOLE_UNITS)) for block, n in MIN_UNITS_OF_MANY.items()}


def choose_vocabulary(
    readings: Sequence[Reading],
    min_units: Mapping[Block, int] | None = None,
    scales: Mapping[Block, float] = SCALES,
    clause_share: float = CLAUSE_SHARE,
) -> Vocabulary:
    """Return the features that enough units have, in order of block, then name.

    `min_units` None: those for a corpus of that size.
    idf is scikit-learn's smooth one: ln((1 + n) / (1 + df)) + 1.
    """
    if min_units is None:
        min_units = min_units_of(len(readings))
    counted: dict[Block, Counter[str]] = {block: Counter() for block in Block}
    for reading in readings:
        for block, names in features_of(reading).items():
            counted[block].update(names)
    kept = [(name, df) for block in Block for name, df in sorted(counted[block].items()) if df >= min_units[block]]
    df = np.array([df for _, df in kept], dtype=np.float64)
    idf = np.log((1.0 + len(readings)) / (1.0 + df)) + 1.0
    # Served as stored: what is rounded is rounded before training.
    idf = idf.astype(np.float32).astype(np.float64)
    return Vocabulary(tuple(n for n, _ in kept), idf, np.array([scales[b] for b in Block]), clause_share)


def rows_of(
    readings: Sequence[Reading],
    vocabulary: Vocabulary,
    findings: Findings,
    extra: npt.NDArray[np.bool_] | None = None,
) -> Rows:
    """Return the rows of many units as one matrix.

    Args:
        readings: the units.
        vocabulary: the features.
        findings: what the rules find in them: (n_clauses, n_findings).
        extra: (n_units,) whether a unit is of another kind than the text to be tagged; None: none is.

    """
    from scipy.sparse import csr_matrix

    vectoriser = Vectoriser(vocabulary)
    ids, values, lengths, starts = [], [], [0], []
    for reading in readings:
        starts.append(len(lengths) - 1)
        for row_ids, row_values in vectoriser.rows(reading):
            ids.append(row_ids.astype(np.int32))
            values.append(row_values.astype(np.float32))
            lengths.append(len(row_ids))
    parts = (np.concatenate(values), np.concatenate(ids), np.cumsum(lengths))
    matrix = csr_matrix(parts, shape=(len(lengths) - 1, len(vocabulary)))
    if extra is None:
        extra = np.zeros(len(readings), np.bool_)
    return Rows(matrix, np.array(starts, dtype=np.int64), findings, extra)
