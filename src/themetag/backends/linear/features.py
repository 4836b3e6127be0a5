"""What the linear back end sees of a unit: named features, by clause and by block.

Training and serving use this module and no other, so that they cannot see different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from themetag.backends.linear.tokens import Token, clauses_of, is_stop, negated, tokens_of
from themetag.types import Unit

MAX_TOKENS: Final = 400  # of a sentence; what stands behind them is not read, so that work is bounded
MAX_CONTEXT: Final = 120  # tokens of a heading, of a lead-in, and of the sentence before
_MIN_STEM: Final = 4
_GRAMS: Final = (3, 4, 5)


class Block(IntEnum):
    """Where a feature comes from; each block of a clause is scaled to its own length."""

    WORDS = 0  # one to three words
    CHARACTERS = 1  # three to five characters inside one word
    NEGATED = 2  # a word in the scope of a negation
    HEADING = 3  # words of the heading and of the lead-in, with the unit's kind
    PREVIOUS = 4  # words of the sentence before


BLOCKS: Final = tuple(Block)
CLAUSE_BLOCKS: Final = (Block.WORDS, Block.CHARACTERS, Block.NEGATED)
CONTEXT_BLOCKS: Final = (Block.HEADING, Block.PREVIOUS)


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit as words.

    Attributes:
        tokens: of the sentence, in order.
        clauses: half-open ranges of `tokens`; at least one, empty where there are no tokens.
        heading: names of the features of `Block.HEADING`.
        previous: those of `Block.PREVIOUS`.

    """

    tokens: tuple[Token, ...]
    clauses: tuple[tuple[int, int], ...]
    heading: tuple[str, ...]
    previous: tuple[str, ...]


def read(unit: Unit) -> Reading:
    """Read a unit into words."""
    tokens = tuple(tokens_of(unit.text)[:MAX_TOKENS])
    clauses = tuple(clauses_of([token.text for token in tokens])) or ((0, 0),)
    return Reading(tokens, clauses, tuple(_heading(unit)), tuple(_previous(unit.previous)))


def word_features(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the features of `Block.WORDS` of one clause: name, and the half-open range of its words."""
    n = len(words)
    for i in range(n):
        yield words[i], i, i + 1
        if i + 1 < n:
            pair = f"{words[i]} {words[i + 1]}"
            yield pair, i, i + 2
            if i + 2 < n:
                yield f"{pair} {words[i + 2]}", i, i + 3


def character_features(word: str) -> list[str]:
    """Return the features of `Block.CHARACTERS` of one word; none for short words."""
    if len(word) < _MIN_STEM:
        return []
    framed = f"<{word}>"
    return [f"#{framed[i : i + n]}" for n in _GRAMS for i in range(len(framed) - n + 1)]


def negated_features(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the features of `Block.NEGATED` of one clause, as `word_features` does."""
    for i, marked in enumerate(negated(words)):
        if marked:
            yield f"!{words[i]}", i, i + 1


def _heading(unit: Unit) -> Iterator[str]:
    kind = unit.kind.value
    yield f"k:{kind}"
    for text in (unit.heading, unit.lead_in):
        words = [token.text for token in tokens_of(text)[:MAX_CONTEXT]]
        if not words:
            continue
        yield f"h={' '.join(words)}"
        for first, second in zip(words, [*words[1:], ""], strict=True):
            yield f"h:{first}"
            yield f"{kind}:{first}"
            if second:
                yield f"h:{first} {second}"


def _previous(text: str) -> Iterator[str]:
    for token in tokens_of(text)[:MAX_CONTEXT]:
        if not is_stop(token.text):
            yield f"a:{token.text}"
