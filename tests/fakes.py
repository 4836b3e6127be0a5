"""A back end that tags by the words of a sentence, and reports made with it: for tests that need some tags."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from themetag.backends.base import Scores
from themetag.document import Fact, Grade, Meta
from themetag.report import Report
from themetag.tagger import Tagger
from themetag.taxonomy import Taxonomy, Theme
from themetag.types import Unit

THEMES = Taxonomy(
    "small",
    1,
    "Small",
    (Theme("planning", "Plans", "Practice"), Theme("timeliness", "Time", "Practice"), Theme("staffing", "Staff")),
)
_WORDS = {"planning": ("plan",), "timeliness": ("late", "prompt", "delay"), "staffing": ("staff", "team")}
_CONCERNS = ("late", "weak", "delay", "too few", "should", "not ")
_STRENGTHS = ("strong", "prompt", "good")


class KeywordBackend:
    """A theme by its words, a concern or a strength by others; under a heading that asks, always a concern."""

    name, version, calibrated = "keywords", "1", False

    def __init__(self, taxonomy: Taxonomy = THEMES, name: str = "keywords") -> None:
        self.taxonomy = taxonomy
        self.name = name
        self.thresholds = np.full((len(taxonomy), 2), 0.5)

    def score(self, units: Sequence[Unit]) -> Scores:
        scores = np.zeros((len(units), len(self.taxonomy), 2))
        for i, unit in enumerate(units):
            text = unit.text.casefold()
            concern = any(word in text for word in _CONCERNS) or "improve" in unit.heading.casefold()
            strength = any(word in text for word in _STRENGTHS)
            for j, key in enumerate(self.taxonomy.keys):
                if any(word in text for word in _WORDS.get(key, (key,))):
                    scores[i, j] = (0.75 * strength, 0.875 * concern)
        return scores


def tagged(
    text: str,
    *,
    source: str | None = None,
    authority: str | None = None,
    date: datetime.date | None = None,
    kind: str | None = None,
    framework: str | None = None,
    taxonomy: Taxonomy = THEMES,
    model: str = "keywords",
) -> Report:
    """Return the report of a text, with the facts that are given and no others."""
    meta = Meta(
        authority=Fact(authority) if authority else None,
        kind=Fact(kind) if kind else None,
        framework=Fact(framework) if framework else None,
        inspected_to=Fact(date) if date else None,
    )
    report = Tagger(KeywordBackend(taxonomy, model)).tag(text, source=source, meta=meta)
    return replace(report, meta=meta)


def graded(report: Report, grade: str) -> Report:
    """Return the report with an overall grade."""
    return replace(report, meta=replace(report.meta, grades=(Grade("Overall effectiveness", grade),)))


EARLIER = (
    "Plans are weak and often written late in the autumn term. The staff are good. "
    "Visits to the harbour school are recorded. There is delay in most courts."
)
LATER = (
    "Plans are strong and are shared with parents. Plans are still weak where they are written late in the "
    "autumn term. The office has moved to Fern Lane."
)


def pair() -> list[Report]:
    """Return two reports of one authority, the later one first."""
    later = tagged(LATER, source="later.txt", authority="Larkmoor", date=datetime.date(2023, 3, 1))
    earlier = tagged(EARLIER, source="earlier.txt", authority="Larkmoor Council", date=datetime.date(2019, 5, 2))
    return [later, earlier]


def many(n: int, *, years: tuple[int, ...] = (2023,)) -> list[Report]:
    """Return reports of n authorities; every second one is concerned about plans."""
    places = ["Aldermoor", "Brinkley", "Coldham", "Denwick", "Eastry", "Farnley", "Gosling", "Harnham"][:n]
    return [
        tagged(
            f"The office of {place} is in the square. {'Plans are weak.' if i % 2 else 'Plans are good.'}",
            authority=place,
            date=datetime.date(years[i % len(years)], 1, 1),
        )
        for i, place in enumerate(places)
    ]
