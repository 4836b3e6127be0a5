"""Dates and ranges of dates as reports print them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(m.capitalize() for m in _MONTHS)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_RANGE = re.compile(
    rf"\b(?P<d1>{_DAY})(?:\s+(?P<m1>{_MONTH}))?(?:,?\s+(?P<y1>\d{{4}}))?\s*(?:to|and|until|–|—|-|−)\s*"
    rf"(?P<d2>{_DAY})\s+(?P<m2>{_MONTH}),?\s+(?P<y2>\d{{4}})\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"\b(?P<d2>{_DAY})\s+(?P<m2>{_MONTH}),?\s+(?P<y2>\d{{4}})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, and where in the searched text the range stands."""

    first: datetime.date
    last: datetime.date
    start: int
    end: int


def find_periods(text: str) -> Iterator[Period]:
    """Yield the dates and ranges of dates in a text, in order; what is no date of the calendar is passed over."""
    wide, single = _RANGE.search(text), _SINGLE.search(text)
    while match := wide if wide and (single is None or wide.start() <= single.start()) else single:
        period = _period(match)
        if period is not None:
            yield period
        # Each search goes on only from where it stood: a far range is not looked for once a date.
        if wide and wide.start() < match.end():
            wide = _RANGE.search(text, match.end())
        if single and single.start() < match.end():
            single = _SINGLE.search(text, match.end())


def _period(match: re.Match[str]) -> Period | None:
    groups = match.groupdict()
    last = _date(groups["d2"], groups["m2"], groups["y2"])
    if groups.get("d1") is None:
        first = last
    else:
        first = _date(groups["d1"], groups["m1"] or groups["m2"], groups["y1"] or groups["y2"])
    if first is None or last is None or first > last:
        return None
    return Period(first, last, match.start(), match.end())


def _date(day: str, month: str, year: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), _MONTHS.index(month.lower()) + 1, int(day.lower().rstrip("stndrh")))
    except ValueError:
        return None
