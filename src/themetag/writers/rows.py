"""Reports as rows of a table: one row a tag, one a sentence without tags, one a failed document."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from themetag.document import Fact
from themetag.report import Report
from themetag.types import Sentence, Tag

Cell = str | int | float | None

COLUMNS: Final = (
    "source",
    "status",
    "authority",
    "report_kind",
    "framework",
    "inspected_from",
    "inspected_to",
    "published",
    "overall",
    "page",
    "paragraph",
    "heading",
    "sentence",
    "kind",
    "theme",
    "polarity",
    "score",
    "text",
    "start",
    "end",
    "model",
    "model_version",
    "error",
)


def report_rows(report: Report, *, untagged: bool = True) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a report; each has all of `COLUMNS`, None where there is nothing to say.

    Args:
        report: the report.
        untagged: whether sentences without a tag get a row too.

    """
    shared = _document_cells(report)
    if not report.sentences:
        yield shared
    for sentence in report.sentences:
        for tag in sentence.tags or ((None,) if untagged else ()):
            yield shared | _sentence_cells(sentence) | _tag_cells(tag)


def _document_cells(report: Report) -> dict[str, Cell]:
    meta, overall = report.meta, report.meta.overall
    cells: dict[str, Cell] = dict.fromkeys(COLUMNS)
    cells |= {
        "source": report.source,
        "status": str(report.status),
        "authority": _value(meta.authority),
        "report_kind": _value(meta.kind),
        "framework": _value(meta.framework),
        "inspected_from": _value(meta.inspected_from),
        "inspected_to": _value(meta.inspected_to),
        "published": _value(meta.published),
        "overall": overall.grade if overall else None,
        "model": report.model.name,
        "model_version": report.model.version,
        "error": report.error,
    }
    return cells


def _sentence_cells(sentence: Sentence) -> dict[str, Cell]:
    return {
        "page": sentence.page,
        "paragraph": sentence.paragraph,
        "heading": sentence.heading or None,
        "sentence": sentence.index,
        "kind": str(sentence.kind),
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
    }


def _tag_cells(tag: Tag | None) -> dict[str, Cell]:
    if tag is None:
        return {}
    return {"theme": tag.theme, "polarity": str(tag.polarity), "score": round(tag.score, 6)}


def _value(fact: Fact[str] | Fact[datetime.date] | None) -> str | None:
    return None if fact is None else str(fact.value)
