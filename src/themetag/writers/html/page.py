"""The report page: one HTML file that stands alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import IO, Any, Final

import themetag
from themetag.errors import Status
from themetag.optional import require
from themetag.report import Report
from themetag.writers.html.pieces import clean
from themetag.writers.html.view import chart_of, facts_of, groups_of

PAGE: Final = "page.html.jinja"
SCRIPT: Final = "page.js"
STYLE: Final = "page.css"


@cache
def resource(name: str) -> str:
    """Return a data file of this package; lines end with LF, as a browser counts them for the hash."""
    text = (files("themetag.writers.html") / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


@cache
def environment() -> Any:
    """Return the Jinja2 environment: everything is cleaned and escaped, a name that is not there is an error.

    Raises:
        MissingExtraError: Jinja2 is not installed.

    """
    jinja2 = require("jinja2", "page", "a report page")
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(resource),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: clean(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def policy(script: str, style: str) -> str:
    """Return a content security policy that allows this script, this style, and nothing else.

    Source: W3C, Content Security Policy Level 3.
    """
    return (
        f"default-src 'none'; script-src 'sha256-{_digest(script)}'; style-src 'sha256-{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def report_to_html(report: Report) -> str:
    """Return the page of one report; of one that failed, a page that says why.

    Raises:
        MissingExtraError: Jinja2 is not installed.

    """
    template = environment().get_template(PAGE)
    script, style = resource(SCRIPT), resource(STYLE)
    failed = report.status is not Status.OK
    page: str = template.render(
        title=title_of(report),
        facts=facts_of(report),
        grades=[(grade.heading, grade.grade) for grade in report.meta.grades],
        notes=report.notes,
        status=report.status.value,
        error=report.error or "no reason is known" if failed else "",
        chart=chart_of(report),
        groups=groups_of(report),
        n_sentences=len(report.sentences),
        model=report.model,
        taxonomy=report.taxonomy,
        version=themetag.__version__,
        script=script,
        style=style,
        policy=policy(script, style),
    )
    return page


def title_of(report: Report) -> str:
    """Return what a report is called: its printed title, else its file's name."""
    title = report.meta.title
    return title.value if title is not None else report.source or "Text"


def write_html(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write the page of the only report.

    Raises:
        MissingExtraError: Jinja2 is not installed; no report is taken then.
        ValueError: there is no report, or more than one.

    """
    environment()
    pages = iter(reports)
    report = next(pages, None)
    if report is None or next(pages, None) is not None:
        raise ValueError("a page shows exactly one report")
    out.write(report_to_html(report))
