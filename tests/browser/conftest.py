"""Chromium, driven by Playwright; every page is watched for messages, dialogs and requests."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from themetag.report import Report

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def missing() -> str | None:
    """Say what these tests need and do not find, None where they can run."""
    for module in ("playwright", "axe_playwright_python", "jinja2"):
        if importlib.util.find_spec(module) is None:
            return f"the package {module} is not installed"
    return None if CHROMIUM else "there is no Chromium: install the package chromium, or set CHROMIUM to its path"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    reason = missing()
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """An open page and what it did that a page must not do."""

    page: Any
    address: str
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.faults.append(f"popup: {popup.url}"))
        self.page.on("request", lambda request: self.requested(request.url))

    def requested(self, address: str) -> None:
        if address != self.address:
            self.faults.append(f"request: {address}")


@pytest.fixture
def open_report(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Return a function that opens a report's page; at the end no page may have done what it must not."""
    contexts: list[Any] = []
    opened: list[Watched] = []

    def opener(report: Report, **options: Any) -> Watched:
        file = tmp_path / f"page{len(opened)}.html"
        file.write_text(report.to_html(), encoding="utf-8", newline="")
        context = chromium.new_context(**({"viewport": {"width": 1300, "height": 900}} | options))
        contexts.append(context)
        watched = Watched(context.new_page(), file.as_uri())
        watched.watch()
        opened.append(watched)
        watched.page.goto(watched.address)
        return watched

    yield opener
    for context in contexts:
        context.close()
    assert [fault for watched in opened for fault in watched.faults] == []
