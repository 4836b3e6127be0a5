"""Title, authority, kind, framework and dates, each with its place in the text, never guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from themetag.document import Block, Fact, Meta
from themetag.meta.dates import Period, find_periods
from themetag.meta.grades import find_grades
from themetag.repair import Lexicon, repair
from themetag.textmap import TextMap
from themetag.types import Kind, Span

_FRONT_PAGES = 2
_FRONT_BLOCKS = 80  # what is called the front of a document without pages

_SERVICES = r"(?:children['’]s\s+(?:social\s+care\s+)?services|services\s+for\s+children|local\s+area\s+partnership)"
_OF_AUTHORITY = re.compile(
    r"(?i:inspection|visit|review)\s+(?:of|to|in)\s+"
    r"(?:the\s+)?(?P<authority>[A-Z][\w’'.&,-]*(?:\s+(?:[A-Z][\w’'.&,-]*|of|and|upon|on|the|in|with|le|under|by|de|cum"
    r"|county|city|borough|district|metropolitan|council))*?)"
    rf"(?=[’']s?\s|\s+(?:local\s+authority|{_SERVICES}|(?i:local\s+area\s+partnership))|\Z)",
)
_COUNCIL = re.compile(
    r"(?:(?:London|Royal|Metropolitan)\s+Borough\s+of\s.+|Council\s+of\s.+|.+\s(?:Council|Borough|Partnership)|(?:City|County)\s+of\s.+)\Z"
)
_BARE_TITLE = re.compile(r"(?:Re-?inspection|Inspection|Focused visit|Monitoring visit) (?:of|to) [^.]{10,160}\Z")
_TITLE = re.compile(r"\b(?:re-?inspection|inspection|focused visit|monitoring visit|assurance visit)\b", re.IGNORECASE)
_PLACE_LINE = re.compile(r"[A-Z][\w’'.&-]*(?:\s+(?:[A-Z][\w’'.&-]*|of|and|upon|on|the|with)){0,5}\Z")

# First match wins; the value is the field's usual name for the kind.
_KINDS = (
    (re.compile(r"\bmonitoring visit\b", re.IGNORECASE), "monitoring visit"),
    (re.compile(r"\bfocused visit\b", re.IGNORECASE), "focused visit"),
    (re.compile(r"\bassurance visit\b", re.IGNORECASE), "assurance visit"),
    (
        re.compile(r"\bjoint targeted area inspection\b|\bJTAI\b", re.IGNORECASE),
        "joint targeted area inspection",
    ),
    (
        re.compile(
            r"\barea SEND (?:full )?(?:inspection|revisit)|\blocal area special educational needs",
            re.IGNORECASE,
        ),
        "area SEND inspection",
    ),
    (re.compile(r"\binspection of looked after children", re.IGNORECASE), "looked after children inspection"),
    (
        re.compile(r"\binspection of .{0,40}arrangements for the protection of children", re.IGNORECASE),
        "child protection inspection",
    ),
    (
        re.compile(r"\binspection of services for children in need of help and protection", re.IGNORECASE),
        "full inspection",
    ),
    (
        re.compile(r"\binspection of .{0,80}children['’]s (?:social care )?services", re.IGNORECASE),
        "full inspection",
    ),
)
_FRAMEWORKS = (
    (
        re.compile(r"\bILACS\b|\binspection of (?:\S+ ){0,8}local authority children['’]s services", re.IGNORECASE),
        "ILACS",
    ),
    (
        re.compile(
            r"\bsingle inspection framework\b"
            r"|\bservices for children in need of help and protection, children looked after",
            re.IGNORECASE,
        ),
        "SIF",
    ),
    (re.compile(r"\bjoint targeted area inspection\b|\bJTAI\b", re.IGNORECASE), "JTAI"),
    (re.compile(r"\barea SEND\b"), "area SEND"),
)
# What running text says of the framework under which the inspection was done.
_NAMED_FRAMEWORKS = (
    (
        re.compile(
            r"\binspections? of local authority children['’]s services \(ILACS\)|\bILACS framework\b",
            re.IGNORECASE,
        ),
        "ILACS",
    ),
    (re.compile(r"\bsingle inspection framework\b", re.IGNORECASE), "SIF"),
)
_INSPECTED = re.compile(r"\b(?:inspection|visit)\s+dates?\b|\bdates? of (?:the )?(?:inspection|visit)\b", re.IGNORECASE)
_PREVIOUS = re.compile(r"\b(?:previous|last)\s+(?:inspection|visit)|published", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_PUBLISHED = re.compile(r"\bpublished\b|\bpublication date\b", re.IGNORECASE)
_VISIT_SENTENCE = re.compile(r"\b(?:visit|inspection)\b.{0,160}?\b(?:on|from|between|took place)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A block of the front matter as running text."""

    block: Block
    text: str
    source_map: TextMap
    folded: str  # the text in lower case: to look for a word in it is far quicker than a pattern

    def span(self, start: int, end: int) -> Span:
        return Span(self.source_map.source(start), self.source_map.source(end - 1) + 1)

    def fact(self, start: int, end: int, value: str | None = None) -> Fact[str]:
        return Fact(value if value is not None else self.text[start:end], self.span(start, end))


def find_meta(text: str, blocks: Sequence[Block], lexicon: Lexicon) -> Meta:
    """Read the front matter of a document.

    Args:
        text: the document's text.
        blocks: its blocks, in order.
        lexicon: its words.

    Returns:
        What is printed; a field that the front matter does not hold is None.

    """
    front = list(_front(text, blocks, lexicon))
    title = _title(front)
    inspected = _inspected(front)
    return Meta(
        title=title.fact(0, len(title.text)) if title else None,
        authority=_authority(front, title),
        kind=_first(_titles(front, title), _KINDS),
        framework=_first(_titles(front, title), _FRAMEWORKS)
        or _first([p for p in front if "ilacs" in p.folded or "framework" in p.folded], _NAMED_FRAMEWORKS),
        inspected_from=_day(inspected, last=False),
        inspected_to=_day(inspected, last=True),
        published=_published(front),
        grades=find_grades(text, blocks, lexicon),
    )


def _front(text: str, blocks: Sequence[Block], lexicon: Lexicon) -> Iterator[_Passage]:
    for block in blocks[:_FRONT_BLOCKS]:
        if block.page <= _FRONT_PAGES:
            running, source_map = repair(text, block.spans, lexicon)
            if running:
                yield _Passage(block, running, source_map, running.lower())


def _title(front: Sequence[_Passage]) -> _Passage | None:
    """Return the first heading that names an inspection or a visit, else the first heading of the first page."""
    headings = _headings(front)
    for passage in headings[:6]:
        if _TITLE.search(passage.text):
            return passage
    return headings[0] if headings and headings[0].block.start < 400 else None


def _headings(front: Sequence[_Passage]) -> list[_Passage]:
    """Return the headings of the first page, and what stands there like a title without its full stop."""
    return [p for p in front if p.block.page == 1 and (p.block.kind is Kind.HEADING or _BARE_TITLE.match(p.text))]


def _titles(front: Sequence[_Passage], title: _Passage | None) -> list[_Passage]:
    """Return the title and what stands with it on the first page as a heading or in its head."""
    others = [p for p in front if p.block.page == 1 and p is not title and p.block.kind is not Kind.PROSE]
    return [title, *others] if title else others


def _authority(front: Sequence[_Passage], title: _Passage | None) -> Fact[str] | None:
    if title is None:
        return None
    match = _OF_AUTHORITY.search(title.text)
    if match and not match["authority"].lower().startswith(("services", "children")):
        name = match["authority"].removesuffix("’s").removesuffix("'s")
        return title.fact(match.start("authority"), match.start("authority") + len(name))
    # Older reports print the authority as a heading beside the title.
    headings = _headings(front)
    near = headings[max(0, headings.index(title) - 2) : headings.index(title) + 3]
    for passage in near:
        if passage is not title and _COUNCIL.match(passage.text) and not _TITLE.search(passage.text):
            return passage.fact(0, len(passage.text))
    if _TITLE.search(title.text):
        before = headings[max(0, headings.index(title) - 1)]
        if before is not title and _PLACE_LINE.match(before.text):
            return before.fact(0, len(before.text))
    return None


def _first(passages: Sequence[_Passage], table: Sequence[tuple[re.Pattern[str], str]]) -> Fact[str] | None:
    """Return the first entry of the table that any passage matches, passages in order."""
    for passage in passages:
        for pattern, value in table:
            match = pattern.search(passage.text)
            if match:
                return passage.fact(match.start(), match.end(), value)
    return None


def _inspected(front: Sequence[_Passage]) -> tuple[_Passage, Period] | None:
    """Return the days of the inspection: from its field in the front matter, else from the opening sentence."""
    for passage in front:
        if "date" in passage.folded and _INSPECTED.search(passage.text) and not _PREVIOUS.search(passage.text):
            for period in find_periods(passage.text):
                return passage, period
    for passage in front:
        if passage.block.kind is not Kind.PROSE:
            continue
        match = _VISIT_SENTENCE.search(passage.text) if _YEAR.search(passage.text) else None
        if match:
            for period in find_periods(passage.text[: match.end() + 60]):
                if period.start >= match.end() - 2:
                    return passage, period
    return None


def _day(found: tuple[_Passage, Period] | None, *, last: bool) -> Fact[datetime.date] | None:
    if found is None:
        return None
    passage, period = found
    return Fact(period.last if last else period.first, passage.span(period.start, period.end))


def _published(front: Sequence[_Passage]) -> Fact[datetime.date] | None:
    """Return the date of publication, else the date line of a letter."""
    years = [p for p in front if _YEAR.search(p.text)]
    dated = [(p, period) for p in years if p.block.kind is Kind.FURNITURE for period in find_periods(p.text)]
    dated += [(p, period) for p in years if p.block.kind is Kind.HEADING for period in find_periods(p.text)]
    for passage, period in dated:
        if _PUBLISHED.search(passage.text):
            return Fact(period.first, passage.span(period.start, period.end))
    for passage, period in dated:
        if (period.start, period.end) == (0, len(passage.text)) and passage.block.page == 1:
            return Fact(period.first, passage.span(period.start, period.end))
    return None
