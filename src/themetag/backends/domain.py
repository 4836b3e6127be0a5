"""Whether a document looks like what a model was trained on: by the pairs of neighbouring words that it knows."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Final, Self

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.features import Reading
from themetag.backends.linear.tokens import is_stop

ENOUGH_PAIRS: Final = 100  # word pairs below which a text is too short to look unlike anything
_BITS: Final = 1 << 20


@dataclass(frozen=True, eq=False)
class Pairs:
    """A set of word pairs that keeps a bit for each: a few pairs that it never met look known (Bloom 1970).

    `bits` is (131072,) uint8: 2 ** 20 bits, the place of a pair by its CRC-32.
    """

    bits: npt.NDArray[np.uint8]

    SHAPE: ClassVar[tuple[int, ...]] = (_BITS // 8,)

    @classmethod
    def of(cls, pairs: Iterable[str]) -> Self:
        """Return the set of these pairs, each two words with a space between."""
        bits = np.zeros(_BITS, np.bool_)
        bits[[_place(pair) for pair in pairs]] = True
        return cls(np.packbits(bits))

    def __contains__(self, pair: object) -> bool:
        """Return whether a pair is known."""
        place = _place(str(pair))
        return bool(self.bits[place >> 3] >> (7 - (place & 7)) & 1)


def _place(pair: str) -> int:
    return zlib.crc32(pair.encode("utf-8", "surrogatepass")) % _BITS


def unknown_pairs(readings: Sequence[Reading], known: Container[str]) -> tuple[int, int]:
    """Return how many pairs of neighbouring words are not known, and how many pairs there are.

    Pairs of two words that are common everywhere are left out.
    """
    unknown = total = 0
    for reading in readings:
        for first, second in pairwise(reading.words):
            if first.isalpha() and second.isalpha() and not (is_stop(first) and is_stop(second)):
                total += 1
                unknown += f"{first} {second}" not in known
    return unknown, total


def note(readings: Sequence[Reading], known: Container[str], usual: float, model: str, made_for: str) -> str | None:
    """Return a note where the sentences of a document look unlike a training corpus, else None.

    Args:
        readings: the sentences.
        known: the pairs of words that the corpus has.
        usual: the share of unknown pairs up to which a document looks like it; 1.0: nothing is known of that.
        model: its name.
        made_for: what documents it was made for, "" where it does not say.

    None also for texts too short to tell.

    """
    unknown, total = unknown_pairs(readings, known)
    if total < ENOUGH_PAIRS or unknown <= usual * total:
        return None
    purpose = f" It was made for: {made_for}" if made_for else ""
    return (
        f"the text looks unlike what the model {model} was trained on: {unknown / total:.0%} of its word pairs are "
        f"unknown to it, at most {usual:.0%} is usual; do not rely on its tags." + purpose
    )
