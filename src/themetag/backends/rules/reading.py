"""What the rules see in one unit: which themes are spoken of, and what is judged around each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np

from themetag.backends.pointing import points_back
from themetag.backends.rules.clauses import CODES, ECHO, NOTHING, Clause, CueNumbers
from themetag.backends.rules.features import BRIEF, MOST, Mention, share, weigh
from themetag.backends.rules.judgement import judge
from themetag.backends.rules.lexicon import Hit, Lexicon
from themetag.backends.rules.rulefile import Effect
from themetag.backends.rules.words import Ints
from themetag.types import Kind, Unit

NO_JUDGEMENT: Final = 2  # the sign of a heading of what judges nothing

BATCH: Final = 1_024  # units whose cues are looked for at once


@dataclass(slots=True)
class Reading:
    """All that the rules see in one unit.

    `heading` is 1 under a heading of strengths, -1 under one of concerns, else 0; `heading_cue` the cue
    that says so, -1 where none does; `neutral` is true where the heading, or a cue of the unit, says that
    nothing is judged. `borrowed` is true where the themes come from outside the unit.
    """

    mentions: list[Mention]
    clauses: list[Clause]
    heading: int = 0
    heading_cue: int = -1
    borrowed: bool = False
    neutral: bool = False


class Reader:
    """Reads units with a lexicon and the weights of its judgement cues."""

    def __init__(self, lexicon: Lexicon, themes: Sequence[str], weights: Sequence[float]) -> None:
        self.lexicon = lexicon
        self.cues = cue_numbers(lexicon, weights)
        self._nothing = frozenset(i for i, numbers in enumerate(self.cues) if numbers[0] == NOTHING)
        number = {theme: i for i, theme in enumerate(themes)}
        self.theme_of = [
            number[lexicon.heads[rule].theme] if effect is Effect.THEME else -1
            for rule, effect in zip(lexicon.rule_of, lexicon.effects, strict=True)
        ]
        self.heading = lru_cache(maxsize=4096)(self._heading)

    def _heading(self, text: str) -> tuple[int, int]:
        """Return the sign of a heading (or NO_JUDGEMENT) and the cue that gives it."""
        for _, _, cue in self.lexicon.find_in_heading(text):
            effect = self.lexicon.effects[cue]
            if effect is Effect.HEADING_NEUTRAL:
                return NO_JUDGEMENT, cue
            if effect is Effect.HEADING_BAD:
                return -1, cue
            if effect is Effect.HEADING_GOOD:
                return 1, cue
        return 0, -1

    def _borrow(self, unit: Unit, *, echo: bool) -> list[Hit]:
        """Return the theme cues that a unit without any takes from its lead-in or the sentence before."""
        for source in (unit.lead_in, unit.previous if echo or points_back(unit.text) else ""):
            if source:
                hits = [(0, 0, cue) for _, _, cue in self.lexicon.find(source)[0] if self.theme_of[cue] >= 0]
                if hits:
                    return hits
        return []

    def lean(self, text: str) -> int:
        """Return which way a sentence judges in the end: 1 good, -1 bad, 0 neither."""
        for clause in reversed(judge(self.lexicon.find(text)[1], self.cues)):
            if clause.good != clause.bad:
                return 1 if clause.good > clause.bad else -1
        return 0

    def read_all(self, units: Sequence[Unit]) -> Iterator[Reading]:
        """Read many units; their cues are looked for many at once, which is quicker than one by one."""
        for start in range(0, len(units), BATCH):
            batch = units[start : start + BATCH]
            self.lexicon.prepare(
                chain.from_iterable((unit.text, unit.lead_in, unit.previous) for unit in batch),
                chain.from_iterable((unit.lead_in, unit.heading) for unit in batch),
            )
            yield from map(self.read, batch)

    def _frame(self, unit: Unit, hits: list[Hit]) -> tuple[int, int, bool]:
        """Return what the headings say of a unit, the cue that says so, and whether nothing is judged."""
        nothing = self._nothing
        for hit in hits:
            if hit[2] in nothing:
                return 0, hit[2], True
        sign, cue = self._framing(unit)
        if sign == NO_JUDGEMENT:
            return 0, cue, True
        return (sign, cue, False) if unit.kind is Kind.LIST else (0, -1, False)

    def _framing(self, unit: Unit) -> tuple[int, int]:
        """Return the sign of the heading or lead-in over a unit (or NO_JUDGEMENT), and the cue that gives it."""
        if unit.lead_in and unit.kind is Kind.LIST:
            found = self.heading(unit.lead_in)
            if found[0]:
                return found
        return self.heading(unit.heading) if unit.heading else (0, -1)

    def framing(self, units: Sequence[Unit]) -> Ints:
        """Return the sign of what stands over each unit, NO_JUDGEMENT where it says that nothing is judged."""
        self.lexicon.prepare((), chain.from_iterable((unit.lead_in, unit.heading) for unit in units))
        return np.array([self._framing(unit)[0] for unit in units])

    def read(self, unit: Unit) -> Reading:
        """Return what stands in a unit."""
        hits, judgement_hits = self.lexicon.find(unit.text)
        theme_of = self.theme_of
        cues = self.cues
        borrowed = False
        echo = bool(unit.previous) and any(cues[hit[2]][0] == ECHO for hit in judgement_hits)
        if (unit.previous or unit.lead_in) and not any(theme_of[hit[2]] >= 0 for hit in hits):
            hits = self._borrow(unit, echo=echo)
            borrowed = bool(hits)
        if not hits:
            return Reading([], [])
        clauses = judge(judgement_hits, cues, self.lean(unit.previous) if echo else 0)
        heading, heading_cue, neutral = self._frame(unit, judgement_hits)
        by_theme: dict[int, Mention] = {}
        clause = clauses[0]
        end = clause.end
        at = 0
        for hit in hits:
            theme = theme_of[hit[2]]
            if theme < 0:
                continue
            while hit[0] >= end:
                at += 1
                clause = clauses[at]
                end = clause.end
            mention = by_theme.get(theme)
            if mention is None:
                by_theme[theme] = Mention(theme, clause, hit)
                continue
            if at and mention.clauses[-1] is not clause:
                mention.clauses.append(clause)
            mention.hits.append(hit)
        mentions = list(by_theme.values())
        if len(clauses) > 1:
            share(clauses, mentions)
        company = len(mentions) - 1.0
        tail = (
            1.0 if unit.kind is Kind.LIST else 0.0,
            1.0 if heading > 0 else 0.0,
            1.0 if heading < 0 else 0.0,
            1.0 if neutral else 0.0,
            1.0 if borrowed else 0.0,
            company if company < MOST else MOST,
        )
        length = len(unit.text)
        weigh(mentions, clauses, 1.0 - length / BRIEF if length < BRIEF else 0.0, tail)
        return Reading(mentions, clauses, heading, heading_cue, borrowed, neutral)


def cue_numbers(lexicon: Lexicon, weights: Sequence[float]) -> list[CueNumbers]:
    """Return what each cue does, which way it points, its weight, and whether it judges firmly."""
    return [
        (*CODES[effect], weight, lexicon.heads[rule].strength != "weak")
        for effect, rule, weight in zip(lexicon.effects, lexicon.rule_of, weights, strict=True)
    ]
