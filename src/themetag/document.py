"""The document: the text as read, its blocks and sentences, and what its front matter says of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from themetag.types import Kind, Sentence, Span

V = TypeVar("V", str, datetime.date)


@dataclass(frozen=True, slots=True)
class Fact(Generic[V]):
    """Something that the document says of itself.

    `span` is where it says so; None where the value was given from outside (`--meta`).
    """

    value: V
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """One printed grade: what was graded, the grade as printed, and where both stand.

    `heading_span` and `span` are None where the grade was given from outside.
    """

    heading: str
    grade: str
    span: Span | None = None
    heading_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """What the front matter says; every field is None (or empty) where the document does not say it.

    Attributes:
        title: the title as printed, white space folded.
        authority: the local authority or partnership that was inspected, as the title names it.
        kind: `full inspection`, `focused visit`, `monitoring visit`, `area SEND inspection`, ...
        framework: the inspection framework: `ILACS`, `SIF`, `JTAI`, `area SEND`, ...
        inspected_from: first day of the inspection.
        inspected_to: last day of the inspection.
        published: day of publication, or the date of the letter.
        grades: the printed grades, in order.

    """

    title: Fact[str] | None = None
    authority: Fact[str] | None = None
    kind: Fact[str] | None = None
    framework: Fact[str] | None = None
    inspected_from: Fact[datetime.date] | None = None
    inspected_to: Fact[datetime.date] | None = None
    published: Fact[datetime.date] | None = None
    grades: tuple[Grade, ...] = ()

    @property
    def overall(self) -> Grade | None:
        """The grade for overall effectiveness, None where none is printed."""
        for grade in self.grades:
            if grade.heading.casefold().startswith("overall"):
                return grade
        return None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document's layout: a paragraph, a list item, a heading, a table cell or page furniture.

    Attributes:
        kind: what it is.
        spans: ranges of the document's text, in order; more than one where furniture cuts the block.
        page: 1-based number of the page on which it starts.
        number: the printed number of a paragraph, item or heading ("12", "2.1"), None where there is none.
        heading: text of the heading in force, "" where there is none; for a heading, the one before it.
        lead_in: for list items, the line that introduces the list, else "".

    """

    kind: Kind
    spans: tuple[Span, ...]
    page: int
    number: str | None = None
    heading: str = ""
    lead_in: str = ""

    @property
    def start(self) -> int:
        """Where the block starts in the document's text."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where the block ends in the document's text (exclusive)."""
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class Document:
    """A text, exactly as read, and what was found in it.

    Attributes:
        text: the text; every span of the document indexes it in code points.
        pages: one span a page, in order, covering the text but for page separators; a text without page
            breaks is one page.
        blocks: in order of their start.
        sentences: the sentences of prose and list blocks, in reading order, not yet tagged.
        meta: what the front matter says.
        source: the file's name, or None for a text that came from no file.
        notes: what the reader had to do that the user should know ("read as Windows-1252").

    """

    text: str
    pages: tuple[Span, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    meta: Meta = field(default_factory=Meta)
    source: str | None = None
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the document and count what it holds; the text itself may be long."""
        return (
            f"<Document {self.source or 'text'!r}: {len(self.pages)} pages, {len(self.blocks)} blocks, "
            f"{len(self.sentences)} sentences>"
        )
