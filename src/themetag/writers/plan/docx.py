"""An action plan as a Word file. Needs python-docx (extra `docx`)."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import IO, Any, Final

from themetag.optional import require
from themetag.plan.result import Plan
from themetag.writers.plan.rows import SECTIONS, TO_FILL, PlanRow, facts_of, row_of, title_of
from themetag.writers.scrub import scrub

_HEAD: Final = ("No.", "What the report says", "Where", "Theme", *TO_FILL)
_WIDTHS: Final = (1.0, 9.0, 2.2, 3.2, 3.6, 2.2, 2.2, 2.8)  # centimetres; A4 landscape leaves 26.7
_CREATED: Final = datetime.datetime(2000, 1, 1)
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can hold
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_plan_docx(plan: Plan, out: IO[bytes]) -> None:
    """Write the plan as a Word file: A4 landscape, one table for each kind of point, its head on every page.

    Raises:
        MissingExtraError: python-docx is not installed.

    """
    docx = require("docx", "docx", "a Word file")
    document = docx.Document()
    _set_page(document, docx)
    document.add_heading(_clean(title_of(plan)), level=1)
    for line in facts_of(plan):
        document.add_paragraph(_clean(line))
    for kind, section in SECTIONS.items():
        rows = [row_of(point) for point in plan.points if point.kind is kind]
        if rows:
            document.add_heading(section, level=2)
            _add_table(document, rows, docx)
    file = io.BytesIO()
    document.save(file)
    out.write(_without_clock(file.getvalue()))


def _set_page(document: Any, docx: Any) -> None:
    section = document.sections[0]
    section.orientation = docx.enum.section.WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = docx.shared.Mm(297), docx.shared.Mm(210)
    section.left_margin = section.right_margin = docx.shared.Mm(15)
    section.top_margin = section.bottom_margin = docx.shared.Mm(15)
    document.styles["Normal"].font.size = docx.shared.Pt(9)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = "Action plan"
    properties.created = properties.modified = _CREATED
    properties.revision = 1


def _add_table(document: Any, rows: list[PlanRow], docx: Any) -> None:
    table = document.add_table(rows=len(rows) + 1, cols=len(_HEAD), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = docx.shared.Cm(width)
    for i, line in enumerate(table.rows):  # a row at a time: `table.cell` counts through the whole table
        cells = line.cells
        for cell, width in zip(cells, _WIDTHS, strict=True):
            cell.width = docx.shared.Cm(width)
        if i == 0:
            _repeat(line, docx)
            for cell, head in zip(cells, _HEAD, strict=True):
                cell.paragraphs[0].add_run(head).bold = True
        else:
            _fill(cells, rows[i - 1], docx)


def _fill(cells: Any, row: PlanRow, docx: Any) -> None:
    where = f"page {row.page}" + (f", paragraph {row.paragraph}" if row.paragraph else "")
    for cell, text in zip(cells, (str(row.number), row.text, where, row.themes), strict=False):
        cell.paragraphs[0].add_run(_clean(text))
    for line in row.again:
        run = cells[1].add_paragraph().add_run(_clean(f"Again, {line}"))
        run.font.size = docx.shared.Pt(8)
        run.italic = True


def _repeat(line: Any, docx: Any) -> None:
    """Let the row stand at the head of every page."""
    mark = docx.oxml.OxmlElement("w:tblHeader")
    mark.set(docx.oxml.ns.qn("w:val"), "true")
    line._tr.get_or_add_trPr().append(mark)


def _without_clock(data: bytes) -> bytes:
    """Return the same ZIP file with one constant date on every part of it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return file.getvalue()


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", scrub(text))
