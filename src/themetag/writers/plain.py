"""Reports as plain values and as JSON, after the schema `report-1`."""

from __future__ import annotations

import datetime
import json
from typing import Any, Final

from themetag.document import Fact, Grade, Meta
from themetag.report import Report
from themetag.types import Evidence, Sentence, Span, Tag
from themetag.writers.scrub import scrub

SCHEMA_VERSION: Final = 1
_FACTS: Final = ("title", "authority", "kind", "framework", "inspected_from", "inspected_to", "published")


def report_to_dict(report: Report) -> dict[str, Any]:
    """Return the report as dicts, lists, str, numbers and None."""
    return {
        "schema": SCHEMA_VERSION,
        "source": _text(report.source),
        "status": str(report.status),
        "error": _text(report.error),
        "model": {
            "name": report.model.name,
            "version": report.model.version,
            "calibrated": report.model.calibrated,
        },
        "taxonomy": {
            "name": report.taxonomy.name,
            "version": report.taxonomy.version,
            "sha256": report.taxonomy.digest,
        },
        "meta": meta_to_dict(report.meta),
        "notes": [scrub(note) for note in report.notes],
        "sentences": [sentence_to_dict(sentence) for sentence in report.sentences],
    }


def report_to_json(report: Report, indent: int | None = None) -> str:
    """Return the report as JSON text."""
    return json.dumps(report_to_dict(report), ensure_ascii=False, allow_nan=False, indent=indent)


def meta_to_dict(meta: Meta) -> dict[str, Any]:
    """Return every field of the front matter, None where it is not known."""
    fields: dict[str, Any] = {name: _fact(getattr(meta, name)) for name in _FACTS}
    fields["grades"] = [_grade(grade) for grade in meta.grades]
    return fields


def sentence_to_dict(sentence: Sentence) -> dict[str, Any]:
    """Return a sentence with its tags."""
    return {
        "index": sentence.index,
        "text": scrub(sentence.text),
        "raw": scrub(sentence.raw),
        "spans": _spans(sentence.spans),
        "kind": str(sentence.kind),
        "heading": scrub(sentence.heading),
        "lead_in": scrub(sentence.lead_in),
        "page": sentence.page,
        "paragraph": sentence.paragraph,
        "tags": [_tag(tag) for tag in sentence.tags],
    }


def _tag(tag: Tag) -> dict[str, Any]:
    return {
        "theme": tag.theme,
        "polarity": str(tag.polarity),
        "score": round(tag.score, 6),
        "evidence": [_evidence(item) for item in tag.evidence],
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    contribution = None if item.contribution is None else round(item.contribution, 6)
    return {"role": item.role, "name": item.name, "spans": _spans(item.spans), "contribution": contribution}


def _fact(fact: Fact[str] | Fact[datetime.date] | None) -> dict[str, Any] | None:
    if fact is None:
        return None
    value = fact.value.isoformat() if isinstance(fact.value, datetime.date) else scrub(fact.value)
    return {"value": value, "span": _span(fact.span)}


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "heading": scrub(grade.heading),
        "grade": scrub(grade.grade),
        "span": _span(grade.span),
        "heading_span": _span(grade.heading_span),
    }


def _text(value: str | None) -> str | None:
    return None if value is None else scrub(value)


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
