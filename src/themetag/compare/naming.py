"""What the reports of a comparison are called, and in which order they stand."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from themetag.compare.result import Order
from themetag.errors import ComparisonError
from themetag.report import Report

_MAX_NAME = 120
_KIND_OF_COUNCIL = r"(?:metropolitan|london|royal|unitary|city|county|borough|district|county\s+borough)"
_BEFORE = re.compile(
    rf"(?:the\s+)?(?:(?:council|{_KIND_OF_COUNCIL})\s+)+of\s+(?:the\s+)?(?:(?:{_KIND_OF_COUNCIL})\s+of\s+)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:(?:\s+{_KIND_OF_COUNCIL})*\s+(?:council|partnership)|(?:\s+{_KIND_OF_COUNCIL})*\s+(?:borough|local\s+authority))\Z",
    re.IGNORECASE,
)


def place_of(authority: str) -> str:
    """Return the name of the place alone, so that forms of one name meet.

    "City of Bradford Metropolitan District Council" and "Bradford" both give `Bradford`; a name that is
    nothing but such words is returned as it is.
    """
    name = " ".join(authority.split())
    match = _BEFORE.match(name)
    place = _AFTER.sub("", name[match.end() :] if match else name)
    return place or name


def date_of(report: Report) -> datetime.date | None:
    """Return the last day of the inspection, else the day of publication, None where neither is known."""
    fact = report.meta.inspected_to or report.meta.published
    return None if fact is None else fact.value


def authority_of(report: Report) -> str | None:
    """Return the authority as printed, None where it is not known."""
    return None if report.meta.authority is None else report.meta.authority.value


def order_of(reports: Sequence[Report], wanted: Order | None) -> tuple[Order, list[int]]:
    """Return what the order of the reports means, and the indices of the reports in that order.

    Args:
        reports: the reports as they were given.
        wanted: None: by time where all reports are of one known authority and all dates are known, by
            authority where several are known, else as given.

    Raises:
        ComparisonError: an order was asked for that needs dates or authorities which are not known.

    """
    places = [_place(report) for report in reports]
    dates = [date_of(report) for report in reports]
    given = list(range(len(reports)))
    if wanted is None:
        if None not in dates and len(set(places)) == 1:
            wanted = Order.TIME
        elif None not in places and len(set(places)) > 1:
            wanted = Order.AUTHORITIES
        else:
            wanted = Order.GIVEN
    if wanted is Order.GIVEN:
        return wanted, given
    needed: list[object] = list(dates if wanted is Order.TIME else places)
    if None in needed:
        number = needed.index(None)
        name = reports[number].source or f"report {number + 1}"
        what = "date" if wanted is Order.TIME else "authority"
        raise ComparisonError(f"{name} prints no {what}: give it (--meta), or ask for the order as given")
    day = datetime.date.min
    keys = [(("" if wanted is Order.TIME else places[i] or ""), dates[i] or day, i) for i in given]
    return wanted, [key[-1] for key in sorted(keys)]


def names_of(reports: Sequence[Report], given: Sequence[str] | None) -> list[str]:
    """Return one name a report, no two alike.

    Args:
        reports: the reports, in any order.
        given: the names that the user wants, in the same order; None: the shortest of place, year, place and
            year, place and date, file name that tells all of them apart.

    Raises:
        ComparisonError: not one name a report, an empty name, or the same name twice.

    """
    if given is not None:
        return _checked(given, len(reports))
    for scheme in (_by_place_or_year(reports), _by_year, _by_date, _by_source):
        names = [scheme(report) for report in reports]
        if None not in names and len(set(names)) == len(names):
            return [name[:_MAX_NAME] for name in names if name is not None]
    return [f"{(_by_source(report) or 'report')[:_MAX_NAME]} ({i})" for i, report in enumerate(reports, 1)]


def _checked(given: Sequence[str], n: int) -> list[str]:
    names = [" ".join(name.split()) for name in given]
    if len(names) != n:
        raise ComparisonError(f"there are {n} reports but {len(names)} names: give one name a report, or none")
    if bad := [name for name in names if not name or len(name) > _MAX_NAME]:
        raise ComparisonError(f"a name needs 1 to {_MAX_NAME} characters, was {bad[0]!r}")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ComparisonError(f"the name {twice[0]!r} is given twice: each report needs its own")
    return names


def _place(report: Report) -> str | None:
    authority = authority_of(report)
    return None if authority is None else place_of(authority).casefold()


def _by_place_or_year(reports: Sequence[Report]) -> Callable[[Report], str | None]:
    """Name by place alone where every place is another, else by place and year."""
    places = [_place(report) for report in reports]
    if None not in places and len(set(places)) == len(places):
        return lambda report: place_of(authority_of(report) or "")
    return _by_year


def _by_year(report: Report) -> str | None:
    return _place_and(report, lambda day: str(day.year))


def _by_date(report: Report) -> str | None:
    return _place_and(report, lambda day: day.isoformat())


def _place_and(report: Report, write: Callable[[datetime.date], str]) -> str | None:
    authority, day = authority_of(report), date_of(report)
    return None if authority is None or day is None else f"{place_of(authority)} {write(day)}"


def _by_source(report: Report) -> str | None:
    return PurePath(report.source).stem or None if report.source else None
