"""A sentence cut where its evidence starts and ends, so that the evidence can be underlined."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from themetag.types import Evidence, Sentence, Span, Tag
from themetag.writers.scrub import scrub

# What HTML cannot hold or no reader can see: each becomes U+FFFD, so that lengths stay.
_UNSEEN: Final = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)], "\ufffd")
_CARRIES: Final = 0.2  # of the strongest contribution, what evidence brings at least to be underlined


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence's text; `tags` numbers the sentence's tags that it speaks for, none for plain text."""

    text: str
    tags: tuple[int, ...] = ()


def clean(text: str) -> str:
    """Return the text as a page can hold it: lone surrogates and control characters become U+FFFD.

    Tabs and line feeds stay, and so do lengths.
    """
    return scrub(text).translate(_UNSEEN)


def supports(item: Evidence) -> bool:
    """Whether a piece of evidence speaks for its tag; where the back end does not weigh it, it does."""
    return item.contribution is None or item.contribution > 0


def carrying(tag: Tag) -> tuple[Evidence, ...]:
    """Return the evidence that carries a tag: what speaks for it, without what adds little beside the strongest.

    A trained model weighs every word of a sentence; to underline them all would show nothing.
    """
    speaks = [item for item in tag.evidence if supports(item)]
    most = max((item.contribution or 0.0 for item in speaks), default=0.0)
    return tuple(item for item in speaks if item.contribution is None or item.contribution >= _CARRIES * most)


def pieces_of(sentence: Sentence, tags: Sequence[Tag]) -> tuple[Piece, ...]:
    """Return the sentence's text in pieces that together give all of it.

    Args:
        sentence: the sentence.
        tags: its tags in the order in which the pieces shall number them.

    """
    text = clean(sentence.text)
    edges: dict[int, Counter[int]] = defaultdict(Counter, {0: Counter(), len(text): Counter()})
    for number, tag in enumerate(tags):
        for span in (span for item in carrying(tag) for span in item.spans):
            start, end = _within(sentence, span)
            if start < end:
                edges[start][number] += 1
                edges[end][number] -= 1
    pieces, active = [], Counter[int]()
    for start, end in pairwise(sorted(edges)):
        active.update(edges[start])
        pieces.append(Piece(text[start:end], tuple(sorted(n for n, depth in active.items() if depth > 0))))
    return tuple(pieces)


def _within(sentence: Sentence, span: Span) -> tuple[int, int]:
    """Return the range of `sentence.text` that stands in a span of the document's text; empty where none does."""
    offsets, source = range(len(sentence.text)), sentence.source_map.source
    return bisect_left(offsets, span.start, key=source), bisect_left(offsets, span.end, key=source)
