"""What the clauses of many sentences judge, at once: the same as `judgement.judge` finds, in columns.

`judge` goes through a sentence cue by cue. Here each question that it asks of what came before ("is there a negation
whose scope still holds?") is asked of all cues of all sentences together, by the last cue of the kind before each. That
is done for the usual kinds of cues; the sentences that have others are judged one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from themetag.backends.rules.automaton import Layer
from themetag.backends.rules.clause_table import END, Bools, ClauseTable, Floats, ItemColumns, marked, put, settle
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
    THING,
    VOID,
    Clause,
    CueNumbers,
)
from themetag.backends.rules.judgement import LITOTES, NOT_BAD_SCOPE, NOT_SCOPE, REVERSE_SCOPE, judge
from themetag.backends.rules.words import Ints


def _among(*codes: int) -> Bools:
    found = np.zeros(IGNORE + 1, np.bool_)
    found[list(codes)] = True
    return found


ONE_BY_ONE: Final = _among(NONE, DIRECTION, FALL, RARE, INSTEAD, PAST, ECHO)
ITEMS: Final = _among(GOOD, BAD, NOT, LACK, NOW, SHOULD, INTENT, NEUTRAL)
PARTS: Final = _among(CONTRAST, RELATIVE, CONCEDE)
COUNTED: Final = ITEMS | PARTS | _among(REVERSE, THING, BACK, JOIN)  # others do nothing but with one of ONE_BY_ONE
DENIABLE: Final = _among(GOOD, BAD, REVERSE, THING)


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


class _Hits:
    """The cues of sentences, as columns of (n_hits,), and what becomes of them."""

    def __init__(self, layer: Layer, at: Ints, columns: CueColumns) -> None:
        cues = layer.cues.take(at)
        self.texts, self.starts, self.ends = layer.texts.take(at), layer.starts.take(at), layer.ends.take(at)
        self.codes, self.signs = columns.codes.take(cues), columns.signs.take(cues)
        self.weights, self.firm = columns.weights.take(cues), columns.firm.take(cues)
        self.numbers = np.arange(len(at))
        marks = np.flatnonzero(self.codes >= CONTRAST)
        after, before = marks[1:], marks[:-1]
        again = (self.codes.take(after) == JOIN) & (self.codes.take(before) == CONCEDE)
        self.codes[after[again & (self.texts.take(after) == self.texts.take(before))]] = CONTRAST
        self.parts = PARTS.take(self.codes)
        opens = self.parts.copy()
        opens[:1] = True
        opens[1:] |= self.texts[1:] != self.texts[:-1]
        self.part = np.cumsum(opens)
        self.items = ITEMS.take(self.codes)

    def last(self, chosen: Bools) -> Ints:
        """Return for each the last chosen one up to it, -1 where there is none in its text or before it."""
        return np.maximum.accumulate(np.where(chosen, self.numbers, -1))

    def within(self, which: Ints, of: Ints, scope: int) -> Bools:
        """Return which of `which` stand in the scope of those `of`, numbers from -1 on, in the same part."""
        holds: Bools = self.starts.take(which) < self.ends.take(of) + scope
        holds &= (self.part.take(which) == self.part.take(of)) & (of >= 0)
        return holds


def judge_all(layer: Layer, n_texts: int, cues: Sequence[CueNumbers], columns: CueColumns) -> ClauseTable:
    """Return the clauses of some texts, given the cues of their judgement layer.

    No text echoes what stands outside it.
    """
    codes = columns.codes.take(layer.cues)
    slow = np.zeros(n_texts, np.bool_)
    slow[layer.texts.take(np.flatnonzero(ONE_BY_ONE.take(codes)))] = True
    hits = _Hits(layer, np.flatnonzero(COUNTED.take(codes) & ~slow.take(layer.texts)), columns)
    negations, since = _deny(hits)
    split, join = _split(hits, negations, since)
    opens = hits.parts.copy()
    opens[split] = True
    opening = np.flatnonzero(opens)

    counts = np.bincount(hits.texts.take(opening), minlength=n_texts)
    before = np.cumsum(counts) - counts
    counts += 1
    singly = np.flatnonzero(slow).tolist()
    read: list[Clause] = []
    for text, of_text in zip(singly, layer.of_each(slow), strict=True):
        clauses = judge(of_text, cues)
        counts[text] = len(clauses)
        read += clauses
    clause = (np.cumsum(counts) - counts - before).take(hits.texts) + np.cumsum(opens)

    ends = np.full(counts.sum(), END, np.intp)
    ends[clause.take(opening) - 1] = hits.starts.take(opening)
    ends[clause.take(split) - 1] = hits.ends.take(join)
    back, relative = np.zeros((2, len(ends)), np.bool_)
    back[clause[hits.codes == BACK]] = True
    relative[clause[hits.codes == RELATIVE]] = True
    at = np.flatnonzero(hits.items)
    items = ItemColumns(
        clause.take(at), hits.codes.take(at), hits.signs.take(at), hits.weights.take(at), hits.firm.take(at)
    )
    table = settle(counts, items, ends, back, relative)
    if read:
        put(table, singly, read)
    return table


def _deny(hits: _Hits) -> tuple[Ints, Ints]:
    """Turn round what is denied, or goes well after all.

    Returns:
        The negations whose sign that changes, and the cue from which on it is changed.

    """
    codes = hits.codes
    reverses = codes == REVERSE
    asked = np.flatnonzero(DENIABLE.take(codes))
    negation = hits.last((codes == NOT) | (codes == LACK)).take(asked)
    reverse = hits.last(reverses).take(asked - 1, mode="clip")  # the one before the cue: it takes up the negation
    held = hits.within(asked, negation, NOT_SCOPE) & (reverse < negation)
    asked, negation = asked[held], negation[held]
    code = codes.take(asked)
    near = hits.within(asked, negation, NOT_BAD_SCOPE) & (codes.take(negation) == NOT)
    acts = (code == GOOD) | (code == REVERSE) | (near & (hits.signs.take(asked) < 0))
    asked, negation, code = asked[acts], negation[acts], code[acts]

    first = np.ones(len(asked), np.bool_)
    np.not_equal(negation[1:], negation[:-1], out=first[1:])
    things = marked(len(codes), negation[first & (code == THING)])
    good, bad = code == GOOD, (code == BAD) & ~things.take(negation)
    hits.firm[negation[good & hits.firm.take(asked)]] = True
    hits.items[asked[good]] = False
    hits.signs[asked[bad]] = 1
    hits.weights[asked[bad]] *= LITOTES

    free = codes == BAD
    free[asked[bad]] = False
    free = np.flatnonzero(free)
    reverses[asked[code == REVERSE]] = False
    hits.signs[free[hits.within(free, hits.last(reverses).take(free), REVERSE_SCOPE)]] = 1

    voids = first & bad
    hits.signs[negation[voids]] = VOID
    hits.signs[things] = 1
    changed = first & ((code == BAD) | (code == THING))
    return negation[changed], asked[changed]


def _split(hits: _Hits, negations: Ints, since: Ints) -> tuple[Ints, Ints]:
    """Return the cues at which a new clause begins since they judge otherwise than the last, and what joins the two.

    Args:
        hits: all cues.
        negations: those whose sign has changed,
        since: and from which cue on.

    """
    codes = hits.codes
    change = np.zeros(len(codes), np.intp)
    change[negations] = since
    judging = np.flatnonzero(hits.items & (codes != NEUTRAL))
    last, this = judging[:-1], judging[1:]
    join = hits.last(codes == JOIN).take(this)
    near = (join > last) & (hits.part.take(last) == hits.part.take(this))
    last, this, join = last[near], this[near], join[near]
    sign = np.where(change.take(last) > this, -1, hits.signs.take(last))
    differ = sign * np.where(change.take(this) > 0, -1, hits.signs.take(this)) < 0
    asks = (codes == SHOULD) | (codes == INTENT)
    split = (differ | asks.take(this)) & ~asks.take(last)
    return this[split], join[split]
