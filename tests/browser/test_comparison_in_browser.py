"""A comparison's page, opened in Chromium: it asks for nothing, says nothing on the console, and can be used by all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakes import LATER, many, pair, tagged
from themetag.compare import Comparison, compare_reports

WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 760}}


def comparisons() -> dict[str, Comparison]:
    wild = "<script>alert(1)</script><img src=x onerror=alert(1)> \u202eplan late\u202c \U0001f600"
    hostile = tagged(f"The plan is late: {wild}. Plans are weak.", authority=wild, kind=wild, source=wild)
    return {
        "two": compare_reports(pair()),
        "six": compare_reports(many(6)),
        "hostile": compare_reports([hostile, tagged(LATER)], names=[f"a {wild}", "b"], order="given"),
    }


@pytest.mark.parametrize("name", ["two", "six", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_no_fault(open_report: Callable[..., Any], name: str, scheme: str, screen: dict[str, Any]) -> None:
    """axe-core, with the rules of WCAG 2.2 AA and its best practices, finds nothing on any screen, in any colours."""
    from axe_playwright_python.sync_playwright import Axe

    page = open_report(comparisons()[name], color_scheme=scheme, **screen).page
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []


def test_nothing_of_a_page_is_wider_than_a_phone(open_report: Callable[..., Any]) -> None:
    """On a phone the page does not scroll sideways; only its wide tables do, in themselves."""
    page = open_report(comparisons()["two"], **PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_theme_leads_to_its_sentences(open_report: Callable[..., Any]) -> None:
    """Choosing a theme in the table goes to its sentences."""
    page = open_report(comparisons()["two"], **PHONE).page
    page.get_by_role("link", name="Staff").click()
    assert page.url.endswith("#theme-3")
    assert page.get_by_role("heading", name="Staff").is_visible()
