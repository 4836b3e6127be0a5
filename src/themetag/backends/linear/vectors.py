"""From a unit's features to numbers: one sparse row for each clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.features import (
    BLOCKS,
    CONTEXT_BLOCKS,
    Block,
    Reading,
    character_features,
    negated_features,
    word_features,
)

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Row = tuple[Ids, Values]

_CACHED_WORDS: Final = 50_000  # words whose character features are kept; bounds memory


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The features that a model knows.

    Attributes:
        names: each once.
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

    def rows(self, reading: Reading) -> list[Row]:
        """Return one row for each clause of a unit.

        A row is the numbers of features, and their values. The values of each block are term frequency
        (1 + ln) times idf, scaled to the length that the vocabulary states for the block; the clause's and
        the whole sentence's are mixed.
        """
        parts = [self._clause(reading, a, b) for a, b in reading.clauses]
        context = [self._scaled(self._known(_context(reading, block)), block) for block in CONTEXT_BLOCKS]
        if len(parts) == 1:
            return [_joined([self._scaled(ids, block) for block, ids in enumerate(parts[0])] + context)]
        whole = [self._scaled([i for part in parts for i in part[block]], Block(block)) for block in range(3)]
        share = self.vocabulary.clause_share
        rows = []
        for part in parts:
            mixed = []
            for block, (ids, values) in enumerate(whole):
                own_ids, own_values = self._scaled(part[block], block)
                values = (1.0 - share) * values
                values[np.searchsorted(ids, own_ids)] += share * own_values
                mixed.append((ids, values))
            rows.append(_joined(mixed + context))
        return rows

    def _clause(self, reading: Reading, start: int, end: int) -> tuple[list[int], list[int], list[int]]:
        words = [token.text for token in reading.tokens[start:end]]
        characters: list[int] = []
        for word in words:
            characters += self._of_word(word)
        return (
            self._known([name for name, _, _ in word_features(words)]),
            characters,
            self._known([name for name, _, _ in negated_features(words)]),
        )

    def _of_word(self, word: str) -> list[int]:
        known = self._characters.get(word)
        if known is None:
            known = self._known(character_features(word))
            if len(self._characters) < _CACHED_WORDS:
                self._characters[word] = known
        return known

    def _known(self, names: Sequence[str]) -> list[int]:
        number = self._number
        return [number[name] for name in names if name in number]

    def _scaled(self, ids: Sequence[int], block: int) -> Row:
        if not ids:
            return np.empty(0, np.int64), np.empty(0)
        unique, counts = np.unique(np.array(ids, dtype=np.int64), return_counts=True)
        values = (1.0 + np.log(counts)) * self.vocabulary.idf[unique]
        values *= self.vocabulary.scales[block] / np.sqrt((values * values).sum())
        return unique, values


def _context(reading: Reading, block: Block) -> tuple[str, ...]:
    return reading.heading if block is Block.HEADING else reading.previous


def _joined(parts: Sequence[Row]) -> Row:
    return np.concatenate([ids for ids, _ in parts]), np.concatenate([values for _, values in parts])


__all__ = ["BLOCKS", "Ids", "Row", "Values", "Vectoriser", "Vocabulary"]
