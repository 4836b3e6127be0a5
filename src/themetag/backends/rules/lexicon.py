"""All rules of a back end, compiled: from a text to the cues that stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from themetag.backends.rules.automaton import PLACES, Automaton
from themetag.backends.rules.pattern import TOKEN
from themetag.backends.rules.rulefile import Effect, Rule
from themetag.fold import fold

THEME_LAYER: Final = 0
JUDGEMENT_LAYER: Final = 1

_HEADINGS: Final = (Effect.HEADING_GOOD, Effect.HEADING_BAD)

# (first place, place after the last, cue number). Chunk number n of a text, from 0, has the places from
# (n + 1) * PLACES on, one for each of its tokens.
Hit = tuple[int, int, int]


class Lexicon:
    """The cues of a set of rules.

    Attributes:
        rules: the rules, in order.
        keys: for each cue, `rule name: cue`, under which its weight is stored.
        rule_of: for each cue, the number of its rule.
        effects: for each cue, what it does; `Effect.IGNORE` for an exception.

    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.keys: list[str] = []
        self.rule_of: list[int] = []
        self.effects: list[Effect] = []
        paths, layers, heading = [], [], []
        for number, rule in enumerate(self.rules):
            for cue, effect in [
                *((cue, rule.effect) for cue in rule.cues),
                *((cue, Effect.IGNORE) for cue in rule.excepts),
            ]:
                self.keys.append(f"{rule.name}: {cue.source}")
                self.rule_of.append(number)
                self.effects.append(effect)
                of_heading = rule.effect in _HEADINGS
                heading.append(cue.paths if of_heading else ())
                paths.append(() if of_heading else cue.paths)
                layers.append(THEME_LAYER if rule.effect is Effect.THEME else JUDGEMENT_LAYER)
        ignored = frozenset(i for i, effect in enumerate(self.effects) if effect is Effect.IGNORE)
        self._text = Automaton(paths, layers, ignored)
        self._heading = Automaton(heading, layers)

    def find(self, text: str) -> tuple[list[Hit], list[Hit]]:
        """Return the theme cues and the judgement cues in a text, each in the order in which they end.

        A cue that lies inside a longer one of its layer is not returned. Of theme cues with equal spans all
        are; of judgement cues the first. A judgement cue that overlaps one that starts before it is not
        returned either.
        """
        return _find(self._text, text)

    def find_in_heading(self, text: str) -> list[Hit]:
        """Return the cues of headings in a heading."""
        return _find(self._heading, text)[1]

    @staticmethod
    def token_spans(text: str) -> dict[int, tuple[int, int]]:
        """Return the character range of the token at each place that `find` speaks of."""
        spans: dict[int, tuple[int, int]] = {}
        chunk, chunk_end, place = 0, -1, 0
        folded = fold(text)
        for match in TOKEN.finditer(folded):
            while match.start() >= chunk_end:
                start = chunk_end if chunk_end >= 0 else 0
                while folded[start].isspace():
                    start += 1
                chunk_end = start
                while chunk_end < len(folded) and not folded[chunk_end].isspace():
                    chunk_end += 1
                chunk, place = chunk + 1, 0
            at = chunk * PLACES + min(place, PLACES - 2)
            spans[at] = (spans.get(at, match.span())[0], match.end())
            place += 1
        return spans


def _find(automaton: Automaton, text: str) -> tuple[list[Hit], list[Hit]]:
    themes: list[Hit] = []
    judgements: list[Hit] = []
    state = automaton.start
    at = 0
    for chunk in text.split():
        at += PLACES
        state = state[chunk]
        if state.accepts:
            for back, end, layer, cues in state.accepts:
                start = at - back
                if layer:
                    while judgements and judgements[-1][0] >= start:
                        judgements.pop()
                    if not judgements or judgements[-1][1] <= start:
                        judgements.append((start, at + end, cues[0]))
                else:
                    while themes and themes[-1][0] >= start:
                        themes.pop()
                    themes += [(start, at + end, cue) for cue in cues]
    return themes, judgements
