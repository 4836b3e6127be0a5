"""Documents and reports that several tests of writers share."""

from __future__ import annotations

import dataclasses

from fakes import KeywordBackend
from themetag.document import Meta
from themetag.errors import DocumentError, Status
from themetag.report import Report
from themetag.tagger import Tagger

LETTER = """Inspection of Larkmoor children’s services

The experiences of children
1.
Plans are good, and staff stay. Visits are late, and delay is common.
2.
The team meets on Mondays in the old library.

What needs to improve
The council should:
• write plans that are not late
• keep its staff.
"""

tagger = Tagger(KeywordBackend())


def letter(**options: bool) -> Report:
    return tagger.tag(LETTER, source="letter.txt", **options)


def failed() -> Report:
    return tagger.failed(DocumentError("gone.pdf cannot be opened: No such file", Status.BAD_INPUT), "gone.pdf")


def of_text(text: str, *, source: str | None = None, meta: Meta | None = None) -> Report:
    return tagger.tag(text, source=source, meta=meta)


def with_texts(report: Report, *texts: str) -> Report:
    """Return the report with the texts of its first sentences exchanged, as a reader would never give them."""
    changed = [dataclasses.replace(s, text=text) for s, text in zip(report.sentences, texts, strict=False)]
    return dataclasses.replace(report, sentences=(*changed, *report.sentences[len(changed) :]))
