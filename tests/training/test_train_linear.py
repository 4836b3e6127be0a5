"""Training gives the same bytes each time, says what it could not learn, and saves what it made."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from linear_samples import SMALL, TAXONOMY, UNITS, bakery_corpus, trained
from themetag.bundle import Rights, find_model, load_folder, replay, save_folder
from themetag.bundle.linear import linear_arrays, linear_config, load_linear
from themetag.corpus.model import Corpus, Label, LabelledUnit
from themetag.corpus.splits import folds_of
from themetag.errors import CorpusError, ModelError, ThemetagWarning
from themetag.taxonomy import Taxonomy, Theme
from themetag.training.calibrate import Aim
from themetag.training.extend import extend_linear
from themetag.training.linear import train_linear
from themetag.training.save import measure_out_of_fold, save_trained
from themetag.training.trained import Trained
from themetag.types import Polarity

RIGHTS = Rights("MIT", ("Written for tests.",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models") / "bakery"
    evaluation = measure_out_of_fold(trained(), 50)
    save_trained(trained(), place, rights=RIGHTS, made_for="Letters to bakeries.", evaluation=evaluation)
    return place


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
def test_the_same_corpus_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Two trainings save equal files."""
    again = train_linear(bakery_corpus(), settings=SMALL, n_folds=3, made_for="Letters to bakeries.")
    evaluation = measure_out_of_fold(again, 50)
    save_trained(again, tmp_path / "bakery", rights=RIGHTS, made_for="Letters to bakeries.", evaluation=evaluation)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "bakery").iterdir()} == files


def test_a_saved_model_scores_as_before(folder: Path) -> None:
    """What is loaded gives the same bytes, thresholds included, and the probes replay."""
    backend = load_linear(folder)
    assert backend.score(UNITS).tobytes() == trained().backend.score(UNITS).tobytes()
    assert backend.thresholds.tobytes() == trained().backend.thresholds.tobytes()
    assert backend.explain(UNITS[0], "bread", Polarity.CONCERN) == trained().backend.explain(
        UNITS[0], "bread", Polarity.CONCERN
    )
    assert replay(load_folder(folder).probes, backend) == ()


def test_it_learns() -> None:
    """Out of fold, the sentences of the sample are mostly read as they were labelled, and neutral ones left alone."""
    figures = measure_out_of_fold(trained(), 0).figures
    assert (figures["micro_f1"].value or 0) > 0.8
    assert (figures["neutral_tagged"].value or 0) <= 0.05


def test_labels_with_too_few_examples_are_named() -> None:
    """They are warned of, listed with their counts, and never given."""
    with pytest.warns(ThemetagWarning, match=re.escape("parking+ (0), parking- (0)")):
        found = train_linear(bakery_corpus(), settings=replace(SMALL, epochs=1), n_folds=2)
    assert found.weak == ("parking+", "parking-")


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
@pytest.mark.parametrize(
    "change",
    [
        {"hidden": 8}, {"epochs": 2}, {"rate": 0.02}, {"drop_features": 0.0}, {"drop_hidden": 0.0},
        {"batch": 32}, {"seed": 1},
    ],
)  # fmt: skip
def test_each_setting_changes_the_outcome(change: dict[str, float]) -> None:
    """No setting goes nowhere."""
    few = replace(SMALL, epochs=1)
    usual = train_linear(bakery_corpus(96), settings=few, n_folds=2, min_examples=5)
    other = train_linear(bakery_corpus(96), settings=replace(few, **change), n_folds=2, min_examples=5)  # type: ignore[arg-type]
    assert usual.scores.tobytes() != other.scores.tobytes()


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
def test_extra_rows_are_fitted_on_and_not_measured_on() -> None:
    """Extra rows change the model; scores are of the corpus alone; parallel work changes nothing."""
    few = replace(SMALL, epochs=1)
    corpus, more = bakery_corpus(96), bakery_corpus(96, seed=5)
    plain = train_linear(corpus, settings=few, n_folds=2, min_examples=5)
    helped = train_linear(corpus, extra=more, settings=few, n_folds=2, min_examples=5)
    two = train_linear(corpus, extra=more, settings=few, n_folds=2, min_examples=5, n_jobs=2)
    assert helped.scores.shape == plain.scores.shape
    assert helped.scores.tobytes() != plain.scores.tobytes()
    assert two.scores.tobytes() == helped.scores.tobytes()


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
def test_extra_rows_of_a_document_are_held_back_with_it() -> None:
    """What extra rows say of a document has no part in what its rows are scored by, and a part in the calibration."""
    corpus = bakery_corpus(96)
    parts = folds_of(corpus, 2)
    held = {unit.doc for unit, part in zip(corpus.units, parts, strict=True) if part == 0}

    def trained_with(lied_of: set[str]) -> Trained:
        more = [replace(unit, labels=()) if unit.doc in lied_of else unit for unit in bakery_corpus(96, seed=5).units]
        extra = replace(corpus, units=tuple(more))
        settings = replace(SMALL, epochs=1)
        return train_linear(corpus, extra=extra, settings=settings, n_folds=2, n_scored=1)

    def ranks(trained: Trained) -> bytes:
        return np.argsort(trained.scores, axis=0, kind="stable").tobytes()  # what no calibration changes

    others = {unit.doc for unit in corpus.units} - held
    true, misled = trained_with(set()), trained_with(held)
    assert ranks(misled) == ranks(true)
    assert misled.scores.tobytes() != true.scores.tobytes()
    assert ranks(trained_with(others)) != ranks(true)


@pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")
def test_a_precision_can_be_asked_for() -> None:
    """A high precision raises thresholds above those for F1."""
    corpus = bakery_corpus(96)
    few = replace(SMALL, epochs=2)
    usual = train_linear(corpus, settings=few, n_folds=2, min_examples=5)
    strict = train_linear(corpus, settings=few, n_folds=2, min_examples=5, aim=Aim(precision=0.99))
    assert strict.backend.thresholds.sum() > usual.backend.thresholds.sum()


def test_faults_of_the_corpus_are_named() -> None:
    """An empty corpus, one without enough of any label, and extra rows of another taxonomy are refused."""
    corpus = bakery_corpus(48)
    with pytest.raises(CorpusError, match="has no rows"):
        train_linear(corpus.select([]))
    with pytest.raises(CorpusError, match="no label on 999 units"):
        train_linear(corpus, min_examples=999)
    other = replace(corpus, taxonomy=replace(TAXONOMY, themes=TAXONOMY.themes[::-1]))
    with pytest.raises(CorpusError, match="other themes"):
        train_linear(corpus, extra=other)


def with_opening() -> Corpus:
    """Return the corpus labelled for one theme more: sentences about the shop itself."""
    taxonomy = Taxonomy("bakery", 2, "Bakeries", (*TAXONOMY.themes, Theme("opening", "Opening")))
    corpus = bakery_corpus(taxonomy=taxonomy)
    label = (Label("opening", Polarity.STRENGTH),)
    units = tuple(replace(u, labels=label) if u.text.startswith("The shop") else u for u in corpus.units)
    return replace(corpus, units=units)


def test_extending_leaves_the_other_themes_alone(tmp_path: Path) -> None:
    """One theme is added, and learned; the scores of the others keep their bytes, saved and loaded again."""
    old = trained().backend
    with pytest.warns(ThemetagWarning, match="opening-"):
        found = extend_linear(old, with_opening(), n_folds=2, min_examples=3)
    scores = found.backend.score(UNITS)
    assert scores[:, :-1].tobytes() == old.score(UNITS).tobytes()
    units = with_opening().inputs()
    gold = np.array([unit.text.startswith("The shop") for unit in units])
    given = found.backend.score(units)[:, -1, 0] >= found.backend.thresholds[-1, 0]
    assert (given == gold).mean() > 0.95
    save_trained(found, tmp_path / "more", rights=RIGHTS, made_for="Letters to bakeries.")
    assert load_linear(tmp_path / "more").score(UNITS).tobytes() == scores.tobytes()


def test_extending_needs_the_models_themes_first() -> None:
    """A taxonomy that has other themes, or none more, is refused."""
    with pytest.raises(CorpusError, match="one more at the end"):
        extend_linear(trained().backend, bakery_corpus())


@pytest.mark.parametrize(
    ("array", "change", "problem"),
    [
        ("inner", lambda a: a[:-1], "inner"),
        ("outer", lambda a: a[:, :-1], "outer"),
        ("vocabulary", lambda a: np.append(a, np.frombuffer(b"\n", np.uint8)), "vocabulary"),
        ("vocabulary", lambda a: np.append(a[:-1], np.uint8(255)), "not UTF-8"),
        ("slopes", lambda a: -a, "must be above 0"),
        ("outer", lambda a: a * np.float32(1e30), "beyond 1,000,000"),
        ("inner", lambda a: a.astype(np.float32), "inner"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_refused(
    array: str, change: object, problem: str, tmp_path: Path, folder: Path
) -> None:
    """Arrays whose shape, type or values cannot be a model's are named."""
    bundle = load_folder(folder)
    arrays = dict(linear_arrays(trained().backend.model))
    arrays[array] = np.ascontiguousarray(change(arrays[array]))  # type: ignore[operator]
    save_folder(tmp_path / "bad", bundle.manifest, arrays, bundle.config, bundle.probes)
    with pytest.raises(ModelError, match=problem):
        load_linear(tmp_path / "bad")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("features", "clauses-9"), ("scales", [1.0]), ("clause_share", 2), ("labels", [1, 0]), ("labels", [99]),
        ("usual_unknown", "x"), ("more", 1),
    ],
)  # fmt: skip
def test_settings_that_are_not_known_are_refused(field: str, value: object, tmp_path: Path, folder: Path) -> None:
    """Unknown keys, versions and values of the config are named."""
    bundle = load_folder(folder)
    model = trained().backend.model
    config = {**linear_config(model), field: value}
    save_folder(tmp_path / "bad", bundle.manifest, linear_arrays(model), config, bundle.probes)
    with pytest.raises(ModelError, match=field):
        load_linear(tmp_path / "bad")


def test_warnings_are_ours() -> None:
    """Training on a corpus where all labels have examples warns of nothing."""
    three = Taxonomy("bakery", 1, "Bakeries", TAXONOMY.themes[:3])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train_linear(bakery_corpus(96, taxonomy=three), settings=replace(SMALL, epochs=1), n_folds=2, min_examples=5)


def test_extending_keeps_the_name_by_which_cues_are_found() -> None:
    """The model that ships reads what cues find, so a taxonomy of another name is refused."""
    backend = load_linear(find_model("linear"))
    themes = (*backend.taxonomy.themes, Theme("opening", "Opening"))
    corpus = Corpus("more", replace(backend.taxonomy, name="ours", themes=themes), (LabelledUnit("1", "d", "Late."),))
    with pytest.raises(CorpusError, match="must keep the name childrens-services"):
        extend_linear(backend, corpus)


def test_extending_needs_the_theme_in_several_documents() -> None:
    """A theme whose examples all stand in one document cannot be calibrated, which is said."""
    corpus = with_opening()
    first = corpus.units[0].doc
    units = tuple(unit if unit.doc == first else replace(unit, labels=()) for unit in corpus.units)
    with (
        pytest.warns(ThemetagWarning, match="opening-"),
        pytest.raises(CorpusError, match="units of several documents"),
    ):
        extend_linear(trained().backend, replace(corpus, units=units), n_folds=2, min_examples=1)
