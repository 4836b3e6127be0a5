"""docs/compare.md and docs/plan.md do what they say."""

from __future__ import annotations

import re
import shlex
from glob import glob
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytestmark = pytest.mark.repository

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("compare.md", "plan.md")
NEEDS = {".html": "jinja2", ".svg": "matplotlib", ".png": "matplotlib", ".xlsx": "xlsxwriter", ".docx": "docx"}


def blocks(name: str, language: str) -> list[str]:
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = [line for name in PAGES for block in blocks(name, "console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines]


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that has the examples in it."""
    (tmp_path / "examples").mkdir()
    for path in (DOCS.parent / "examples").glob("*.pdf"):
        (tmp_path / "examples" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "pictures").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", commands())
def test_commands_run(command: str, examples: Path) -> None:
    """Every command on the pages ends well and writes the file that it names."""
    from themetag.cli.app import app

    program, *words = shlex.split(command)
    arguments = [name for word in words for name in (sorted(glob(word)) if "*" in word else [word])]
    assert program == "themetag"
    for ending, package in NEEDS.items():
        if any(argument.endswith(ending) for argument in arguments):
            pytest.importorskip(package, reason=f"{ending} files need {package}")
    found = CliRunner().invoke(app, arguments)
    assert (found.exit_code, found.exception) == (0, None)
    if "-o" in arguments:
        assert (examples / arguments[arguments.index("-o") + 1]).stat().st_size > 1_000
    else:
        assert found.stdout


@pytest.mark.parametrize("name", PAGES)
def test_python_runs(name: str, examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The Python on each page runs from its first block to its last, and prints."""
    pytest.importorskip("jinja2", reason="pages need Jinja2")
    pytest.importorskip("matplotlib", reason="figures need matplotlib")
    space: dict[str, object] = {}
    for code in blocks(name, "python"):
        exec(compile(code, name, "exec"), space)
    assert capsys.readouterr().out


def test_pictures_are_there() -> None:
    """Every picture that a page shows is in the repository."""
    for name in PAGES:
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (DOCS / name).read_text(encoding="utf-8")):
            assert (DOCS / picture).is_file()


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    """The limits that the pages state are those that hold."""
    from themetag.compare.prevalence import MIN_POSITIVES, MIN_REPORTS
    from themetag.writers.workbook import MAX_CELL, MAX_ROWS

    plan, compare = ((DOCS / name).read_text(encoding="utf-8") for name in ("plan.md", "compare.md"))
    assert f"({MAX_CELL:,})" in plan
    assert f"({MAX_ROWS:,})" in plan
    assert f"than {MIN_POSITIVES} held-out positives" in compare
    assert MIN_REPORTS == 5
    assert "Over five reports or more" in compare
