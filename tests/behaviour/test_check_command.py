"""`themetag check --behaviour`: what it prints, what it writes and how it ends."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

import themetag
from themetag.behaviour import default_kit, run
from themetag.cli.check import register
from themetag.errors import BehaviourError

KIT = (
    'format = 1\ntaxonomy = "childrens-services"\nphenomenon = "x"\n[[case]]\nname = "one"\n'
    'a.text = "Plans are good."\na.must = ["planning+"]\n'
)


@pytest.fixture
def backend(fake):
    """A back end that calls everything good planning."""
    return fake({"planning+"})


@pytest.fixture
def invoke(backend, monkeypatch):
    """Runs the command; the model's name that it loads is noted in `invoke.loaded`."""
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    loaded = []

    def load(name: str) -> SimpleNamespace:
        loaded.append(name)
        return SimpleNamespace(backend=backend, thresholds=backend.thresholds, taxonomy=backend.taxonomy)

    monkeypatch.setattr(themetag, "load", load)

    def call(*arguments: object):
        return CliRunner().invoke(app, ["check", *map(str, arguments)])

    call.loaded = loaded
    return call


@pytest.fixture
def kit_file(tmp_path):
    """A kit of one case, which the back end passes."""
    path = tmp_path / "kit.toml"
    path.write_text(KIT, encoding="utf-8")
    return path


def test_it_prints_the_table_of_the_default_model(invoke, backend):
    """Without more, the default model runs the shipped kit and the table is printed; the code is 0."""
    result = invoke("--behaviour")
    assert (result.exit_code, result.stdout) == (0, run(backend).to_text())
    assert invoke.loaded == ["default"]


def test_a_model_can_be_named(invoke):
    """The argument is the model that is loaded."""
    assert invoke("--behaviour", "some/folder").exit_code == 0
    assert invoke.loaded == ["some/folder"]


def test_a_kit_can_be_given(invoke, kit_file):
    """With --kit, that kit is run instead of the shipped one."""
    assert json.loads(invoke("--behaviour", "--kit", kit_file, "--format", "json").stdout)["pairs"] == 1


def test_failures_are_listed_on_request(invoke, backend):
    """With --failures the table is followed by the cases that did not pass."""
    shown = invoke("--behaviour", "--failures").stdout
    assert shown.startswith(run(backend).to_text())
    assert len(shown.splitlines()) == len(run(backend).to_text(failures=True).splitlines())


def test_odd_characters_of_a_kit_are_shown_not_obeyed(invoke, kit_file):
    """A direction mark in a kit's text is escaped in the table."""
    kit_file.write_text(KIT.replace("planning+", "voice+").replace("Plans", "\u202ePlans"), encoding="utf-8")
    shown = invoke("--behaviour", "--kit", kit_file, "--failures").stdout
    assert "  FAIL  \\u202ePlans are good.\n" in shown


def test_output_goes_to_a_file(invoke, tmp_path, backend):
    """With --output nothing is printed and the file holds the result."""
    path = tmp_path / "result.json"
    result = invoke("--behaviour", "--format", "json", "--output", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text(encoding="utf-8") == run(backend).to_json()
    assert len(json.loads(path.read_text(encoding="utf-8"))["failures"]) > len(default_kit()) / 2


def test_a_rate_below_the_bar_ends_with_3(invoke, kit_file):
    """--at-least passes at its own value and fails below it, after the table is printed."""
    assert invoke("--behaviour", "--kit", kit_file, "--at-least", "1.0").exit_code == 0
    result = invoke("--behaviour", "--at-least", "0.9")
    assert result.exit_code == 3
    assert "pairs  passed" in result.stdout
    assert "at least 90.0% were asked for" in result.stderr


def test_a_faulty_kit_is_an_error(invoke, kit_file):
    """A kit with a theme that the model's taxonomy lacks is refused as a whole."""
    kit_file.write_text(KIT.replace("planning", "plans"), encoding="utf-8")
    result = invoke("--behaviour", "--kit", kit_file)
    assert isinstance(result.exception, BehaviourError)
    assert "no theme 'plans'" in str(result.exception)


def test_it_says_what_can_be_checked(invoke):
    """Without --behaviour there is nothing to check, and the message says what to add."""
    result = invoke("rules")
    assert result.exit_code != 0
    assert "add --behaviour" in result.stderr
    assert invoke.loaded == []
