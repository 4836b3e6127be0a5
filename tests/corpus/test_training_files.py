from __future__ import annotations

import re
from pathlib import Path

import pytest

from themetag.corpus import near_duplicates, read_corpus, read_index, split_corpus
from themetag.taxonomy import default_taxonomy

ROOT = Path(__file__).parents[2]
INDEXES = ("real-train.index.jsonl", "real-doubted.index.jsonl", "real-rest.index.jsonl")
pytestmark = pytest.mark.repository


def test_the_authored_corpus_has_no_fault() -> None:
    """It reads without a fault, has at least 4,000 rows, and can be split with every label in both parts."""
    authored = read_corpus(ROOT / "training" / "authored.jsonl")
    assert len(authored) >= 4_000
    assert split_corpus(authored, {"train": 0.8, "test": 0.2}).missing == {"train": (), "test": ()}
    pairs = near_duplicates(authored)
    assert [(pair.first.id, pair.second.id) for pair in pairs if pair.first.doc != pair.second.doc] == []


def test_what_is_unseen_was_not_seen() -> None:
    """The sentences that models are measured on share no document and no sentence with what they were trained on."""
    unseen = read_corpus(ROOT / "benchmarks" / "unseen.jsonl")
    around = read_corpus(ROOT / "training" / "around.jsonl")
    authored = read_corpus(ROOT / "training" / "authored.jsonl")
    card = (ROOT / "training" / "DATA_CARD.md").read_text(encoding="utf-8")
    assert f"{len(around)} rows, are in\n`around.jsonl`" in card
    assert f"the others, {len(unseen)} rows" in card
    for seen in (around, authored):
        assert not set(unseen.documents) & set(seen.documents)
        assert not {unit.text for unit in unseen.units} & {unit.text for unit in seen.units}


def test_the_data_card_counts_what_is_there() -> None:
    """Rows, documents and rows without a label are those of the files, and every document is listed."""
    authored = read_corpus(ROOT / "training" / "authored.jsonl")
    indexes = [read_index(ROOT / "training" / name, default_taxonomy()) for name in INDEXES]
    documents = [sorted({row.doc for row in index.rows}) for index in indexes]
    card = (ROOT / "training" / "DATA_CARD.md").read_text(encoding="utf-8")
    every = (authored.units, *(index.rows for index in indexes))
    assert f"| {' | '.join(f'{len(rows):,}' for rows in every)} |" in card
    assert f"| {len(authored.documents)} | {len(documents[0])} | {len(documents[1])}, of the same " in card
    assert f" | {len(documents[2])}, of the same |" in card
    assert {*documents[1], *documents[2]} <= set(documents[0])
    assert f"| {' | '.join(f'{sum(not row.labels for row in rows):,}' for rows in every)} |" in card
    second = (ROOT / "training" / "second-reading-real.jsonl").read_text(encoding="utf-8").count("\n")
    assert f"| {sum(row.fields['readings'] == 2 for row in authored.units)} | {second} |" in card
    listed = (ROOT / "training" / "DOCUMENTS.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ((?:ilacs|focused-visit|send)--\S+) ", listed, flags=re.MULTILINE) == documents[0]


def test_no_sentence_is_in_two_indexes() -> None:
    """Each id is of one row, so that no label is fitted on twice."""
    rows = [row for name in INDEXES for row in read_index(ROOT / "training" / name, default_taxonomy()).rows]
    assert len({row.id for row in rows}) == len(rows)


@pytest.mark.parametrize("name", INDEXES)
def test_the_index_holds_nothing_that_could_be_text(name: str) -> None:
    """No value of a row is longer than a document's name, and only names, kinds and labels are words."""
    lines = (ROOT / "training" / name).read_text(encoding="utf-8").splitlines()[1:]
    row = re.compile(
        r'\{"id":"[a-z]\d{5}","doc":"[a-z]+(?:-[a-z]+)?--\d+_[a-z_-]+--\d\d-[a-z]+-20\d\d",'
        r'"collection":"(?:full inspection|focused visit|area SEND inspection)","readings":\d,"kind":"(?:prose|list)",'
        r'"labels":\[(?:"[a-z_]+[+-]",?)*\],"letters":\d+,"rolling":"[0-9a-f]{16}","sha256":"[0-9a-f]{16}",'
        r'"before":\d+,"after":\d+\}'
    )
    assert [line for line in lines if not row.fullmatch(line)] == []
