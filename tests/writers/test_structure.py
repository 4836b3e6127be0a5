from __future__ import annotations

import csv
import io
import json

import pytest

import themetag
from report_samples import LETTER
from themetag.document import Document
from themetag.writers.structure import (
    COLUMNS,
    document_to_dict,
    structure_rows,
    write_structure_csv,
    write_structure_json,
    write_structure_jsonl,
    write_structure_table,
)


@pytest.fixture(scope="module")
def document() -> Document:
    from themetag.readers.files import read_text

    return read_text(LETTER, "letter.txt")


def test_a_row_a_sentence(document: Document) -> None:
    """Each sentence is a row with its place; offsets slice the text exactly."""
    rows = list(structure_rows(document))
    assert [row["text"] for row in rows] == [s.text for s in document.sentences]
    assert rows[0] | {"start": 0, "end": 0} == {
        "source": "letter.txt",
        "page": 1,
        "paragraph": "1",
        "heading": "The experiences of children",
        "kind": "prose",
        "sentence": 0,
        "text": "Plans are good, and staff stay.",
        "start": 0,
        "end": 0,
    }
    assert LETTER[rows[0]["start"] : rows[0]["end"]] == rows[0]["text"]  # type: ignore[misc]


def test_everything_has_the_headings_too(document: Document) -> None:
    """With `everything` headings and furniture have rows, in reading order; the sentences stay the same."""
    rows = list(structure_rows(document, everything=True))
    assert [row["text"] for row in rows if row["kind"] == "heading"] == [
        "Inspection of Larkmoor children’s services",
        "The experiences of children",
        "What needs to improve",
    ]
    assert [row for row in rows if row["sentence"] is not None] == list(structure_rows(document))
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)  # type: ignore[type-var]


def test_json_holds_blocks_and_sentences(document: Document) -> None:
    """JSON is an array of documents with front matter, blocks and sentences, without tags."""
    out = io.StringIO()
    write_structure_json(iter([document, document]), out, everything=False, raw=False)
    values = json.loads(out.getvalue())
    assert values == [document_to_dict(document)] * 2
    assert len(values[0]["blocks"]) == len(document.blocks)
    assert "tags" not in values[0]["sentences"][0]
    assert values[0]["meta"]["authority"]["value"] == "Larkmoor"


def test_lines_are_rows(document: Document) -> None:
    """JSONL has one row a line."""
    out = io.StringIO()
    write_structure_jsonl(iter([document]), out, everything=True, raw=False)
    assert [json.loads(line) for line in out.getvalue().splitlines()] == list(structure_rows(document, everything=True))


@pytest.mark.parametrize("raw", [False, True])
def test_csv_is_safe_unless_raw(raw: bool) -> None:
    """Cells that start a formula are made safe, and `raw` leaves them."""
    out = io.StringIO()
    write_structure_csv(iter([themetag.read("=1+1 is what they wrote, and plans are good.")]), out, False, raw)
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["text"].startswith("=1+1" if raw else "'=1+1")


def test_every_format_takes_lone_surrogates() -> None:
    """No format fails on a text with lone surrogates, and each can be encoded."""
    document = themetag.read("Plans \ud800 are good.")
    for write in (write_structure_json, write_structure_jsonl, write_structure_csv):
        out = io.StringIO()
        write(iter([document]), out, True, False)
        assert "Plans \ufffd are good." in out.getvalue().encode("utf-8").decode("utf-8")
    out = io.StringIO()
    write_structure_table(iter([document]), out, everything=True, raw=False)
    assert r"Plans \ud800 are good." in out.getvalue()


def test_the_table_is_for_reading(document: Document) -> None:
    """The table names the document, its facts, and its sentences under their headings."""
    out = io.StringIO()
    write_structure_table(iter([document]), out, everything=False, raw=False)
    lines = out.getvalue().split("\n")
    assert lines[0] == "letter.txt: 1 pages, 6 sentences"
    assert "  authority: Larkmoor" in lines
    assert lines[lines.index("What needs to improve") + 2] == "  p1       [list] write plans that are not late"
