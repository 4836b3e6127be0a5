"""All rules of a back end, compiled: from a text to the cues that stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from themetag.backends.rules.automaton import JUDGEMENT_LAYER, PLACES, THEME_LAYER, Automaton, Found, Hit, Hits
from themetag.backends.rules.pattern import TOKEN
from themetag.backends.rules.rulefile import Effect, Rule
from themetag.fold import fold

__all__ = ["JUDGEMENT_LAYER", "THEME_LAYER", "Hit", "Lexicon"]

_HEADINGS: Final = (Effect.HEADING_GOOD, Effect.HEADING_BAD, Effect.HEADING_NEUTRAL)


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

    def prepare(self, texts: Iterable[str], headings: Iterable[str] = ()) -> None:
        """Find the cues of many texts and headings at once, so that `find` and `find_in_heading` have them ready."""
        self._text.prepare(texts)
        self._heading.prepare(headings)

    def find_all(self, texts: Sequence[str]) -> Found:
        """Return the cues in many texts, as columns; none of them is kept."""
        return self._text.find_all(texts)

    def find(self, text: str) -> Hits:
        """Return the theme cues and the judgement cues in a text, each in order.

        A cue that lies inside a longer one of its layer is not returned. Of theme cues with equal spans all
        are; of judgement cues the first. A judgement cue that overlaps one that starts before it is not
        returned either.
        """
        return self._text.find(text)

    def find_in_heading(self, text: str) -> list[Hit]:
        """Return the cues of headings in a heading."""
        return self._heading.find(text)[JUDGEMENT_LAYER]

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
