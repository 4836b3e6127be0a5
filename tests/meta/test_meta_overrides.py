from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from themetag.document import Fact, Grade, Meta
from themetag.errors import DocumentError, MetaError
from themetag.meta.overrides import COLUMNS, load_meta_table
from themetag.types import Span

PRINTED = Meta(
    title=Fact("A title", Span(0, 7)),
    authority=Fact("Anyshire", Span(9, 17)),
    grades=(Grade("Overall effectiveness", "Good", Span(20, 24)), Grade("Leadership", "Good", Span(30, 34))),
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "facts.csv"


def test_a_row_replaces_what_it_says(table: Path) -> None:
    """Given facts replace printed ones and have no place in the text; an empty cell changes nothing."""
    table.write_text(
        "file,title,authority,kind,framework,inspected_from,inspected_to,published,overall\n"
        "a.pdf,,Larkmoor,focused visit,ILACS,2024-03-01,2024-03-05,2024-03-31,Inadequate\n",
        encoding="utf-8",
    )
    meta = load_meta_table(table).apply(PRINTED, "a.pdf")
    assert meta == Meta(
        title=Fact("A title", Span(0, 7)),
        authority=Fact("Larkmoor"),
        kind=Fact("focused visit"),
        framework=Fact("ILACS"),
        inspected_from=Fact(datetime.date(2024, 3, 1)),
        inspected_to=Fact(datetime.date(2024, 3, 5)),
        published=Fact(datetime.date(2024, 3, 31)),
        grades=(Grade("Overall effectiveness", "Inadequate"), Grade("Leadership", "Good", Span(30, 34))),
    )


@pytest.mark.parametrize(("name", "found"), [("a.pdf", True), ("reports/a.pdf", True), ("b.pdf", False)])
def test_a_row_is_found_by_path_or_name(table: Path, name: str, found: bool) -> None:
    """A file without a row keeps what it prints; one in a folder is found by its name."""
    table.write_text("file,authority\na.pdf,Larkmoor\n", encoding="utf-8")
    assert (load_meta_table(table).apply(PRINTED, name) != PRINTED) is found


def test_a_spreadsheet_s_file_is_read(table: Path) -> None:
    """A byte-order mark, Windows line ends, quoted cells and a line break in a cell are read as CSV means them."""
    table.write_bytes('\ufefffile,title\r\n"a.pdf","One, ""two""\nthree"\r\n'.encode())
    assert load_meta_table(table).rows == {"a.pdf": {"title": 'One, "two"\nthree'}}


def test_all_faults_come_together(table: Path) -> None:
    """Every fault of the table is reported at once, with its line and the cure."""
    table.write_text(
        "file,authority,authority,publishd,published\n"
        "a.pdf,x,x,,31 March 2024\n"
        ",x,x,,\n"
        "a.pdf,x,x,,2024-02-30\n"
        "b.pdf,x,x,,20240331\n"
        "c.pdf,x,x,,2024-03-31,more\n",
        encoding="utf-8",
    )
    with pytest.raises(MetaError, match="the table of document facts has 8 faults") as caught:
        load_meta_table(table)
    assert [(fault.line, fault.field) for fault in caught.value.faults] == [
        (1, "publishd"),
        (1, "authority"),
        (2, "published"),
        (3, "file"),
        (4, "file"),
        (4, "published"),
        (5, "published"),
        (6, ""),
    ]
    assert all(fault.file == str(table) for fault in caught.value.faults)
    text = str(caught.value)
    assert f"the columns are {', '.join(COLUMNS)}" in text
    assert "must be a date as 2024-03-31, was '31 March 2024'" in text


def test_a_table_needs_the_column_of_files(table: Path) -> None:
    """Without the column `file` no row says what it is about."""
    table.write_text("name,authority\na.pdf,x\n", encoding="utf-8")
    with pytest.raises(MetaError, match=r"file: this column is missing"):
        load_meta_table(table)


def test_what_is_no_csv_is_a_fault(table: Path) -> None:
    """A quotation mark that is never closed is reported with its line."""
    table.write_text('file,title\na.pdf,"open\n', encoding="utf-8")
    with pytest.raises(MetaError, match=r"facts.csv:\d: is no CSV"):
        load_meta_table(table)


def test_a_table_that_cannot_be_read_is_a_document_error(tmp_path: Path) -> None:
    """A missing file and a binary one are named."""
    with pytest.raises(DocumentError, match=r"none.csv cannot be opened: No such file"):
        load_meta_table(tmp_path / "none.csv")
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(DocumentError, match=r"a.xlsx is no text but a ZIP archive"):
        load_meta_table(tmp_path / "a.xlsx")
