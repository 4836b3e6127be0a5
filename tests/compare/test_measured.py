from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakes import THEMES, KeywordBackend
from themetag.compare import load_measured
from themetag.compare.measured import LabelErrors
from themetag.corpus.model import Corpus, Label, LabelledUnit
from themetag.errors import ComparisonError
from themetag.types import Polarity


def test_errors_are_those_of_the_evaluation(tmp_path: Path) -> None:
    """The file that an evaluation writes gives back the counts of each label: found, invented, missed, left."""
    pytest.importorskip("sklearn", reason="evaluation takes its figures from scikit-learn")
    from themetag.evaluation.render import to_json
    from themetag.evaluation.run import evaluate

    weak = (Label("planning", Polarity.CONCERN),)
    rows = [
        LabelledUnit("1", "a", "The plans are weak.", weak),
        LabelledUnit("2", "a", "Nobody could say who wrote the plan.", weak),
        LabelledUnit("3", "b", "The plan was sent late, as was agreed.", ()),
        LabelledUnit("4", "b", "The office is in Fern Lane.", ()),
    ]
    evaluation = evaluate(KeywordBackend(), Corpus("rows", THEMES, tuple(rows)), resamples=10)
    path = tmp_path / "evaluation.json"
    path.write_text(to_json(evaluation), encoding="utf-8")
    measured = load_measured(path)
    assert measured.model == "keywords 1"
    assert measured.labels["planning-"] == LabelErrors(tp=1, fp=1, fn=1, tn=1)
    assert measured.labels["staffing+"] == LabelErrors(tp=0, fp=0, fn=0, tn=4)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no evaluation of labels"),
        (json.dumps({"n_rows": 3}), r"is no evaluation of labels \(KeyError: 'labels'\)"),
        (
            json.dumps(
                {
                    "n_rows": 3,
                    "model": "m",
                    "corpus": "c",
                    "labels": [{"name": "a+", "support": 5, "given": 1, "recall": {"value": 0.2}}],
                }
            ),
            "counts must be 0 or more",
        ),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str, problem: str) -> None:
    """A file that is no evaluation gets an error that names it and the file to give."""
    path = tmp_path / "wrong.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ComparisonError, match=problem):
        load_measured(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(ComparisonError, match=r"gone\.json cannot be read: No such file"):
        load_measured(tmp_path / "gone.json")
