"""Reports as a workbook: summary, tags, sentences, about. Needs XlsxWriter (extra `xlsx`)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import IO, Final

from themetag.document import Fact
from themetag.errors import Status
from themetag.report import Report
from themetag.types import Polarity, Sentence, Tag
from themetag.writers.workbook import MAX_ROWS, Cell, Column, Sheet, open_workbook

_SUMMARY: Final = (
    Column("Document", 34, fold=True),
    Column("Authority", 24, fold=True),
    Column("Date", 12),
    Column("Group", 26, fold=True),
    Column("Theme", 36, fold=True),
    Column("Strengths", 11),
    Column("Concerns", 11),
    Column("Status", 12),
)
_TAGS: Final = (
    Column("Document", 24),
    Column("Authority", 22, fold=True),
    Column("Theme", 32, fold=True),
    Column("Polarity", 10),
    Column("Score", 8),
    Column("Sentence", 80, fold=True),
    Column("Page", 7),
    Column("Paragraph", 11),
    Column("Heading", 46, fold=True),
    Column("Kind", 8),
    Column("Theme key", 18),
    Column("Sentence index", 10),
)
_SENTENCES: Final = (
    Column("Document", 24),
    Column("Sentence index", 10),
    Column("Page", 7),
    Column("Paragraph", 11),
    Column("Heading", 46, fold=True),
    Column("Kind", 8),
    Column("Sentence", 80, fold=True),
    Column("Strengths", 36, fold=True),
    Column("Concerns", 36, fold=True),
)
_DOCUMENTS: Final = (
    Column("Document", 34, fold=True),
    Column("Status", 12),
    Column("Error", 40, fold=True),
    Column("Title", 44, fold=True),
    Column("Authority", 24, fold=True),
    Column("Kind", 20, fold=True),
    Column("Framework", 14),
    Column("Inspected from", 14),
    Column("Inspected to", 14),
    Column("Published", 14),
    Column("Overall", 24, fold=True),
    Column("Sentences", 11),
    Column("Judging", 11),
    Column("Model", 14),
    Column("Model version", 14),
    Column("Taxonomy", 22),
    Column("Notes", 60, fold=True),
)
_UNCALIBRATED: Final = "the model's scores are not probabilities"


def write_xlsx(reports: Iterable[Report], out: IO[bytes], max_rows: int = MAX_ROWS) -> None:
    """Write a workbook with four tables: Summary, Tags, Sentences, About.

    `Summary` has one row a theme of each document, and one for a document that failed; `Tags` one row a tag;
    `Sentences` one a sentence; `About` one a document: what it says of itself, what became of it, which model
    tagged it, notes. Text is text: what looks like a formula, a link or a number stays as it reads. A text
    longer than a cell is cut and says so, and a table longer than a sheet goes on in another.

    Args:
        reports: the reports; they are taken one by one.
        out: where to, opened for bytes.
        max_rows: rows of a sheet.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
        OutputError: a cell cannot be written.

    """
    with open_workbook(out, "Strengths and concerns by theme", max_rows) as book:
        summary = book.sheet("Summary", _SUMMARY)
        tags = book.sheet("Tags", _TAGS)
        sentences = book.sheet("Sentences", _SENTENCES)
        about = book.sheet("About", _DOCUMENTS)
        for report in reports:
            _summarise(report, summary)
            for sentence in report.sentences:
                for tag in sentence.tags:
                    tags.add(_tag_row(report, sentence, tag))
                sentences.add(_sentence_row(report, sentence))
            about.add(_about_row(report))


def _summarise(report: Report, sheet: Sheet) -> None:
    meta = report.meta
    head: list[Cell] = [_name(report), _value(meta.authority), _value(meta.inspected_to or meta.published)]
    if report.status is not Status.OK:
        sheet.add([*head, None, None, None, None, str(report.status)])
        return
    for entry in report.summary():
        counts: list[Cell] = [len(entry.strengths), len(entry.concerns)]
        sheet.add([*head, entry.theme.group, entry.theme.title, *counts, str(report.status)])


def _tag_row(report: Report, sentence: Sentence, tag: Tag) -> list[Cell]:
    return [
        _name(report),
        _value(report.meta.authority),
        report.taxonomy[tag.theme].title,
        str(tag.polarity),
        round(tag.score, 6),
        sentence.text,
        sentence.page,
        sentence.paragraph,
        sentence.heading,
        str(sentence.kind),
        tag.theme,
        sentence.index,
    ]


def _sentence_row(report: Report, sentence: Sentence) -> list[Cell]:
    titles = [
        "; ".join(report.taxonomy[tag.theme].title for tag in sentence.tags if tag.polarity is polarity)
        for polarity in (Polarity.STRENGTH, Polarity.CONCERN)
    ]
    return [
        _name(report),
        sentence.index,
        sentence.page,
        sentence.paragraph,
        sentence.heading,
        str(sentence.kind),
        sentence.text,
        *titles,
    ]


def _about_row(report: Report) -> list[Cell]:
    meta = report.meta
    facts = (meta.title, meta.authority, meta.kind, meta.framework)
    days = (meta.inspected_from, meta.inspected_to, meta.published)
    notes = [*report.notes, *([] if report.model.calibrated else [_UNCALIBRATED])]
    return [
        _name(report),
        str(report.status),
        report.error,
        *(_value(fact) for fact in facts),
        *(_value(day) for day in days),
        None if meta.overall is None else meta.overall.grade,
        len(report.sentences),
        sum(bool(sentence.tags) for sentence in report.sentences),
        report.model.name,
        report.model.version,
        f"{report.taxonomy.name} {report.taxonomy.version}",
        "\n".join(notes),
    ]


def _value(fact: Fact[str] | Fact[datetime.date] | None) -> Cell:
    return None if fact is None else fact.value


def _name(report: Report) -> str:
    return report.source or "text"
