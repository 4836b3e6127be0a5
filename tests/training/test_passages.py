"""Sentences to be labelled, written and read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from themetag.corpus import read_corpus
from themetag.errors import CorpusError
from training_scripts import script

pytestmark = pytest.mark.repository

REPORT = """Findings

Plans for children are late. They do not say what must change. Social workers know their families well.
Audits are thorough and lead to better work. The inspectors were in the city in March.
"""
KNOWN = [
    {"id": "k1", "doc": "a", "text": "Plans for children are late.", "labels": ["planning-"], "collection": "visit"},
    {"id": "k2", "doc": "b", "text": "Visits are regular.", "labels": ["practice+"], "collection": "visit"},
]


@pytest.fixture
def passages() -> Any:
    return script("passages")


@pytest.fixture
def folder(passages: Any, tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "known.jsonl").write_text("".join(json.dumps(row) + "\n" for row in KNOWN), encoding="utf-8")
    words = ["write", str(tmp_path / "reports"), "--known", str(tmp_path / "known.jsonl"), "--model", "linear"]
    passages.main([*words, "--share", "1", "--again", "1", "--size", "3", "--output", str(tmp_path / "out")])
    return tmp_path


def read(passages: Any, folder: Path) -> None:
    words = ["read", str(folder / "out"), "--known", str(folder / "known.jsonl")]
    passages.main([*words, "--output", str(folder / "more.jsonl"), "--readings", str(folder / "twice.jsonl")])


def test_what_no_corpus_holds_is_shown_in_its_context(folder: Path) -> None:
    """Files of three sentences, under report and heading; a known one is among them, and only its key tells."""
    first = (folder / "out" / "001.txt").read_text(encoding="utf-8")
    assert first.splitlines()[:4] == [
        "=== a", "# Findings", "[1] Plans for children are late.", "[2] They do not say what must change.",
    ]  # fmt: skip
    assert (folder / "out" / "002.txt").read_text(encoding="utf-8").splitlines()[2].startswith("  ~ Social workers")
    key = [json.loads(line) for line in (folder / "out" / "keys" / "001.jsonl").read_text("utf-8").splitlines()]
    assert [row["first"] for row in key] == [["planning-"], None, None]
    assert [row["id"] for row in key] == ["k1", "y00002", "y00003"]


def test_labels_become_a_corpus(passages: Any, folder: Path) -> None:
    """Labels in the order of the taxonomy; no row for what is no sentence, nor for what was read a second time."""
    (folder / "out" / "001.tsv").write_text("1\tplanning- timeliness-\n2\t-bad-\n3\tvoice+ practice+\n", "utf-8")
    read(passages, folder)
    (row,) = read_corpus(folder / "more.jsonl").units
    assert (row.id, [str(label) for label in row.labels]) == ("y00003", ["practice+", "voice+"])
    assert row.fields["collection"] == "visit"
    twice = json.loads((folder / "twice.jsonl").read_text(encoding="utf-8"))
    assert twice == {"id": "k1", "first": ["planning-"], "second": ["planning-", "timeliness-"]}


def test_all_that_does_not_fit_is_named(passages: Any, folder: Path) -> None:
    """A wrong number, an unknown label, nothing beside something: all of them in one error; no labels, too."""
    with pytest.raises(CorpusError, match=r"holds no \.tsv file"):
        read(passages, folder)
    (folder / "out" / "001.tsv").write_text("2\tplanning-\n2\tplan-\n3\t-none- voice+\n", encoding="utf-8")
    (folder / "out" / "002.tsv").write_text("1\tvoice+\n", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read(passages, folder)
    named = str(caught.value)
    assert all(f"line {number}" in named for number in (1, 2, 3))
    assert "has 1 lines for" in named
    assert not (folder / "more.jsonl").exists()
