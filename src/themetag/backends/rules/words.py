"""From texts to words: every token as the number of its class.

What matters of a token is which symbols of the cues it has: tokens with the same symbols are one class. The classes are
known from the cues alone; a row of characters without white space (a chunk) is taken apart once, and kept in `chunks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.chunks import Chunks, Ints
from themetag.backends.rules.pattern import NUMBER, START, TOKEN
from themetag.fold import fold

PLACES: Final = 16  # positions to a chunk, a power of two; its tokens share them
PUNCTUATION: Final = frozenset(",;:.()!?-")
SHIFT: Final = PLACES.bit_length() - 1
BORDER: Final = 0  # the class of what stands between two texts: START for the one that follows
NOTHING: Final = 1  # the class of a chunk without any token

__all__ = ["BORDER", "PLACES", "Ints", "Tokens", "Words"]

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


class Words:
    """Classes of tokens, and the tokens of texts by class.

    Args:
        classes: the symbols of each class, which differ.

    """

    def __init__(self, classes: Iterable[Symbols]) -> None:
        self._classes = dict(zip(classes, count()))
        symbols = frozenset[str]().union(*self._classes) - {START, NUMBER, ""} - PUNCTUATION
        self._literals = frozenset(s for s in symbols if not s.endswith("*"))
        self._stems = frozenset(s[:-1] for s in symbols if s.endswith("*"))
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._chunks = Chunks(self._tokens, BORDER * PLACES)

    @classmethod
    def of(cls, symbols: Iterable[str]) -> Words:
        """Return the classes that the symbols of some cues make."""
        symbols = sorted(set(symbols) - {START, NUMBER} - PUNCTUATION)
        alone = cls(frozenset((symbol,)) for symbol in symbols)
        chains = [alone._stems_of(s[:-1]) for s in symbols if s.endswith("*")]
        known = [
            frozenset((START,)),
            frozenset(("",)),
            *(frozenset((mark,)) for mark in sorted(PUNCTUATION)),
            frozenset[str](),  # words of no cue
            frozenset((NUMBER,)),
            *chains,
            *(found | {NUMBER} for found in chains),
            *(alone.symbols(s) for s in symbols if not s.endswith("*")),
        ]
        return cls(dict.fromkeys(known))

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

    def _tokens(self, chunk: str) -> list[int]:
        """Return the tokens of a chunk: for each PLACES times the class, plus the place in the chunk."""
        tokens = TOKEN.findall(fold(chunk))
        found = [self._classes[self.symbols(token)] * PLACES + min(i, PLACES - 2) for i, token in enumerate(tokens)]
        return found or [NOTHING * PLACES]

    def read(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of some texts."""
        found = self._chunks.read(texts)
        inside = found & (PLACES - 1)
        places = np.cumsum(inside == 0) * PLACES + inside
        classes = found >> SHIFT
        real = classes != NOTHING
        if not real.all():
            classes, places = classes[real], places[real]
        return Tokens(classes, places, np.flatnonzero(classes == BORDER))
