from __future__ import annotations

import re
from pathlib import Path

import pytest

from themetag.bundle.format import FILES, FORMAT_VERSION, MANIFEST
from themetag.bundle.load import MAX_BYTES

PAGE = Path(__file__).parents[2] / "docs" / "model-folders.md"


@pytest.mark.repository
def test_the_page_on_model_folders_runs_and_agrees() -> None:
    """The snippets of docs/model-folders.md run, and it names the version, limits and files that the code has."""
    page = PAGE.read_text(encoding="utf-8")
    for snippet in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(snippet, str(PAGE), "exec"), {})
    assert f"Format version {FORMAT_VERSION}." in page
    assert f"at most {MAX_BYTES // 1_000_000} MB" in page
    assert f"{MAX_BYTES:,} are read" in page
    assert {f"`{name}`" for name in FILES | {MANIFEST}} <= set(re.findall(r"`[^`\n]+`", page))
