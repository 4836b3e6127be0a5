"""Make the pictures of docs/ from an example report: the page on a wide and on a phone screen, and the chart.

    python docs/make_pictures.py examples/fernleigh-2023.pdf docs/pictures

Needs the extras `page` and `plots`, Playwright, and Chromium (its path in CHROMIUM, if it is not found).
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import themetag
from themetag.writers.charts import theme_chart

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDE = {"viewport": {"width": 1280, "height": 960}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 760}, "color_scheme": "dark", "device_scale_factor": 1.5}


def as_opened(page: Any) -> None:
    """Leave the page as it opens."""


def at_a_concern(page: Any) -> None:
    """Go to the second concern, as the key c does."""
    page.keyboard.press("c")
    page.keyboard.press("c")


def filtered(page: Any) -> None:
    """Show the concerns about timeliness alone, with the score of one."""
    page.locator('.bar.concern[data-theme="timeliness"]').click()
    page.locator(".label:not(.off):visible").nth(1).hover()


PICTURES: dict[str, tuple[dict[str, Any], Callable[[Any], None]]] = {
    "page-wide.png": (WIDE, as_opened),
    "page-filtered.png": (WIDE, filtered),
    "page-phone.png": (PHONE, at_a_concern),
}


def main() -> None:
    """Read the arguments and make every picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path, help="the report to show, PDF or text")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    report = themetag.tag(arguments.report, explain=True)
    take_pictures(report.to_html(), arguments.folder)
    figure = theme_chart(report).get_figure(root=True)
    assert figure is not None
    figure.savefig(arguments.folder / "chart.png", dpi=90)


def take_pictures(page: str, folder: Path) -> None:
    """Open the page in Chromium, once for each picture."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        file = Path(place) / "page.html"
        file.write_text(page, encoding="utf-8", newline="")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for name, (options, prepare) in PICTURES.items():
            context = browser.new_context(**options)
            tab = context.new_page()
            tab.goto(file.as_uri())
            prepare(tab)
            tab.screenshot(path=folder / name, animations="disabled")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
