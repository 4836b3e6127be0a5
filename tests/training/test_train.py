"""`themetag.train` gives a tagger that can be saved; what is saved and loaded gives the same tags."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import themetag
from linear_samples import TAXONOMY, bakery_corpus
from themetag.bundle import Rights, load_folder
from themetag.cli.app import app
from themetag.corpus import write_corpus
from themetag.corpus.model import Corpus, Label
from themetag.errors import CorpusError, ModelError, NotSavableError, OutputError, ThemetagWarning, UnknownBackendError
from themetag.tagger import Tagger
from themetag.taxonomy import Theme
from themetag.types import Polarity, Unit

pytestmark = pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")

TEXT = (
    "The staff was excellent but the loaves disappointed us. The queue was poor. We came by bus. "
    "What we paid is always good, and every baguette pleased us."
)
FEW = {"n_folds": 2, "min_examples": 5}
CORPUS = bakery_corpus(96)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def bakery() -> Tagger:
    return themetag.train(bakery_corpus(), n_folds=3, made_for="Letters to bakeries.", name="bakery")


@pytest.fixture(scope="module")
def saved(bakery: Tagger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "bakery"
    bakery.save(folder)
    return folder


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus and its taxonomy as files."""
    rows, themes = tmp_path / "rows.jsonl", tmp_path / "themes.toml"
    write_corpus(rows, CORPUS)
    lines = ['name = "bakery"', "version = 1", 'title = "Bakeries"']
    for theme in TAXONOMY.themes:
        lines += ["[[theme]]", f"key = {json.dumps(theme.key)}", f"title = {json.dumps(theme.title)}"]
    themes.write_text("\n".join(lines), encoding="utf-8")
    return rows, themes


def test_what_is_saved_and_loaded_gives_the_same_report(bakery: Tagger, saved: Path) -> None:
    """Tags, evidence, thresholds, model, figures and notes are the same, and there are tags at all."""
    again = themetag.load(saved)
    report = bakery.tag(TEXT, explain=True)
    assert again.tag(TEXT, explain=True) == report
    assert sum(len(sentence.tags) for sentence in report.sentences) >= 3
    assert again.model == bakery.model
    assert {figure.name for figure in bakery.model.measured} >= {"micro_f1", "calibration_error"}
    assert again.backend.thresholds.tobytes() == bakery.backend.thresholds.tobytes()
    strange = "Pupils enjoy reading lessons and make rapid progress with phonics in early years. " * 20
    assert bakery.tag(strange).notes == again.tag(strange).notes
    assert any("Letters to bakeries." in note for note in bakery.tag(strange).notes)


def test_saving_twice_gives_the_same_bytes(bakery: Tagger, saved: Path, tmp_path: Path) -> None:
    """One tagger saved twice, and a second training, give equal files; what stands there is not replaced unasked."""
    bakery.save(tmp_path / "again")
    other = themetag.train(bakery_corpus(), n_folds=3, made_for="Letters to bakeries.", name="bakery")
    other.save(tmp_path / "other")
    assert content(tmp_path / "again") == content(tmp_path / "other") == content(saved)
    with pytest.raises(OutputError, match="is there already"):
        bakery.save(tmp_path / "other")
    bakery.save(tmp_path / "other", overwrite=True)


def test_a_file_and_the_command_give_the_same(files: tuple[Path, Path], tmp_path: Path) -> None:
    """The path of a corpus will do, as text too; the command with the same options saves the same bytes."""
    rows, themes = files
    themetag.train(rows, taxonomy=themes, seed=3, licence="MIT", attribution=["By us."], **FEW).save(tmp_path / "a")  # type: ignore[arg-type]
    themetag.train(str(rows), taxonomy=str(themes), seed=3, licence="MIT", attribution=["By us."], **FEW).save(  # type: ignore[arg-type]
        tmp_path / "b"
    )
    call = ["train", rows, "--taxonomy", themes, "--output", tmp_path / "c", "--folds", 2, "--min-examples", 5]
    call += ["--seed", 3, "--licence", "MIT", "--attribution", "By us.", "--backend", "linear"]
    result = CliRunner().invoke(app, [str(word) for word in call])
    assert result.exit_code == 0, result.output
    stages = [line for line in result.output.splitlines() if line.endswith(": done")]
    assert stages == ["reading: done", "part 1 of 2: done", "part 2 of 2: done", "fitting: done"]
    assert content(tmp_path / "a") == content(tmp_path / "b") == content(tmp_path / "c")
    recipe = load_folder(tmp_path / "a").manifest.recipe
    assert recipe == "themetag train rows.jsonl --backend linear --taxonomy bakery --folds 2 --min-examples 5 --seed 3"


def test_a_loaded_model_is_copied(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte is the same, also where the process has moved since, and onto the folder itself."""
    monkeypatch.chdir(saved.parent)
    tagger = themetag.load("bakery")
    monkeypatch.chdir(tmp_path)
    tagger.save("copy")
    assert content(tmp_path / "copy") == content(saved)
    copied = themetag.load(tmp_path / "copy")
    copied.save(tmp_path / "copy", overwrite=True)
    assert content(tmp_path / "copy") == content(saved)
    with pytest.raises(OutputError, match="is there already"):
        copied.save(tmp_path / "copy")


def test_the_model_that_ships_can_be_saved(tmp_path: Path) -> None:
    """A model that is loaded by its name is copied from where it ships."""
    from themetag.bundle import find_model

    themetag.load("linear").save(tmp_path / "mine")
    assert content(tmp_path / "mine") == content(find_model("linear"))


@pytest.mark.parametrize(
    ("file", "change", "problem"),
    [
        ("manifest.json", lambda path: path.write_bytes(path.read_bytes() + b"\n"), "another manifest.json than when"),
        ("weights.safetensors", lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"), "was changed after"),
        ("NOTICE", lambda path: path.unlink(), "cannot be read: No such file"),
    ],
)
def test_a_folder_that_changed_is_not_copied(
    saved: Path, file: str, change: object, problem: str, tmp_path: Path
) -> None:
    """What is saved is what was loaded: a folder that is another by then is refused, and nothing is written."""
    themetag.load(saved).save(tmp_path / "model")
    tagger = themetag.load(tmp_path / "model")
    change(tmp_path / "model" / file)  # type: ignore[operator]
    with pytest.raises(ModelError, match=problem):
        tagger.save(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_is_not_trained_cannot_be_saved(bakery: Tagger, tmp_path: Path) -> None:
    """Rules, a back end of one's own, and other thresholds than the model's are refused, each with the cure."""
    with pytest.raises(NotSavableError, match=r"<Tagger rules .* has no trained model to save; make one with themetag"):
        themetag.load("rules").save(tmp_path / "m")
    with pytest.raises(NotSavableError, match="no trained model"):
        Tagger(bakery.backend).save(tmp_path / "m")
    strict = themetag.train(CORPUS, **FEW)  # type: ignore[arg-type]
    strict.thresholds = np.full_like(strict.thresholds, 0.5)
    with pytest.raises(NotSavableError, match="other thresholds than its model"):
        strict.save(tmp_path / "m")
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"n_folds": 3}, {"min_examples": 18}, {"seed": 1}, {"precision": 0.99}, {"recall": 0.99},
        {"extra": bakery_corpus(48, seed=5)}, {"name": "ours"}, {"version": "2.1"}, {"made_for": "Letters."},
        {"licence": "MIT"}, {"attribution": ["Written by customers."]},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_each_option_changes_what_is_saved(change: dict[str, object], tmp_path: Path) -> None:
    """No option goes nowhere."""
    themetag.train(CORPUS, **FEW).save(tmp_path / "usual")  # type: ignore[arg-type]
    themetag.train(CORPUS, **(FEW | change)).save(tmp_path / "other")  # type: ignore[arg-type]
    usual, other = load_folder(tmp_path / "usual").manifest, load_folder(tmp_path / "other").manifest
    (option,) = change
    if hasattr(usual, option):
        assert getattr(usual, option) != getattr(other, option) == change[option]
    elif option in ("licence", "attribution"):
        assert usual.rights == Rights("LicenseRef-Unstated")
        assert other.rights != usual.rights
    else:
        weights = [(tmp_path / name / "weights.safetensors").read_bytes() for name in ("usual", "other")]
        assert weights[0] != weights[1] or other.thresholds != usual.thresholds
        assert other.recipe != usual.recipe


def test_processes_and_progress_change_nothing(tmp_path: Path) -> None:
    """Parts that are fitted at once give the same bytes; progress is told in stages that come to their ends."""
    stages: list[tuple[str, int, int]] = []
    themetag.train(CORPUS, **FEW).save(tmp_path / "one")  # type: ignore[arg-type]
    themetag.train(CORPUS, n_jobs=2, progress=lambda *stage: stages.append(stage), **FEW).save(tmp_path / "two")  # type: ignore[arg-type]
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert stages[-1][0] == "fitting"
    assert stages[-1][1] == stages[-1][2] > 1


@pytest.mark.parametrize(
    ("options", "error", "problem"),
    [
        ({"backend": "rules"}, UnknownBackendError, "no back end 'rules' can be trained; there are linear"),
        ({"extend": "no-such"}, UnknownBackendError, "no-such"),
        ({"n_folds": 1}, ValueError, "n_folds must be 2 or more, was 1"),
        ({"min_examples": 0}, ValueError, "min_examples must be 1 or more, was 0"),
        ({"seed": -1}, ValueError, "seed must be 0 or more, was -1"),
        ({"n_jobs": 0}, ValueError, "n_jobs must be 1 or more, or -1 for one a core, was 0"),
        ({"precision": 1.5}, ValueError, "precision must be above 0 and at most 1, was 1.5"),
        ({"precision": 0.9, "recall": 0.9}, ValueError, "not both"),
        ({"extra": CORPUS, "extend": "linear"}, ValueError, "extra rows do not go with a model to extend"),
        ({"name": "Our Model", "licence": "?"}, ModelError, "has 2 faults"),
        ({"made_for": "x" * 2_001}, ModelError, "made_for: may have at most 2,000 characters"),
        ({"attribution": "By us."}, TypeError, "attribution must be a list of statements"),
        ({"taxonomy": "childrens-services"}, CorpusError, "themes of bakery, not those of childrens-services"),
    ],
)
def test_a_wrong_call_is_refused_before_it_costs(options: dict[str, object], error: type, problem: str) -> None:
    """What could not be trained or saved is said at once, before anything is fitted."""

    def never(*stage: object) -> None:
        pytest.fail(f"the training has begun: {stage}")

    with pytest.raises(error, match=problem):
        themetag.train(CORPUS, progress=never, **options)  # type: ignore[arg-type]


def with_opening() -> Corpus:
    """Return the corpus labelled for one theme more: sentences about the shop itself."""
    taxonomy = replace(TAXONOMY, version=2, themes=(*TAXONOMY.themes, Theme("opening", "Opening")))
    corpus = bakery_corpus(taxonomy=taxonomy)
    label = (Label("opening", Polarity.STRENGTH),)
    return replace(
        corpus, units=tuple(replace(u, labels=label if u.text.startswith("The shop") else ()) for u in corpus.units)
    )


def test_a_theme_can_be_added(bakery: Tagger, tmp_path: Path) -> None:
    """The others score the same bytes; name, purpose, terms and corpora of the model stay unless others are given."""
    model = tmp_path / "model"
    themetag.train(
        CORPUS,
        name="ours",
        version="7",
        made_for="Letters.",
        licence="MIT",
        attribution=["By us."],
        **FEW,  # type: ignore[arg-type]
    ).save(model)
    with pytest.warns(ThemetagWarning, match="opening-"):
        more = themetag.train(with_opening(), extend=model, n_folds=2, min_examples=3)
    more.save(tmp_path / "more")
    units = [Unit(sentence) for sentence in TEXT.split(". ")]
    again = themetag.load(tmp_path / "more")
    assert again.backend.score(units)[:, :-1].tobytes() == themetag.load(model).backend.score(units).tobytes()
    assert again.tag("The shop opened in 2019.") == more.tag("The shop opened in 2019.")
    old, new = load_folder(model).manifest, load_folder(tmp_path / "more").manifest
    assert (new.name, new.version, new.made_for, new.rights) == (old.name, old.version, old.made_for, old.rights)
    assert new.training[:-1] == old.training
    assert new.held_out == ()
    named = themetag.train(
        with_opening(), extend=model, name="theirs", version="8", made_for="Notes.", licence="CC0-1.0",
        attribution=["By them."], n_folds=2, min_examples=3,
    )  # fmt: skip
    named.save(tmp_path / "named")
    other = load_folder(tmp_path / "named").manifest
    assert (other.name, other.version, other.made_for) == ("theirs", "8", "Notes.")
    assert other.rights == Rights("CC0-1.0", ("By us.", "By them."))


def test_several_processes_tag_as_one(bakery: Tagger) -> None:
    """A tagger that was trained here tags in other processes, in order, with failures in their places."""
    items = [TEXT, "", "The queue was poor.", TEXT]
    alone = list(bakery.tag_many(items, on_error="report"))
    assert list(bakery.tag_many(items, on_error="report", n_jobs=2)) == alone
    assert [report.status for report in alone] == ["ok", "empty", "ok", "ok"]


def test_the_command_looks_before_it_trains(files: tuple[Path, Path], tmp_path: Path) -> None:
    """A place where nothing may be put, or an unknown back end, is said at once."""
    rows, themes = files
    (tmp_path / "there").write_text("x")
    for output, options, problem in (
        ("there", (), "is no folder"),
        ("no-such/model", (), "there is no folder"),
        ("model", ("--backend", "svm"), "no back end 'svm' can be trained"),
    ):
        call = [sys.executable, "-m", "themetag", "train", rows, "--taxonomy", themes, "--output", tmp_path / output]
        done = subprocess.run([*call, *options], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert problem in done.stderr
        assert "fitting" not in done.stderr


def test_the_function_stays_a_function() -> None:
    """Importing what trains does not put a module in its place, and asking for it loads no optional package."""
    code = (
        "import themetag, sys; f = themetag.train; import themetag.training.train, themetag.training.linear_model\n"
        "print(themetag.train is f and callable(f), sorted({'scipy', 'sklearn', 'joblib', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True []"
