"""The rows of an action plan, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from themetag.plan.result import Plan, Point, PointKind
from themetag.report import Report

TO_FILL: Final = ("Action", "Owner", "Due date", "Evidence")  # empty: people fill them in
SECTIONS: Final = {
    PointKind.PRIORITY: "Priority actions",
    PointKind.RECOMMENDATION: "Recommendations",
    PointKind.CONCERN: "Concerns",
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A point in words; `again` is one entry a place where the report says the same."""

    number: int
    kind: str
    text: str
    page: int
    paragraph: str
    heading: str
    themes: str
    again: tuple[str, ...]


def row_of(point: Point) -> PlanRow:
    """Return a point in words."""
    return PlanRow(
        point.number,
        str(point.kind),
        point.quote.text,
        point.quote.page,
        point.quote.paragraph or "",
        point.quote.heading,
        "; ".join(theme.title for theme in point.themes),
        tuple(f"{quote.place}: {quote.text}" for quote in point.again),
    )


def title_of(plan: Plan) -> str:
    """Return the plan's title."""
    return f"Action plan: {_subject(plan.report)}"


def facts_of(plan: Plan) -> list[str]:
    """Return what the plan is of, and its notes, one line each."""
    meta = plan.report.meta
    day = meta.inspected_to or meta.published
    known = [meta.title and meta.title.value, meta.kind and meta.kind.value, day and day.value.isoformat()]
    subject = ", ".join(fact for fact in known if fact)
    again = sum(len(point.again) for point in plan.points)
    counts = f"{len(plan.points)} points" + (
        f"; {again} sentences that say the same again stand with theirs" if again else ""
    )
    return [line for line in (subject, _file_of(plan.report), counts, *plan.notes) if line]


def _subject(report: Report) -> str:
    if report.meta.authority is not None:
        return report.meta.authority.value
    return _file_of(report) or "report"


def _file_of(report: Report) -> str:
    """Return the name of the file without its folder: where a file lay is nobody's business in a plan."""
    return PurePath(report.source).name if report.source else ""
