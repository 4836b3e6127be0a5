"""Every rule that ships is found in its own examples, and not in those of the contrary."""

from __future__ import annotations

import pytest

from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.rulefile import Effect, Rule, all_rules, shipped_rule_files
from themetag.taxonomy import default_taxonomy

RULES = all_rules(shipped_rule_files(default_taxonomy()))
LEXICON = Lexicon(RULES)


def found(text: str) -> set[str]:
    """Return the names of the rules that stand in a text, as a sentence or as a heading."""
    hits = [hit for layer in (*LEXICON.find(text), LEXICON.find_in_heading(text)) for hit in layer]
    return {RULES[LEXICON.rule_of[cue]].name for _, _, cue in hits if LEXICON.effects[cue] is not Effect.IGNORE}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_keeps_its_examples(rule: Rule) -> None:
    """A rule has examples of both kinds and does as they say."""
    assert rule.fires
    assert rule.not_fires
    assert [text for text in rule.fires if rule.name not in found(text)] == []
    assert [text for text in rule.not_fires if rule.name in found(text)] == []


def test_every_theme_has_rules() -> None:
    """Each theme of the taxonomy that ships has at least one rule."""
    assert {rule.theme for rule in RULES if rule.theme} == set(default_taxonomy().keys)


def test_the_longest_cue_wins() -> None:
    """An improvement plan is no plan of a child, though `plan` is a cue of planning."""
    assert "plans" in found("The plan is brief.")
    assert "plans" not in found("The improvement plan is brief.")
