"""What the linear back end sees of a unit: named features, by clause and by block.

Training and serving use this module and no other, so that they cannot see different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from themetag.backends.linear.tokens import clauses_of, is_stop, negated, words_of
from themetag.types import Kind, Unit

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
OWN_BLOCKS: Final = (Block.WORDS, Block.CHARACTERS, Block.NEGATED)  # of the clause; the others are the unit's


def block_of(name: str) -> Block:
    """Return the block of a feature, which its name shows."""
    if name[0] == "#":
        return Block.CHARACTERS
    if len(name) == 1:
        return Block.WORDS
    if name[0] == "!" and name[1] != " ":
        return Block.NEGATED
    if name.startswith("a:"):
        return Block.PREVIOUS
    if name.startswith(("h:", "h=", "k:", "prose:", "list:")):
        return Block.HEADING
    return Block.WORDS


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit as words.

    Attributes:
        words: the tokens of the sentence, in order, as `tokens_of` finds them.
        clauses: half-open ranges of `words`; at least one, empty where there are no words.
        heading: names of the features of `Block.HEADING`.
        previous: those of `Block.PREVIOUS`.

    """

    words: list[str]
    clauses: tuple[tuple[int, int], ...]
    heading: tuple[str, ...]
    previous: tuple[str, ...]


def read(unit: Unit) -> Reading:
    """Read a unit into words."""
    words = _words(unit.text)
    clauses = tuple(clauses_of(words)) or ((0, 0),)
    return Reading(words, clauses, _heading(unit.kind, unit.heading, unit.lead_in), _previous(unit.previous))


def word_names(words: Sequence[str]) -> list[str]:
    """Return the names of `word_features`, in another order: several times as fast."""
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return [*words, *pairs, *(f"{pair} {word}" for pair, word in zip(pairs, words[2:], strict=False))]


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


# They are asked for again and again: a heading by each of its sentences, a sentence by the one behind it.
@lru_cache(maxsize=64)
def _words(text: str) -> list[str]:
    return words_of(text)[:MAX_TOKENS]


@lru_cache(maxsize=512)
def _heading(kind: Kind, heading: str, lead_in: str) -> tuple[str, ...]:
    found = [f"k:{kind.value}"]
    for text in (heading, lead_in):
        words = words_of(text)[:MAX_CONTEXT]
        if words:
            found.append(f"h={' '.join(words)}")
            found += [f"h:{word}" for word in words]
            found += [f"{kind.value}:{word}" for word in words]
            found += [f"h:{a} {b}" for a, b in pairwise(words)]
    return tuple(found)


def _previous(text: str) -> tuple[str, ...]:
    return tuple([f"a:{word}" for word in _words(text)[:MAX_CONTEXT] if not is_stop(word)])
