"""How unlike its own corpus a document of the corpus may look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.domain import ENOUGH_PAIRS, Pairs, unknown_pairs
from themetag.backends.linear.features import Block, Reading
from themetag.corpus.model import Corpus
from themetag.training.matrix import min_units_of

_QUANTILE: Final = 0.99
# How far above that a document may be, as a part of what is left: a paper of the same kind in another house style
# shares fewer phrases, a report on a school or a hospital hardly any.
_SLACK: Final = 0.35


def usual_unknown(
    corpus: Corpus,
    readings: Sequence[Reading],
    more: Sequence[Reading],
    parts: npt.NDArray[np.int64],
    beyond: npt.NDArray[np.int64],
) -> float:
    """Return the share of unknown word pairs up to which a document looks like the corpus.

    That is somewhat more than what 99 of 100 of its own documents stay below.

    Each document is read with the word pairs of the other parts of the corpus and of `more`, so that it is as new as a
    document to be tagged: units of `more` whose documents are of its part, as `beyond` (n_more,) says, are none of
    these. 1.0 where the documents are too short to tell.
    """
    every, of = [*readings, *more], np.append(parts, beyond)
    counts = [_pairs([every[i] for i in np.flatnonzero(of == part).tolist()]) for part in range(int(parts.max()) + 1)]
    total = sum(counts, _pairs([every[i] for i in np.flatnonzero(of < 0).tolist()]))
    groups = corpus.groups()
    shares = []
    least = min_units_of(len(readings) + len(more))[Block.WORDS]
    for part, own in enumerate(counts):
        known = {pair: 0 for pair, n in total.items() if n - own[pair] >= least}
        for group in np.unique(groups[parts == part]):
            unknown, pairs = unknown_pairs([readings[i] for i in np.flatnonzero(groups == group).tolist()], known)
            if pairs >= ENOUGH_PAIRS:
                shares.append(unknown / pairs)
    usual = float(np.quantile(shares, _QUANTILE)) if shares else 1.0
    return usual + _SLACK * (1.0 - usual)


def known_pairs(readings: Sequence[Reading]) -> Pairs:
    """Return the word pairs that enough of the units have."""
    least = min_units_of(len(readings))[Block.WORDS]
    return Pairs.of(pair for pair, n in _pairs(readings).items() if n >= least)


def _pairs(readings: Sequence[Reading]) -> Counter[str]:
    found: Counter[str] = Counter()
    for reading in readings:
        found.update({f"{first} {second}" for first, second in pairwise(reading.words)})
    return found
