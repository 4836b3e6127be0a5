"""What the rules see in one unit: which themes are spoken of, and what is judged around each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from themetag.backends.rules.judgement import CODES, Clause, judge
from themetag.backends.rules.lexicon import Hit, Lexicon
from themetag.backends.rules.rulefile import Effect
from themetag.types import Kind, Unit

FEATURES: Final = (
    "mostly_good",  # 1 where the own clauses say more good than bad
    "mostly_bad",  # 1 where they say more bad than good
    "both",  # 1 where one own clause says more good and another more bad
    "good",  # what is good in the theme's own clauses
    "bad",
    "good_elsewhere",  # in the other clauses of the sentence, where the own clauses judge nothing
    "bad_elsewhere",
    "nothing",  # 1 where the sentence has no judgement cue at all
    "neutral",  # what speaks for a sentence that judges nothing
    "should",  # 1 where the own clauses recommend
    "intent",  # 1 where the own clauses speak of intentions
    "list",  # 1 for a list item
    "heading_good",  # 1 for a list item under a heading of strengths
    "heading_bad",
    "borrowed",  # 1 where the theme comes from the sentence before, or the list's lead-in
)

Features = tuple[float, ...]

_BACK: Final = frozenset(["this", "these", "that", "those", "they", "it", "such", "both", "here", "its", "their"])
_LINKS: Final = frozenset(["however", "but", "and", "yet", "although"])


class Mention:
    """One theme in one unit: its cues, its clauses, and the features by which its judgement is weighed."""

    __slots__ = ("clauses", "features", "hits", "theme")

    def __init__(self, theme: int, clause: Clause) -> None:
        self.theme = theme
        self.hits: list[Hit] = []
        self.clauses = [clause]
        self.features: Features = ()


@dataclass(slots=True)
class Reading:
    """All that the rules see in one unit.

    `heading` is 1 under a heading of strengths, -1 under one of concerns, else 0; `heading_cue` the cue
    that says so, -1 where none does. `borrowed` is true where the themes come from outside the unit.
    """

    mentions: list[Mention]
    clauses: list[Clause]
    heading: int = 0
    heading_cue: int = -1
    borrowed: bool = False


class Reader:
    """Reads units with a lexicon and the weights of its judgement cues."""

    def __init__(self, lexicon: Lexicon, themes: Sequence[str], weights: Sequence[float]) -> None:
        self.lexicon = lexicon
        self._cues = [(*CODES[effect], weight) for effect, weight in zip(lexicon.effects, weights, strict=True)]
        number = {theme: i for i, theme in enumerate(themes)}
        self._theme_of = [
            number[lexicon.rules[rule].theme] if effect is Effect.THEME else -1
            for rule, effect in zip(lexicon.rule_of, lexicon.effects, strict=True)
        ]
        self.heading = lru_cache(maxsize=4096)(self._heading)

    def _heading(self, text: str) -> tuple[int, int]:
        """Return the sign of a heading and the cue that gives it."""
        for _, _, cue in self.lexicon.find_in_heading(text):
            effect = self.lexicon.effects[cue]
            if effect is Effect.HEADING_BAD:
                return -1, cue
            if effect is Effect.HEADING_GOOD:
                return 1, cue
        return 0, -1

    def _borrow(self, unit: Unit) -> list[Hit]:
        """Return the theme cues that a unit without any takes from its lead-in or the sentence before."""
        for source in (unit.lead_in, unit.previous if _points_back(unit.text) else ""):
            if source:
                hits = [(0, 0, cue) for _, _, cue in self.lexicon.find(source)[0] if self._theme_of[cue] >= 0]
                if hits:
                    return hits
        return []

    def read(self, unit: Unit) -> Reading:
        """Return what stands in a unit."""
        hits, judgement_hits = self.lexicon.find(unit.text)
        theme_of = self._theme_of
        borrowed = False
        if (unit.previous or unit.lead_in) and not any(theme_of[hit[2]] >= 0 for hit in hits):
            hits = self._borrow(unit)
            borrowed = bool(hits)
        if not hits:
            return Reading([], [])
        clauses = judge(judgement_hits, self._cues)
        heading, heading_cue = 0, -1
        if unit.kind is Kind.LIST:
            heading, heading_cue = self.heading(unit.lead_in)
            if not heading:
                heading, heading_cue = self.heading(unit.heading)
        by_theme: dict[int, Mention] = {}
        clause = clauses[0]
        at = 0
        for hit in hits:
            theme = theme_of[hit[2]]
            if theme < 0:
                continue
            while hit[0] >= clause.end:
                at += 1
                clause = clauses[at]
            mention = by_theme.get(theme)
            if mention is None:
                mention = by_theme[theme] = Mention(theme, clause)
            elif mention.clauses[-1] is not clause:
                mention.clauses.append(clause)
            mention.hits.append(hit)
        mentions = list(by_theme.values())
        if len(clauses) > 1:
            _share(clauses, mentions)
        _weigh(mentions, clauses, unit.kind is Kind.LIST, heading, borrowed)
        return Reading(mentions, clauses, heading, heading_cue, borrowed)


def _points_back(text: str) -> bool:
    first = text[:120].lower().replace(",", " ").split()[:3]
    if not first:
        return False
    return first[0] in _BACK or (first[0] in _LINKS and not _BACK.isdisjoint(first))


def _share(clauses: list[Clause], mentions: list[Mention]) -> None:
    """Give a clause that judges but names no theme to the themes of the clause before, else of the next."""
    owners: dict[int, list[Mention]] = {}
    for mention in mentions:
        for clause in mention.clauses:
            owners.setdefault(id(clause), []).append(mention)
    before: list[Mention] = []
    for i, clause in enumerate(clauses):
        mine = owners.get(id(clause), [])
        if not mine and clause.items:
            mine = before or next((owners[id(c)] for c in clauses[i + 1 :] if id(c) in owners), [])
            for mention in mine:
                mention.clauses.append(clause)
        before = mine


def _weigh(mentions: list[Mention], clauses: list[Clause], is_list: bool, heading: int, borrowed: bool) -> None:
    """Set the features of each mention; mentions with the same clauses share them."""
    good_all = bad_all = neutral = 0.0
    nothing = 1.0
    for clause in clauses:
        good_all += clause.good
        bad_all += clause.bad
        neutral += clause.neutral
        if clause.judged:
            nothing = 0.0
    tail = (float(is_list), float(heading > 0), float(heading < 0), float(borrowed))
    if len(clauses) == 1:
        only = clauses[0]
        shared = (
            *_lean(only.good, only.bad),
            0.0,
            only.good,
            only.bad,
            0.0,
            0.0,
            nothing,
            neutral,
            float(only.should),
            float(only.intent),
            *tail,
        )
        for mention in mentions:
            mention.features = shared
        return
    for mention in mentions:
        own = mention.clauses
        good_sum = sum(clause.good for clause in own)
        bad_sum = sum(clause.bad for clause in own)
        mention.features = (
            *_lean(good_sum, bad_sum),
            float(any(c.good > c.bad for c in own) and any(c.bad > c.good for c in own)),
            max(clause.good for clause in own),
            max(clause.bad for clause in own),
            0.0 if good_sum or bad_sum else good_all,
            0.0 if good_sum or bad_sum else bad_all,
            nothing,
            neutral,
            float(any(clause.should for clause in own)),
            float(any(clause.intent for clause in own)),
            *tail,
        )


def _lean(good: float, bad: float) -> tuple[float, float]:
    return (1.0, 0.0) if good > bad else (0.0, 1.0) if bad > good else (0.0, 0.0)
