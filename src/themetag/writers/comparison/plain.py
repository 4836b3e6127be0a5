"""A comparison as plain values and as JSON."""

from __future__ import annotations

import json
from typing import Any, Final

from themetag.compare.intervals import Change, Share
from themetag.compare.prevalence import Estimate, Prevalence
from themetag.compare.result import Cell, Comparison, Row, Side
from themetag.types import POLARITIES, Sentence
from themetag.writers.plain import meta_to_dict
from themetag.writers.scrub import scrub

SCHEMA_VERSION: Final = 1


def comparison_to_dict(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as dicts, lists, str, numbers, bool and None."""
    taxonomy = comparison.sides[0].report.taxonomy
    return {
        "schema": SCHEMA_VERSION,
        "order": str(comparison.order),
        "taxonomy": {"name": taxonomy.name, "version": taxonomy.version, "sha256": taxonomy.digest},
        "reports": [_side(side) for side in comparison.sides],
        "notes": [scrub(note) for note in comparison.notes],
        "themes": [_row(row, comparison) for row in comparison.rows],
        "prevalence": [_prevalence(entry) for entry in comparison.prevalence],
    }


def comparison_to_json(comparison: Comparison) -> str:
    """Return the comparison as JSON text, indented, with a line feed at the end."""
    content = comparison_to_dict(comparison)
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _side(side: Side) -> dict[str, Any]:
    report = side.report
    return {
        "name": scrub(side.name),
        "source": None if report.source is None else scrub(report.source),
        "date": None if side.date is None else side.date.isoformat(),
        "sentences": len(report.sentences),
        "judged": side.judged,
        "model": {"name": report.model.name, "version": report.model.version},
        "meta": meta_to_dict(report.meta),
    }


def _row(row: Row, comparison: Comparison) -> dict[str, Any]:
    two = len(comparison.sides) == 2
    return {
        "theme": row.theme.key,
        "title": row.theme.title,
        "where": str(row.where()) if two else None,
        "reports": [_cell(cell) for cell in row.cells],
        "changes": {str(polarity): _change(row.changes[polarity]) for polarity in POLARITIES},
        "beside": {
            str(polarity): [[first and first.index, second and second.index] for first, second in row.pairs[polarity]]
            for polarity in row.pairs
        },
    }


def _cell(cell: Cell) -> dict[str, Any]:
    said: dict[str, Any] = {
        str(polarity): {
            "share": _share(cell.shares[polarity]),
            "sentences": [_sentence(sentence) for sentence in cell.sentences[polarity]],
        }
        for polarity in POLARITIES
    }
    return {"mentioned": cell.mentioned, **said}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "index": sentence.index,
        "page": sentence.page,
        "paragraph": sentence.paragraph,
        "text": scrub(sentence.text),
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "count": share.count,
        "of": share.n,
        "value": _rounded(share.value),
        "low": _rounded(share.low),
        "high": _rounded(share.high),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "value": _rounded(change.value),
        "low": _rounded(change.low),
        "high": _rounded(change.high),
        "clear": change.clear,
    }


def _prevalence(entry: Prevalence) -> dict[str, Any]:
    return {
        "theme": entry.theme,
        "polarity": str(entry.polarity),
        "count": entry.count,
        "of": entry.n,
        "observed": _estimate(entry.observed),
        "corrected": None if entry.corrected is None else _estimate(entry.corrected),
        "not_corrected_because": entry.why or None,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": _rounded(estimate.value),
        "low": _rounded(estimate.low),
        "high": _rounded(estimate.high),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
