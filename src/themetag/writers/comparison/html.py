"""A comparison as one page that stands alone: no script, no network, one constant style. Needs Jinja2."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from themetag.compare.result import Cell, Comparison, Row, Side
from themetag.optional import require
from themetag.types import POLARITIES, Polarity, Sentence
from themetag.writers.comparison.words import (
    NAMES,
    fine_percent,
    percent,
    place_of_sentence,
    points,
    title_of,
    where_of,
)
from themetag.writers.html.pieces import clean

_SIGNS: Final = {Polarity.STRENGTH: "+", Polarity.CONCERN: "\u2212"}
_STYLES: Final = {Polarity.STRENGTH: "plus", Polarity.CONCERN: "minus"}
_DEPTHS: Final = 4  # classes p1..p4 and m1..m4 of the style; 0 is no colour
_FACT_HEADS: Final = ("Report", "Authority", "Kind", "Framework", "Date", "Overall", "Sentences", "Judging")


def comparison_to_html(comparison: Comparison) -> str:
    """Return the page.

    Raises:
        MissingExtraError: Jinja2 is not installed.

    """
    style = _resource("comparison.css")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page: str = _template().render(page=_page(comparison), policy=policy, style=style)
    return page


@cache
def _template() -> Any:
    """Return the template: everything is cleaned and escaped, a name that is not there is an error."""
    jinja2 = require("jinja2", "page", "a comparison's page")
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: clean(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_resource("comparison.html.j2"))


def _resource(name: str) -> str:
    text = (files("themetag.writers.comparison") / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")  # a browser counts line ends as LF for the hash


def _page(comparison: Comparison) -> dict[str, Any]:
    """Return what the template shows, every text cleaned; the template escapes."""
    top = max(
        (cell.shares[p].value or 0 for row in comparison.rows for cell in row.cells for p in POLARITIES), default=0
    )
    return {
        "title": f"Comparison: {title_of(comparison)}",
        "names": [side.name for side in comparison.sides],
        "two": len(comparison.sides) == 2,
        "fact_heads": _FACT_HEADS,
        "facts": [_facts(side) for side in comparison.sides],
        "notes": list(comparison.notes),
        "themes": [_theme(i, row, comparison, top) for i, row in enumerate(comparison.rows)],
        "prevalence": _prevalence(comparison),
        "footer": _footer(comparison),
    }


def _facts(side: Side) -> list[str]:
    meta = side.report.meta
    known = [
        side.authority,
        meta.kind and meta.kind.value,
        meta.framework and meta.framework.value,
        side.date and side.date.isoformat(),
        meta.overall and meta.overall.grade,
    ]
    shown = ["–" if value is None else str(value) for value in known]
    return [side.name, *shown, str(len(side.report.sentences)), str(side.judged)]


def _theme(i: int, row: Row, comparison: Comparison, top: float) -> dict[str, Any]:
    two = len(comparison.sides) == 2
    return {
        "title": row.theme.title,
        "anchor": f"theme-{i + 1}",
        "mentioned": any(row.mentioned),
        "where": where_of(row, comparison),
        "cells": [_cell(cell, top) for cell in row.cells],
        "parts": [_part(row, polarity, comparison) for polarity in POLARITIES] if two else [],
        "columns": [] if two else [_column(side, cell) for side, cell in zip(comparison.sides, row.cells, strict=True)],
    }


def _cell(cell: Cell, top: float) -> dict[str, Any]:
    strength, concern = (cell.shares[polarity].value or 0.0 for polarity in POLARITIES)
    return {
        "mentioned": cell.mentioned,
        "strengths": len(cell.sentences[Polarity.STRENGTH]),
        "concerns": len(cell.sentences[Polarity.CONCERN]),
        "strength_depth": _depth(strength, top),
        "concern_depth": _depth(concern, top),
    }


def _depth(share: float, top: float) -> int:
    return 0 if share == 0 else min(_DEPTHS, 1 + int(_DEPTHS * share / top))


def _part(row: Row, polarity: Polarity, comparison: Comparison) -> dict[str, Any]:
    """Return one polarity of a theme in two reports, the sentences beside each other."""
    names = [side.name for side in comparison.sides]
    shares = [cell.shares[polarity] for cell in row.cells]
    return {
        "title": NAMES[polarity],
        "sign": _SIGNS[polarity],
        "style": _STYLES[polarity],
        "shares": [
            f"{name} {share.count} of {share.n}, {percent(share)}" for name, share in zip(names, shares, strict=True)
        ],
        "change": points(row.changes[polarity]),
        "is_clear": row.changes[polarity].clear,
        "beside": [
            [_said(said, name) for said, name in zip(pair, names, strict=True) if said is not None]
            for pair in row.pairs[polarity]
            if None not in pair
        ],
        "alone": [
            [_said(pair[i], names[i]) for pair in row.pairs[polarity] if pair[i] is not None and None in pair]
            for i in range(2)
        ],
    }


def _column(side: Side, cell: Cell) -> dict[str, Any]:
    """Return one theme in one of several reports."""
    parts = [
        {
            "title": NAMES[polarity],
            "sign": _SIGNS[polarity],
            "style": _STYLES[polarity],
            "share": f"{len(cell.sentences[polarity])} of {side.judged}, {percent(cell.shares[polarity])}",
            "said": [_said(sentence, "") for sentence in cell.sentences[polarity]],
        }
        for polarity in POLARITIES
        if cell.sentences[polarity]
    ]
    return {"name": side.name, "parts": parts}


def _said(sentence: Sentence | None, name: str) -> dict[str, str]:
    assert sentence is not None
    return {"text": sentence.text, "place": place_of_sentence(sentence), "name": name}


def _prevalence(comparison: Comparison) -> list[dict[str, str]]:
    titles = {row.theme.key: row.theme.title for row in comparison.rows}
    return [
        {
            "title": titles[entry.theme],
            "polarity": NAMES[entry.polarity],
            "observed": fine_percent(entry.observed),
            "corrected": f"not corrected: {entry.why}" if entry.why else fine_percent(entry.corrected),
        }
        for entry in comparison.prevalence
    ]


def _footer(comparison: Comparison) -> list[str]:
    reports = [side.report for side in comparison.sides]
    models = {f"{report.model.name} {report.model.version}": report.model for report in reports}
    taxonomy = reports[0].taxonomy
    measured = [
        f"Measured error of {name}: {figure.name} {figure.value:.2f} (95 % interval {figure.low:.2f} to "
        f"{figure.high:.2f}) on {figure.on}."
        for name, model in models.items()
        for figure in model.measured
    ]
    by = f"model {', '.join(models)}; taxonomy {taxonomy.name}, version {taxonomy.version}"
    return [
        f"Tagged by a computer program, not by a person: {by}.",
        *measured,
        "Sentences are quoted from the reports; page numbers count the pages of the file. Read a sentence before "
        "relying on its theme, and the report before relying on a count.",
    ]
