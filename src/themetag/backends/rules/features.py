"""The features of a theme in a sentence: what the clauses in which it stands judge, and what is around."""

from __future__ import annotations

from typing import Final

from themetag.backends.rules.clauses import Clause
from themetag.backends.rules.lexicon import Hit

FEATURES: Final = (
    "firm_good",  # 1 where the own clauses say more good than bad, and one says so firmly
    "firm_bad",  # 1 where they say more bad than good, and one says so firmly
    "lean_good",  # 1 where they only lean to good (*many*, *provides*)
    "lean_bad",
    "both",  # 1 where one own clause says more good and another more bad
    "good",  # what is good in the theme's own clauses, at most 4
    "bad",
    "faint",  # what leans against a firm judgement in them, signed, from -0.25 to 0.25
    "good_elsewhere",  # in the other clauses of the sentence, where the own clauses judge nothing; at most 4
    "bad_elsewhere",
    "plain_good",  # 1 where the own clauses are firmly good and no clause of the sentence is firmly bad
    "plain_bad",
    "brief_good",  # where firm_good: how short the sentence is, from 1 to 0 at 160 characters
    "brief_bad",
    "brief_nothing",  # how short it is, where it has no firm judgement cue and no heading judges
    "alone",  # 1 where the own clauses judge firmly and no other theme stands in the first of them
    "nothing",  # 1 where the sentence has no judgement cue at all
    "nothing_firm",  # 1 where it has no firm one
    "neutral",  # what speaks for a sentence that judges nothing, where the own clauses judge nothing firmly
    "neutral_beside",  # the same where they do
    "should",  # 1 where the own clauses recommend
    "intent",  # 1 where the own clauses speak of intentions
    "list",  # 1 for a list item
    "heading_good",  # 1 for a list item under a heading of strengths
    "heading_bad",
    "no_finding",  # 1 under a heading of what judges nothing, or where the sentence defines or tells of procedure
    "borrowed",  # 1 where the theme comes from the sentence before, or the list's lead-in
    "company",  # how many other themes the sentence speaks of, at most 4
)
MOST: Final = 4.0
BRIEF: Final = 160
FAINT: Final = 0.25

Features = tuple[float, ...]


class Mention:
    """One theme in one unit: its cues, its clauses, and the features by which its judgement is weighed."""

    __slots__ = ("clauses", "features", "hits", "theme")

    def __init__(self, theme: int, clause: Clause, hit: Hit) -> None:
        self.theme = theme
        self.hits = [hit]
        self.clauses = [clause]
        self.features: Features = ()


def share(clauses: list[Clause], mentions: list[Mention]) -> None:
    """Give clauses that judge to themes that stand in others.

    A clause that names no theme belongs to the themes of the clause before, else of the next; a relative clause to
    the theme that it follows, which has it, too, where its own clause judges nothing.
    """
    owners: dict[int, list[Mention]] = {}
    for mention in mentions:
        for clause in mention.clauses:
            owners.setdefault(id(clause), []).append(mention)
    before: list[Mention] = []
    for i, clause in enumerate(clauses):
        mine = owners.get(id(clause), [])
        if not mine and clause.items:
            mine = before or next((owners[id(c)] for c in clauses[i + 1 :] if id(c) in owners), [])
            if clause.relative and len(before) > 1:
                mine = [max(before, key=lambda mention: mention.hits[-1][1])]
            for mention in mine:
                mention.clauses.append(clause)
        elif mine and before and clause.items and (clause.back or (clause.relative and not clauses[i - 1].judged)):
            for mention in before:
                if all(clause is not own for own in mention.clauses):
                    mention.clauses.append(clause)
        before = mine


def weigh(mentions: list[Mention], clauses: list[Clause], brief: float, tail: Features) -> None:
    """Set the features of each mention; mentions with the same clauses share them."""
    good_all = bad_all = neutral = 0.0
    nothing = nothing_firm = 1.0
    clash_good = clash_bad = False
    for clause in clauses:
        good_all += clause.good
        bad_all += clause.bad
        neutral += clause.neutral
        if clause.judged:
            nothing = 0.0
        if clause.firm:
            nothing_firm = 0.0
            if clause.good > clause.bad:
                clash_good = True
            elif clause.good < clause.bad:
                clash_bad = True
    around = (
        0.0 if tail[1] or tail[2] else brief * nothing_firm,
        MOST if good_all > MOST else good_all,
        MOST if bad_all > MOST else bad_all,
        nothing,
        nothing_firm,
        neutral,
    )
    if len(clauses) == 1:
        only = clauses[0]
        most = (only.good, only.bad)
        shared = _features(only, most, (False, clash_good, clash_bad), len(mentions) == 1, brief, around, tail)
        for mention in mentions:
            mention.features = shared
        return
    for mention in mentions:
        own = mention.clauses
        says_good = any(clause.good > clause.bad for clause in own)
        says_bad = any(clause.good < clause.bad for clause in own)
        mention.features = _features(
            _together(own),
            (max([clause.good for clause in own]), max([clause.bad for clause in own])),
            (says_good and says_bad, clash_good, clash_bad),
            not any(own[0] is other.clauses[0] for other in mentions if other is not mention),
            brief,
            around,
            tail,
        )


def _together(clauses: list[Clause]) -> Clause:
    """Return the sums of several clauses as if they were one."""
    if len(clauses) == 1:
        return clauses[0]
    found = Clause()
    for clause in clauses:
        found.good += clause.good
        found.bad += clause.bad
        found.faint += clause.faint
        found.firm = found.firm or clause.firm
        found.should = found.should or clause.should
        found.intent = found.intent or clause.intent
    return found


def _features(
    own: Clause,
    most: tuple[float, float],
    clashes: tuple[bool, bool, bool],
    alone: bool,
    brief: float,
    around: tuple[float, float, float, float, float, float],
    tail: Features,
) -> Features:
    """Return the features of a theme from those of its clauses taken together and from what is around.

    Conditions are written out, since `float`, `min` and `max` are calls and this is done for every sentence.
    """
    good, bad, faint, firm = own.good, own.bad, own.faint, own.firm
    most_good, most_bad = most
    both, clash_good, clash_bad = clashes
    brief_nothing, good_all, bad_all, nothing, nothing_firm, neutral = around
    firm_good = firm_bad = lean_good = lean_bad = 0.0
    if good > bad:
        if firm:
            firm_good = 1.0
        else:
            lean_good = 1.0
    elif bad > good:
        if firm:
            firm_bad = 1.0
        else:
            lean_bad = 1.0
    silent = not (good or bad)
    return (
        firm_good,
        firm_bad,
        lean_good,
        lean_bad,
        1.0 if both else 0.0,
        MOST if most_good > MOST else most_good if most_good > 0.0 else 0.0,
        MOST if most_bad > MOST else most_bad if most_bad > 0.0 else 0.0,
        FAINT if faint > FAINT else -FAINT if faint < -FAINT else faint,
        good_all if silent else 0.0,
        bad_all if silent else 0.0,
        0.0 if clash_bad else firm_good,
        0.0 if clash_good else firm_bad,
        brief if firm_good else 0.0,
        brief if firm_bad else 0.0,
        brief_nothing,
        1.0 if firm and alone else 0.0,
        nothing,
        nothing_firm,
        0.0 if firm else neutral,
        neutral if firm else 0.0,
        1.0 if own.should else 0.0,
        1.0 if own.intent else 0.0,
        *tail,
    )
