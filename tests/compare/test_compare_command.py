from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from fakes import EARLIER, LATER, KeywordBackend
from themetag.cli import compare
from themetag.tagger import Tagger


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports in a folder, and a model that needs no data."""

    def fake(model: str, **options: Any) -> Tagger:
        return Tagger(KeywordBackend(name=model))

    monkeypatch.setattr(compare, "load", fake)
    (tmp_path / "a.txt").write_text(EARLIER, encoding="utf-8")
    (tmp_path / "b.txt").write_text(LATER, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    app = typer.Typer()
    compare.register(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_table_goes_to_standard_output(files: Path) -> None:
    """Without options the comparison is a table on standard output."""
    found = run(files / "a.txt", files / "b.txt")
    assert found.exit_code == 0
    assert "a and b" in found.output
    assert "only in a; not mentioned in b" in found.output


def test_folder_names_and_order(files: Path) -> None:
    """A folder stands for its documents; names and order are the user's."""
    found = run(files, "--name", "first", "--name", "second", "--order", "given", "--format", "json", "--model", "mine")
    content = json.loads(found.output)
    assert [report["name"] for report in content["reports"]] == ["first", "second"]
    assert content["reports"][0]["model"]["name"] == "mine"


@pytest.mark.parametrize(
    ("ending", "start"),
    [("json", b"{"), ("html", b"<!doctype"), ("svg", b"<?xml"), ("png", b"\x89PNG"), ("txt", b"a and b")],
)
def test_format_follows_the_ending(files: Path, ending: str, start: bytes) -> None:
    """The name of the output says its format; two runs give the same bytes."""
    if ending in ("png", "svg"):
        pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    outputs = [files / f"out{n}.{ending}" for n in range(2)]
    for output in outputs:
        assert run(files / "a.txt", files / "b.txt", "-o", output).exit_code == 0
    first, second = (output.read_bytes() for output in outputs)
    assert first.lstrip().startswith(start)
    assert first == second


def test_facts_of_the_user_give_order_and_names(files: Path) -> None:
    """A table of facts gives what the texts do not print; the comparison then stands in time."""
    table = files / "facts.csv"
    table.write_text(
        "file,authority,inspected_to\na.txt,Larkmoor,2023-03-01\nb.txt,Larkmoor,2019-05-02\nc.txt,x,\n",
        encoding="utf-8",
    )
    found = run(files / "a.txt", files / "b.txt", "--meta", table)
    assert "Larkmoor 2019 and Larkmoor 2023" in found.output
    assert "names documents that are not among those given: c.txt" in found.stderr


def test_measured_errors_are_read(files: Path) -> None:
    """A file of measured errors is read and held against the model; a file that is none stops the command."""
    wrong = files / "wrong.json"
    wrong.write_text('{"n_rows": 1, "model": "other 2", "corpus": "c", "labels": []}', encoding="utf-8")
    found = run(files / "a.txt", files / "b.txt", "--measured", wrong)
    assert "measured for the model 'other 2'" in str(found.exception)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [(("a.txt",), "needs two documents or more"), (("a.txt", "b.txt", "--name", "x"), "2 documents but 1 names")],
)
def test_wrong_calls_say_so(files: Path, arguments: tuple[str, ...], problem: str) -> None:
    """One document, or fewer names than documents, is a wrong call."""
    found = run(*(files / a if a.endswith(".txt") else a for a in arguments))
    assert found.exit_code != 0
    assert problem in " ".join(found.stderr.replace("│", " ").split())


def test_documents_that_fail_are_left_out(files: Path) -> None:
    """A document that cannot be read is reported, the others are compared, and the exit code is 3."""
    (files / "c.txt").write_text(" \n", encoding="utf-8")
    found = run(files / "a.txt", files / "c.txt", files / "b.txt", "--name", "x", "--name", "y", "--name", "z")
    assert found.exit_code == 3
    assert "empty: " in found.stderr
    assert "x and z" in found.output


def test_nothing_left_to_compare_is_an_error(files: Path) -> None:
    """Where fewer than two documents can be read nothing is written."""
    (files / "c.txt").write_text(" \n", encoding="utf-8")
    found = run(files / "a.txt", files / "c.txt", "-o", files / "out.html")
    assert "fewer than two documents could be read" in str(found.exception)
    assert not (files / "out.html").exists()
