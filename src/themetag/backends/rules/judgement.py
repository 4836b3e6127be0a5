"""From the judgement cues of a sentence to what each of its clauses judges.

The method is that of ConText (Chapman, Chu and Dowling 2007; Harkema, Dowling, Thornblade and Chapman 2009;
medspaCy: Eyre et al. 2021): a modifier has a direction, acts on what stands in its scope, and its scope ends at a
terminator; false friends are longer cues that do nothing. What is added here is that modifiers act on
judgements, and so turn them round, and that a clause also ends where two judgements that differ are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from themetag.backends.rules.automaton import PLACES
from themetag.backends.rules.lexicon import Hit
from themetag.backends.rules.rulefile import Effect

NOT_SCOPE: Final = 6 * PLACES  # words after a negation in which a good thing said is denied
NONE_SCOPE: Final = 16 * PLACES  # the same for a negation in the subject ("few plans ...", "no child ..."), of both
NOT_BAD_SCOPE: Final = 3 * PLACES  # and in which a bad thing said is denied ("no significant delay")
REVERSE_SCOPE: Final = 6 * PLACES
DIRECTION_SCOPE: Final = 12 * PLACES  # words between "reduced" and what is reduced, either way
LITOTES: Final = 0.6  # "not inconsistent" praises less than "consistent"

VOID: Final = 0  # the sign of what is no judgement: intentions

# what each effect is called inside the loop: looking up an int is quicker than an enum
(
    GOOD,
    BAD,
    NOT,
    NONE,
    REVERSE,
    DIRECTION,
    FALL,
    RARE,
    THING,
    SHOULD,
    INTENT,
    NEUTRAL,
    CONTRAST,
    CONCEDE,
    JOIN,
    IGNORE,
) = range(16)
CODES: Final[dict[Effect, tuple[int, int]]] = {
    Effect.GOOD: (GOOD, 1),
    Effect.BAD: (BAD, -1),
    Effect.NOT: (NOT, -1),
    Effect.NONE: (NONE, -1),
    Effect.FALL: (FALL, -1),
    Effect.RARE: (RARE, -1),
    Effect.REVERSE: (REVERSE, -1),
    Effect.UP: (DIRECTION, 1),
    Effect.DOWN: (DIRECTION, -1),
    Effect.GOOD_THING: (THING, 1),
    Effect.BAD_THING: (THING, -1),
    Effect.SHOULD: (SHOULD, -1),
    Effect.INTENT: (INTENT, 0),
    Effect.NEUTRAL: (NEUTRAL, 0),
    Effect.CONTRAST: (CONTRAST, 0),
    Effect.CONCEDE: (CONCEDE, 0),
    Effect.JOIN: (JOIN, 0),
    Effect.IGNORE: (IGNORE, 0),
    Effect.THEME: (IGNORE, 0),
    Effect.HEADING_GOOD: (IGNORE, 0),
    Effect.HEADING_BAD: (IGNORE, 0),
}


class Item:
    """One judgement: its sign (1 good, -1 bad, 0 void), its weight, its cue and what shifted it."""

    __slots__ = ("code", "hit", "shifts", "sign", "weight")

    def __init__(self, code: int, sign: int, weight: float, hit: Hit) -> None:
        self.code = code
        self.sign = sign
        self.weight = weight
        self.hit = hit
        self.shifts: tuple[Hit, ...] = ()


class Clause:
    """One clause: where it ends, what is judged in it, and the sums of that.

    `good` and `bad` are the sums of the weights, `neutral` that of the cues of no judgement; `judged` tells
    whether there is any cue of judgement, `should` and `intent` whether the clause recommends or intends.
    """

    __slots__ = ("bad", "end", "good", "intent", "items", "judged", "neutral", "should")

    def __init__(self) -> None:
        self.end = 1 << 30
        self.items: list[Item] = []
        self.good = self.bad = self.neutral = 0.0
        self.judged = self.should = self.intent = False

    def settle(self) -> None:
        """Sum up; an intention takes back all judgement in its clause, a recommendation all praise."""
        good = bad = neutral = 0.0
        for item in self.items:
            sign = item.sign
            if sign > 0:
                good += item.weight
            elif sign < 0:
                bad += item.weight
            elif item.code == NEUTRAL:
                neutral += item.weight
                continue
            self.judged = True
        self.neutral = neutral
        if self.intent:
            for item in self.items:
                item.sign = VOID
        elif self.should:
            self.bad = bad
            for item in self.items:
                if item.sign > 0:
                    item.sign = VOID
        else:
            self.good, self.bad = good, bad


def judge(hits: Sequence[Hit], cues: Sequence[tuple[int, int, float]]) -> list[Clause]:  # noqa: C901 - one pass
    """Return the clauses of a sentence, with their judgements.

    Args:
        hits: the cues of the judgement layer, in order.
        cues: for each cue, what it does, which way it points (`CODES` of its effect), and its weight.

    """
    clause = Clause()
    clauses = [clause]
    items = clause.items
    concession = False
    join = negated_until = bad_negated_until = reversed_until = direction_until = -1
    negation: Item | None = None
    reverser: Item | None = None
    direction: Item | None = None
    thing: tuple[int, Hit, Item | None] | None = None
    for hit in hits:
        start, end, cue = hit
        code, sign, weight = cues[cue]
        if code == IGNORE:
            continue
        if code == JOIN:
            if concession:
                concession = False
                code = CONTRAST
            else:
                join = end
                continue
        if code in (CONTRAST, CONCEDE):
            clause.end = start
            clause = Clause()
            clauses.append(clause)
            items = clause.items
            concession = code == CONCEDE
            negation = reverser = direction = thing = None
            join = negated_until = bad_negated_until = reversed_until = direction_until = -1
            continue
        item = Item(code, sign, weight, hit)
        denied = negation if start < negated_until else None
        if code == GOOD:
            if denied is not None:
                denied.shifts += (hit,)
                continue
        elif code == BAD:
            if denied is not None and start < bad_negated_until and denied.code in (NOT, NONE):
                item.sign, item.weight, item.shifts = 1, weight * LITOTES, (denied.hit,)
                denied.sign = VOID
            elif reverser is not None and start < reversed_until:
                item.sign, item.shifts = 1, (reverser.hit,)
            elif direction is not None and start < direction_until and direction.sign < 0:
                item.sign, item.shifts = 1, (direction.hit,)
                direction = None
            thing = (-1, hit, item)
        elif code in (NOT, NONE):
            negation, wide = item, code == NONE
            negated_until = end + (NONE_SCOPE if wide else NOT_SCOPE)
            bad_negated_until = end + (NONE_SCOPE if wide else NOT_BAD_SCOPE)
        elif code == REVERSE:
            if denied is not None:
                denied.shifts += (hit,)
                negation = None
            else:
                reverser, reversed_until = item, end + REVERSE_SCOPE
            continue
        elif code == RARE:
            last = items[-1] if items else None
            if last is not None and last.code in (GOOD, BAD) and start - last.hit[1] <= DIRECTION_SCOPE:
                last.sign, last.shifts = -last.sign, (*last.shifts, hit)
                continue
            if thing is not None and thing[0] < 0:
                item.sign, item.shifts = 1, (thing[1],)
        elif code in (DIRECTION, FALL):
            if denied is not None:
                item.sign, item.shifts = -sign, (denied.hit,)
                denied.sign = VOID
                negation = None
            if thing is not None and start - thing[1][1] <= DIRECTION_SCOPE:
                nature, what, judged = thing
                if judged is not None:
                    if item.sign < 0:
                        judged.sign, judged.shifts = 1, (*judged.shifts, hit)
                    continue
                item.sign, item.code, item.shifts = item.sign * nature, GOOD, (*item.shifts, what)
            else:
                direction, direction_until = item, end + DIRECTION_SCOPE
                if item.sign < 0 and code == DIRECTION:
                    item.weight = 0.0
        elif code == THING:
            if direction is not None and start < direction_until:
                direction.sign, direction.code = direction.sign * sign, GOOD
                direction.weight = cues[direction.hit[2]][2]
                direction.shifts += (hit,)
                direction = None
            elif sign < 0 and denied is not None and start < bad_negated_until and denied.sign < 0:
                denied.sign, denied.code, denied.shifts = 1, GOOD, (*denied.shifts, hit)
            else:
                thing = (sign, hit, None)
            continue
        if items and join >= items[-1].hit[1]:
            last = items[-1]
            if last.code not in (SHOULD, INTENT) and (last.sign * item.sign < 0 or code in (INTENT, SHOULD)):
                clause.end = join
                clause = Clause()
                clauses.append(clause)
                items = clause.items
                thing = (sign, hit, item) if code == BAD else None
        if code == SHOULD:
            clause.should = True
        elif code == INTENT:
            clause.intent = True
        items.append(item)
    for clause in clauses:
        clause.settle()
    return clauses
