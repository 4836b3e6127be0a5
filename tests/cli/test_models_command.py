"""`themetag models`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import themetag
from commands import messages, run
from themetag.bundle import find_model, load_folder, shipped_models
from themetag.catalogue import describe_model, model_names


def test_all_that_ship_are_listed() -> None:
    """Rules and every model folder that ships stand there, the default first and once, with version and figures."""
    done = run("models")
    assert (done.returncode, done.stderr) == (0, b"")
    heads = [line for line in done.stdout.decode().splitlines() if not line.startswith(" ")]
    assert [line.split(":")[0] for line in heads] == list(model_names())
    assert set(model_names()) == {"rules", *shipped_models()}
    assert [line.endswith(", the default") for line in heads] == [True] + [False] * (len(heads) - 1)
    assert model_names()[0] == themetag.load().backend.name
    assert "micro_f1 0." in done.stdout.decode()


def test_json_has_everything() -> None:
    """Taxonomy, size, purpose, terms, corpora and every figure with its interval, as the folder says them."""
    done = run("models", "--format", "json")
    listed = {entry["model"]: entry for entry in json.loads(done.stdout)["models"]}
    manifest = load_folder(find_model("linear")).manifest
    linear = listed["linear"]
    assert (linear["name"], linear["version"], linear["backend"]) == (manifest.name, manifest.version, "linear")
    assert linear["bytes"] == sum(path.stat().st_size for path in find_model("linear").iterdir())
    assert linear["taxonomy"]["themes"] == list(manifest.taxonomy.keys)
    assert (linear["made_for"], linear["not_for"]) == (manifest.made_for, manifest.not_for)
    assert linear["rights"]["licence"] == manifest.rights.licence
    assert [corpus["name"] for corpus in linear["training"]] == [corpus.name for corpus in manifest.training]
    figures = {figure["name"]: (figure["low"], figure["value"], figure["high"]) for figure in linear["measured"]}
    assert figures == {f.name: (f.low, f.value, f.high) for held in manifest.held_out for f in held.figures}
    assert (listed["rules"]["bytes"], listed["rules"]["digest"], listed["rules"]["rights"]) == (None, "", None)
    assert listed["rules"]["measured"]


def test_the_default_can_be_asked_for() -> None:
    """`default` is the model that it stands for."""
    assert describe_model("default") == describe_model(model_names()[0])


def test_folders_are_listed_with_their_faults(tmp_path: Path) -> None:
    """A model folder is shown by its path; one with a fault, or that is not there, is named, and the rest are shown."""
    shutil.copytree(find_model("linear"), tmp_path / "mine")
    shutil.copytree(find_model("linear"), tmp_path / "broken")
    (tmp_path / "broken" / "NOTICE").write_text("changed", encoding="utf-8")
    done = run("models", tmp_path / "mine", tmp_path / "broken", "no-such", "--output", tmp_path / "list.txt")
    assert done.returncode == 3
    assert (tmp_path / "list.txt").read_text(encoding="utf-8").startswith(f"{tmp_path / 'mine'} (linear): version ")
    said = " ".join(messages(done))
    assert "the model folder has 1 fault" in said
    assert "NOTICE" in said
    assert "no back end, model or model folder 'no-such'; there are default" in said


@pytest.mark.parametrize("arguments", [["no-such"], ["--format", "xml"]])
def test_nothing_to_show(arguments: list[str]) -> None:
    """No model of the name, or no format, ends with 1 and writes nothing."""
    done = run("models", *arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr
