"""Laying gold rows over our own sentences, by their letters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from themetag.corpus.finding import Stream


class Fit(StrEnum):
    """How a gold row lies in our own sentences."""

    EXACT = "exact"  # one sentence has just its letters
    SPLIT = "split"  # several sentences make it up
    MERGED = "merged"  # a sentence holds letters of it and others
    LOST = "lost"  # no sentence holds half of it, or lies half in it


@dataclass(frozen=True, slots=True)
class Overlap:
    """Which sentences answer for a gold row: those that share half the letters of the shorter of the two."""

    fit: Fit
    sentences: tuple[int, ...]


LOST = Overlap(Fit.LOST, ())


def overlap_in_sentences(stream: Stream, first: int, length: int) -> Overlap:
    """Return the overlap of a row found in the sentences of a document.

    Args:
        stream: the sentences.
        first: number of the row's first letter in the stream.
        length: the row's number of letters.

    """
    assert stream.starts is not None
    ends = np.append(stream.starts[1:], len(stream.letters))
    return _overlap(stream.starts, ends, first, first + length)


def overlap_in_text(sentences: Stream, raw: Stream, first: int, length: int) -> Overlap:
    """Return the overlap of a row that is whole in the raw text alone, measured in characters of that text.

    Such a row is cut by something that we took out, or stands in something that we took for no sentence.
    """
    start, end = int(raw.offsets[first]), int(raw.offsets[first + length - 1]) + 1
    starts = np.array([sentence.start for sentence in sentences.sentences], dtype=np.int64)
    ends = np.array([sentence.end for sentence in sentences.sentences], dtype=np.int64)
    found = _overlap(starts, ends, start, end)
    return Overlap(Fit.MERGED, found.sentences) if found.fit is Fit.EXACT else found


def _overlap(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], first: int, last: int) -> Overlap:
    shared = np.minimum(ends, last) - np.maximum(starts, first)
    touching = np.flatnonzero(shared > 0)
    shorter = np.minimum(ends - starts, last - first)
    answering = touching[2 * shared[touching] >= shorter[touching]]
    if not len(answering):
        return LOST
    if len(touching) == 1 and starts[touching[0]] == first and ends[touching[0]] == last:
        fit = Fit.EXACT
    elif (starts[touching] >= first).all() and (ends[touching] <= last).all() and len(touching) > 1:
        fit = Fit.SPLIT
    else:
        fit = Fit.MERGED
    return Overlap(fit, tuple(answering.tolist()))
