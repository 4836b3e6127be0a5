"""All rules of a back end, compiled: from a text to the cues that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from themetag.backends.rules.automaton import JUDGEMENT_LAYER, PLACES, THEME_LAYER, Automaton, Found, Hit, Hits
from themetag.backends.rules.pattern import TOKEN
from themetag.backends.rules.rulefile import Effect, Rule, Strength
from themetag.backends.rules.tables import Tables
from themetag.fold import fold

__all__ = ["JUDGEMENT_LAYER", "THEME_LAYER", "Head", "Hit", "Lexicon"]

_HEADINGS: Final = (Effect.HEADING_GOOD, Effect.HEADING_BAD, Effect.HEADING_NEUTRAL)


class Head(NamedTuple):
    """What a rule is, its cues and examples left out; the fields are those of `Rule`."""

    name: str
    theme: str
    effect: Effect
    strength: Strength


class Lexicon:
    """The cues of a set of rules.

    Attributes:
        heads: what each rule is, in order.
        rule_of: for each cue, the number of its rule.
        effects: for each cue, what it does; `Effect.IGNORE` for an exception.
        text, heading: the automatons that find cues in texts, and in headings.

    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        found = tuple(rules)
        rule_of: list[int] = []
        exceptions: list[bool] = []
        paths, layers, heading = [], [], []
        for number, rule in enumerate(found):
            for cue, is_exception in [*((cue, False) for cue in rule.cues), *((cue, True) for cue in rule.excepts)]:
                rule_of.append(number)
                exceptions.append(is_exception)
                of_heading = rule.effect in _HEADINGS
                heading.append(cue.paths if of_heading else ())
                paths.append(() if of_heading else cue.paths)
                layers.append(THEME_LAYER if rule.effect is Effect.THEME else JUDGEMENT_LAYER)
        heads = tuple(Head(rule.name, rule.theme, rule.effect, rule.strength) for rule in found)
        self._hold(heads, rule_of, exceptions, lambda: found)
        ignored = frozenset(i for i, effect in enumerate(self.effects) if effect is Effect.IGNORE)
        self.text = Automaton(paths, layers, ignored)
        self.heading = Automaton(heading, layers)

    @classmethod
    def of(
        cls,
        heads: Sequence[Head],
        rule_of: Sequence[int],
        exceptions: Sequence[bool],
        text: Tables,
        heading: Tables,
        rules: Callable[[], Sequence[Rule]],
    ) -> Lexicon:
        """Return the lexicon of rules whose cues were compiled before.

        Args:
            heads: what each rule is, in order.
            rule_of: for each cue, the number of its rule.
            exceptions: for each cue, whether it is an exception.
            text: the tables of cues in texts.
            heading: the tables of cues in headings.
            rules: reads the rules; called when somebody asks for them.

        """
        lexicon = cls.__new__(cls)
        lexicon._hold(tuple(heads), list(rule_of), exceptions, rules)
        lexicon.text, lexicon.heading = Automaton.of(text), Automaton.of(heading)
        return lexicon

    def _hold(
        self,
        heads: tuple[Head, ...],
        rule_of: list[int],
        exceptions: Sequence[bool],
        rules: Callable[[], Sequence[Rule]],
    ) -> None:
        self.heads = heads
        self.rule_of = rule_of
        effects = [head.effect for head in heads]
        self.effects = [
            Effect.IGNORE if is_exception else effects[rule]
            for rule, is_exception in zip(rule_of, exceptions, strict=True)
        ]
        self._read_rules = rules

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules with their cues and examples, in order."""
        return tuple(self._read_rules())

    @cached_property
    def keys(self) -> list[str]:
        """For each cue, `rule name: cue`, under which its weight is stored."""
        return [f"{rule.name}: {cue.source}" for rule in self.rules for cue in (*rule.cues, *rule.excepts)]

    def prepare(self, texts: Iterable[str], headings: Iterable[str] = ()) -> None:
        """Find the cues of many texts and headings at once, so that `find` and `find_in_heading` have them ready."""
        self.text.prepare(texts)
        self.heading.prepare(headings)

    def find_all(self, texts: Sequence[str]) -> Found:
        """Return the cues in many texts, as columns; none of them is kept."""
        return self.text.find_all(texts)

    def find(self, text: str) -> Hits:
        """Return the theme cues and the judgement cues in a text, each in order.

        A cue that lies inside a longer one of its layer is not returned. Of theme cues with equal spans all
        are; of judgement cues the first. A judgement cue that overlaps one that starts before it is not
        returned either.
        """
        return self.text.find(text)

    def find_in_heading(self, text: str) -> list[Hit]:
        """Return the cues of headings in a heading."""
        return self.heading.find(text)[JUDGEMENT_LAYER]

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
