"""The small values that everything else is made of: spans, tags, evidence, sentences, units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from themetag.textmap import TextMap


class Polarity(StrEnum):
    """Which way a judgement points; the order here is the order of the scores' last axis."""

    STRENGTH = "strength"
    CONCERN = "concern"

    @property
    def sign(self) -> Literal["+", "-"]:
        """`+` for a strength, `-` for a concern, as corpora write it."""
        return "+" if self is Polarity.STRENGTH else "-"

    @classmethod
    def from_sign(cls, sign: str) -> Polarity:
        """Return the polarity of `+` or `-`; ValueError on anything else."""
        for polarity in cls:
            if polarity.sign == sign:
                return polarity
        raise ValueError(f"a polarity is written + or -, was {sign!r}")


POLARITIES: tuple[Polarity, ...] = tuple(Polarity)


class Kind(StrEnum):
    """What a block of a document is."""

    PROSE = "prose"
    LIST = "list"
    HEADING = "heading"
    TABLE = "table"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range [start, end) of a document's text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that is reversed or starts before the text."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, was [{self.start}, {self.end})")

    def __len__(self) -> int:
        """Return the number of code points covered."""
        return self.end - self.start

    def __iter__(self) -> Iterator[int]:
        """Iterate over start and end, so that `start, end = span` reads well."""
        return iter((self.start, self.end))

    def of(self, text: str) -> str:
        """Return the exact slice of `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What carries a tag.

    `spans` are ranges of the document's text; empty for a contribution that stands nowhere in the sentence
    (a heading, a bias), which `name` then says. `name` is the rule or feature; `role` is what it did
    ("theme", "polarity", "shift", ...). `contribution` is in log-odds; None where the back end does not
    weigh its evidence.
    """

    spans: tuple[Span, ...]
    name: str
    role: str
    contribution: float | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """One judgement of a sentence: a theme, a polarity, and a score in [0, 1]."""

    theme: str
    polarity: Polarity
    score: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def label(self) -> str:
        """Theme and sign, as corpora write it: `planning+`."""
        return self.theme + self.polarity.sign


@dataclass(frozen=True, slots=True)
class Unit:
    """What a back end scores; the score depends on these five fields alone.

    `heading` is the heading in force, `lead_in` the line that introduces the list the item stands in,
    `previous` the sentence before; each is empty where there is none.
    """

    text: str
    kind: Kind = Kind.PROSE
    heading: str = ""
    lead_in: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or one sentence of a list item.

    Attributes:
        index: position among the document's sentences, from 0.
        spans: ranges of the document's text, in order, not overlapping; more than one where a page break or
            page furniture cuts the sentence.
        raw: the document's text from the first span's start to the last span's end, exactly.
        text: what is left after layout repair: white space folded, line-end hyphens healed, furniture out.
        kind: `Kind.PROSE` or `Kind.LIST`.
        heading: the heading in force, "" where there is none.
        lead_in: for list items, the line that introduces the list, else "".
        page: 1-based number of the page on which it starts.
        paragraph: the printed paragraph number ("12", "2.3"), None where none is printed.
        paragraph_index: which block of the document it comes from; sentences of one paragraph share it.
        source_map: takes offsets of `text` to offsets of the document's text.
        tags: what a back end found; empty before tagging and where nothing is judged.

    """

    index: int
    spans: tuple[Span, ...]
    raw: str
    text: str
    kind: Kind
    heading: str
    lead_in: str
    page: int
    paragraph: str | None
    paragraph_index: int
    source_map: TextMap
    tags: tuple[Tag, ...] = ()

    @property
    def start(self) -> int:
        """Where the sentence starts in the document's text."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where the sentence ends in the document's text (exclusive)."""
        return self.spans[-1].end

    def locate(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the ranges of the document's text behind `text[start:end]`, furniture left out.

        IndexError unless 0 <= start < end <= len(text).
        """
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"a range needs 0 <= start < end <= {len(self.text)}, was [{start}, {end})")
        low, high = self.source_map.source(start), self.source_map.source(end - 1) + 1
        return tuple(
            Span(max(low, span.start), min(high, span.end))
            for span in self.spans
            if span.start < high and low < span.end
        )
