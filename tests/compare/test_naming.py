from __future__ import annotations

import datetime

import pytest

from fakes import tagged
from themetag.compare import Order
from themetag.compare.naming import names_of, order_of, place_of
from themetag.errors import ComparisonError
from themetag.report import Report


def report(authority: str | None, year: int | None, source: str | None = None, day: int = 1) -> Report:
    date = None if year is None else datetime.date(year, 5, day)
    return tagged("Plans are weak.", authority=authority, date=date, source=source)


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("Larkmoor", "Larkmoor"),
        ("Larkmoor City Council", "Larkmoor"),
        ("City of Larkmoor Metropolitan District Council", "Larkmoor"),
        ("Metropolitan Borough of Larkmoor", "Larkmoor"),
        ("London Borough of Fernley and Stoke", "Fernley and Stoke"),
        ("The Royal Borough of Fernley", "Fernley"),
        ("Council of the Isles of Fern", "Isles of Fern"),
        ("Fernshire County Council", "Fernshire"),
        ("West Fernshire", "West Fernshire"),
        ("Fern City", "Fern City"),
        ("Council", "Council"),
    ],
)
def test_place_is_the_name_without_the_kind_of_council(printed: str, place: str) -> None:
    """Forms of one authority's name give one place; other words of a name stay."""
    assert place_of(printed) == place


def test_one_authority_stands_in_time() -> None:
    """Reports of one authority, however it is printed, stand by date and are named by place and year."""
    reports = [report("Larkmoor", 2023), report("Larkmoor City Council", 2019)]
    assert order_of(reports, None) == (Order.TIME, [1, 0])
    assert names_of(reports, None) == ["Larkmoor 2023", "Larkmoor 2019"]


def test_authorities_stand_by_name() -> None:
    """Reports of several authorities stand by name and are named by place."""
    reports = [report("Stoke", 2019), report("Fernley", 2023)]
    assert order_of(reports, None) == (Order.AUTHORITIES, [1, 0])
    assert names_of(reports, None) == ["Stoke", "Fernley"]


def test_unknown_dates_leave_the_order_as_given() -> None:
    """Where a date is not known the order is the one given, and files name the reports."""
    reports = [report("Stoke", 2023, "b.pdf"), report("Stoke", None, "a.pdf")]
    assert order_of(reports, None) == (Order.GIVEN, [0, 1])
    assert names_of(reports, None) == ["b", "a"]


def test_names_are_told_apart_in_the_shortest_way() -> None:
    """Two reports of one place and year are named by their day, and by their number where nothing else is known."""
    assert names_of([report("Stoke", 2023), report("Stoke", 2023, day=9)], None) == [
        "Stoke 2023-05-01",
        "Stoke 2023-05-09",
    ]
    assert names_of([report(None, None), report(None, None, "x.txt")], None) == ["report (1)", "x (2)"]


def test_user_names_and_orders() -> None:
    """The user's names are taken, white space folded, and the user's order goes before what is known."""
    reports = [report("Stoke", 2023), report("Stoke", 2019)]
    assert names_of(reports, ["  new\n one", "old"]) == ["new one", "old"]
    assert order_of(reports, Order.GIVEN) == (Order.GIVEN, [0, 1])
    assert order_of(reports, Order.AUTHORITIES) == (Order.AUTHORITIES, [1, 0])


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["a"], "there are 2 reports but 1 names"),
        (["a", " a "], "the name 'a' is given twice"),
        (["a", "  "], "a name needs 1 to 120 characters, was ''"),
        (["a", "b" * 121], "a name needs 1 to 120 characters"),
    ],
)
def test_bad_names_are_refused(names: list[str], problem: str) -> None:
    """Names that do not fit the reports are refused, with what was given."""
    with pytest.raises(ComparisonError, match=problem):
        names_of([report("Stoke", 2023), report("Stoke", 2019)], names)


def test_order_that_needs_what_is_not_known_is_refused() -> None:
    """An order by time needs all dates; the report without one is named, with the cure."""
    with pytest.raises(ComparisonError, match=r"a\.pdf prints no date: give it \(--meta\)"):
        order_of([report("Stoke", 2023), report("Stoke", None, "a.pdf")], Order.TIME)
    with pytest.raises(ComparisonError, match="report 1 prints no authority"):
        order_of([report(None, 2023), report("Stoke", 2019)], Order.AUTHORITIES)
