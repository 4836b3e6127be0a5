"""What a page shows of a report: plain values in the order of the page, made once and only shown by the template."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from themetag.repair import Lexicon, repair
from themetag.report import Report
from themetag.types import Evidence, Kind, Polarity, Sentence, Tag
from themetag.writers.html.pieces import Piece, pieces_of, supports

SIGNS = {Polarity.STRENGTH: "+", Polarity.CONCERN: "\u2212"}
# strftime would write the months in the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MAX_REASONS = 6  # a label's tip stays short enough to read


@dataclass(frozen=True, slots=True)
class Label:
    """A tag as shown: `reasons` say what carried it ("theme: plan"), none where the back end did not say."""

    key: str
    title: str
    polarity: str
    sign: str
    score: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence as shown; `side` is strength, concern, both, or "" without a tag; `turn`: it starts a new page."""

    index: int
    page: int
    turn: bool
    pieces: tuple[Piece, ...]
    labels: tuple[Label, ...]
    side: str
    sign: str


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, list item, heading or table cell; `text` is set where it has no sentences."""

    kind: str
    number: str
    text: str = ""
    sentences: tuple[SentenceView, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of one kind that follow each other on one page; `page` is set where a page starts before them."""

    kind: str
    page: int | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One theme of the chart: counts of sentences, and bars of 0 to 100."""

    key: str
    title: str
    strengths: int
    concerns: int
    strength_bar: float
    concern_bar: float


@dataclass(slots=True)
class _Walk:
    """Where the walk through the text is: `page` was last named; `titles` are those of the themes, by key."""

    titles: dict[str, str]
    page: int = 0

    def turned(self, page: int) -> bool:
        if page <= self.page:
            return False
        self.page = page
        return True

    def sentence(self, sentence: Sentence, first: bool) -> SentenceView:
        turn = self.turned(sentence.page) and not first
        sides = {tag.polarity for tag in sentence.tags}
        side, sign = "", ""
        if len(sides) == 2:
            side, sign = "both", "\u00b1"
        elif sides:
            polarity = next(iter(sides))
            side, sign = polarity.value, SIGNS[polarity]
        labels = tuple(self.label(tag) for tag in sentence.tags)
        return SentenceView(sentence.index, sentence.page, turn, pieces_of(sentence, sentence.tags), labels, side, sign)

    def label(self, tag: Tag) -> Label:
        reasons = dict.fromkeys(_reason(item) for item in tag.evidence)
        return Label(
            tag.theme,
            self.titles.get(tag.theme, tag.theme),
            tag.polarity.value,
            SIGNS[tag.polarity],
            f"{tag.score:.2f}",
            tuple(reasons)[:_MAX_REASONS],
        )


def _reason(item: Evidence) -> str:
    role = item.role.replace("_", " ")
    words = item.name if item.name.startswith(f"{role}:") else f"{role}: {item.name}"
    return words if supports(item) else f"against it, {words}"


def groups_of(report: Report) -> Iterator[Group]:
    """Yield the text in reading order; page furniture is left out."""
    walk = _Walk({theme.key: theme.title for theme in report.taxonomy})
    for (kind, page), entries in groupby(_entries(report), key=lambda entry: (entry[0], entry[1])):
        turn = walk.turned(page)
        parts = tuple(
            Part(
                kind.value,
                number,
                text,
                tuple(walk.sentence(s, i == 0) for i, s in enumerate(sentences)),
            )
            for _, _, number, text, sentences in entries
        )
        yield Group(kind.value, page if turn else None, parts)


def _entries(report: Report) -> Iterator[tuple[Kind, int, str, str, list[Sentence]]]:
    """Yield kind, page, number, text (where there are no sentences) and sentences of each block."""
    found = {index: list(group) for index, group in groupby(report.sentences, key=lambda s: s.paragraph_index)}
    document = report.document
    if document is None:
        yield from _without_blocks(found)
        return
    lexicon = Lexicon(document.text)
    for index, block in enumerate(document.blocks):
        sentences = found.get(index, [])
        if block.kind is Kind.FURNITURE and not sentences:
            continue
        text = "" if sentences else repair(document.text, block.spans, lexicon)[0]
        yield block.kind, block.page, block.number or "", text, sentences


def _without_blocks(found: dict[int, list[Sentence]]) -> Iterator[tuple[Kind, int, str, str, list[Sentence]]]:
    """Yield the same from the sentences alone, for a report that was made without its document."""
    heading = ""
    for sentences in found.values():
        first = sentences[0]
        if first.heading != heading:
            heading = first.heading
            yield Kind.HEADING, first.page, "", heading, []
        yield first.kind, first.page, first.paragraph or "", "", sentences


def chart_of(report: Report) -> list[tuple[str, list[Row]]]:
    """Return the rows of the themes by polarity chart, under the titles of their groups, in taxonomy order."""
    summary = report.summary()
    top = max((max(len(e.strengths), len(e.concerns)) for e in summary), default=0) or 1
    rows = [
        (
            entry.theme.group,
            Row(
                entry.theme.key,
                entry.theme.title,
                len(entry.strengths),
                len(entry.concerns),
                round(100 * len(entry.strengths) / top, 1),
                round(100 * len(entry.concerns) / top, 1),
            ),
        )
        for entry in summary
    ]
    return [(group, [row for _, row in entries]) for group, entries in groupby(rows, key=lambda pair: pair[0])]


def facts_of(report: Report) -> list[tuple[str, str]]:
    """Return what is known of the document but its grades, as (name, value) in the order of the page."""
    meta = report.meta
    given = (("Authority", meta.authority), ("Kind", meta.kind), ("Framework", meta.framework))
    facts = [(name, fact.value) for name, fact in given if fact is not None]
    start, end = meta.inspected_from, meta.inspected_to
    if start is not None and end is not None and start.value != end.value:
        facts.append(("Inspected", f"{_day(start.value)} to {_day(end.value)}"))
    elif (day := start or end) is not None:
        facts.append(("Inspected", _day(day.value)))
    if meta.published is not None:
        facts.append(("Published", _day(meta.published.value)))
    if report.source is not None:
        facts.append(("File", report.source))
    return facts


def _day(date: datetime.date) -> str:
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
