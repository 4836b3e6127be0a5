from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.repository


def test_the_benchmark_prints_its_figures(tmp_path: Path) -> None:
    """One command gives the machine, and for each work both times, the ratio and the bar."""
    pytest.importorskip("spacy", reason="the peer is spaCy")
    text = tmp_path / "a.txt"
    text.write_text("Help\n\nLeaders act. Staff follow, and children\ngain.\n", encoding="utf-8")
    command = [sys.executable, ROOT / "benchmarks" / "splitting.py", text, "--rounds", "1", "--characters", "2000"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    machine, head, *rows = done.stdout.splitlines()
    assert re.search(r"Python 3\.\d+\.\d+, spacy \d.*, sentencex \d", machine)
    assert head.split() == ["characters", "themetag", "spaCy", "ratio", "lowest", "bar"]
    assert [re.split(r" {2,}", row)[0] for row in rows] == ["paragraphs", "with layout repair", "whole document"]
    assert all(re.search(r"[\d,]+ +[\d.]+ s +[\d.]+ s +[\d.]+ +[\d.]+ +(?:5\.0|2\.0|none)", row) for row in rows)
