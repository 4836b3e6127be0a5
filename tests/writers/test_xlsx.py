from __future__ import annotations

import csv
import datetime
import io
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from fakes import EARLIER, LATER, KeywordBackend, graded, tagged
from themetag.cli import tag as command
from themetag.errors import DocumentError, OutputError
from themetag.report import Report
from themetag.tagger import Tagger
from themetag.writers.workbook import CUT, MAX_CELL, Column, Sheet, cell_text, open_workbook
from themetag.writers.xlsx import write_xlsx

pytest.importorskip("xlsxwriter", reason="workbooks need XlsxWriter")
openpyxl = pytest.importorskip("openpyxl", reason="openpyxl reads the workbooks")

HOSTILE = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "{=SUM(A1:A9)}",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "https://larkmoor.example/a",
    "internal:Sheet1!A1",
    "mailto:a@larkmoor.example",
    "0012",
    "1e5",
    "TRUE",
    "2023-03-01",
    "'quoted",
    "a\r\nb",
    "_x0041_",
    "\U0001f600 \u202e \ufeff",
)


def book_of(*reports: Report, **options: Any) -> Any:
    out = io.BytesIO()
    write_xlsx(reports, out, **options)
    return openpyxl.load_workbook(out)


def rows(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def a_report() -> Report:
    report = tagged(
        EARLIER,
        source="a.txt",
        authority="Larkmoor",
        date=datetime.date(2019, 5, 2),
        kind="full inspection",
        framework="SIF",
    )
    return graded(report, "Good")


def written(texts: list[str]) -> list[Any]:
    """Return what openpyxl reads in the cells into which the texts were written."""
    out = io.BytesIO()
    with open_workbook(out, "Texts") as book:
        sheet = book.sheet("Texts", [Column("Text", 20)])
        for text in texts:
            sheet.add([text])
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
            assert b"<hyperlink" not in archive.read(name)
    sheet = openpyxl.load_workbook(out)["Texts"]
    cells = [sheet.cell(i, 1) for i in range(2, len(texts) + 2)]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "inlineStr"}
    return [cell.value for cell in cells]


def test_sheets_hold_summary_tags_sentences_and_about() -> None:
    """The workbook has four sheets; themes, tags, sentences and documents have a row each, with real types."""
    book = book_of(a_report())
    assert book.sheetnames == ["Summary", "Tags", "Sentences", "About"]
    day = datetime.datetime(2019, 5, 2)
    assert rows(book["Summary"])[0] == ["a.txt", "Larkmoor", day, "Practice", "Plans", 0, 1, "ok"]
    assert len(rows(book["Summary"])) == 3
    assert rows(book["Tags"])[0][:8] == [
        "a.txt",
        "Larkmoor",
        "Plans",
        "concern",
        0.875,
        "Plans are weak and often written late in the autumn term.",
        1,
        None,
    ]
    assert [row[6] for row in rows(book["Sentences"])][2] == "Visits to the harbour school are recorded."
    assert rows(book["Sentences"])[0][7:] == [None, "Plans; Time"]
    about = dict(zip([cell.value for cell in book["About"][1]], rows(book["About"])[0], strict=True))
    assert about["Overall"] == "Good"
    assert (about["Inspected to"], about["Sentences"], about["Judging"], about["Model"]) == (day, 4, 3, "keywords")
    assert "not probabilities" in about["Notes"]


def test_head_stays_in_view_and_filters() -> None:
    """Each sheet has a head row that is frozen and filters all rows, and columns as wide as they need."""
    for sheet in book_of(a_report()):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
        assert sheet.column_dimensions["A"].width > 10


def test_failed_documents_have_a_row() -> None:
    """A document that failed has one row in Summary and in About, with its status and error."""
    failed = Tagger(KeywordBackend()).failed(DocumentError("it is no text"), "b.pdf")
    book = book_of(a_report(), failed)
    assert rows(book["Summary"])[-1] == ["b.pdf", None, None, None, None, None, None, "bad_input"]
    assert rows(book["About"])[-1][:3] == ["b.pdf", "bad_input", "it is no text"]


def test_no_reports_give_heads_alone() -> None:
    """No report gives a workbook of four empty tables."""
    assert [rows(sheet) for sheet in book_of()] == [[], [], [], []]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    """What looks like a formula, a link, a number or a date is the same text in the workbook."""
    (found,) = written([text])
    assert found.replace("_x005F_", "_") == text.replace("\r\n", "\n")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=40), min_size=1, max_size=250))
def test_any_text_is_read_back(texts: list[str]) -> None:
    """Any text is read back as it was but for what XML cannot hold and line ends; no cell is a formula."""
    for text, found in zip(texts, written(texts), strict=True):
        assert (found or "").replace("_x005F_", "_") == cell_text(text)


@pytest.mark.parametrize("character", ["a", "é", "\U0001f600"])
@pytest.mark.parametrize("length", [10_000, MAX_CELL // 2, MAX_CELL, MAX_CELL + 1, 70_000])
def test_long_text_is_cut_with_a_mark(character: str, length: int) -> None:
    """A cell holds 32,767 UTF-16 code units; longer text is cut there, whole characters only, and says so."""
    text = character * length
    units = len(text.encode("utf-16-le")) // 2
    found = cell_text(text)
    assert len(found.encode("utf-16-le")) // 2 <= MAX_CELL
    if units <= MAX_CELL:
        assert found == text
    else:
        assert found.endswith(CUT)
        assert text.startswith(found.removesuffix(CUT))
        assert len(found.encode("utf-16-le")) // 2 > MAX_CELL - 3
    assert written([text]) == [found]


def test_full_sheets_go_on_in_another() -> None:
    """A table longer than a sheet goes on in a second and third sheet with the same head; no row is lost."""
    report = tagged(" ".join(f"Plan {i} is weak." for i in range(25)))
    book = book_of(report, max_rows=11)
    assert book.sheetnames == [
        "Summary",
        "Tags",
        "Sentences",
        "About",
        "Tags 2",
        "Sentences 2",
        "Tags 3",
        "Sentences 3",
    ]
    parts = [book[name] for name in ("Tags", "Tags 2", "Tags 3")]
    assert [sheet.max_row for sheet in parts] == [11, 11, 6]
    assert len({tuple(cell.value for cell in sheet[1]) for sheet in parts}) == 1
    assert [row[5] for sheet in parts for row in rows(sheet)] == [f"Plan {i} is weak." for i in range(25)]
    assert all(sheet.auto_filter.ref.endswith(str(sheet.max_row)) for sheet in parts)


def test_refused_cells_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code of XlsxWriter that says that a cell was not written becomes an error, not a gap."""
    monkeypatch.setattr(Sheet, "_write_cell", lambda *_: -1)
    with pytest.raises(OutputError, match=r"does not take row 1 of 'Summary' \(code -1\)"):
        write_xlsx([a_report()], io.BytesIO())


def test_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the reports end in an error nothing is written, and no file of rows stays in the temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    out = io.BytesIO()

    def reports() -> Any:
        yield a_report()
        raise DocumentError("the second is locked")

    with pytest.raises(DocumentError, match="the second is locked"):
        write_xlsx(reports(), out)
    assert out.getvalue() == b""
    assert list(tmp_path.iterdir()) == []


def test_rows_must_fit_their_columns() -> None:
    """A row with a cell too few is refused, and so are limits that no sheet has."""
    with open_workbook(io.BytesIO(), "x") as book:
        sheet = book.sheet("Two", [Column("A", 5), Column("B", 5)])
        with pytest.raises(ValueError, match="a row of 'Two' has 2 cells, was given 1"):
            sheet.add(["a"])
    with (
        pytest.raises(ValueError, match=r"max_rows must be in \[2, 1,048,576\], was 1"),
        open_workbook(io.BytesIO(), "x", max_rows=1),
    ):
        pass


def test_same_reports_same_bytes() -> None:
    """The same reports give the same bytes."""
    first, second = io.BytesIO(), io.BytesIO()
    write_xlsx([a_report()], first)
    write_xlsx([a_report()], second)
    assert first.getvalue() == second.getvalue()


def test_reports_are_taken_one_by_one() -> None:
    """A report is written before the next one is asked for."""
    asked: list[int] = []
    out = io.BytesIO()

    def reports() -> Any:
        for i in range(3):
            asked.append(i)
            yield a_report()

    write_xlsx(reports(), out)
    assert asked == [0, 1, 2]
    assert len(rows(openpyxl.load_workbook(out)["About"])) == 3


def test_command_writes_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`tag --format xlsx` writes all documents into one workbook, whole or not at all."""
    monkeypatch.setattr(command, "load", lambda *_, **__: Tagger(KeywordBackend()))
    (tmp_path / "a.txt").write_text(EARLIER, encoding="utf-8")
    (tmp_path / "b.txt").write_text(LATER, encoding="utf-8")
    app = typer.Typer()
    command.register(app)
    output = tmp_path / "t.xlsx"
    found = CliRunner().invoke(app, [str(tmp_path), "--format", "xlsx", "-o", str(output)])
    assert found.exit_code == 0
    assert {row[0] for row in rows(openpyxl.load_workbook(output)["Tags"])} == {"a.txt", "b.txt"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "t.xlsx"]


def test_bytes_are_not_poured_over_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook for a terminal is refused, with the cure."""
    from themetag.cli import binary

    monkeypatch.setattr(binary, "to_terminal", lambda _: True)
    with pytest.raises(typer.BadParameter, match="name a file with -o"), binary.open_bytes(None):
        pass


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: no workbook is opened in it")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """LibreOffice opens the workbook, and every hostile text is text in it, not a value worked out."""
    report = a_report()
    first, *others = report.sentences
    sentences = [replace(first, text=text) for text in HOSTILE]
    path = tmp_path / "book.xlsx"
    with path.open("wb") as out:
        write_xlsx([replace(report, sentences=(*sentences, *others))], out)
    options = ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3"]
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", *options, path.name],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )
    (table,) = tmp_path.glob("*.csv")
    read = [row["Sentence"] for row in csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"), newline=""))]
    assert [text.lstrip() for text in read[: len(HOSTILE)]] == [text.replace("\r\n", "\n").lstrip() for text in HOSTILE]
    assert read[len(HOSTILE)] == "The staff are good."
