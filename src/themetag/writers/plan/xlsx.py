"""An action plan as a workbook. Needs XlsxWriter (extra `xlsx`)."""

from __future__ import annotations

from typing import IO, Final

from themetag.plan.result import Plan
from themetag.writers.plan.rows import TO_FILL, facts_of, row_of, title_of
from themetag.writers.workbook import Cell, Column, open_workbook

_COLUMNS: Final = (
    Column("No.", 6),
    Column("Kind", 16),
    Column("What the report says", 70, fold=True),
    Column("Page", 7),
    Column("Paragraph", 11),
    Column("Section", 30, fold=True),
    Column("Theme", 30, fold=True),
    Column("Said again", 60, fold=True),
    *(Column(head, 24 if head in ("Action", "Evidence") else 14, fold=True) for head in TO_FILL),
)


def write_plan_xlsx(plan: Plan, out: IO[bytes]) -> None:
    """Write the plan as a workbook: `Plan`, one row a point, filterable, and `About`.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
        OutputError: a cell cannot be written.

    """
    with open_workbook(out, "Action plan") as book:
        sheet = book.sheet("Plan", _COLUMNS)
        about = book.sheet("About", [Column("About this plan", 110, fold=True)])
        for point in plan.points:
            row = row_of(point)
            said: list[Cell] = [row.number, row.kind, row.text, row.page, row.paragraph, row.heading, row.themes]
            sheet.add([*said, "\n".join(row.again), *(None for _ in TO_FILL)])
        for line in (title_of(plan), *facts_of(plan)):
            about.add([line])
