"""Grades: from tables, from verdict lines, from headings that end with one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from themetag.document import Block, Grade
from themetag.layout.tables import GRADE_ALONE, GRADE_AT_END, HEAD
from themetag.repair import Lexicon, repair
from themetag.types import Kind, Span

_GRADE = r"outstanding|good|requires improvement(?: to be good)?|inadequate|adequate|satisfactory"
_REST = re.compile(r"(?:improvement(?:\s+to\s+be\s+good)?|to\s+be\s+good|be\s+good)\Z", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?\s+")
_REQUIRES = r"requires? improvement(?: to be good)?"
# Two forms of verdict: "The overall judgement of ... is good", "... requires improvement"; and, as a line of its own
# or before the next sentence, "Children's services in ... are good", in the reports of 2015 to 2018.
_OVERALL = (
    re.compile(
        r"\b(?P<heading>overall (?:judge?ment|effectiveness)\b.{0,80}?)"
        rf" (?:(?:is|are) (?P<grade>{_GRADE})|(?P<requires>{_REQUIRES}))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\A(?P<heading>Children['’]s services (?:in|for) (?:the )?[A-Z].{0,60}?)"
        rf" (?:(?:is|are) (?P<grade>{_GRADE})|(?P<requires>{_REQUIRES}))(?=\.?\d?(?:\Z| [A-Z]))",
    ),
)
_VERDICT = re.compile(r"overall|Children['’]s services", re.IGNORECASE)  # what a verdict cannot do without
_HEADING_GRADE = re.compile(rf"(?P<heading>.+?)(?::| –| -| is| are)\s+(?P<grade>{_GRADE})\.?\Z", re.IGNORECASE)
_GRADE_LINE = re.compile(rf"Grade \d \((?P<grade>{_GRADE})\)\Z", re.IGNORECASE)


def find_grades(text: str, blocks: Sequence[Block], lexicon: Lexicon) -> tuple[Grade, ...]:
    """Return the printed grades in order; a heading that is graded twice keeps its first grade."""
    grades = _from_table(text, blocks) or _from_headings(text, blocks, lexicon)
    if not any(grade.heading.casefold().startswith("overall") for grade in grades):
        verdict = _overall(text, blocks, lexicon)
        grades = [*verdict, *(grade for grade in grades if grade.span not in {other.span for other in verdict})]
    unique: dict[str, Grade] = {}
    for grade in grades:
        unique.setdefault(grade.heading.casefold(), grade)
    return tuple(unique.values())


def _from_table(text: str, blocks: Sequence[Block]) -> list[Grade]:
    """Read the first tables of grades: lines of a label, then the grade on the last of them or below."""
    grades: list[Grade] = []
    label: list[Span] = []
    for block in blocks:
        if block.kind is Kind.FURNITURE:
            continue
        if block.kind is not Kind.TABLE:
            label = []
            continue
        line = block.spans[0].of(text)
        if HEAD.match(line):
            label = []
        elif grades and not label and _REST.match(line):
            last = grades[-1]
            assert last.span is not None
            span = Span(last.span.start, block.end)
            grades[-1] = Grade(last.heading, _fold(span.of(text)), span, last.heading_span)
        elif GRADE_ALONE.match(line) and label:
            grades.append(_grade(text, label, block.spans[0]))
            label = []
        elif match := GRADE_AT_END.match(line):
            label.append(Span(block.start, block.start + match.end("label")))
            grades.append(_grade(text, label, Span(block.start + match.start("grade"), block.end)))
            label = []
        else:
            label.append(block.spans[0])
    return grades


def _grade(text: str, label: Sequence[Span], span: Span) -> Grade:
    where = Span(label[0].start, label[-1].end)
    heading = _NUMBER.sub("", _fold(where.of(text)), count=1)
    return Grade(heading, _fold(span.of(text)), span, where)


def _from_headings(text: str, blocks: Sequence[Block], lexicon: Lexicon) -> list[Grade]:
    grades: list[Grade] = []
    before: Block | None = None
    for block in blocks:
        if block.kind is not Kind.HEADING:
            continue
        running, source_map = repair(text, block.spans, lexicon)
        if (line := _GRADE_LINE.match(running)) and before is not None:
            heading = repair(text, before.spans, lexicon)[0]
            span = Span(source_map.source(line.start("grade")), source_map.source(line.end("grade") - 1) + 1)
            grades.append(Grade(heading, line["grade"], span, Span(before.start, before.end)))
        elif match := _HEADING_GRADE.match(running):
            span = Span(source_map.source(match.start("grade")), source_map.source(match.end("grade") - 1) + 1)
            where = Span(block.start, source_map.source(match.end("heading") - 1) + 1)
            grades.append(Grade(match["heading"], match["grade"], span, where))
        before = block
    return grades


def _overall(text: str, blocks: Sequence[Block], lexicon: Lexicon) -> list[Grade]:
    """Return the verdict that stands as a line on the first pages, if one does."""
    for block in blocks:
        if block.page > 2 or block.kind is Kind.FURNITURE or not _VERDICT.search(text, block.start, block.end):
            continue
        running, source_map = repair(text, block.spans, lexicon)
        match = _OVERALL[0].search(running) or _OVERALL[1].match(running)
        if match:
            grade = "grade" if match["grade"] else "requires"
            span = Span(source_map.source(match.start(grade)), source_map.source(match.end(grade) - 1) + 1)
            where = Span(source_map.source(match.start("heading")), source_map.source(match.end("heading") - 1) + 1)
            return [Grade("Overall effectiveness", match[grade], span, where)]
    return []


def _fold(text: str) -> str:
    return " ".join(text.split())
