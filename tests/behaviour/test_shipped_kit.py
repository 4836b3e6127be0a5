"""The kit that ships with themetag keeps to its own rules."""

from __future__ import annotations

from collections import Counter

from themetag.behaviour import default_kit
from themetag.taxonomy import default_taxonomy
from themetag.types import Kind

CASES = default_kit().cases
SIDES = [side for case in CASES for side in case.sides]
PHENOMENA = {
    "back-reference",
    "contrast",
    "direction",
    "fact",
    "heading",
    "intention",
    "invariance",
    "negation",
    "quantity",
    "recommendation",
}


def test_there_are_enough_cases():
    """The kit has at least 330 cases and each of its ten phenomena at least 20."""
    counts = Counter(case.phenomenon for case in CASES)
    assert set(counts) == PHENOMENA
    assert len(CASES) >= 330
    assert min(counts.values()) >= 20


def test_every_label_must_be_given_several_times():
    """Each theme, in each polarity, must be given by at least ten units."""
    counts = Counter(label for side in SIDES for label in side.must)
    rare = [key + sign for key in default_taxonomy().keys for sign in "+-" if counts[key + sign] < 10]
    assert rare == []


def test_every_case_is_a_pair():
    """Each case has two sides: a minimal pair or an invariance."""
    assert [case.name for case in CASES if len(case.sides) != 2] == []


def test_no_unit_is_asked_twice():
    """No unit stands in two places of the kit."""
    assert [unit.text for unit, n in Counter(side.unit for side in SIDES).items() if n > 1] == []


def test_no_text_is_shared_between_cases():
    """A text may stand on both sides of one case, where the context differs, but in no other case."""
    owners = Counter(text for case in CASES for text in {side.unit.text.casefold() for side in case.sides})
    assert [text for text, n in owners.items() if n > 1] == []


def test_a_label_rules_out_its_opposite():
    """Unless both polarities are given, or one is left open by intent, a label forbids its opposite."""
    flip = str.maketrans("+-", "-+")
    open_sides = [
        side.unit.text for side in SIDES if any(label.translate(flip) not in side.labels for label in side.must)
    ]
    assert len(open_sides) <= 5


def test_no_one_answer_passes_both_sides_of_a_pair():
    """A back end that cannot tell the sides of a minimal pair apart fails it, whatever it says."""
    idle = []
    for case in CASES:
        wanted = case.sides[0].must | case.sides[1].must
        if not case.same and case.passes((wanted, wanted)):
            idle.append(case.name)
    assert idle == []


def test_phenomena_use_the_context_they_are_about():
    """Heading cases carry a heading or a lead-in, back-reference cases a previous sentence, and no others."""
    for case in CASES:
        for side in case.sides:
            unit = side.unit
            if case.phenomenon == "heading":
                assert unit.heading or unit.lead_in, case.name
            elif case.phenomenon != "invariance":
                assert (unit.kind, unit.heading, unit.lead_in) == (Kind.PROSE, "", ""), case.name
            assert bool(unit.previous) == (case.phenomenon == "back-reference"), case.name


def test_facts_and_intentions_judge_nothing_on_one_side():
    """Each case about facts or intentions has one side without any label and one with."""
    for case in CASES:
        if case.phenomenon in ("fact", "intention"):
            assert sorted(side.none for side in case.sides) == [False, True], case.name
