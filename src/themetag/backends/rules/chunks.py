"""Texts taken apart at white space, and what each row of characters between (a chunk) stands for, all at once.

A dictionary asks for an object for each chunk; here all texts are one row of bytes in UTF-8, and a chunk of up to 15
bytes is two numbers of 64 bits: its bytes and its length. They are looked up in a table with open addressing and linear
probing (Knuth, The Art of Computer Programming 3, 6.4, algorithm L). Both numbers are compared, so no chunk is
ever taken for another. What is longer, one chunk in five hundred, or finds no place near its own, goes
through a dictionary, so no choice of words makes the table slow.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.intp]  # what numpy indexes with, so that it need not convert
Bits = npt.NDArray[np.uint64]

MAX_KEPT: Final = 200_000  # chunks kept; then all starts afresh
BORDER: Final = "\0"  # the chunk between two texts; in a text, \1 stands for it, which is no part of a word either
LONGEST: Final = 15  # bytes of a chunk that fit into two numbers, a byte for the length left
FIRST_BITS: Final = 12  # of the number of places in a new table
MAX_PROBES: Final = 8
SPARSE: Final = 2  # places to a chunk, at least

_SPACE = np.zeros(256, np.bool_)
_SPACE[[9, 10, 11, 12, 13, 28, 29, 30, 31, 32]] = True
_ODD_SPACES = (
    "\x85\xa0",
    "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
)
_TWO_BYTES, _THREE_BYTES = ([int.from_bytes(space.encode()) for space in spaces] for spaces in _ODD_SPACES)
_FIRST_OF_TWO = 0xC2  # the least byte that begins a character of several
_KEPT_BYTES = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_LOW = _KEPT_BYTES.take(np.minimum(np.arange(LONGEST + 1), 8))
_HIGH = _KEPT_BYTES.take(np.maximum(np.arange(LONGEST + 1) - 8, 0))
_LENGTHS = np.arange(LONGEST + 1, dtype=np.uint64) << np.uint64(56)
_MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd numbers without a pattern


class _Table:
    """Numbers from 0 on, kept under two numbers of 64 bits, of which the second is not 0."""

    def __init__(self, bits: int) -> None:
        self.size = 1 << bits
        self._shift = np.uint64(64 - bits)
        self._low, self._high = np.zeros((2, self.size), np.uint64)
        self._numbers: Ints = np.zeros(self.size, np.intp)

    def _places(self, low: Bits, high: Bits) -> Ints:
        return (((low * _MIX[0]) ^ (high * _MIX[1])) * _MIX[0] >> self._shift).astype(np.intp)

    def find(self, low: Bits, high: Bits) -> Ints:
        """Return the number under each pair, -1 where there is none."""
        places = self._places(low, high)
        found = self._numbers.take(places)
        left = np.flatnonzero((self._low.take(places) != low) | (self._high.take(places) != high))
        found[left] = -1
        for probe in range(1, MAX_PROBES):
            if not len(left):
                break
            at = (places.take(left) + probe) & (self.size - 1)
            here = self._high.take(at)
            same = (self._low.take(at) == low.take(left)) & (here == high.take(left))
            found[left[same]] = self._numbers.take(at[same])
            left = left[~same & (here != 0)]
        return found

    def add(self, low: Bits, high: Bits, numbers: Ints) -> None:
        """Put numbers under pairs that differ and are not there yet; those that find no place stay out."""
        places = self._places(low, high)
        left = np.arange(len(numbers))
        for probe in range(MAX_PROBES):
            at = (places.take(left) + probe) & (self.size - 1)
            free = self._high.take(at) == 0
            self._numbers[at[free]] = left[free]  # of several for one place the last gets it
            won = free & (self._numbers.take(at) == left)
            at, placed, left = at[won], left[won], left[~won]
            self._low[at], self._high[at], self._numbers[at] = low[placed], high[placed], numbers[placed]


class Chunks:
    """What chunks stand for: a row of numbers each, asked for once and kept.

    Args:
        row_of: gives the row of a chunk, at least one number.
        border: the number that stands between two texts.

    """

    def __init__(self, row_of: Callable[[str], Sequence[int]], border: int) -> None:
        self._row_of = row_of
        self._border = border
        self._lock = Lock()
        self._clear()

    def _clear(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows, self._firsts, self._counts = array("q"), array("q"), array("q")
        self._kept = array("Q"), array("Q"), array("q")  # the two numbers of each chunk in the table, and its own
        self._table = _Table(FIRST_BITS)

    def read(self, texts: Sequence[str]) -> Ints:
        """Return the rows of all chunks of some texts, with that of BORDER before, between and after the texts."""
        joined = f" {BORDER} ".join(["", *texts, ""])
        if joined.count(BORDER) > len(texts) + 1:
            joined = f" {BORDER} ".join(["", *(text.replace(BORDER, "\1") for text in texts), ""])
        data = joined.encode("utf-8", "surrogatepass") + bytes(LONGEST + 1)
        starts, lengths = _cut(np.frombuffer(data, np.uint8)[: -LONGEST - 1], plain=joined.isascii())
        with self._lock:
            if len(self._numbers) >= MAX_KEPT:
                self._clear()
            return self._expand(self._look_up(data, starts, lengths))

    def _look_up(self, data: bytes, starts: Ints, lengths: Ints) -> Ints:
        """Return the number of each chunk, given where it stands in the bytes."""
        eight: Bits = np.ndarray(len(data) - 7, "<u8", data, strides=(1,))  # those from each byte on
        short = np.minimum(lengths, LONGEST)
        low = eight[starts] & _LOW.take(short)
        high = eight[starts + 8] & _HIGH.take(short) | _LENGTHS.take(short)
        found = self._table.find(low, high)
        found[lengths > LONGEST] = -1
        left = np.flatnonzero(found < 0)
        new = []
        for i, start, length in zip(
            left.tolist(), starts.take(left).tolist(), lengths.take(left).tolist(), strict=True
        ):
            chunk = data[start : start + length].decode("utf-8", "surrogatepass")
            if chunk not in self._numbers:
                self._numbers[chunk] = self._add(chunk)
                if length <= LONGEST:
                    new.append(i)
            found[i] = self._numbers[chunk]
        if new:
            self._keep(low.take(new), high.take(new), found.take(new))
        return found

    def _add(self, chunk: str) -> int:
        row = (self._border,) if chunk == BORDER else self._row_of(chunk)
        self._firsts.append(len(self._rows))
        self._counts.append(len(row))
        self._rows.extend(row)
        return len(self._counts) - 1

    def _keep(self, low: Bits, high: Bits, numbers: Ints) -> None:
        """Put new chunks into the table, and all into a larger one where it gets too full."""
        for kept, column in zip(self._kept, (low, high, numbers), strict=True):
            kept.extend(column.tolist())
        places = len(self._kept[0]) * SPARSE
        if places > self._table.size:
            self._table = _Table(places.bit_length())
            low, high = (np.frombuffer(kept, np.uint64) for kept in self._kept[:2])
            numbers = np.frombuffer(self._kept[2], np.int64)
        self._table.add(low, high, numbers)

    def _expand(self, numbers: Ints) -> Ints:
        """Return the rows of these numbers, end to end."""
        firsts, counts = (np.frombuffer(column, np.int64).take(numbers) for column in (self._firsts, self._counts))
        steps = np.ones(counts.sum(), np.intp)  # from each place in the rows to the next, which is mostly beside it
        steps[0] = firsts[0]
        steps[np.cumsum(counts[:-1])] = firsts[1:] - firsts[:-1] - counts[:-1] + 1
        return np.frombuffer(self._rows, np.int64).take(np.cumsum(steps))


def _cut(data: npt.NDArray[np.uint8], *, plain: bool) -> tuple[Ints, Ints]:
    """Return the first byte of each chunk, and its length, in bytes that begin and end with a space.

    Args:
        data: the bytes of a text in UTF-8.
        plain: whether no character has several bytes.

    """
    spaces = _SPACE.take(data)
    if not plain:
        lead = np.flatnonzero(data >= _FIRST_OF_TWO)  # what begins at the last byte is a space of one byte
        two = (data.take(lead).astype(np.intp) << 8) + data.take(lead + 1)
        three = (two << 8) + data.take(lead + 2, mode="clip")
        for width, found in ((2, np.isin(two, _TWO_BYTES)), (3, np.isin(three, _THREE_BYTES))):
            for i in range(width):
                spaces[lead[found] + i] = True
    edges = np.flatnonzero(spaces[1:] != spaces[:-1]) + 1
    return edges[::2], edges[1::2] - edges[::2]
