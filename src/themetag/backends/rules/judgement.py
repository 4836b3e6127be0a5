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
    MEASURE,
    NEUTRAL,
    NONE,
    NOT,
    NOTHING,
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
    Item,
)
from themetag.backends.rules.lexicon import Hit

NOT_SCOPE: Final = 6 * PLACES  # words after a negation in which a good thing said is denied
NONE_SCOPE: Final = 16 * PLACES  # the same for a negation in the subject ("few plans ...", "no child ..."), of both
NOT_BAD_SCOPE: Final = 3 * PLACES  # and in which a bad thing said is denied ("no significant delay")
REVERSE_SCOPE: Final = 6 * PLACES
INSTEAD_SCOPE: Final = 6 * PLACES  # words after "rather than" in which what is said is not the case
DIRECTION_SCOPE: Final = 12 * PLACES  # words between "reduced" and what is reduced, either way
MEASURE_SCOPE: Final = 24 * PLACES  # words between "the share of ..." and "has fallen"
LITOTES: Final = 0.6  # "not inconsistent" praises less than "consistent"


def judge(  # noqa: C901 - one pass over the hits; calls would cost more than they clear up
    hits: Sequence[Hit], cues: Sequence[CueNumbers], echoed: int = 0
) -> list[Clause]:
    """Return the clauses of a sentence, with their judgements.

    Args:
        hits: the cues of the judgement layer, in order.
        cues: for each cue, what it does, which way it points, its weight and whether it is firm.
        echoed: 1 where the sentence before says good, -1 where bad, 0 where neither: what "the same is true
            of" repeats and "they are not" denies.

    """
    clause = Clause()
    clauses = [clause]
    items = clause.items
    concession = False
    join = negated_until = bad_negated_until = reversed_until = direction_until = instead_until = -1
    measured = past = -1  # how many items stood in the clause before "the share of", before "once"
    measured_until = -1
    negation: Item | None = None
    reverser: Item | None = None
    direction: Item | None = None
    last: Item | None = None  # the last item of the clause that judges
    thing: tuple[int, Hit, Item | None] | None = None
    for hit in hits:
        start, end, cue = hit
        code, sign, weight, firm = cues[cue]
        if code > NEUTRAL:
            if code in (IGNORE, NOTHING):
                continue
            if code == JOIN:
                if not concession:
                    join = end
                    continue
                code = CONTRAST
                concession = False
            if code in (CONTRAST, CONCEDE, RELATIVE):
                clause.end = start
                clause = Clause(code == RELATIVE)
                clauses.append(clause)
                items = clause.items
                concession = code == CONCEDE
                negation = reverser = direction = last = None
                if code != RELATIVE:
                    thing = None
                join = negated_until = bad_negated_until = reversed_until = direction_until = instead_until = -1
                measured = past = measured_until = -1
                continue
            if code == BACK:
                clause.back = True
                continue
            if code == MEASURE:
                measured, measured_until, thing = len(items), end + MEASURE_SCOPE, None
                continue
            if code == PAST:
                past = len(items)
                continue
        item = Item(code, sign, weight, firm, hit)
        denied = negation if start < negated_until else None
        if start < instead_until and code <= DIRECTION:
            item.sign = VOID
        elif code == GOOD:
            if denied is not None:
                denied.shifts += (hit,)
                denied.firm = denied.firm or firm
                continue
            if direction is not None and start < direction_until and direction.sign > 0:
                direction.sign, direction = VOID, None  # "more effective": praise once
        elif code == BAD:
            if denied is not None and start < bad_negated_until and denied.code in (NOT, NONE):
                item.sign, item.weight, item.shifts = 1, weight * LITOTES, (denied.hit,)
                if not denied.shifts:
                    denied.sign = VOID
            elif reverser is not None and start < reversed_until:
                item.sign, item.shifts = 1, (reverser.hit,)
            elif direction is not None and start < direction_until:
                if direction.sign < 0:
                    item.sign, item.shifts = 1, (direction.hit,)
                direction.sign, direction = VOID, None
            thing = (-1, hit, item)
        elif code <= LACK:
            if denied is not None and denied.code == NONE and code != NONE and join < denied.hit[1]:
                if not denied.shifts:  # "no child goes without"
                    denied.sign, denied.shifts = 1, (hit,)
                negation, negated_until, bad_negated_until = None, -1, -1
                continue
            negation, wide = item, code == NONE
            negated_until = end + (NONE_SCOPE if wide else NOT_SCOPE)
            bad_negated_until = -1 if code == LACK else end + (NONE_SCOPE if wide else NOT_BAD_SCOPE)
        elif code == REVERSE:
            if denied is not None:
                denied.shifts += (hit,)
                negation = None
            else:
                reverser, reversed_until = item, end + REVERSE_SCOPE
            continue
        elif code == RARE:
            if last is not None and last.code in (GOOD, BAD) and start - last.hit[1] <= DIRECTION_SCOPE:
                if denied is None:
                    last.sign, last.shifts = -last.sign, (*last.shifts, hit)
                continue
            if thing is not None and thing[0] < 0:
                item.sign, item.shifts = 1, (thing[1],)
        elif code in (DIRECTION, FALL):
            if denied is not None:
                item.sign, item.shifts = -sign, (denied.hit,)
                denied.sign = VOID
                negation = None
            if measured >= 0 and start < measured_until:
                item.code = GOOD
                nature, item.firm = 1, False
                if thing is not None:
                    nature, item.firm, item.shifts = thing[0], True, (*item.shifts, thing[1])
                for other in items[measured:]:
                    if other.sign:
                        if other.firm:
                            nature, item.firm = other.sign, True
                        item.shifts += (other.hit,)
                        other.sign = VOID
                item.sign *= nature
                measured = -1
            elif thing is not None and start - thing[1][1] <= DIRECTION_SCOPE:
                nature, what, judged = thing
                if judged is not None:
                    if item.sign < 0:
                        judged.sign, judged.shifts = 1, (*judged.shifts, hit)
                    continue
                item.sign, item.code, item.firm, item.shifts = item.sign * nature, GOOD, True, (*item.shifts, what)
            else:
                direction, direction_until = item, end + DIRECTION_SCOPE
                item.firm = False
                if item.sign < 0 and code == DIRECTION:
                    item.weight = 0.0
        elif code == THING:
            if direction is not None and start < direction_until:
                direction.sign, direction.code, direction.firm = direction.sign * sign, GOOD, True
                direction.weight = cues[direction.hit[2]][2]
                direction.shifts += (hit,)
                last, direction = direction, None
            elif (
                sign < 0 and start < bad_negated_until and denied is not None and denied.sign < 0 and not denied.shifts
            ):
                denied.sign, denied.code, denied.shifts = 1, GOOD, (*denied.shifts, hit)
            elif denied is not None and sign > 0:
                thing = (-1, hit, denied)
            else:
                thing = (sign, hit, None)
            continue
        elif code == INSTEAD:
            instead_until = end + INSTEAD_SCOPE
            if last is not None:
                item.sign = VOID
        elif code == ECHO:
            item.firm = True
            if echoed:
                item.sign = sign * echoed
            elif sign > 0:
                item.sign = VOID
        elif code == NOW and past >= 0:
            for other in items[past:]:
                other.sign = VOID
            past = -1
        if last is not None and join >= last.hit[1]:
            differ = last.sign * item.sign < 0 or code in (INTENT, SHOULD)
            if differ and last.code not in (SHOULD, INTENT):
                clause.end = join
                clause = Clause()
                clauses.append(clause)
                items = clause.items
                thing = (sign, hit, item) if code == BAD else None
                measured = past = -1
        if code == SHOULD:
            clause.should = True
        elif code == INTENT:
            clause.intent = True
        items.append(item)
        if code != NEUTRAL:
            last = item
    for clause in clauses:
        clause.settle()
    return clauses
