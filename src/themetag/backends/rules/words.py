"""From texts to words: every token as the number of its class, at a look-up a chunk.

What matters of a token is which symbols of the cues it has: tokens with the same symbols are one class. The classes are
known from the cues alone; a row of characters without white space (a chunk) is taken apart once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.pattern import NUMBER, START, TOKEN
from themetag.fold import fold

MAX_KEPT: Final = 200_000  # chunks kept; then the table starts afresh
PLACES: Final = 16  # positions to a chunk, a power of two; its tokens share them
PUNCTUATION: Final = frozenset(",;:.()!?-")
SHIFT: Final = PLACES.bit_length() - 1
BORDER: Final = 0  # the class of what stands between two texts: START for the one that follows
NOTHING: Final = 1  # the class of a chunk without any token

Ints = npt.NDArray[np.intp]  # what numpy indexes with, so that it need not convert
Symbols = frozenset[str]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of several texts in a row, with a border before the first, between any two and after the last.

    Attributes:
        classes: (n,) the class of each token.
        places: (n,) where it stands, counted on from text to text: a border or a chunk has PLACES places,
            its first token the first of them.
        borders: (n_texts + 1,) which of the tokens are borders.

    """

    classes: Ints
    places: Ints
    borders: Ints


class Words(dict[str, tuple[int, ...]]):
    """Chunks, each with its tokens: PLACES times the class, plus the place in the chunk."""

    def __init__(self, symbols: Iterable[str]) -> None:
        super().__init__()
        symbols = sorted(set(symbols) - {START, NUMBER} - PUNCTUATION)
        self._literals = frozenset(s for s in symbols if not s.endswith("*"))
        self._stems = frozenset(s[:-1] for s in symbols if s.endswith("*"))
        self._lengths = sorted({len(stem) for stem in self._stems})
        chains = [self._stems_of(s[:-1]) for s in symbols if s.endswith("*")]
        known = [
            frozenset((START,)),
            frozenset(("",)),
            *(frozenset((mark,)) for mark in sorted(PUNCTUATION)),
            frozenset[str](),  # words of no cue
            frozenset((NUMBER,)),
            *chains,
            *(found | {NUMBER} for found in chains),
            *(self.symbols(s) for s in symbols if not s.endswith("*")),
        ]
        self._classes: dict[Symbols, int] = {}
        for found in known:
            self._classes.setdefault(found, len(self._classes))
        self._reset()

    def _reset(self) -> None:
        self.clear()
        self[""] = (BORDER * PLACES,)  # no text has an empty chunk

    @property
    def classes(self) -> dict[Symbols, int]:
        """All classes there are: the symbols of their tokens, and their numbers from 0 on."""
        return self._classes

    def is_word(self) -> npt.NDArray[np.bool_]:
        """Return for each class whether its tokens are words, over which a gap may go."""
        return np.array([i > NOTHING and PUNCTUATION.isdisjoint(found) for found, i in self._classes.items()])

    def _stems_of(self, word: str) -> Symbols:
        return frozenset(word[:n] + "*" for n in self._lengths if n <= len(word) and word[:n] in self._stems)

    def symbols(self, token: str) -> Symbols:
        """Return the symbols that a token has."""
        word = token.lower()
        if word in PUNCTUATION:
            return frozenset((word,))
        found = self._stems_of(word)
        if word in self._literals:
            found |= {word}
        return found | {NUMBER} if word.isdecimal() else found

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        tokens = TOKEN.findall(fold(chunk))
        found = [self._classes[self.symbols(token)] * PLACES + min(i, PLACES - 2) for i, token in enumerate(tokens)]
        if len(self) >= MAX_KEPT:
            self._reset()
        self[chunk] = row = tuple(found) or (NOTHING * PLACES,)
        return row

    def read(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of some texts."""
        chunks = [""]
        for text in texts:
            chunks += text.split()
            chunks.append("")
        found = np.fromiter(chain.from_iterable(map(self.__getitem__, chunks)), np.intp)
        inside = found & (PLACES - 1)
        places = np.cumsum(inside == 0) * PLACES + inside
        classes = found >> SHIFT
        real = classes != NOTHING
        if not real.all():
            classes, places = classes[real], places[real]
        return Tokens(classes, places, np.flatnonzero(classes == BORDER))
