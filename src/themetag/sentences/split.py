"""From blocks to sentences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from themetag.document import Block
from themetag.repair import Lexicon, repair
from themetag.sentences.boundaries import sentence_bounds
from themetag.textmap import TextMap
from themetag.types import Kind, Sentence, Span

SPOKEN = frozenset({Kind.PROSE, Kind.LIST})  # the kinds of block that hold sentences


def split_blocks(text: str, pages: Sequence[Span], blocks: Sequence[Block], lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of the prose and list blocks, in order.

    Args:
        text: the document's text.
        pages: one span a page.
        blocks: the document's blocks, in order.
        lexicon: the words of the document, for line-end hyphens.

    Raises:
        SplitError: the splitter failed.

    """
    page_starts = [page.start for page in pages]
    index = 0
    for paragraph_index, block in enumerate(blocks):
        if block.kind not in SPOKEN:
            continue
        running, source_map = repair(text, block.spans, lexicon)
        span_starts = [span.start for span in block.spans]
        shift = source_map.sources[0] if len(source_map.starts) == 1 else None  # one step for all characters
        for low, high in sentence_bounds(running):
            if shift is not None:
                start, end = low + shift, high + shift
                sentence_map = TextMap((0,), (start,), high - low)
            else:
                start, end = source_map.source(low), source_map.source(high - 1) + 1
                sentence_map = source_map.slice(low, high)
            spans = (Span(start, end),) if len(span_starts) == 1 else _within(block.spans, span_starts, start, end)
            yield Sentence(
                index=index,
                spans=spans,
                raw=text[start:end],
                text=running[low:high],
                kind=block.kind,
                heading=block.heading,
                lead_in=block.lead_in,
                page=bisect_right(page_starts, start),
                paragraph=block.number,
                paragraph_index=paragraph_index,
                source_map=sentence_map,
            )
            index += 1


def _within(spans: Sequence[Span], starts: Sequence[int], start: int, end: int) -> tuple[Span, ...]:
    """Return what of the spans lies in [start, end), both of which lie in spans; `starts` are where the spans start."""
    first, last = bisect_right(starts, start) - 1, bisect_left(starts, end)
    return tuple(Span(max(start, span.start), min(end, span.end)) for span in spans[first:last])
