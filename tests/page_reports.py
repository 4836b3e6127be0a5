"""Reports made of lines that a test states: shared by the tests of the page, in Python and in the browser."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from themetag.document import Block, Document, Fact, Grade, Meta
from themetag.errors import Status
from themetag.report import Measured, ModelInfo, Report
from themetag.taxonomy import Taxonomy, default_taxonomy
from themetag.textmap import TextMap
from themetag.types import Evidence, Kind, Polarity, Sentence, Span, Tag

MODEL = ModelInfo("tester", "3", True, (Measured("micro-F1", 0.61, 0.58, 0.64, "40 held-out reports"),))


@dataclass(frozen=True)
class Line:
    """A line of the document: one sentence, unless it is a heading, a table cell or furniture.

    `labels` are "planning+ 0.8" and so on; `evidence` are ranges of the text that speak for each of them;
    `joined` lines stand in the paragraph of the line before.
    """

    text: str
    labels: tuple[str, ...] = ()
    kind: Kind = Kind.PROSE
    page: int = 1
    number: str | None = None
    evidence: tuple[tuple[int, int], ...] = ()
    joined: bool = False
    reason: str = "plans"


def a_report(lines: Sequence[Line], *, taxonomy: Taxonomy | None = None, **fields: Any) -> Report:
    text = "\n".join(line.text for line in lines)
    blocks: list[Block] = []
    sentences: list[Sentence] = []
    start = 0
    for line in lines:
        span = Span(start, start + len(line.text))
        start = span.end + 1
        if line.joined:
            last = blocks.pop()
            blocks.append(Block(last.kind, (Span(last.start, span.end),), last.page, last.number))
        else:
            blocks.append(Block(line.kind, (span,), line.page, line.number))
        if line.kind in (Kind.PROSE, Kind.LIST):
            sentences.append(a_sentence(line, span, len(sentences), len(blocks) - 1))
    values: dict[str, Any] = {
        "status": Status.OK,
        "sentences": tuple(sentences),
        "taxonomy": taxonomy or default_taxonomy(),
        "model": MODEL,
        "document": Document(text, (Span(0, len(text)),), tuple(blocks), tuple(sentences)),
    }
    return Report(**(values | fields))


def a_sentence(line: Line, span: Span, index: int, block: int) -> Sentence:
    tags = []
    for label in line.labels:
        name, score = label.split(" ")
        spans = tuple(Span(span.start + a, span.start + b) for a, b in line.evidence)
        evidence = (Evidence(spans, line.reason, "theme", 1.5),) if spans else ()
        tags.append(Tag(name[:-1], Polarity.from_sign(name[-1]), float(score), evidence))
    text_map = TextMap((0,), (span.start,), len(line.text)) if line.text else TextMap((), (), 0)
    return Sentence(
        index, (span,), line.text, line.text, line.kind, "", "", line.page, line.number, block, text_map, tuple(tags)
    )


def a_meta() -> Meta:
    return Meta(
        title=Fact("Inspection of Larkmoor children’s services"),
        authority=Fact("Larkmoor"),
        kind=Fact("full inspection"),
        inspected_from=Fact(datetime.date(2024, 3, 4)),
        inspected_to=Fact(datetime.date(2024, 3, 15)),
        grades=(Grade("Overall effectiveness", "Good"),),
    )


def some_lines() -> list[Line]:
    return [
        Line("Inspection of Larkmoor children’s services", kind=Kind.HEADING),
        Line("Grade Good", kind=Kind.TABLE),
        Line("Plans are clear and children help to write them.", ("planning+ 0.91", "voice+ 0.52"), evidence=((0, 5),)),
        Line("Visits happen on time.", ("timeliness+ 0.66",), joined=True),
        Line("Larkmoor 15 March 2024 2", kind=Kind.FURNITURE, page=2),
        Line(
            "Most records are thin, though supervision is strong.",
            ("recording- 0.84", "oversight+ 0.7"),
            page=2,
            number="4",
        ),
        Line(
            "Records wait for weeks before anyone signs them.",
            ("recording- 0.55", "timeliness- 0.31"),
            page=3,
            joined=True,
        ),
        Line("What needs to improve", kind=Kind.HEADING, page=3),
        Line("The speed of health assessments.", ("timeliness- 0.77",), kind=Kind.LIST, page=3),
        Line("How often parents are told about decisions.", ("voice- 0.45",), kind=Kind.LIST, page=3),
        Line("The lead inspector thanks everybody who took part.", page=3),
    ]
