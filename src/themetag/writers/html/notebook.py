"""The short view of a report in a notebook: counts by theme, and the sentences to fold out. No script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from themetag.errors import MissingExtraError, Status
from themetag.report import Report, ThemeSummary
from themetag.types import Polarity, Sentence
from themetag.writers.html.page import environment, resource, title_of
from themetag.writers.html.view import SIGNS, chart_of, facts_of

MAX_SENTENCES: Final = 50  # a theme lists so many; a notebook keeps all that it shows


@dataclass(frozen=True, slots=True)
class _Line:
    polarity: str
    sign: str
    text: str
    page: int
    paragraph: str | None
    score: str


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    count: int
    sentences: tuple[_Line, ...]


def report_to_notebook(report: Report) -> str | None:
    """Return an HTML fragment; None where Jinja2 is not installed, so that notebooks show the plain form."""
    try:
        template = environment().get_template("notebook.html.jinja")
    except MissingExtraError:
        return None
    failed = report.status is not Status.OK
    fragment: str = template.render(
        title=title_of(report),
        facts=facts_of(report),
        status=report.status.value,
        error=(report.error or "no reason is known") if failed else "",
        rows=[row for _, rows in chart_of(report) for row in rows if row.strengths or row.concerns],
        entries=[_entry(theme) for theme in report.summary() if theme.strengths or theme.concerns],
        n_sentences=len(report.sentences),
        model=report.model,
        style=resource("notebook.css"),
    )
    return fragment


def _entry(summary: ThemeSummary) -> _Entry:
    found = [(s, Polarity.CONCERN) for s in summary.concerns] + [(s, Polarity.STRENGTH) for s in summary.strengths]
    lines = tuple(_line(s, summary.theme.key, polarity) for s, polarity in found[:MAX_SENTENCES])
    return _Entry(summary.theme.title, len(found), lines)


def _line(sentence: Sentence, theme: str, polarity: Polarity) -> _Line:
    score = next(tag.score for tag in sentence.tags if tag.theme == theme and tag.polarity is polarity)
    return _Line(polarity.value, SIGNS[polarity], sentence.text, sentence.page, sentence.paragraph, f"{score:.2f}")
