"""An action plan: what a report asks for and finds wanting, each point once. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from themetag.report import Report
from themetag.taxonomy import Theme
from themetag.types import Sentence


class PointKind(StrEnum):
    """What a point of a plan is, the most pressing first."""

    PRIORITY = "priority action"
    RECOMMENDATION = "recommendation"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the report: one sentence, or the sentences of one recommendation, in reading order."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences as they read, joined by a space."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def page(self) -> int:
        """1-based number of the page on which it starts."""
        return self.sentences[0].page

    @property
    def paragraph(self) -> str | None:
        """The printed number of the paragraph, None where none is printed."""
        return self.sentences[0].paragraph

    @property
    def heading(self) -> str:
        """The heading it stands under, "" where there is none."""
        return self.sentences[0].heading

    @property
    def place(self) -> str:
        """Page and paragraph in words."""
        return f"page {self.page}" + (f", paragraph {self.paragraph}" if self.paragraph else "")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to act on.

    Attributes:
        number: 1-based position in the plan.
        kind: priority action, recommendation or concern.
        quote: where the report says it first, or says it as a recommendation.
        themes: in taxonomy order; empty where the model gave it none.
        again: where the report says the same again, in reading order.

    """

    number: int
    kind: PointKind
    quote: Quote
    themes: tuple[Theme, ...]
    again: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The points of one report: priority actions, then recommendations, then concerns, each in reading order.

    `notes` say what must be known to use it.
    """

    report: Report
    points: tuple[Point, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """Name the report and count the points."""
        return f"<Plan of {self.report.source or 'text'!r}: {len(self.points)} points>"
