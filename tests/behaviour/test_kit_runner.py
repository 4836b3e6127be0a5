"""Running a kit: what passes, what fails, what is left out."""

from __future__ import annotations

import json

import numpy as np
import pytest

from themetag.behaviour import default_kit, load_kit, run
from themetag.errors import BehaviourError
from themetag.taxonomy import default_taxonomy
from themetag.types import Unit

EVERY_LABEL = {key + sign for key in default_taxonomy().keys for sign in "+-"}


def test_an_oracle_passes_every_case(oracle):
    """A back end that answers as the shipped kit says passes all of it."""
    result = run(oracle(default_kit()))
    assert (result.passed, result.rate, result.failures) == (len(default_kit()), 1.0, ())


def test_silence_fails_whatever_must_be_tagged(fake):
    """A back end that tags nothing passes the cases that ask for nothing, and only those."""
    result = run(fake(set()))
    asks = {case.name for case in default_kit().cases if any(side.must for side in case.sides)}
    assert {failure.case.name for failure in result.failures} == asks
    assert result.rate < 0.05


def test_tagging_everything_fails_whatever_must_not_be_tagged(fake):
    """A back end that gives every label passes only cases that forbid none."""
    result = run(fake(EVERY_LABEL))
    forbids = {case.name for case in default_kit().cases if any(side.none or side.must_not for side in case.sides)}
    assert {failure.case.name for failure in result.failures} == forbids
    assert result.rate < 0.05


def test_one_wrong_side_fails_the_pair(fake, two_cases):
    """A back end that says the same of both sides of a minimal pair does not pass it."""
    result = run(fake(lambda unit: frozenset({"timeliness+"} if "delay" in unit.text else ())), kit=two_cases)
    (failure,) = result.failures
    assert failure.case.name == "delay"
    assert failure.got == (frozenset({"timeliness+"}), frozenset({"timeliness+"}))
    assert [(row.phenomenon, row.pairs, row.passed) for row in result.rows] == [
        ("negation", 1, 0),
        ("fact", 1, 1),
    ]


def test_an_invariance_fails_on_any_difference(fake, tmp_path):
    """Labels that a case leaves open must still be equal on both sides of an invariance."""
    path = tmp_path / "kit.toml"
    path.write_text(
        'format = 1\ntaxonomy = "childrens-services"\nphenomenon = "names"\n[[case]]\nname = "town"\n'
        'same = true\na.text = "Plans in Aldby are good."\na.must = ["planning+"]\n'
        'b.text = "Plans in Bexwick are good."\n',
        encoding="utf-8",
    )
    kit = load_kit(path)
    assert run(fake({"planning+", "practice+"}), kit=kit).passed == 1
    uneven = fake(lambda u: frozenset({"planning+"} | ({"practice+"} if "Aldby" in u.text else set())))
    result = run(uneven, kit=kit)
    assert result.passed == 0
    assert "the two sides must be given the same labels" in result.to_text(failures=True)


def test_labels_left_open_are_left_open(fake, two_cases):
    """A label in neither list neither passes nor fails a minimal pair."""

    def answer(unit: Unit) -> frozenset[str]:
        if "delay" not in unit.text:
            return frozenset()
        return frozenset({"practice-", "timeliness+" if " no " in unit.text else "timeliness-"})

    assert run(fake(answer), kit=two_cases).rate == 1.0


def test_all_units_go_in_one_batch(oracle, two_cases):
    """The back end is asked once, with every side of every case."""
    backend = oracle(two_cases)
    run(backend, kit=two_cases)
    assert backend.batches == [4]


def test_thresholds_decide_what_is_given(oracle, two_cases):
    """A score equal to its threshold gives the label; thresholds above the scores give none."""
    backend = oracle(two_cases)
    shape = backend.thresholds.shape
    assert run(backend, np.full(shape, 0.9), two_cases).passed == 2
    result = run(backend, np.full(shape, 0.95), two_cases)
    assert [failure.case.name for failure in result.failures] == ["delay"]


def test_thresholds_of_another_shape_are_refused(oracle, two_cases):
    """Thresholds must be one per label of the back end's taxonomy."""
    with pytest.raises(ValueError, match=r"thresholds \(n_themes, 2\)"):
        run(oracle(two_cases), np.zeros((3, 2)), two_cases)


def test_scores_of_another_shape_are_refused(fake, two_cases):
    """A back end that loses a unit is named in the error."""
    backend = fake(set())
    backend.score = lambda units: np.zeros((len(units) - 1, len(backend.taxonomy), 2))
    with pytest.raises(ValueError, match=r"fake must give .* \(4, 18, 2\), was \(3, 18, 2\)"):
        run(backend, kit=two_cases)


def test_cases_on_other_themes_are_left_out_by_name(fake, schools):
    """Only cases whose themes the back end has are asked; the others are named and counted."""
    result = run(fake({"leadership+"}, taxonomy=schools))
    asked = [case for case in default_kit().cases if case.themes <= {"leadership"}]
    assert result.pairs == len(asked)
    assert len(result.left_out) == len(default_kit()) - len(asked)
    assert f"({len(result.left_out)})" in result.to_text()
    assert all(name in result.to_text() for name in result.left_out)
    assert json.loads(result.to_json())["left_out"] == list(result.left_out)


def test_a_kit_without_a_case_to_ask_is_an_error(fake, schools, tmp_path):
    """Where every case is on other themes, no rate is given."""
    path = tmp_path / "kit.toml"
    path.write_text(
        'format = 1\ntaxonomy = "childrens-services"\nphenomenon = "x"\n[[case]]\nname = "x"\n'
        'a.text = "Plans are good."\na.must = ["planning+"]\n',
        encoding="utf-8",
    )
    with pytest.raises(BehaviourError, match="every case names a theme that taxonomy 'schools' lacks"):
        run(fake(set(), taxonomy=schools), kit=load_kit(path))


def test_table_has_a_line_per_phenomenon_and_one_for_all(fake, two_cases):
    """The table's figures are those of the rows; failures are listed on request only."""
    result = run(fake(set()), kit=two_cases)
    assert result.to_text() == (
        "fake 1, taxonomy childrens-services\n"
        "\n"
        "phenomenon  pairs  passed    rate\n"
        "negation        1       0    0.0%\n"
        "fact            1       1  100.0%\n"
        "all             2       1   50.0%\n"
    )
    listed = result.to_text(failures=True)
    assert listed.startswith(result.to_text())
    assert listed.endswith(
        "\nnegation: delay\n"
        "  FAIL  There is no delay.\n"
        "        expected: timeliness+, not timeliness-\n"
        "        got: nothing\n"
        "  FAIL  There is delay.\n"
        "        expected: timeliness-, not timeliness+\n"
        "        got: nothing\n"
    )


def test_a_listed_failure_shows_its_context(fake):
    """Heading, lead-in and the sentence before are shown with the text, since the labels depend on them."""
    listed = run(fake(set())).to_text(failures=True)
    assert "        heading: What needs to improve\n" in listed
    assert "        lead-in: The local authority should:\n" in listed
    assert "        previous: Staff morale is high.\n" in listed


def test_json_holds_everything(fake, two_cases):
    """JSON carries the counts, and each failure with what was expected, given, missing and unwanted."""
    result = run(fake({"timeliness-"}), kit=two_cases)
    content = json.loads(result.to_json())
    assert (content["pairs"], content["passed"], content["rate"]) == (2, 0, 0.0)
    assert content["phenomena"][0] == {"phenomenon": "negation", "pairs": 1, "passed": 0, "rate": 0.0}
    delay, visit = content["failures"]
    assert delay["sides"][0] == {
        "text": "There is no delay.",
        "kind": "prose",
        "heading": "",
        "lead_in": "",
        "previous": "",
        "must": ["timeliness+"],
        "must_not": ["timeliness-"],
        "none": False,
        "got": ["timeliness-"],
        "missing": ["timeliness+"],
        "unwanted": ["timeliness-"],
    }
    assert (visit["same"], visit["sides"][1]["unwanted"]) == (True, ["timeliness-"])


def test_the_same_run_gives_the_same_bytes(fake):
    """Two runs give equal text and equal JSON."""
    first, second = run(fake(EVERY_LABEL)), run(fake(EVERY_LABEL))
    assert first.to_json() == second.to_json()
    assert first.to_text(failures=True) == second.to_text(failures=True)
