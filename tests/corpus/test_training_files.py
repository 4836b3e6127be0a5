from __future__ import annotations

import re
from pathlib import Path

import pytest

from themetag.corpus import near_duplicates, read_corpus, read_index, split_corpus
from themetag.taxonomy import default_taxonomy

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.repository


def test_the_authored_corpus_has_no_fault() -> None:
    """It reads without a fault, has at least 4,000 rows, and can be split with every label in both parts."""
    authored = read_corpus(ROOT / "training" / "authored.jsonl")
    assert len(authored) >= 4_000
    assert split_corpus(authored, {"train": 0.8, "test": 0.2}).missing == {"train": (), "test": ()}
    pairs = near_duplicates(authored)
    assert [(pair.first.id, pair.second.id) for pair in pairs if pair.first.doc != pair.second.doc] == []


def test_the_data_card_counts_what_is_there() -> None:
    """Rows, documents and rows without a label are those of the files, and every document is listed."""
    authored = read_corpus(ROOT / "training" / "authored.jsonl")
    index = read_index(ROOT / "training" / "real-train.index.jsonl", default_taxonomy())
    documents = sorted({row.doc for row in index.rows})
    card = (ROOT / "training" / "DATA_CARD.md").read_text(encoding="utf-8")
    assert f"| {len(authored):,} | {len(index.rows):,} |" in card
    assert f"| {len(authored.documents)} | {len(documents)} |" in card
    neutral = [sum(not row.labels for row in rows) for rows in (authored.units, index.rows)]
    assert f"| {neutral[0]:,} | {neutral[1]:,} |" in card
    twice = [sum(row.fields["readings"] == 2 for row in rows) for rows in (authored.units, index.rows)]
    assert f"| {twice[0]} | {twice[1]} |" in card
    listed = (ROOT / "training" / "DOCUMENTS.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ((?:ilacs|focused-visit|send)--\S+) ", listed, flags=re.MULTILINE) == documents


def test_the_index_holds_nothing_that_could_be_text() -> None:
    """No value of a row is longer than a document's name, and only names, kinds and labels are words."""
    lines = (ROOT / "training" / "real-train.index.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    row = re.compile(
        r'\{"id":"[a-z]\d{5}","doc":"[a-z]+(?:-[a-z]+)?--\d+_[a-z_-]+--\d\d-[a-z]+-20\d\d",'
        r'"collection":"(?:full inspection|focused visit|area SEND inspection)","readings":\d,"kind":"(?:prose|list)",'
        r'"labels":\[(?:"[a-z_]+[+-]",?)*\],"letters":\d+,"rolling":"[0-9a-f]{16}","sha256":"[0-9a-f]{16}",'
        r'"before":\d+,"after":\d+\}'
    )
    assert [line for line in lines if not row.fullmatch(line)] == []
