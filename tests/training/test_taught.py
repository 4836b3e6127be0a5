"""A small model learns from a teacher's scores of sentences that nobody labelled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import themetag
from linear_samples import SMALL, TAXONOMY, bakery_corpus, trained
from themetag.backends.rules import RulesBackend
from themetag.bundle import Rights, load_folder
from themetag.errors import CorpusError, ThemetagWarning
from themetag.training.linear import train_linear
from themetag.training.save import save_trained
from themetag.training.taught import Taught, sentences_of, teach, unlike_any
from themetag.types import Unit

pytestmark = pytest.mark.filterwarnings("ignore:never tagged:themetag.errors.ThemetagWarning")
LETTERS = "The loaves were excellent. The queue was poor.\n\nWhat we paid disappointed us. We came by bus.\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(LETTERS, encoding="utf-8")
    (folder / "b.txt").write_text("Every baguette was better than last year.\n", encoding="utf-8")
    return folder


def test_a_pupil_learns_what_its_corpus_does_not_say() -> None:
    """A word that only the teacher's sentences have is scored as the teacher scored it."""
    corpus = bakery_corpus()
    new = [Unit(f"The croissants {judged} on day {i}.") for i in range(60) for judged in ("shone", "sank")]
    targets = np.zeros((len(new), 2 * len(TAXONOMY)), np.float32)
    targets[0::2, 0] = targets[1::2, 1] = 0.95
    told = [replace(unit, id=f"x{i}", text=new[i % 20].text) for i, unit in enumerate(corpus.units[:40])]
    extra = replace(corpus, units=tuple(replace(unit, labels=()) for unit in told))
    taught = Taught(new, targets, "teacher", TAXONOMY.keys)
    plain = train_linear(corpus, extra=extra, settings=SMALL, n_folds=2).backend.score(new[:2])
    pupil = train_linear(corpus, extra=extra, taught=taught, settings=SMALL, n_folds=2).backend.score(new[:2])
    assert pupil[0, 0, 0] > plain[0, 0, 0] + 0.2
    assert pupil[1, 0, 1] > plain[1, 0, 1] + 0.2
    assert pupil[0, 0, 0] > pupil[1, 0, 0]


def test_only_some_parts_may_be_scored() -> None:
    """With `n_scored`, figures and calibration come from those parts; all of them is the corpus itself."""
    part = train_linear(bakery_corpus(), settings=replace(SMALL, epochs=1), n_folds=3, n_scored=1)
    assert 0 < len(part.held) < len(part.corpus)
    assert len(part.scores) == len(part.held)
    assert trained().held is trained().corpus
    with pytest.raises(ValueError, match=r"n_scored must be in \[1, 3\], was 4"):
        train_linear(bakery_corpus(), settings=SMALL, n_folds=3, n_scored=4)


def test_a_teacher_must_give_probabilities() -> None:
    """Rules without figures of their own are no teacher, and scores must be those of the units."""
    rules = RulesBackend.load(TAXONOMY, warn=False)
    with pytest.raises(ValueError, match="are no probabilities; a teacher must be calibrated"):
        teach(rules, [Unit("The loaves were good.")])
    with pytest.raises(ValueError, match="there are scores of 0 units, and 1 units"):
        Taught([Unit("x")], np.zeros((0, 8), np.float32), "teacher", TAXONOMY.keys)


def test_a_teacher_of_other_themes_is_refused() -> None:
    """Other themes, or the same in another order: the error names those of both."""
    taught = Taught([Unit("x")], np.zeros((1, 8), np.float32), "other", TAXONOMY.keys[::-1])
    with pytest.raises(CorpusError, match=r"has the themes bread, .*; the teacher other has parking, "):
        train_linear(bakery_corpus(), taught=taught, settings=SMALL)


def test_a_teacher_scores_as_it_does_alone() -> None:
    """The targets are the teacher's scores, and progress is told to the end."""
    units = [Unit("The loaves were excellent."), Unit("The queue was poor.")] * 200
    seen: list[tuple[int, int]] = []
    taught = teach(trained().backend, units, lambda stage, done, total: seen.append((done, total)))
    assert np.array_equal(taught.targets[1], trained().backend.score(units[1:2]).ravel().astype(np.float32))
    assert seen[-1] == (400, 400)
    assert teach(trained().backend, []).targets.shape == (0, 8)


def test_sentences_of_a_corpus_are_not_taught() -> None:
    """A text that a corpus labels is left out whatever its typography, and each text is there once."""
    corpus = bakery_corpus()
    text = corpus.units[0].text
    units = [Unit(text.upper()), Unit("New – “one”."), Unit('new - "one"'), Unit("..."), Unit("Another.")]
    assert [unit.text for unit in unlike_any(units, [corpus])] == ["New – “one”.", "Another."]


def test_reports_are_read_and_bad_ones_named(reports: Path) -> None:
    """Every sentence of a folder is a unit with what stands before it; a bad file is named, a measured one left out."""
    units = sentences_of(reports)
    assert [unit.text for unit in units][:2] == ["The loaves were excellent.", "The queue was poor."]
    assert units[1].previous == units[0].text
    assert len(sentences_of(reports, but={"a"})) == 1
    (reports / "c.pdf").write_bytes(b"%PDF-nothing")
    with pytest.warns(ThemetagWarning, match=r"1 reports could not be read: c.pdf"):
        assert len(sentences_of(reports)) == len(units)
    with pytest.raises(CorpusError, match="holds no file of the name nobody, which is to be passed over"):
        sentences_of(reports, but={"a", "nobody"})
    (reports / "c.pdf").unlink()
    with pytest.raises(CorpusError, match="holds no sentence to learn from"):
        sentences_of(reports, but={"a", "b"})
    with pytest.raises(CorpusError, match="is not a folder"):
        sentences_of(reports / "nowhere")


def test_train_takes_a_teacher(reports: Path, tmp_path: Path) -> None:
    """`themetag.train` has a model read reports and learns from it; the recipe names it."""
    save_trained(trained(), tmp_path / "teacher", rights=Rights("MIT"), made_for="Letters.")
    told = themetag.train(bakery_corpus(), teacher=tmp_path / "teacher", unlabelled=reports, n_folds=2)
    alone = themetag.train(bakery_corpus(), n_folds=2)
    unit = [Unit("Every baguette was better than last year.")]
    assert not np.array_equal(told.backend.score(unit), alone.backend.score(unit))
    told.save(tmp_path / "pupil")
    assert "--teacher linear --unlabelled reports" in load_folder(tmp_path / "pupil").manifest.recipe
    with pytest.raises(CorpusError, match="the teacher linear has leadership"):  # before any report is read
        themetag.train(bakery_corpus(), teacher="linear", unlabelled=tmp_path / "nowhere")
    with pytest.raises(ValueError, match="a teacher needs unlabelled reports to read, and those need a teacher"):
        themetag.train(bakery_corpus(), teacher=tmp_path / "teacher")
