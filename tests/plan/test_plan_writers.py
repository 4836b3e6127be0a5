from __future__ import annotations

import datetime
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from fakes import KeywordBackend, tagged
from themetag.cli import plan as command
from themetag.errors import DocumentError, Status
from themetag.plan import Plan, PointKind, make_plan
from themetag.tagger import Tagger
from themetag.writers.plan.markdown import escape, write_plan_markdown

REPORT = """Inspection of Larkmoor

What needs to improve?

- The speed and quality of pathway plans for young carers.

Findings

1. Pathway plans for young carers are too often late, so that their speed is a worry.
2. The =staff| in <b>the</b> night team are too few.
"""


def a_plan() -> Plan:
    return make_plan(tagged(REPORT, source="larkmoor.txt", authority="Larkmoor", date=datetime.date(2023, 3, 1)))


def markdown(plan: Plan) -> str:
    out = io.StringIO()
    write_plan_markdown(plan, out)
    return out.getvalue()


def test_points_are_numbered_by_kind() -> None:
    """Recommendations stand before concerns, numbered through, each with its themes in taxonomy order."""
    plan = a_plan()
    assert [(point.number, point.kind) for point in plan.points] == [
        (1, PointKind.RECOMMENDATION),
        (2, PointKind.CONCERN),
    ]
    assert [theme.key for theme in plan.points[0].themes] == ["planning"]
    assert plan.points[0].again[0].place == "page 1, paragraph 1"


def test_failed_report_has_no_plan() -> None:
    """A report that failed has no plan; the error keeps its status."""
    failed = Tagger(KeywordBackend()).failed(DocumentError("it is locked", Status.ENCRYPTED), "x.pdf")
    with pytest.raises(DocumentError, match=r"x\.pdf has no plan, it failed: it is locked") as caught:
        make_plan(failed)
    assert caught.value.status is Status.ENCRYPTED


def test_report_without_concerns_says_so() -> None:
    """A report that finds nothing wanting gives a plan without points, and says so; likewise without a list."""
    assert "No concern and no recommendation was found" in make_plan(tagged("The staff are good.")).notes[0]
    assert "No list of recommendations was found" in make_plan(tagged("The plans are weak.")).notes[0]


def test_plan_does_not_say_where_the_file_lay() -> None:
    """The plan names the file, not the folders it was read from."""
    text = markdown(make_plan(tagged("The plans are weak.", source="/home/someone/private/report.txt")))
    assert text.startswith("# Action plan: report.txt\n")
    assert "private" not in text


def test_markdown_holds_every_point_and_empty_columns() -> None:
    """The Markdown has a table a kind, every point with its place and theme, and columns to fill in."""
    text = markdown(a_plan())
    assert text.startswith("# Action plan: Larkmoor\n")
    assert "## Recommendations" in text
    assert "| Action | Owner | Due date | Evidence |" in text
    assert (
        "| 1 | The speed and quality of pathway plans for young carers. | 1 |  | Plans | page 1, paragraph 1: " in text
    )
    assert r"| 2 | The =staff\| in \<b\>the\</b\> night team are too few. | 1 | 2 | Staff |  |  |  |  |  |" in text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a | b", r"a \| b"),
        ("[x](http://y) www.z.uk", r"\[x\](http\://y) www\.z.uk"),
        ("1. one", r"1\. one"),
        ("- item\nnext", r"\- item next"),
        ("*a* _b_ `c` <d>", r"\*a\* \_b\_ \`c\` \<d\>"),
        ("\x1b[0m", r"\\x1b\[0m"),
    ],
)
def test_markdown_shows_text_as_it_reads(text: str, escaped: str) -> None:
    """Marks, links and control characters of the report are text in Markdown."""
    assert escape(text) == escaped


def test_workbook_has_plan_and_about() -> None:
    """The workbook has the points, filterable under a head that stays, and what is to be known of them."""
    pytest.importorskip("xlsxwriter", reason="workbooks need XlsxWriter")
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl reads the workbook")
    from themetag.writers.plan.xlsx import write_plan_xlsx

    out = io.BytesIO()
    write_plan_xlsx(a_plan(), out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Plan", "About"]
    head, first, second = ([cell.value for cell in row] for row in book["Plan"].iter_rows())
    assert head[-4:] == ["Action", "Owner", "Due date", "Evidence"]
    assert first[:4] == [1, "recommendation", "The speed and quality of pathway plans for young carers.", 1]
    assert first[7].startswith("page 1, paragraph 1: Pathway plans")
    assert second[2:5] == ["The =staff| in <b>the</b> night team are too few.", 1, "2"]
    assert (book["Plan"].freeze_panes, book["Plan"].auto_filter.ref) == ("A2", "A1:L3")
    assert book["About"]["A2"].value == "Action plan: Larkmoor"


def test_word_file_has_a_table_a_kind() -> None:
    """The Word file has the points in tables whose head row is repeated, and empty cells to fill in."""
    docx = pytest.importorskip("docx", reason="Word files need python-docx")
    from themetag.writers.plan.docx import write_plan_docx

    out = io.BytesIO()
    write_plan_docx(a_plan(), out)
    document = docx.Document(out)
    assert [len(table.rows) for table in document.tables] == [2, 2]
    cells = [cell.text for cell in document.tables[0].rows[1].cells]
    assert cells[0] == "1"
    assert cells[1].startswith("The speed and quality of pathway plans for young carers.\nAgain, page 1, paragraph 1: ")
    assert cells[2:] == ["page 1", "Plans", "", "", "", ""]
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_files_carry_no_clock_time(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files of one plan are equal to the last byte, also two hours apart."""
    pytest.importorskip({"xlsx": "xlsxwriter", "docx": "docx"}[kind], reason=f"{kind} files need their package")
    from themetag.writers.plan.docx import write_plan_docx
    from themetag.writers.plan.xlsx import write_plan_xlsx

    write = write_plan_xlsx if kind == "xlsx" else write_plan_docx
    first, second = io.BytesIO(), io.BytesIO()
    write(a_plan(), first)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 7_200)
    write(a_plan(), second)
    assert first.getvalue() == second.getvalue()
    with zipfile.ZipFile(first) as archive:
        assert {item.date_time[:2] for item in archive.infolist()} == {(1980, 1)}


def test_word_file_takes_any_text() -> None:
    """Control characters and lone surrogates of a report do not stop the Word file."""
    docx = pytest.importorskip("docx", reason="Word files need python-docx")
    from themetag.writers.plan.docx import write_plan_docx

    out = io.BytesIO()
    write_plan_docx(make_plan(tagged("The plan \x01 is \udc80 weak \uffff here.")), out)
    assert docx.Document(out).tables[0].rows[1].cells[1].text == "The plan \ufffd is \ufffd weak \ufffd here."


@pytest.fixture
def report_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def fake(model: str, **options: Any) -> Tagger:
        return Tagger(KeywordBackend(name=model))

    monkeypatch.setattr(command, "load", fake)
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_command_prints_markdown(report_file: Path) -> None:
    """Without options the plan is Markdown on standard output."""
    found = run(report_file)
    assert (found.exit_code, found.output.startswith("# Action plan: ")) == (0, True)


@pytest.mark.parametrize(("name", "start"), [("p.md", b"# A"), ("p.xlsx", b"PK"), ("p.docx", b"PK"), ("p.DOCX", b"PK")])
def test_command_follows_the_ending(report_file: Path, name: str, start: bytes) -> None:
    """The name of the output says its format."""
    pytest.importorskip("xlsxwriter", reason="workbooks need XlsxWriter")
    pytest.importorskip("docx", reason="Word files need python-docx")
    output = report_file.with_name(name)
    assert run(report_file, "-o", output).exit_code == 0
    assert output.read_bytes().startswith(start)


def test_command_takes_facts_and_model(report_file: Path) -> None:
    """Facts of the user stand in the plan, and the model that is asked for is named."""
    table = report_file.with_name("facts.csv")
    table.write_text("file,authority\nreport.txt,Larkmoor\n", encoding="utf-8")
    found = run(report_file, "--meta", table, "--model", "mine")
    assert found.output.startswith("# Action plan: Larkmoor\n")
    assert "model mine 1" in found.output


def test_command_wants_one_report(report_file: Path) -> None:
    """A folder of two reports is refused: a plan is of one."""
    report_file.with_name("other.txt").write_text("Plans are weak.", encoding="utf-8")
    found = run(report_file.parent)
    assert found.exit_code != 0
    assert "a plan is of one report" in " ".join(found.stderr.replace("│", " ").split())
