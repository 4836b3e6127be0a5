"""What enters the hidden units, for the clauses of many units at once.

It is the product of `Vectoriser.rows` with the weights, taken apart so that most of it is done once a word: a block's
features add up, and the characters of a word are the same wherever it stands. All sums run in the order of the text, so
that a number is the same to the last bit whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.features import Block, Reading, character_features, word_names
from themetag.backends.linear.vectors import CACHED_WORDS, Vectoriser, Vocabulary

Floats = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_MAX_HEADINGS: Final = 1_024
_FIRST_WORDS: Final = 256


class Entering:
    """Adds up weights; keeps the sums of words and of headings that it has met. Threads take turns.

    Args:
        vectoriser: finds the features.
        inner: (n_features, n_hidden) int8.
        steps: (n_features,) float32: a feature's weights are its row of `inner` times its step.

    """

    def __init__(self, vectoriser: Vectoriser, inner: npt.NDArray[np.int8], steps: Single) -> None:
        vocabulary: Vocabulary = vectoriser.vocabulary
        self._lock = Lock()  # the tables of words grow while they are read
        self._vectoriser = vectoriser
        self._inner = inner
        self._steps = steps
        self._factors = (vocabulary.idf * steps).astype(np.float32)
        self._squares = vocabulary.idf**2
        self._scales = vocabulary.scales
        self._share = vocabulary.clause_share
        self._headings: dict[tuple[str, ...], Floats] = {}
        self._forget()

    def __reduce__(self) -> tuple[type[Entering], tuple[Vectoriser, npt.NDArray[np.int8], Single]]:
        """Go to another process without what was kept."""
        return Entering, (self._vectoriser, self._inner, self._steps)

    def _forget(self) -> None:
        self._place: dict[str, int] = {}  # of a word in the two tables
        self._of_words = np.zeros((_FIRST_WORDS, self._inner.shape[1]), np.float32)
        self._squares_of_words = np.zeros(_FIRST_WORDS)

    def sums(self, readings: Sequence[Reading]) -> tuple[Floats, Ints]:
        """Return (n_clauses, n_hidden), and (n_units,) the place of each unit's first clause among them."""
        if not readings:
            return np.zeros((0, self._inner.shape[1])), np.zeros(0, np.int64)
        with self._lock:
            return self._sums(readings)

    def _sums(self, readings: Sequence[Reading]) -> tuple[Floats, Ints]:
        if len(self._place) > CACHED_WORDS:
            self._forget()
        words, characters, negated = [], [], []
        for reading in readings:
            for start, end in reading.clauses:
                own = reading.words[start:end]
                words.append(self._vectoriser.known(word_names(own)))
                characters.append(self._places(own))
                negated.append(self._vectoriser.negated(own))
        counts = np.array([len(reading.clauses) for reading in readings])
        starts = np.cumsum(counts) - counts
        unit_of = np.repeat(np.arange(len(readings)), counts)
        total = np.zeros((len(words), self._inner.shape[1]))
        for block, (sums, squares) in (
            (Block.WORDS, self._features(words)),
            (Block.CHARACTERS, self._words(characters)),
            (Block.NEGATED, self._features(negated)),
        ):
            whole, whole_squares = np.add.reduceat(sums, starts), np.add.reduceat(squares, starts)
            total += _scaled(sums, squares, self._scales[block] * self._share)
            total += _scaled(whole, whole_squares, self._scales[block] * (1.0 - self._share))[unit_of]
        before, squares = self._features([self._vectoriser.known(reading.previous) for reading in readings])
        context = _scaled(before, squares, self._scales[Block.PREVIOUS])
        context += np.stack([self._heading(reading.heading) for reading in readings])
        return total + context[unit_of], starts

    def _features(self, lists: Sequence[list[int]]) -> tuple[Floats, Floats]:
        """Return the sums of the weights of each list of features, and the sums of their squared idf."""

        def add_up(ids: Ints) -> Single:
            return np.asarray(np.einsum("i,ij->j", self._factors.take(ids), self._inner.take(ids, 0)))

        return self._added(lists, add_up, self._squares)

    def _words(self, lists: Sequence[list[int]]) -> tuple[Floats, Floats]:
        """Return the same for lists of places in the tables of words."""

        def add_up(places: Ints) -> Single:
            return np.asarray(np.add.reduce(self._of_words.take(places, 0), axis=0))

        return self._added(lists, add_up, self._squares_of_words)

    def _added(
        self, lists: Sequence[list[int]], add_up: Callable[[Ints], Single], squares: Floats
    ) -> tuple[Floats, Floats]:
        """Return what each list adds up to, and the sum of its squares."""
        numbers = np.fromiter(chain.from_iterable(lists), np.int64)
        lengths = np.array([len(found) for found in lists])
        sums = np.zeros((len(lists), self._inner.shape[1]))
        for row, start, end in _runs(lengths):
            sums[row] = add_up(numbers[start:end])
        return sums, _totals(squares.take(numbers), lengths)

    def _places(self, words: Sequence[str]) -> list[int]:
        try:
            return list(map(self._place.__getitem__, words))
        except KeyError:
            return [self._placed(word) for word in words]

    def _placed(self, word: str) -> int:
        place = self._place.get(word)
        if place is None:
            place = len(self._place)
            if place == len(self._of_words):
                self._of_words = np.concatenate((self._of_words, np.zeros_like(self._of_words)))
                self._squares_of_words = np.concatenate((self._squares_of_words, np.zeros(place)))
            sums, squares = self._features([self._vectoriser.known(character_features(word))])
            self._of_words[place] = sums[0]
            self._squares_of_words[place] = squares[0]
            self._place[word] = place
        return place

    def _heading(self, names: tuple[str, ...]) -> Floats:
        found = self._headings.get(names)
        if found is None:
            if len(self._headings) >= _MAX_HEADINGS:
                self._headings.clear()
            sums, squares = self._features([self._vectoriser.known(names)])
            self._headings[names] = found = _scaled(sums, squares, self._scales[Block.HEADING])[0]
        return found


def _totals(numbers: Floats, lengths: Ints) -> Floats:
    """Return the sum of each run of numbers, of these lengths."""
    runs = np.repeat(np.arange(len(lengths)), lengths)
    return np.bincount(runs, numbers, len(lengths)).astype(np.float64, copy=False)  # without numbers it counts in ints


def _scaled(sums: Floats, squares: Floats, length: float) -> Floats:
    """Return sums as if each row of features had this length; rows without any stay 0."""
    norms = np.sqrt(squares)
    return sums * (length / np.where(norms > 0.0, norms, 1.0))[:, None]


def _runs(lengths: Ints) -> Iterator[tuple[int, int, int]]:
    """Yield each list that is not empty, and where its items start and end."""
    ends = np.cumsum(lengths).tolist()
    for row, (end, length) in enumerate(zip(ends, lengths.tolist(), strict=True)):
        if length:
            yield row, end - length, end
