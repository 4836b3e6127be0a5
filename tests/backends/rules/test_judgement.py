"""What a sentence judges, clause by clause, before any number is fitted: every firm cue weighs 1, others 0.3."""

from __future__ import annotations

import pytest

from themetag.backends.rules.judgement import judge
from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.reading import cue_numbers
from themetag.backends.rules.rulefile import all_rules, shipped_rule_files
from themetag.taxonomy import default_taxonomy

LEXICON = Lexicon(all_rules(shipped_rule_files(default_taxonomy())))
CUES = cue_numbers(LEXICON, [0.3 if LEXICON.rules[rule].strength == "weak" else 1.0 for rule in LEXICON.rule_of])


def said(text: str, echoed: int = 0) -> str:
    """Return the leans of the clauses that judge, in order: + more good than bad, - more bad, = as much."""
    clauses = judge(LEXICON.find(text)[1], CUES, echoed)
    return "".join(
        "+" if clause.good > clause.bad else "-" if clause.bad > clause.good else "="
        for clause in clauses
        if clause.good or clause.bad
    )


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("Although visits are prompt, too many letters are weak and drift is common.", "+-"),
        ("Visits are regular, whereas letters are vague.", "+-"),
        ("Despite severe pressure, letters are clear.", "-+"),
        ("The rota is clear, which helps, but the map is poor.", "++-"),
        ("Morale is good – the lift is not.", "+-"),
    ],
)
def test_clauses_part_where_judgements_differ(text: str, leans: str) -> None:
    """Each clause has its own judgement, at contrast, concession, relative clauses and dashes."""
    assert said(text) == leans


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("Late letters are rare.", "+"),
        ("It is uncommon for letters to be late.", "+"),
        ("Few letters are late.", "+"),
        ("Few letters are clear.", "-"),
        ("Too few letters are clear.", "-"),
        ("Only a third of letters are clear.", "-"),
        ("Letters go out only after long delay.", "-"),
        ("No letter is late.", "+"),
        ("No family is left without clear letters.", "+"),
        ("There is no evidence that letters are late.", "+"),
    ],
)
def test_quantity_and_denial_turn_a_judgement(text: str, lean: str) -> None:
    """What is rare, few or denied says the contrary of itself; what is only partly good is a concern."""
    assert said(text)[-1] == lean


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("The share of letters sent on time has fallen.", "-"),
        ("The share of letters sent on time has risen.", "+"),
        ("The number of complaints has dropped.", "+"),
        ("The number of complaints has climbed.", "-"),
        ("Letters are sent more slowly than before.", "-"),
        ("Reliance on agency staff has fallen.", "+"),
        ("Staff are under a pressure, which is high.", "-"),
    ],
)
def test_what_moves_is_judged_by_what_it_is(text: str, lean: str) -> None:
    """A rise is good in what is good to have; a share of a good thing is a good thing."""
    assert said(text)[-1] == lean


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("The rota is robust rather than weak.", "+"),
        ("The rota is weak rather than robust.", "-"),
        ("Letters that were once vague are now precise.", "+"),
        ("Letters that were once precise are now vague.", "-"),
    ],
)
def test_what_is_not_or_no_longer_the_case_is_not_judged(text: str, lean: str) -> None:
    """What stands after "rather than", and what once was, counts for nothing."""
    assert said(text) == lean


def test_what_only_leans_gives_way_to_a_firm_judgement() -> None:
    """The word *remains* leans to bad, but in "remains strong" strength is all that is said."""
    assert said("The rota remains.") == "-"
    assert said("The rota remains strong.") == "+"


@pytest.mark.parametrize(
    ("text", "before", "lean"),
    [
        ("They are not.", 1, "-"),
        ("They are not.", -1, "+"),
        ("They are not.", 0, "-"),
        ("The same is true of the rota.", 1, "+"),
        ("The same is true of the rota.", -1, "-"),
        ("The same is true of the rota.", 0, ""),
        ("The same cannot be said of the rota.", -1, "+"),
        ("This is no longer so.", 1, "-"),
    ],
)
def test_an_echo_takes_its_judgement_from_the_sentence_before(text: str, before: int, lean: str) -> None:
    """What repeats or denies the sentence before points where that pointed, or the other way."""
    assert said(text, before) == lean
