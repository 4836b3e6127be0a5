"""The rules back end as a whole: scores, evidence, a taxonomy of one's own."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from themetag.backends.base import Backend, Explainer
from themetag.backends.rules import RulesBackend
from themetag.backends.rules.features import FEATURES
from themetag.errors import ThemetagWarning
from themetag.taxonomy import parse_taxonomy
from themetag.types import Kind, Polarity, Unit

UNITS = [
    Unit("Supervision is regular and reflective."),
    Unit("Assessments are timely, but plans are too vague."),
    Unit("The timeliness of care plans.", Kind.LIST, "What needs to improve"),
    Unit("This is not the case for all families.", previous="Early help is well targeted."),
    Unit("The town has a harbour."),
    Unit(""),
    Unit("   \u2009 "),
]


@pytest.fixture(scope="module")
def rules() -> RulesBackend:
    return RulesBackend.load()


def best(rules: RulesBackend, unit: Unit) -> set[str]:
    """Return the labels that the back end's own thresholds give."""
    scores = rules.score([unit])[0]
    keys = rules.taxonomy.keys
    return {
        keys[t] + polarity.sign
        for t in range(len(keys))
        for s, polarity in enumerate(Polarity)
        if scores[t, s] >= rules.thresholds[t, s]
    }


def test_it_is_a_backend_that_explains(rules: RulesBackend) -> None:
    """The rules keep both contracts."""
    assert isinstance(rules, Backend)
    assert isinstance(rules, Explainer)
    assert rules.name == "rules"
    assert rules.calibrated
    assert rules.thresholds.shape == (18, 2)


def test_scores_have_the_promised_shape_and_range(rules: RulesBackend) -> None:
    """Scores are float64 in [0, 1], one for each unit, theme and polarity; no units give no rows."""
    scores = rules.score(UNITS)
    assert scores.shape == (len(UNITS), 18, 2)
    assert scores.dtype == np.float64
    assert ((scores >= 0) & (scores <= 1)).all()
    assert rules.score([]).shape == (0, 18, 2)
    assert not rules.score([Unit("")]).any()


def test_a_batch_scores_like_its_units_one_by_one(rules: RulesBackend) -> None:
    """A score depends on its unit alone, to the last bit, in any order."""
    together = rules.score(UNITS)
    for i, unit in enumerate(UNITS):
        assert (rules.score([unit])[0] == together[i]).all()
    assert (rules.score(UNITS[::-1]) == together[::-1]).all()


@pytest.mark.parametrize(
    ("plain", "odd"),
    [
        ("The child's plan isn't clear.", "The child\u2019s plan isn\u2019t clear."),
        (
            "Life-story work - well-planned - is prompt.",
            "Life\u2010story work \u2013 well\u2011planned \u2013 is prompt.",
        ),
        ("Caseloads are too high.", "Caseloads\u00a0are\u2009too\u202fhigh."),
        ('Staff say it is a "good" place.', "Staff say it is a \u201cgood\u201d place."),
    ],
)
def test_typography_does_not_count(rules: RulesBackend, plain: str, odd: str) -> None:
    """Curly quotes, dashes and odd spaces score like their plain forms."""
    assert rules.score([Unit(plain)]).any()
    assert (rules.score([Unit(plain)]) == rules.score([Unit(odd)])).all()


def test_evidence_spans_index_the_text(rules: RulesBackend) -> None:
    """Theme, polarity and shifter are found where they stand, with the names of their rules."""
    unit = Unit("Delays in assessments have been greatly reduced.")
    evidence = rules.explain(unit, "assessment", Polarity.STRENGTH)
    found = {(e.role, e.name): [span.of(unit.text) for span in e.spans] for e in evidence}
    assert found["theme", "assessment-work"] == ["assessments"]
    assert found["polarity", "late"] == ["Delays"]
    assert found["shift", "moves-down"] == ["reduced"]


def test_a_heading_is_evidence_without_a_span(rules: RulesBackend) -> None:
    """A list item under a heading of concerns says so in its evidence."""
    unit = Unit("The timeliness of care plans.", Kind.LIST, "What needs to improve")
    roles = {e.role: e for e in rules.explain(unit, "planning", Polarity.CONCERN)}
    assert roles["heading"].spans == ()
    assert roles["heading"].name == "heading-of-concerns"
    assert (roles["heading"].contribution or 0) > 0


def test_no_cue_no_evidence_and_an_unknown_theme_is_named(rules: RulesBackend) -> None:
    """Without a cue there is nothing to explain; a theme that is not there raises."""
    assert rules.explain(Unit("The town has a harbour."), "planning", Polarity.CONCERN) == ()
    with pytest.raises(KeyError, match="no theme 'moon'"):
        rules.explain(Unit("x"), "moon", Polarity.CONCERN)


def test_a_heading_gives_polarity_to_list_items_only(rules: RulesBackend) -> None:
    """The same words are a concern as an item under the heading, and not moved by it as prose."""
    text, heading = "The stability of homes for children.", "What needs to improve"
    item, prose = Unit(text, Kind.LIST, heading), Unit(text, Kind.PROSE, heading)
    assert "permanence-" in best(rules, item)
    assert (rules.score([prose]) == rules.score([Unit(text)])).all()


TAXONOMY = """
name = "schools"
version = 1
[[theme]]
key = "teaching"
title = "Teaching"
[[theme]]
key = "behaviour"
title = "Behaviour"
[[theme]]
key = "reading"
title = "Reading"
"""

CUES = """
format = 1
taxonomy = "schools"
[[rule]]
name = "teaching"
theme = "teaching"
strength = "strong"
cues = ["teaching", "lesson*", "teach|teaches [2] well"]
[[rule]]
name = "behaviour"
theme = "behaviour"
cues = ["behaviour", "~disrupt"]
except = ["behaviour policy"]
"""


def test_a_taxonomy_of_ones_own_is_tagged_by_its_cues(tmp_path: Path) -> None:
    """Cues of one's own serve another taxonomy; the theme without any is named in a warning."""
    path = tmp_path / "cues.toml"
    path.write_text(CUES, encoding="utf-8")
    with pytest.warns(ThemetagWarning, match="no cue for reading"):
        schools = RulesBackend.load(parse_taxonomy(TAXONOMY), [path])
    assert not schools.calibrated
    assert best(schools, Unit("Teaching is strong.")) == {"teaching+"}
    assert best(schools, Unit("Behaviour in lessons is poor.")) == {"teaching-", "behaviour-"}
    assert best(schools, Unit("The behaviour policy is on the wall.")) == set()


FEWER = """
name = "childrens-services"
version = 1
[[theme]]
key = "planning"
title = "Planning"
[[theme]]
key = "moon"
title = "The moon"
"""


def test_a_taxonomy_with_some_of_the_themes_that_ship_has_their_cues(rules: RulesBackend) -> None:
    """Under the name of the taxonomy that ships, its themes keep their cues; others, and figures, are left out."""
    with pytest.warns(ThemetagWarning, match="no cue for moon:"):
        fewer = RulesBackend.load(parse_taxonomy(FEWER))
    assert {rule.theme for rule in fewer.lexicon.rules} == {"planning", ""}
    unit = Unit("Plans are too vague and assessments are late.")
    assert best(rules, unit) > best(fewer, unit) == {"planning-"}
    assert rules.measured
    assert fewer.measured == ()


def test_no_warning_where_every_theme_has_cues() -> None:
    """The taxonomy that ships is covered in full."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        RulesBackend.load()


def test_each_theme_gets_the_judgement_of_its_own_clause(rules: RulesBackend) -> None:
    """One sentence may praise assessments and fault plans, and say both of timeliness."""
    text = "Although assessments are timely, too many plans are weak and drift is common."
    assert {"assessment+", "planning-", "timeliness-"} <= best(rules, Unit(text))
    assert not {"assessment-", "planning+"} & best(rules, Unit(text))


@pytest.mark.parametrize(
    ("previous", "text", "label"),
    [
        ("Managers say that care plans are up to date.", "They are not.", "planning-"),
        ("Managers fear that care plans are out of date.", "They are not.", "planning+"),
        ("Audits are frequent and rigorous.", "The same is true of supervision.", "oversight+"),
        ("Audits are infrequent and superficial.", "The same is true of supervision.", "oversight-"),
        ("Last year, caseloads were much too high.", "This is no longer the case.", "workload+"),
    ],
)
def test_a_sentence_that_echoes_another_judges_by_it(rules: RulesBackend, previous: str, text: str, label: str) -> None:
    """Theme and direction come from the sentence before where the sentence itself has none."""
    assert label in best(rules, Unit(text, previous=previous))
    assert best(rules, Unit(text)).isdisjoint({label})


def test_under_a_heading_of_no_judgement_nothing_is_tagged(rules: RulesBackend) -> None:
    """The same sentence is tagged among findings and not where the inspection is explained; the evidence says why."""
    text = "Management oversight is strong and assessments are timely."
    explained = Unit(text, heading="Information about this inspection")
    assert best(rules, Unit(text, heading="Findings"))
    assert best(rules, explained) == set()
    evidence = rules.explain(explained, "oversight", Polarity.STRENGTH)
    assert [(e.name, e.spans) for e in evidence if e.role == "no_judgement"] == [("heading-of-no-judgement", ())]


def test_a_definition_judges_nothing(rules: RulesBackend) -> None:
    """What a grade means is no finding about anybody."""
    assert best(rules, Unit("An outstanding council leads services in which assessments are timely.")) == set()


def test_no_weight_turns_round_what_a_clause_says() -> None:
    """In the numbers that ship, good never speaks for a concern, nor bad for a strength."""
    strength, concern = RulesBackend.load().parameters.polarity
    for name, up, down in zip(FEATURES, strength[1:], concern[1:], strict=True):
        if name in ("firm_good", "lean_good", "good", "plain_good", "brief_good", "heading_good"):
            assert up >= 0 >= down, name
        if name in ("firm_bad", "lean_bad", "bad", "plain_bad", "brief_bad", "heading_bad", "should"):
            assert down >= 0 >= up, name
