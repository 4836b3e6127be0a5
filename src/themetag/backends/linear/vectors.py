"""From a unit's features to numbers: one sparse row for each clause."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.features import (
    Block,
    Reading,
    block_of,
    character_features,
    negated_features,
    word_names,
)
from themetag.backends.linear.tokens import may_negate

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Row = tuple[Ids, Values]

_CACHED_WORDS: Final = 50_000  # words whose character features are kept; bounds memory


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The features that a model knows.

    Attributes:
        names: each once, in order of their blocks.
        idf: (n_features,) float64, how much a feature counts for its rarity.
        scales: (n_blocks,) float64, the length of each block's part of a row.
        clause_share: in [0, 1], the part of a row that is the clause; the rest is the whole sentence.

    """

    names: tuple[str, ...]
    idf: Values
    scales: Values
    clause_share: float

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each feature, by name."""
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def starts(self) -> Ids:
        """Where each block starts among the features, and where the last ends: (n_blocks + 1,)."""
        found = [bisect_left(self.names, block, key=block_of) for block in range(len(self.scales) + 1)]
        return np.array(found, dtype=np.int64)

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.names)


class Vectoriser:
    """Turns readings into rows; keeps the features of words that it has met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._number = vocabulary.number
        self._characters: dict[str, list[int]] = {}

    def rows(self, reading: Reading) -> list[Row]:
        """Return one row for each clause of a unit.

        A row is the numbers of features, and their values. The values of each block are term frequency
        (1 + ln) times idf, scaled to the length that the vocabulary states for the block; the clause's and
        the whole sentence's are mixed.
        """
        parts = [self._clause(reading.words[a:b]) for a, b in reading.clauses]
        context = self._known((*reading.heading, *reading.previous))
        if len(parts) == 1:
            return [self._row(parts[0] + context)]
        share = self.vocabulary.clause_share
        ids, whole = self._row([*(i for part in parts for i in part), *context])
        # What a clause shares with the others: its context, which comes behind its own features.
        own_end = int(np.searchsorted(ids, self.vocabulary.starts[Block.HEADING]))
        rows = []
        for part in parts:
            own_ids, own_values = self._row(part)
            values = whole.copy()
            values[:own_end] *= 1.0 - share
            values[np.searchsorted(ids, own_ids)] += share * own_values
            rows.append((ids, values))
        return rows

    def _clause(self, words: Sequence[str]) -> list[int]:
        ids = self._known(word_names(words))
        kept = self._characters.get
        for word in words:
            known = kept(word)
            ids += self._of_word(word) if known is None else known
        if may_negate(words):
            ids += self._known([name for name, _, _ in negated_features(words)])
        return ids

    def _of_word(self, word: str) -> list[int]:
        known = self._known(character_features(word))
        if len(self._characters) < _CACHED_WORDS:
            self._characters[word] = known
        return known

    def _known(self, names: Sequence[str]) -> list[int]:
        return [i for i in map(self._number.get, names) if i is not None]

    def _row(self, ids: Sequence[int]) -> Row:
        if not ids:
            return np.empty(0, np.int64), np.empty(0)
        every = np.array(ids, dtype=np.int64)
        every.sort()
        new = np.ones(len(every), dtype=np.bool_)
        np.not_equal(every[1:], every[:-1], out=new[1:])
        first = new.nonzero()[0]
        unique = every[first]
        counts = np.empty_like(first)
        np.subtract(first[1:], first[:-1], out=counts[:-1])
        counts[-1] = len(every) - first[-1]
        values = (1.0 + np.log(counts)) * self.vocabulary.idf[unique]
        # Features are in order of their blocks, so that a block is a slice.
        bounds = np.searchsorted(unique, self.vocabulary.starts).tolist()
        for block, (start, end) in enumerate(pairwise(bounds)):
            if start < end:
                part = values[start:end]
                part *= self.vocabulary.scales[block] / sqrt(float(np.add.reduce(part * part)))
        return unique, values
