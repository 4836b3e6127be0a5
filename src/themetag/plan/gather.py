"""What a report asks for, and what it finds wanting: the quotes that a plan is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from themetag.fold import fold
from themetag.plan.result import PointKind, Quote
from themetag.report import Report
from themetag.similarity import stems
from themetag.types import Kind, Polarity, Sentence

# Headings of inspection reports (Ofsted's SIF, ILACS and area SEND frameworks) and of letters like them.
_PRIORITY: Final = re.compile(r"\bpriority (?:and immediate )?actions?\b", re.IGNORECASE)
_ASKING: Final = re.compile(
    r"\bneeds? to improve\b|\bareas? (?:for|of) (?:further )?(?:improvement|development)\b|\brecommend(?:ation|ed)s?\b"
    r"|\bpriorities for improvement\b|\A(?:immediately|within (?:\w+ ){1,3}(?:months?|weeks?|days?))\b",
    re.IGNORECASE,
)
_DIRECTIVE: Final = re.compile(
    r"\b(?:should|must|need(?:s|ed)? (?:\w+ )?to|(?:is|are) required to)\b"
    r"|\A(?:\W*)(?:address|clarify|consider|continue|develop|embed|ensure|establish|extend|further|improve|increase|"
    r"make sure|produce|provide|reduce|review|revise|set|strengthen|take|undertake|work)\b",
    re.IGNORECASE,
)
_ADVICE: Final = re.compile(
    r"\binspectors? recommend|\b(?:authority|council|leaders?|managers?|partners|partnership|board) "
    r"(?:also |now |urgently )?(?:should|must)\b",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"\b(?:no|not (?:find|found|identify|identified) any)\b[^.]{0,40}\bactions?\b", re.IGNORECASE
)
_BELOW: Final = re.compile(r"\b(?:the following|below)(?: \w+){0,3}\W*\Z", re.IGNORECASE)
_SAYS_SOMETHING: Final = 4  # stems that a line needs to say more than who should act
_SAME_END: Final = 30
_GOES_ON: Final = re.compile(r"\A\W*(?:they|this|these|it|there|in particular|specifically)\b", re.IGNORECASE)


def gather(report: Report) -> Iterator[tuple[PointKind, Quote]]:
    """Yield every recommendation and every concern of a report, in reading order.

    Under a heading that asks for improvement every list item is a recommendation, and every sentence of prose
    that asks for something; elsewhere a sentence with a concern is one, and is a recommendation where it says
    what somebody should do.
    """
    held: tuple[PointKind, Quote] | None = None
    for _, group in groupby(report.sentences, key=lambda sentence: sentence.paragraph_index):
        for kind, quote in _of_block(tuple(group)):
            if held is not None and _joins(held, kind, quote):
                held = held[0], Quote((*held[1].sentences, *quote.sentences))
                continue
            if held is not None:
                yield held
            held = kind, quote
    if held is not None:
        yield held


def _of_block(block: tuple[Sentence, ...]) -> Iterator[tuple[PointKind, Quote]]:
    """Yield what one paragraph or list item asks for or finds wanting."""
    asked = asks(block[0].heading) or asks(block[0].lead_in)
    if asked is None:
        for sentence in block:
            if _has_concern(sentence):
                advice = _ADVICE.search(fold(sentence.text))
                yield PointKind.RECOMMENDATION if advice else PointKind.CONCERN, Quote((sentence,))
    elif block[0].kind is Kind.LIST:
        text = " ".join(sentence.text for sentence in block)
        if not _NOTHING.search(text) and not _announces(text) and any(c.isalpha() for c in text):
            yield asked, Quote(block)
    else:
        for sentence in block:
            text = fold(sentence.text)
            if _NOTHING.search(text) or _announces(text):
                continue
            if _DIRECTIVE.search(text):
                yield asked, Quote((sentence,))
            elif _has_concern(sentence):
                yield PointKind.CONCERN, Quote((sentence,))


def asks(heading: str) -> PointKind | None:
    """Return what a heading asks for, None where it asks for nothing."""
    folded = fold(heading)
    if _PRIORITY.search(folded):
        return PointKind.PRIORITY
    return PointKind.RECOMMENDATION if _ASKING.search(folded) else None


def _joins(held: tuple[PointKind, Quote], kind: PointKind, quote: Quote) -> bool:
    """Whether a quote runs on from the one before it.

    It does so where a list follows the recommendation that introduces it, and where a sentence of the same
    paragraph speaks on of the same thing.
    """
    if kind is not held[0] or kind is PointKind.CONCERN:
        return False
    last, first = held[1].sentences[-1], quote.sentences[0]
    opening = held[1].sentences[0].text
    if first.kind is Kind.LIST and first.lead_in and opening.endswith(":"):
        return fold(opening)[-_SAME_END:] == fold(first.lead_in)[-_SAME_END:]
    return last.paragraph_index == first.paragraph_index and _GOES_ON.match(fold(first.text)) is not None


def _announces(text: str) -> bool:
    """Whether a line only announces the list below it, as "The local authority should:" does."""
    return _BELOW.search(text) is not None or (text.endswith(":") and len(stems(text)) < _SAYS_SOMETHING)


def _has_concern(sentence: Sentence) -> bool:
    return any(tag.polarity is Polarity.CONCERN for tag in sentence.tags)
