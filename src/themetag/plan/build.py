"""From a report to its action plan."""

from __future__ import annotations

from themetag.errors import DocumentError, Status
from themetag.plan.gather import gather
from themetag.plan.merge import merge, themes_of
from themetag.plan.result import Plan, Point, PointKind
from themetag.report import Report


def make_plan(report: Report) -> Plan:
    """Return the action plan of a report: every recommendation and every concern, each point once.

    Args:
        report: a tagged report.

    Raises:
        DocumentError: the report failed, so there is nothing to plan by.

    """
    if report.status is not Status.OK:
        raise DocumentError(f"{report.source or 'the report'} has no plan, it failed: {report.error}", report.status)
    merged = merge(list(gather(report)))
    pressing = list(PointKind)
    merged.sort(key=lambda item: pressing.index(item[0][0]))
    points = tuple(
        Point(
            number,
            kind,
            quote,
            tuple(theme for theme in report.taxonomy if theme.key in themes_of(quote)),
            tuple(again),
        )
        for number, ((kind, quote), again) in enumerate(merged, 1)
    )
    return Plan(report, points, _notes(report, points))


def _notes(report: Report, points: tuple[Point, ...]) -> tuple[str, ...]:
    notes = list(report.notes)
    if not points:
        notes.append("No concern and no recommendation was found in this report.")
    elif all(point.kind is PointKind.CONCERN for point in points):
        notes.append("No list of recommendations was found: the points are concerns from the text.")
    model = f"{report.model.name} {report.model.version}"
    notes.append(
        f"Drafted by a program (model {model}, taxonomy {report.taxonomy.name} version {report.taxonomy.version}) that "
        "errs: check each point against the report, and look there for what is missing."
    )
    return tuple(notes)
