"""The clauses of many sentences in columns, summed up as `Clause.settle` does it for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.clauses import INTENT, NEUTRAL, SHOULD, Clause
from themetag.backends.rules.words import Ints

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

END: Final = 1 << 30  # where the last clause of a sentence ends: behind everything, as in `Clause`


@dataclass(frozen=True, slots=True)
class ClauseTable:
    """The clauses of several texts, text by text: columns of (n_clauses,), named as in `Clause`.

    Attributes:
        firsts: (n_texts,) the first clause of each text.
        counts: (n_texts,) how many it has, at least one.
        texts: the text of each clause.
        items: whether the clause has any.

    """

    firsts: Ints
    counts: Ints
    texts: Ints
    ends: Ints
    good: Floats
    bad: Floats
    neutral: Floats
    faint: Floats
    judged: Bools
    firm: Bools
    should: Bools
    intent: Bools
    back: Bools
    relative: Bools
    items: Bools


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """The items of many clauses in columns of (n_items,), named as in `Item`; `clauses` tells whose each is."""

    clauses: Ints
    codes: Ints
    signs: Ints
    weights: Floats
    firm: Bools


def sums(rows: Ints, numbers: Floats, n_rows: int) -> Floats:
    """Return for each row the sum of its numbers, added up one by one in their order: the same in any company."""
    return np.bincount(rows, numbers, n_rows).astype(np.float64, copy=False)  # without numbers it counts in ints


def marked(n_rows: int, rows: Ints) -> Bools:
    """Return which of `n_rows` are among `rows`."""
    found = np.zeros(n_rows, np.bool_)
    found[rows] = True
    return found


def settle(counts: Ints, items: ItemColumns, ends: Ints, back: Bools, relative: Bools) -> ClauseTable:
    """Return the clauses of texts: `counts` of each text, with these items, in order."""
    clauses, signs, weights, n_clauses = items.clauses, items.signs, items.weights, len(ends)
    should = marked(n_clauses, clauses[items.codes == SHOULD])
    intent = marked(n_clauses, clauses[items.codes == INTENT])
    neutral = np.flatnonzero(items.codes == NEUTRAL)
    void = intent.take(clauses) | (should.take(clauses) & (signs > 0))
    good, bad = (signs > 0) & ~void, (signs < 0) & ~void
    firm_good, firm_bad = marked(n_clauses, clauses[good & items.firm]), marked(n_clauses, clauses[bad & items.firm])
    faint_good = good & ~items.firm & (firm_bad & ~firm_good).take(clauses)
    faint_bad = bad & ~items.firm & (firm_good & ~firm_bad).take(clauses)
    for_good, against, faint = map(np.flatnonzero, (good & ~faint_good, bad & ~faint_bad, faint_good | faint_bad))
    return ClauseTable(
        np.cumsum(counts) - counts,
        counts,
        np.repeat(np.arange(len(counts)), counts),
        ends,
        sums(clauses.take(for_good), weights.take(for_good), n_clauses),
        sums(clauses.take(against), weights.take(against), n_clauses),
        sums(clauses.take(neutral), weights.take(neutral), n_clauses),
        sums(clauses.take(faint), weights.take(faint) * signs.take(faint), n_clauses),
        marked(n_clauses, clauses[signs != 0]),
        firm_good | firm_bad,
        should,
        intent,
        back,
        relative,
        marked(n_clauses, clauses),
    )


def put(table: ClauseTable, texts: Sequence[int], clauses: Sequence[Clause]) -> None:
    """Put the clauses of texts that were judged one by one in their rows."""
    counts = table.counts.take(texts)
    rows = np.repeat(table.firsts.take(texts) - (np.cumsum(counts) - counts), counts) + np.arange(len(clauses))
    numbers = [
        (
            c.end,
            c.good,
            c.bad,
            c.neutral,
            c.faint,
            c.judged,
            c.firm,
            c.should,
            c.intent,
            c.back,
            c.relative,
            c.items != [],
        )
        for c in clauses
    ]
    columns = (
        *(table.ends, table.good, table.bad, table.neutral, table.faint, table.judged, table.firm),
        *(table.should, table.intent, table.back, table.relative, table.items),
    )
    for column, values in zip(columns, zip(*numbers, strict=True), strict=True):
        column[rows] = values
