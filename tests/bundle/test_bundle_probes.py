from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from model_folders import TAXONOMY, UNITS, WordBackend, some_probes

from themetag.backends.base import Backend
from themetag.bundle import Difference, load_folder, make_probes, replay
from themetag.bundle.probes import parse_probes, render_probes
from themetag.bundle.table import Faults
from themetag.errors import ModelError
from themetag.taxonomy import default_taxonomy
from themetag.types import Polarity, Unit


def test_the_backend_of_these_tests_is_one() -> None:
    """The toy keeps the contract's names, so that replaying it means something."""
    assert isinstance(WordBackend(), Backend)


def test_an_unchanged_model_replays_without_a_difference(pristine: Path) -> None:
    """The scores of a saved folder come back exactly, at tolerance 0."""
    assert replay(load_folder(pristine).probes, WordBackend(), tolerance=0.0) == ()


def test_every_changed_score_is_named() -> None:
    """A model that scores 0.01 higher differs on each score that is not already 1, and says by how much."""
    probes = some_probes()
    differences = replay(probes, WordBackend(shift=0.01))
    expected = np.array([probe.scores for probe in probes])
    assert len(differences) == np.count_nonzero(expected < 1)
    assert all(d.found == pytest.approx(min(1.0, d.expected + 0.01)) for d in differences)
    assert [(d.probe, d.theme, d.polarity) for d in differences][:2] == [
        (0, "paths", Polarity.STRENGTH),
        (0, "paths", Polarity.CONCERN),
    ]


def test_tolerance_lets_small_changes_pass_but_no_changed_tag() -> None:
    """Within the tolerance a score may move, but not across a threshold."""
    probes = tuple(replace(p, scores=((0.4999, 0.2), (0.1, 0.1))) for p in some_probes()[:1])

    class Near(WordBackend):
        def score(self, units: Any) -> Any:
            return np.array([[[0.5001, 0.2], [0.1009, 0.1]]] * len(units))

    assert replay(probes, Near(), tolerance=0.01) == (
        Difference(0, "paths", Polarity.STRENGTH, 0.4999, 0.5001, tag_changed=True),
    )
    found = replay(probes, Near(), tolerance=0.0)
    assert [(d.theme, d.tag_changed) for d in found] == [("paths", True), ("trees", False)]


def test_a_score_that_is_no_number_is_a_difference() -> None:
    """A model that has come to give NaN does not pass, however large the tolerance."""

    class Broken(WordBackend):
        def score(self, units: Any) -> Any:
            return np.full((len(units), 2, 2), np.nan)

    assert len(replay(some_probes(), Broken(), tolerance=1.0)) == 8


def test_replay_refuses_other_themes_and_odd_tolerances() -> None:
    """Probes of another number of themes, and a tolerance below 0 or NaN, are errors, not differences."""

    class Other(WordBackend):
        taxonomy = default_taxonomy()

    with pytest.raises(ModelError, match="are for other themes; the back end has 18"):
        replay(some_probes(), Other())
    for tolerance in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="tolerance must be 0 or more, was"):
            replay(some_probes(), WordBackend(), tolerance)


def test_odd_characters_in_probes_survive() -> None:
    """Line separators, quotes and controls in a probe's text come back, one probe a line."""
    units = (Unit('a\u2028b\x85c\n\t"\\d\x00\U0001f333'), UNITS[0])
    probes = make_probes(WordBackend(), units)
    data = render_probes(probes)
    assert data.count(b"\n") == 2
    assert parse_probes(data, TAXONOMY, Faults("probes.jsonl")) == probes


def test_faults_of_probes_carry_their_line() -> None:
    """A fault in the second probe says line 2."""
    good = render_probes(some_probes()[:1])
    faults = Faults("probes.jsonl")
    assert parse_probes(good + good.replace(b'"kind":"prose"', b'"kind":"verse"'), TAXONOMY, faults) == ()
    assert [str(fault) for fault in faults.found] == [
        "probes.jsonl:2: kind: must be one of prose, list, heading, table, furniture, was 'verse'"
    ]


def test_ten_thousand_probes_are_the_limit() -> None:
    """10,000 probes are read; one more is refused."""
    line = render_probes(some_probes()[:1])
    assert len(parse_probes(line * 10_000, TAXONOMY, Faults("p"))) == 10_000
    faults = Faults("p")
    assert parse_probes(line * 10_001, TAXONOMY, faults) == ()
    assert "at most 10,000 lines" in faults.found[0].problem
