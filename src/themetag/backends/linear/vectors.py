"""From a unit's features to numbers: one sparse row for each clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.features import (
    OWN_BLOCKS,
    Block,
    Reading,
    character_features,
    negated_features,
    word_names,
)
from themetag.backends.linear.tokens import may_negate

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Row = tuple[Ids, Values]

CACHED_WORDS: Final = 30_000  # words whose character features are kept; bounds memory


class Numbered(NamedTuple):
    """A unit as numbers of features that the vocabulary knows, each as often as it stands there.

    `clauses` has, for each clause, one list for each of `OWN_BLOCKS`; `heading` and `previous` are the unit's.
    """

    clauses: list[tuple[list[int], ...]]
    heading: list[int]
    previous: list[int]


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

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.names)


class Vectoriser:
    """Turns readings into rows; keeps the features of words that it has met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._number = vocabulary.number
        self._characters: dict[str, list[int]] = {}

    def __reduce__(self) -> tuple[type[Vectoriser], tuple[Vocabulary]]:
        """Go to another process without what was kept."""
        return Vectoriser, (self.vocabulary,)

    def rows(self, reading: Reading) -> list[Row]:
        """Return one row for each clause of a unit: the numbers of its features, rising, and their values.

        A feature counts its idf each time that it stands there; each block is scaled to the length that the
        vocabulary states for it, that length taken as if no feature stood twice. The clause's part and the
        whole sentence's are mixed.
        """
        found = self.numbered(reading)
        share = self.vocabulary.clause_share
        several = len(found.clauses) > 1
        whole = [[i for clause in found.clauses for i in clause[block]] for block in OWN_BLOCKS] if several else []
        context = [self._scaled(found.heading, Block.HEADING, 1.0), self._scaled(found.previous, Block.PREVIOUS, 1.0)]
        rows = []
        for clause in found.clauses:
            parts = [self._scaled(clause[block], block, share if several else 1.0) for block in OWN_BLOCKS]
            parts += [self._scaled(ids, block, 1.0 - share) for block, ids in zip(OWN_BLOCKS, whole, strict=False)]
            parts += context
            ids, places = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
            values = np.bincount(places, np.concatenate([part[1] for part in parts]), len(ids))
            rows.append((ids, values.astype(np.float64, copy=False)))
        return rows

    def numbered(self, reading: Reading) -> Numbered:
        """Return the features of a unit that are known."""
        return Numbered(
            [self._clause(reading.words[a:b]) for a, b in reading.clauses],
            self.known(reading.heading),
            self.known(reading.previous),
        )

    def _clause(self, words: Sequence[str]) -> tuple[list[int], ...]:
        characters = [i for word in words for i in self.of_word(word)]
        return self.known(word_names(words)), characters, self.negated(words)

    def negated(self, words: Sequence[str]) -> list[int]:
        """Return the features of the words in the scope of a negation, in one clause."""
        return self.known([name for name, _, _ in negated_features(words)]) if may_negate(words) else []

    def of_word(self, word: str) -> list[int]:
        """Return the features of a word's characters."""
        known = self._characters.get(word)
        if known is None:
            known = self.known(character_features(word))
            if len(self._characters) < CACHED_WORDS:
                self._characters[word] = known
        return known

    def known(self, names: Sequence[str]) -> list[int]:
        """Return the numbers of those features that the vocabulary has."""
        return [i for i in map(self._number.get, names) if i is not None]

    def _scaled(self, ids: Sequence[int], block: Block, share: float) -> Row:
        every = np.array(ids, dtype=np.int64)
        values = self.vocabulary.idf[every]
        length = sqrt(float(np.add.reduce(values * values)))
        return every, values * (share * self.vocabulary.scales[block] / length) if length else values
