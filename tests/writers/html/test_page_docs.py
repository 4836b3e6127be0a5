"""docs/page.md says what is so."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from themetag.cli import app
from themetag.writers.html.page import resource

pytestmark = pytest.mark.repository
ROOT = Path(__file__).parents[3]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of the page, in a folder where its commands may write."""
    (tmp_path / "examples").mkdir()
    shutil.copy(ROOT / "examples" / "fernleigh-2023.pdf", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return (ROOT / "docs" / "page.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def test_command_on_the_page_makes_the_file_that_python_makes(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command and the first snippet write the same page; the second snippet writes a picture."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    commands = [shlex.split(line) for line in re.findall(r"^\$ (themetag .*)$", page, re.MULTILINE)]
    assert len(commands) == 1
    monkeypatch.setattr(sys, "argv", commands[0])
    with pytest.raises(SystemExit, match="0"):
        app.main()
    made = Path("fernleigh.html").read_bytes()
    Path("fernleigh.html").unlink()
    exec(compile("\n".join(blocks(page, "python")), "page.md", "exec"), {})
    assert Path("fernleigh.html").read_bytes() == made
    assert Path("themes.png").read_bytes().startswith(b"\x89PNG")


def test_pictures_on_the_page_are_those_that_the_command_makes(page: str) -> None:
    """Every picture shown has words for those who do not see it, is there, and is made by the command."""
    shown = re.findall(r"!\[([^\]]+)\]\(pictures/([^)]+)\)", page)
    maker = (ROOT / "docs" / "make_pictures.py").read_text(encoding="utf-8")
    assert len(shown) == 4
    assert all(f'"{name}"' in maker for _, name in shown)
    assert all((ROOT / "docs" / "pictures" / name).is_file() for _, name in shown)


def test_keys_on_the_page_are_those_of_the_page(page: str) -> None:
    """The keys that the documentation names are those that the page itself lists."""
    listed = set(re.findall(r"<kbd>([^<]+)</kbd>", resource("page.html.jinja")))
    assert set(re.findall(r"<kbd>([^<]+)</kbd>", page)) == listed
