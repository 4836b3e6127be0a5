"""Judgements and the clauses in which they stand: small values, made by `judgement.judge`."""

from __future__ import annotations

from typing import Final

from themetag.backends.rules.lexicon import Hit
from themetag.backends.rules.rulefile import Effect

VOID: Final = 0  # the sign of what is no judgement: intentions, what once was, what is not the case

# What each effect is called inside the loop: looking up an int is quicker than an enum. The order counts: up to LACK
# what is good, bad or denies, and after NEUTRAL what is no item of a clause.
(
    GOOD,
    BAD,
    NOT,
    NONE,
    LACK,
    REVERSE,
    DIRECTION,
    FALL,
    RARE,
    THING,
    INSTEAD,
    NOW,
    ECHO,
    SHOULD,
    INTENT,
    NEUTRAL,
    NOTHING,
    MEASURE,
    PAST,
    BACK,
    CONTRAST,
    RELATIVE,
    CONCEDE,
    JOIN,
    IGNORE,
) = range(25)
CODES: Final[dict[Effect, tuple[int, int]]] = {
    Effect.GOOD: (GOOD, 1),
    Effect.BAD: (BAD, -1),
    Effect.NOT: (NOT, -1),
    Effect.NONE: (NONE, -1),
    Effect.LACK: (LACK, -1),
    Effect.FALL: (FALL, -1),
    Effect.RARE: (RARE, -1),
    Effect.REVERSE: (REVERSE, -1),
    Effect.UP: (DIRECTION, 1),
    Effect.DOWN: (DIRECTION, -1),
    Effect.GOOD_THING: (THING, 1),
    Effect.BAD_THING: (THING, -1),
    Effect.MEASURE: (MEASURE, 1),
    Effect.INSTEAD: (INSTEAD, -1),
    Effect.PAST: (PAST, 0),
    Effect.NOW: (NOW, 1),
    Effect.SAME: (ECHO, 1),
    Effect.OPPOSITE: (ECHO, -1),
    Effect.SHOULD: (SHOULD, -1),
    Effect.INTENT: (INTENT, 0),
    Effect.NEUTRAL: (NEUTRAL, 0),
    Effect.NOTHING: (NOTHING, 0),
    Effect.BACK: (BACK, 0),
    Effect.CONTRAST: (CONTRAST, 0),
    Effect.RELATIVE: (RELATIVE, 0),
    Effect.CONCEDE: (CONCEDE, 0),
    Effect.JOIN: (JOIN, 0),
    Effect.IGNORE: (IGNORE, 0),
    Effect.THEME: (IGNORE, 0),
    Effect.HEADING_GOOD: (IGNORE, 0),
    Effect.HEADING_BAD: (IGNORE, 0),
    Effect.HEADING_NEUTRAL: (IGNORE, 0),
}

# for each cue: what it does, which way it points (`CODES` of its effect), its weight, and whether it judges firmly
CueNumbers = tuple[int, int, float, bool]


class Item:
    """One judgement: its sign (1 good, -1 bad, 0 void), its weight, its cue and what shifted it.

    `firm` tells a judgement (*clear*, *late*) from what only leans to a side (*some*, *still*, *provides*).
    """

    __slots__ = ("code", "firm", "hit", "shifts", "sign", "weight")

    def __init__(self, code: int, sign: int, weight: float, firm: bool, hit: Hit) -> None:
        self.code = code
        self.sign = sign
        self.weight = weight
        self.firm = firm
        self.hit = hit
        self.shifts: tuple[Hit, ...] = ()


class Clause:
    """One clause: where it ends, what is judged in it, and the sums of that.

    `good` and `bad` are the sums of the weights, `faint` what leans against a firm judgement of the
    clause, signed, and counts for little; `neutral` is the sum of the cues of no judgement. `judged` tells
    whether there is any cue of judgement, `firm` whether a firm one stands; `should` and `intent` whether the clause
    recommends or intends; `back` that it speaks of the themes of the clause before, too; `relative` that it
    says something of the last theme before it.
    """

    __slots__ = (
        "back",
        "bad",
        "end",
        "faint",
        "firm",
        "good",
        "intent",
        "items",
        "judged",
        "neutral",
        "relative",
        "should",
    )

    def __init__(self, relative: bool = False) -> None:
        self.end = 1 << 30
        self.items: list[Item] = []
        self.good = self.bad = self.neutral = self.faint = 0.0
        self.judged = self.firm = self.should = self.intent = self.back = False
        self.relative = relative

    def settle(self) -> None:
        """Sum up.

        An intention takes back all judgement in its clause, a recommendation all praise; what only leans
        gives way to a firm judgement of the other side.
        """
        firm_good = firm_bad = False
        for item in self.items:
            sign = item.sign
            if sign:
                self.judged = True
                if self.intent or (self.should and sign > 0):
                    item.sign = VOID
                elif item.firm:
                    if sign > 0:
                        firm_good = True
                    else:
                        firm_bad = True
            elif item.code == NEUTRAL:
                self.neutral += item.weight
        self.firm = firm_good or firm_bad
        for item in self.items:
            sign = item.sign
            if sign > 0:
                if firm_bad and not firm_good and not item.firm:
                    self.faint += item.weight
                else:
                    self.good += item.weight
            elif sign < 0:
                if firm_good and not firm_bad and not item.firm:
                    self.faint -= item.weight
                else:
                    self.bad += item.weight
