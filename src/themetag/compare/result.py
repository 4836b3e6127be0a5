"""What a comparison of reports found: pure data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from themetag.compare.intervals import Change, Share
from themetag.compare.prevalence import Prevalence
from themetag.report import Report
from themetag.taxonomy import Theme
from themetag.types import Polarity, Sentence

Pair = tuple[Sentence | None, Sentence | None]


class Order(StrEnum):
    """In which order the reports stand, and so how the comparison reads."""

    TIME = "time"
    AUTHORITIES = "authorities"
    GIVEN = "given"


class Where(StrEnum):
    """In which of two reports a theme, or one polarity of it, is found."""

    BOTH = "both"
    FIRST = "first only"
    SECOND = "second only"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Side:
    """One report of a comparison.

    Attributes:
        name: how the comparison calls it; no two sides share a name.
        report: the report.
        authority: the authority as printed, None where it is not known.
        date: last day of the inspection, else the day of publication, None where neither is known.
        judged: how many sentences carry a tag; what shares are of.

    """

    name: str
    report: Report
    authority: str | None
    date: datetime.date | None
    judged: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one report says under one theme; sentences stand in reading order.

    Attributes:
        sentences: by polarity; empty where there are none.
        shares: by polarity, of the sentences of this report that judge anything.

    """

    sentences: Mapping[Polarity, tuple[Sentence, ...]]
    shares: Mapping[Polarity, Share]

    @property
    def mentioned(self) -> bool:
        """Whether the report judges the theme at all."""
        return any(self.sentences.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One theme over all reports.

    Attributes:
        theme: the theme.
        cells: one a report, in the order of the sides.
        changes: the last share less the first, by polarity.
        pairs: for two reports, by polarity, the sentences beside each other: those that say much the same
            first, then those of one side alone; empty for more than two.

    """

    theme: Theme
    cells: tuple[Cell, ...]
    changes: Mapping[Polarity, Change]
    pairs: Mapping[Polarity, tuple[Pair, ...]]

    @property
    def mentioned(self) -> tuple[bool, ...]:
        """Whether each report judges the theme, in the order of the sides."""
        return tuple(cell.mentioned for cell in self.cells)

    def where(self, polarity: Polarity | None = None) -> Where:
        """Tell in which of the first and the last report the theme is found; with a polarity: in that way."""
        found = [
            cell.mentioned if polarity is None else bool(cell.sentences[polarity])
            for cell in (self.cells[0], self.cells[-1])
        ]
        return {
            (True, True): Where.BOTH,
            (True, False): Where.FIRST,
            (False, True): Where.SECOND,
            (False, False): Where.NEITHER,
        }[found[0], found[1]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more reports, theme by theme.

    Attributes:
        sides: the reports, in order.
        rows: one a theme, in taxonomy order; themes that no report mentions are there too.
        order: what the order of the sides means.
        notes: what must be known to read it rightly: kinds, frameworks or models that differ, unknown dates.
        prevalence: one a label, over all reports together; empty below `prevalence.MIN_REPORTS` reports.

    """

    sides: tuple[Side, ...]
    rows: tuple[Row, ...]
    order: Order
    notes: tuple[str, ...]
    prevalence: tuple[Prevalence, ...]

    def __repr__(self) -> str:
        """Name the reports."""
        return f"<Comparison of {len(self.sides)} reports: {', '.join(side.name for side in self.sides)}>"

    def __getitem__(self, theme: str) -> Row:
        """Return the row of a theme; KeyError lists the themes there are."""
        for row in self.rows:
            if row.theme.key == theme:
                return row
        raise KeyError(f"no theme {theme!r}; there are {', '.join(row.theme.key for row in self.rows)}")

    @property
    def only(self) -> tuple[str, str]:
        """How to say that something stands in the first, or in the last, of two reports alone."""
        if self.order is Order.TIME:
            return "only in the earlier", "only in the later"
        return f"only in {self.sides[0].name}", f"only in {self.sides[-1].name}"

    # The writers are looked up where they are asked for, as a report looks up its own.

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; lone surrogates become U+FFFD."""
        from themetag.writers.comparison.plain import comparison_to_dict

        return comparison_to_dict(self)

    def to_json(self) -> str:
        """Return the comparison as JSON text, indented, with a line feed at the end."""
        from themetag.writers.comparison.plain import comparison_to_json

        return comparison_to_json(self)

    def to_html(self) -> str:
        """Return the comparison as one self-contained page.

        Raises:
            MissingExtraError: Jinja2 is not installed.

        """
        from themetag.writers.comparison.html import comparison_to_html

        return comparison_to_html(self)
