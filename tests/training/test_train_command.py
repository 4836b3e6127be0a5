"""`themetag train` trains, says how good it was, and saves; bad calls end with the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from linear_samples import TAXONOMY, bakery_corpus
from themetag.bundle.linear import load_linear
from themetag.cli.app import app
from themetag.corpus import write_corpus
from themetag.tagger import load
from themetag.taxonomy import Taxonomy, Theme

pytestmark = pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")


def write_taxonomy(path: Path, *extra: str) -> Taxonomy:
    themes = (*TAXONOMY.themes, *(Theme(key, key.title()) for key in extra))
    lines = ['name = "bakery"', "version = 1", 'title = "Bakeries"']
    for theme in themes:
        lines += ["[[theme]]", f"key = {json.dumps(theme.key)}", f"title = {json.dumps(theme.title)}"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return replace(TAXONOMY, themes=themes)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_train_and_extend(tmp_path: Path) -> None:
    """Rows and themes of one's own give a model that is loaded and measured by its folder; a theme can be added."""
    write_taxonomy(tmp_path / "themes.toml")
    write_corpus(tmp_path / "rows.jsonl", bakery_corpus())
    model = tmp_path / "model"
    options = ("--taxonomy", tmp_path / "themes.toml", "--folds", 2, "--name", "bakery", "--made-for", "Letters.")
    code, said = run("train", tmp_path / "rows.jsonl", "--output", model, *options)
    assert code == 0, said
    assert "micro_f1" in said
    assert "out of fold" in said
    assert load(model).backend.name == "bakery"
    code, said = run("train", tmp_path / "rows.jsonl", "--output", model, *options)
    assert code != 0  # it stands there already
    code, figures = run("evaluate", model, tmp_path / "rows.jsonl", "--resamples", 0)
    assert code == 0, figures
    assert run("evaluate", model, tmp_path / "rows.jsonl", "--resamples", 0, *options[:2]) == (0, figures)
    code, figures = run("evaluate", "default", tmp_path / "rows.jsonl", "--resamples", 0, *options[:2])
    assert (code, figures.startswith("rules ")) == (0, True), figures  # themes of one's own, and no model named
    compared = run("evaluate", model, tmp_path / "rows.jsonl", "--resamples", 0, "--compare", "rules", "-f", "json")
    assert compared[0] == 0, compared[1]
    larger = write_taxonomy(tmp_path / "more.toml", "opening")
    corpus = bakery_corpus(taxonomy=larger)
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["labels"] = ["opening+"] if row["text"].startswith("The shop") else []
    (tmp_path / "opening.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    options = ("--taxonomy", tmp_path / "more.toml", "--folds", 2, "--min-examples", 3)
    code, said = run("train", tmp_path / "opening.jsonl", "--extend", model, "--output", tmp_path / "two", *options)
    assert code == 0, said
    units = corpus.inputs()[:20]
    old, new = load_linear(model), load_linear(tmp_path / "two")
    assert new.score(units)[:, :-1].tobytes() == old.score(units).tobytes()


@pytest.mark.parametrize(
    ("options", "reason"),
    [(("--precision", 2), "at most 1"), (("--precision", 0.9, "--recall", 0.9), "not both")],
)
def test_bad_aims_are_refused(options: tuple[object, ...], reason: str, tmp_path: Path) -> None:
    """An aim that cannot be is a usage error with its reason, and nothing is trained."""
    write_corpus(tmp_path / "rows.jsonl", bakery_corpus(24))
    write_taxonomy(tmp_path / "themes.toml")
    call = ("train", tmp_path / "rows.jsonl", "--output", tmp_path / "m", "--taxonomy", tmp_path / "themes.toml")
    code, said = run(*call, *options)
    assert code != 0
    assert reason in " ".join(said.split())
    assert not (tmp_path / "m").exists()
