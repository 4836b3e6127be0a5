"""docs/behaviour.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from themetag.behaviour import default_kit, load_kit, loader, run
from themetag.behaviour.entries import MAX_TEXT

pytestmark = pytest.mark.repository


@pytest.fixture(scope="module")
def page() -> str:
    """The page's text."""
    return (Path(__file__).parents[2] / "docs" / "behaviour.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def test_the_kit_on_the_page_loads(page, tmp_path, oracle):
    """The example of a kit of one's own is a kit, and can be passed."""
    (text,) = blocks(page, "toml")
    path = tmp_path / "kit.toml"
    path.write_text(text, encoding="utf-8")
    kit = load_kit(path)
    assert run(oracle(kit), kit=kit).passed == len(kit) == 2


def test_the_python_on_the_page_runs(page, monkeypatch, capsys, oracle):
    """The example from Python prints a line per phenomenon."""
    import themetag

    backend = oracle(default_kit())
    monkeypatch.setattr(themetag, "load", lambda name: themetag.Tagger(backend))
    (code,) = blocks(page, "python")
    exec(compile(code, "behaviour.md", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) == len(default_kit().phenomena)


def test_the_page_lists_every_phenomenon(page):
    """The table of phenomena names those of the kit, and no others."""
    table = page.split("## What is asked")[1].split("A **minimal pair**")[0]
    listed = re.findall(r"^\| ([a-z-]+) \| (?!what its cases)", table, re.MULTILINE)
    assert sorted(set(listed) - {"---"}) == sorted(default_kit().phenomena)


def test_the_limits_on_the_page_are_those_of_the_loader(page):
    """Bytes, files, cases and characters are stated as they are."""
    assert (
        f"Limits: {loader.MAX_BYTES // 1_000_000} MB a file, {loader.MAX_FILES} files a folder, "
        f"{loader.MAX_CASES:,} cases a kit, {MAX_TEXT:,} characters a text."
    ) in page
