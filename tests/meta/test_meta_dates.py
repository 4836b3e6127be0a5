from __future__ import annotations

import datetime

import pytest

from themetag.meta import dates
from themetag.meta.dates import Period, find_periods


def found(text: str) -> list[tuple[str, str, str]]:
    return [(p.first.isoformat(), p.last.isoformat(), text[p.start : p.end]) for p in find_periods(text)]


def test_dates_and_periods_come_in_order() -> None:
    """Single days and periods are found where they stand; a day inside a period is not found again."""
    assert found("From 3 to 7 May 2022, on 9 May 2022 and from 1 June 2022 until 2 July 2022.") == [
        ("2022-05-03", "2022-05-07", "3 to 7 May 2022"),
        ("2022-05-09", "2022-05-09", "9 May 2022"),
        ("2022-06-01", "2022-07-02", "1 June 2022 until 2 July 2022"),
    ]


@pytest.mark.parametrize(
    "text", ["3 May", "May 2022", "32 May 2022", "31 June 2022", "3 Mai 2022", "13 May 22", "3/5/2022", "3 May 0000"]
)
def test_what_is_no_date_is_passed_over(text: str) -> None:
    """A day without month or year, and one that no calendar has, is no date."""
    assert found(text) == []


@pytest.mark.parametrize("day", ["3", "03", "3rd", "3RD", "٣"])
def test_days_as_they_are_printed(day: str) -> None:
    """A day may have a zero before it, an ending in any case, and figures of any script."""
    assert list(find_periods(f"{day} MAY, 2022")) == [
        Period(datetime.date(2022, 5, 3), datetime.date(2022, 5, 3), 0, len(day) + 10)
    ]


def test_a_far_period_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The searches for periods do not grow with the number of single days before one."""

    class Counting:
        def __init__(self, pattern: object) -> None:
            self.pattern, self.calls = pattern, 0

        def search(self, *arguments: object) -> object:
            self.calls += 1
            return self.pattern.search(*arguments)  # type: ignore[attr-defined]

    wide = Counting(dates._RANGE)
    monkeypatch.setattr(dates, "_RANGE", wide)
    assert len(list(find_periods("3 May 2022. " * 500 + "3 to 7 May 2022"))) == 501
    assert wide.calls == 2
