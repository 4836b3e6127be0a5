from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from themetag.corpus import Corpus, Label, LabelledUnit, write_corpus
from themetag.taxonomy import default_taxonomy
from themetag.types import Polarity

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.repository
pytest.importorskip("sklearn")

GOOD, BAD = "are clear, full and good", "are late, weak and poor"
SUBJECTS = {"planning": "Pathway plans", "voice": "Views of parents", "staffing": "Numbers of staff"}


@pytest.fixture
def baselines(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import baselines

    return baselines


def sample(prefix: str, n: int) -> Corpus:
    units = []
    for i in range(n):
        theme = list(SUBJECTS)[i % 3]
        polarity = Polarity.STRENGTH if i % 2 else Polarity.CONCERN
        text = f"{SUBJECTS[theme]} {GOOD if i % 2 else BAD} in team {prefix}{i}."
        units.append(LabelledUnit(f"{prefix}{i}", f"{prefix}{i % 5}", text, (Label(theme, polarity),)))
    return Corpus("sample", default_taxonomy(), tuple(units))


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    write_corpus(tmp_path / "train.jsonl", sample("a", 60))
    write_corpus(tmp_path / "test.jsonl", sample("b", 30))
    return str(tmp_path / "train.jsonl"), str(tmp_path / "test.jsonl")


def test_one_command_makes_one_table(baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture) -> None:
    """Each method that can run has a line, on the same rows, and plain tf-idf learns what it can."""
    code = baselines.main([*files, "--only", "majority", "tfidf", "--model", "rules"])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert code == 0
    assert [line.split(" | ")[0].strip("| ") for line in lines] == [
        "method",
        "majority",
        "tf-idf, logistic regression",
        "rules",
    ]
    micro = [float(line.split(" | ")[1].split()[0]) for line in lines[1:3]]
    assert micro[0] < 0.5 < micro[1]


def test_a_missing_package_is_named(
    baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A method whose package is not there is named, the others are measured, and the exit code says so."""
    monkeypatch.setattr(baselines, "find_spec", lambda name: None if name == "setfit" else find_spec(name))
    assert baselines.main([*files, "--only", "majority", "setfit"]) == 3
    out = capsys.readouterr().out
    assert "left out: setfit needs the package setfit, which is not installed" in out
    assert "| majority |" in out


def test_documents_on_both_sides_are_refused(baselines: object, files: tuple[str, str]) -> None:
    """Figures on documents that were learnt from would flatter, so there are none."""
    with pytest.raises(SystemExit):
        baselines.main([files[0], files[0]])


def test_spacy_learns_the_sample(baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture) -> None:
    """textcat_multilabel runs on the same rows and gives figures."""
    pytest.importorskip("spacy")
    assert baselines.main([*files, "--only", "spacy", "--epochs", "1"]) == 0
    assert "| spaCy textcat_multilabel, 1 epochs |" in capsys.readouterr().out
    assert "spacy" in sys.modules
