"""What the clauses of many sentences judge, at once: the same as `judgement.judge` finds, in columns.

Most sentences have no cue that turns a judgement round or waits for another: for those, clauses begin and end where two
neighbouring cues say so, and sums run down the columns. The others are judged one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.automaton import Layer
from themetag.backends.rules.clauses import (
    BACK,
    BAD,
    CONCEDE,
    CONTRAST,
    DIRECTION,
    ECHO,
    FALL,
    GOOD,
    IGNORE,
    INSTEAD,
    INTENT,
    JOIN,
    LACK,
    NEUTRAL,
    NONE,
    NOT,
    NOW,
    PAST,
    RARE,
    RELATIVE,
    REVERSE,
    SHOULD,
    Clause,
    CueNumbers,
)
from themetag.backends.rules.judgement import REVERSE_SCOPE, judge
from themetag.backends.rules.words import Ints

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

END: Final = 1 << 30  # where the last clause of a sentence ends: behind everything, as in `Clause`


def _among(*codes: int) -> Bools:
    found = np.zeros(IGNORE + 1, np.bool_)
    found[list(codes)] = True
    return found


ONE_BY_ONE: Final = _among(NOT, NONE, LACK, DIRECTION, FALL, RARE, INSTEAD, PAST, ECHO)
ITEMS: Final = _among(GOOD, BAD, NOW, SHOULD, INTENT, NEUTRAL)
PARTS: Final = _among(CONTRAST, RELATIVE, CONCEDE)
COUNTED: Final = ITEMS | PARTS | _among(REVERSE, BACK, JOIN)  # no other does anything without one of ONE_BY_ONE


def sums(rows: Ints, numbers: Floats, n_rows: int) -> Floats:
    """Return for each row the sum of its numbers, added up one by one in their order: the same in any company."""
    return np.bincount(rows, numbers, n_rows).astype(np.float64, copy=False)  # without numbers it counts in ints


@dataclass(frozen=True, slots=True)
class CueColumns:
    """`CueNumbers` of all cues, as columns of (n_cues,)."""

    codes: Ints
    signs: Ints
    weights: Floats
    firm: Bools

    @classmethod
    def of(cls, cues: Sequence[CueNumbers]) -> CueColumns:
        """Return the columns of some cues."""
        codes, signs, weights, firm = zip(*cues, strict=True) if cues else ((), (), (), ())
        return cls(np.array(codes, np.intp), np.array(signs, np.intp), np.array(weights), np.array(firm, np.bool_))


@dataclass(frozen=True, slots=True)
class ClauseTable:
    """The clauses of several texts, text by text: columns of (n_clauses,), named as in `Clause`.

    Attributes:
        firsts: (n_texts,) the first clause of each text.
        counts: (n_texts,) how many it has, at least one.
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


def judge_all(layer: Layer, n_texts: int, cues: Sequence[CueNumbers], columns: CueColumns) -> ClauseTable:
    """Return the clauses of some texts, given the cues of their judgement layer.

    No text echoes what stands outside it.
    """
    codes = columns.codes.take(layer.cues)
    slow = np.zeros(n_texts, np.bool_)
    slow[layer.texts.take(np.flatnonzero(ONE_BY_ONE.take(codes)))] = True
    at = np.flatnonzero(COUNTED.take(codes) & ~slow.take(layer.texts))
    codes, texts, number = codes.take(at), layer.texts.take(at), np.arange(len(at))
    cue, starts, ends = layer.cues.take(at), layer.starts.take(at), layer.ends.take(at)
    signs, weights, firm = columns.signs.take(cue), columns.weights.take(cue), columns.firm.take(cue)

    marks = np.flatnonzero(codes >= CONTRAST)
    after = marks[1:]
    same = texts.take(after) == texts.take(marks[:-1])
    codes[after[(codes.take(after) == JOIN) & (codes.take(marks[:-1]) == CONCEDE) & same]] = CONTRAST
    parts = PARTS.take(codes)
    first = np.empty(len(at), np.bool_)
    first[:1] = True
    np.not_equal(texts[1:], texts[:-1], out=first[1:])
    part = np.cumsum(parts | first)

    reverser = np.maximum.accumulate(np.where(codes == REVERSE, number, -1))
    turned = np.flatnonzero((codes == BAD) & (reverser >= 0))
    by = reverser.take(turned)
    turned = turned[(part.take(turned) == part.take(by)) & (starts.take(turned) < ends.take(by) + REVERSE_SCOPE)]
    signs[turned] = 1

    item = ITEMS.take(codes)
    judging = np.flatnonzero(item & (codes != NEUTRAL))
    last, this = judging[:-1], judging[1:]
    asks = (codes == SHOULD) | (codes == INTENT)
    join = np.maximum.accumulate(np.where(codes == JOIN, number, -1))
    differ = ((signs.take(last) * signs.take(this) < 0) | asks.take(this)) & ~asks.take(last)
    differ &= (part.take(last) == part.take(this)) & (join.take(this) > last)
    split = this[differ]
    opens = parts.copy()
    opens[split] = True
    opening = np.flatnonzero(opens)

    counts = np.bincount(texts.take(opening), minlength=n_texts)
    before = np.cumsum(counts) - counts
    counts += 1
    singly = np.flatnonzero(slow).tolist()
    read: list[Clause] = []
    for text in singly:
        clauses = judge(layer.of(text), cues)
        counts[text] = len(clauses)
        read += clauses
    firsts = np.cumsum(counts) - counts
    n_clauses = int(counts.sum())
    clause = (firsts - before).take(texts) + np.cumsum(opens)

    stop = np.full(n_clauses, END, np.intp)
    stop[clause.take(opening) - 1] = starts.take(opening)
    stop[clause.take(split) - 1] = ends.take(join.take(split))
    relative, back = np.zeros((2, n_clauses), np.bool_)
    relative[clause[codes == RELATIVE]] = True
    back[clause[codes == BACK]] = True

    at = np.flatnonzero(item)
    codes, clause = codes.take(at), clause.take(at)
    signs, weights, firm = signs.take(at), weights.take(at), firm.take(at)
    table = ClauseTable(
        firsts,
        counts,
        np.repeat(np.arange(n_texts), counts),
        stop,
        *_sums(codes, clause, signs, weights, firm, n_clauses),
        back,
        relative,
        np.bincount(clause, minlength=n_clauses) > 0,
    )
    if read:
        _put(table, read, singly)
    return table


def _sums(
    codes: Ints, clause: Ints, signs: Ints, weights: Floats, firm: Bools, n_clauses: int
) -> tuple[Floats, Floats, Floats, Floats, Bools, Bools, Bools, Bools]:
    """Sum up the items of each clause, in their order, as `Clause.settle` does."""

    def any_of(chosen: Bools) -> Bools:
        found = np.zeros(n_clauses, np.bool_)
        found[clause[chosen]] = True
        return found

    def total(chosen: Bools, signed: Floats = weights) -> Floats:
        return sums(clause[chosen], signed[chosen], n_clauses)

    should, intent = any_of(codes == SHOULD), any_of(codes == INTENT)
    judged = any_of(signs != 0)
    neutral = total(codes == NEUTRAL)
    void = intent.take(clause) | (should.take(clause) & (signs > 0))
    good, bad = (signs > 0) & ~void, (signs < 0) & ~void
    firm_good, firm_bad = any_of(good & firm), any_of(bad & firm)
    faint_good = good & ~firm & (firm_bad & ~firm_good).take(clause)
    faint_bad = bad & ~firm & (firm_good & ~firm_bad).take(clause)
    return (
        total(good & ~faint_good),
        total(bad & ~faint_bad),
        neutral,
        total(faint_good | faint_bad, weights * signs),
        judged,
        firm_good | firm_bad,
        should,
        intent,
    )


def _put(table: ClauseTable, clauses: Sequence[Clause], texts: Sequence[int]) -> None:
    """Put the clauses of texts that were judged one by one in their rows."""
    counts = table.counts.take(texts)
    rows = np.repeat(table.firsts.take(texts) - (np.cumsum(counts) - counts), counts) + np.arange(len(clauses))
    numbers = np.array(
        [
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
                bool(c.items),
            )
            for c in clauses
        ]
    )
    for column, values in zip(
        (
            table.ends,
            table.good,
            table.bad,
            table.neutral,
            table.faint,
            table.judged,
            table.firm,
            table.should,
            table.intent,
            table.back,
            table.relative,
            table.items,
        ),
        numbers.T,
        strict=True,
    ):
        column[rows] = values
