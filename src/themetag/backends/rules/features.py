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

    def __init__(self, theme: int, clause: Clause) -> None:
        self.theme = theme
        self.hits: list[Hit] = []
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
    all_in_one: Features | None = None
    single = len(mentions) == 1
    for mention in mentions:
        own = mention.clauses
        if len(clauses) == 1 and all_in_one is not None:
            mention.features = all_in_one
            continue
        good = bad = most_good = most_bad = faint = 0.0
        says_good = says_bad = firm = should = intent = False
        for clause in own:
            good += clause.good
            bad += clause.bad
            faint += clause.faint
            most_good = max(most_good, clause.good)
            most_bad = max(most_bad, clause.bad)
            firm = firm or clause.firm
            should = should or clause.should
            intent = intent or clause.intent
            if clause.good > clause.bad:
                says_good = True
            elif clause.good < clause.bad:
                says_bad = True
        is_good, is_bad = good > bad, bad > good
        alone = single or (
            len(clauses) > 1 and not any(own[0] is other.clauses[0] for other in mentions if other is not mention)
        )
        silent = not (good or bad)
        plain_good = firm and is_good and not clash_bad
        plain_bad = firm and is_bad and not clash_good
        mention.features = (
            float(firm and is_good),
            float(firm and is_bad),
            float(is_good and not firm),
            float(is_bad and not firm),
            float(says_good and says_bad),
            min(most_good, MOST),
            min(most_bad, MOST),
            max(-FAINT, min(faint, FAINT)),
            min(good_all, MOST) if silent else 0.0,
            min(bad_all, MOST) if silent else 0.0,
            float(plain_good),
            float(plain_bad),
            brief if firm and is_good else 0.0,
            brief if firm and is_bad else 0.0,
            0.0 if tail[1] or tail[2] else brief * nothing_firm,
            float(firm and alone),
            nothing,
            nothing_firm,
            0.0 if firm else neutral,
            neutral if firm else 0.0,
            float(should),
            float(intent),
            *tail,
        )
        if len(clauses) == 1:
            all_in_one = mention.features
