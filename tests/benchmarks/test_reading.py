from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pdf_samples import a_pdf

pytestmark = pytest.mark.repository
SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "reading.py"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


def test_it_compares_three_ways_and_memory(tmp_path: Path) -> None:
    """The benchmark names the machine, and gives time beside bare extraction and memory once and four times over."""
    pytest.importorskip("resource", reason="processor time of children is measured where the system tells it")
    (tmp_path / "a.pdf").write_bytes(a_pdf(*["Plans are good.\nVisits are late."] * 40))
    done = run(tmp_path, "--rounds", "1")
    lines = done.stdout.splitlines()
    assert done.returncode in (0, 1), done.stderr  # so small a file says nothing about the bar
    assert "Python 3" in lines[0]
    assert lines[1].startswith("1 files, ")
    assert [line.split()[0] for line in lines[2:]] == ["bare", "extract", "document", "peak", "peak"]


def test_a_folder_without_pdfs_is_an_error(tmp_path: Path) -> None:
    """Without files there is nothing to measure, and that is said."""
    done = run(tmp_path)
    assert done.returncode == 2
    assert f"there is no PDF file in {tmp_path}" in done.stderr
