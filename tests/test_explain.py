"""Explanations: why a sentence has its tags, which labels came near, and by how much they missed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import themetag
from commands import run
from fakes import KeywordBackend
from themetag.backends.base import Scores
from themetag.explain import explain
from themetag.tagger import Tagger
from themetag.types import POLARITIES, Kind, Unit

SENTENCES = (
    Unit("Assessments are timely, but too many plans are late."),
    Unit("Although demand rises, caseloads remain manageable; records, however, are thin."),
    Unit("Leaders do not know whether visits happen.", previous="The team has a new manager."),
    Unit("The timeliness of strategy meetings.", Kind.LIST, "What needs to improve", "The council should:"),
    Unit("Inspectors visited three offices in May."),
    Unit("The hall is opposite the station."),
    Unit("x"),
)


class Graded(KeywordBackend):
    """Scores the six labels 0.9, 0.4, 0.45, 0.0, 0.5 and 0.3; the last one's threshold is lower."""

    def __init__(self) -> None:
        super().__init__()
        self.thresholds[2, 1] = 0.35

    def score(self, units):  # type: ignore[no-untyped-def]
        return np.tile(np.array([[[0.9, 0.4], [0.45, 0.0], [0.5, 0.3]]]), (len(units), 1, 1))


def log_odds(score: float) -> float:
    return float(np.log(score / (1 - score)))


def test_tags_come_first_then_the_nearest() -> None:
    """Tags by score, from their threshold on; then the labels that missed theirs by least; none that scored 0."""
    reasons = explain(Tagger(Graded()), "Anything.", 9).reasons
    found = [(r.theme, r.polarity.sign, r.given, round(r.missed_by, 6)) for r in reasons]
    assert found == [
        ("planning", "+", True, 0.0),
        ("staffing", "+", True, 0.0),
        ("timeliness", "+", False, 0.05),
        ("staffing", "-", False, 0.05),
        ("planning", "-", False, 0.1),
    ]
    assert [r.evidence for r in reasons] == [()] * 5  # this back end cannot explain


@pytest.mark.parametrize(("nearest", "expected"), [(0, 2), (1, 3), (3, 5)])
def test_as_many_near_ones_as_asked_for(nearest: int, expected: int) -> None:
    """`nearest` counts the labels that were not given; tags are always shown."""
    assert len(explain(Tagger(Graded()), Unit("Anything."), nearest).reasons) == expected


def test_a_negative_number_is_refused() -> None:
    """Fewer than no labels cannot be shown."""
    with pytest.raises(ValueError, match="nearest must be 0 or more, was -1"):
        explain(Tagger(Graded()), "Anything.", -1)


@pytest.mark.parametrize("unit", SENTENCES, ids=lambda unit: unit.text[:20])
def test_contributions_of_the_model_that_ships_add_up(unit: Unit) -> None:
    """Of every label shown, given or not, they are the score's log-odds; what has no span has a name."""
    tagger = themetag.load("linear")
    reasons = explain(tagger, unit, nearest=5).reasons
    assert len(reasons) >= 5
    for reason in reasons:
        total = sum(item.contribution or 0.0 for item in reason.evidence)
        assert total == pytest.approx(log_odds(reason.score), abs=1e-6)
        assert reason.evidence[-1].name == "bias"
        context = ("heading", "previous sentence", "bias")
        assert all(i.spans or i.name in context or i.name.startswith("rules: ") for i in reason.evidence)


def test_an_untagged_sentence_says_what_came_nearest() -> None:
    """It has no tag, and names the label that missed its threshold by least, by how much, and by which words."""
    tagger = themetag.load("linear")
    unit = next(u for u in SENTENCES if not (tagger.backend.score([u])[0] >= tagger.thresholds).any())
    (reason,) = explain(tagger, unit, nearest=1).reasons
    scores: Scores = tagger.backend.score([unit])[0]
    missed = np.where(scores > 0, tagger.thresholds - scores, np.inf)
    theme, side = np.unravel_index(np.argmin(missed), missed.shape)
    assert (reason.theme, reason.polarity) == (tagger.taxonomy.keys[theme], POLARITIES[side])
    assert not reason.given
    assert reason.missed_by == missed.min() > 0
    assert reason.evidence


def test_the_command_explains_sentences() -> None:
    """Each sentence stands with its tags and the nearest labels; one without any says so, and what it missed."""
    done = run("explain", "Plans are too late.", "The hall is opposite the station.", "--model", "linear")
    assert done.returncode == 0, done.stderr
    said = done.stdout.decode()
    assert "planning-" in said.split("The hall")[0]
    assert "(from 0." in said
    rest = said.split("The hall")[1]
    assert "below its threshold" in rest
    assert "bias" in rest


def test_the_command_gives_json(tmp_path: Path) -> None:
    """One object a line: labels with score, threshold, what they missed by, and evidence that quotes the text."""
    call = ("explain", "-", "--json", "--model", "linear", "--nearest", "2", "--heading", "Findings")
    done = run(*call, stdin=b"Plans are too late.\n\nVisits are prompt.\n")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["text"] for line in lines] == ["Plans are too late.", "Visits are prompt."]
    for line in lines:
        assert line["heading"] == "Findings"
        assert sum(not label["given"] for label in line["labels"]) == 2
        for label in line["labels"]:
            gap = label["threshold"] - label["score"]
            assert label["missed_by"] == pytest.approx(0.0 if label["given"] else gap, abs=2e-6)
            total = sum(item["contribution"] for item in label["evidence"])
            # Scores are written with six digits, which say little of one near 0 or 1.
            room = 1e-6 / min(label["score"], 1.0 - label["score"])
            assert total == pytest.approx(log_odds(label["score"]), abs=max(1e-5, room))
            for item in label["evidence"]:
                assert item["quotes"] == [line["text"][start:end] for start, end in item["spans"]]


def test_the_command_explains_a_report(tmp_path: Path) -> None:
    """The sentences of a file are explained in their places, all or those whose numbers are given."""
    (tmp_path / "a.txt").write_text(
        "Findings\n\nPlans are too late. Staff stay. Visits are prompt.\n", encoding="utf-8"
    )
    whole = run("explain", "--report", tmp_path / "a.txt", "--json").stdout.splitlines()
    assert [json.loads(line)["text"] for line in whole] == ["Plans are too late.", "Staff stay.", "Visits are prompt."]
    one = run("explain", "--report", tmp_path / "a.txt", "--sentence", "2", "--json").stdout.splitlines()
    assert one == whole[2:]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "give sentences, or --report FILE"),
        (["Plans are late.", "--report", "a.txt"], "give sentences, or --report FILE"),
        (["Plans are late.", "--sentence", "1"], "--sentence goes with --report"),
        (["--report", "a.txt", "--sentence", "7"], "the report has the sentences 0 to 0, not 7"),
    ],
)
def test_wrong_calls_of_the_command(arguments: list[str], problem: str, tmp_path: Path) -> None:
    """A call that cannot be meant ends with 1 and the reason."""
    (tmp_path / "a.txt").write_text("Plans are late.", encoding="utf-8")
    done = run("explain", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert problem in " ".join(done.stderr.decode().split())
