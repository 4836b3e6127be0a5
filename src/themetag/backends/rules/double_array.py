"""Sparse tables in flat arrays, which many look-ups read at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from themetag.backends.rules.words import Ints

STRIDE: Final = 7919  # between two tries to place a row
MAX_TRIES: Final = 200


class Rows:
    """Rows of numbers of differing lengths: `counts` are their lengths, `flat` all numbers, end to end."""

    def __init__(self, counts: Ints, flat: Ints) -> None:
        self.counts = counts
        self.flat = flat
        self._firsts: Ints = np.cumsum(counts) - counts

    @classmethod
    def of_lists(cls, rows: Sequence[Sequence[int]]) -> Rows:
        """Return rows that are given one by one."""
        flat = [number for row in rows for number in row]
        return cls(np.array([len(row) for row in rows], np.intp), np.array(flat, np.intp))

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return the numbers of the given rows, and for each which of `rows`, from 0, it comes from."""
        counts = self.counts.take(rows)
        owner = np.repeat(np.arange(len(rows)), counts)
        shift = self._firsts.take(rows) - (np.cumsum(counts) - counts)
        return owner, self.flat.take(np.arange(len(owner)) + shift.take(owner))


def pack(rows: Sequence[Sequence[int]], width: int) -> tuple[Ints, Ints]:
    """Lay rows of columns, each from 0 up to `width`, into one array of slots, column c of a row at its offset + c.

    Returns:
        The offset of each row, and the row that has each slot, -1 where none has. Every offset plus any column is
        a slot.

    """
    offsets = np.zeros(len(rows), np.intp)
    spread = 2 * sum(map(len, rows)) + 1
    slots = [-1] * (spread + width)
    at = free = 0
    for number in sorted(range(len(rows)), key=lambda number: -len(rows[number])):
        row = rows[number]
        if not row:
            break
        if len(row) > 1:  # tries all over the array: neighbours in the alphabet would crowd in one place
            for _ in range(MAX_TRIES):
                at = (at + STRIDE) % spread
                if all(slots[at + column] < 0 for column in row):
                    break
            else:
                at = len(slots) - width
                while not all(slots[at + column] < 0 for column in row):
                    at += 1
                    slots.append(-1)
                spread = len(slots) - width
        else:
            while free < row[0] or slots[free] >= 0:
                free += 1
                if free == len(slots):
                    slots.append(-1)
            at = free - row[0]
        offsets[number] = at
        for column in row:
            slots[at + column] = number
    return offsets, np.array(slots + [-1] * width, np.intp)
