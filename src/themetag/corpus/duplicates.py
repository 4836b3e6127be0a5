"""Near-duplicate sentences: within a corpus, and across a split, where they flatter a model."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from themetag.corpus.model import Corpus, LabelledUnit
from themetag.errors import CorpusError, Fault

SIMILAR: Final = 0.7
MAX_PAIRS: Final = 100_000

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units whose texts are nearly the same; `similarity` is in (0, 1], 1 for the same words in a row."""

    first: LabelledUnit
    second: LabelledUnit
    similarity: float


def shingles_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring words, the ends counted as words; case and marks are ignored."""
    words = ["<", *_WORD.findall(unicodedata.normalize("NFKC", text).casefold()), ">"]
    return frozenset(f"{a} {b}" for a, b in pairwise(words))


def near_duplicates(corpus: Corpus, other: Corpus | None = None, *, threshold: float = SIMILAR) -> list[Pair]:
    """Return the pairs of units whose texts are nearly the same, the most similar first.

    Two texts are compared by the overlap (Jaccard) of their pairs of neighbouring words.
    The search is exact: two sets that overlap so much share one of their rarest members (prefix filtering;
    Bayardo, Ma and Srikant 2007, "Scaling up all pairs similarity search").

    Args:
        corpus: where the first of each pair stands.
        other: where the second stands; None: pairs within `corpus`, each once.
        threshold: in (0, 1]; 1 finds the same words in a row only.

    Raises:
        ValueError: a threshold outside (0, 1].
        CorpusError: more than 100,000 pairs.

    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be in (0, 1], was {threshold}")
    left = list(corpus.units)
    right = left if other is None else list(other.units)
    sets = _Sets(left if other is None else [*left, *right])
    offset = 0 if other is None else len(left)
    by_shingle: dict[str, list[int]] = defaultdict(list)
    for i in range(offset, offset + len(right)):
        for shingle in sets.prefix(i, threshold):
            by_shingle[shingle].append(i)
    pairs: list[Pair] = []
    for i, unit in enumerate(left):
        near = {j for shingle in sets.prefix(i, threshold) for j in by_shingle.get(shingle, ())}
        for j in sorted(near):
            if other is None and j <= i:
                continue
            similarity = sets.similarity(i, j)
            if similarity >= threshold:
                pairs.append(Pair(unit, right[j - offset], similarity))
        if len(pairs) > MAX_PAIRS:
            problem = f"more than {MAX_PAIRS:,} pairs are as similar as {threshold}; raise the threshold"
            raise CorpusError([Fault(corpus.name, "text", problem)])
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.first.id, pair.second.id))


def flattered(pairs: Iterable[Pair]) -> tuple[str, ...]:
    """Return the ids of the second units that have a near-duplicate among the first, in order."""
    return tuple(sorted({pair.second.id for pair in pairs}))


class _Sets:
    """The shingles of some units, each set in the order from the rarest shingle to the most frequent."""

    def __init__(self, units: Sequence[LabelledUnit]) -> None:
        self._sets = [shingles_of(unit.text) for unit in units]
        counts = Counter(shingle for shingles in self._sets for shingle in shingles)
        self._sorted = [sorted(shingles, key=lambda s: (counts[s], s)) for shingles in self._sets]

    def prefix(self, i: int, threshold: float) -> list[str]:
        size = len(self._sorted[i])
        return self._sorted[i][: size - math.ceil(threshold * size - 1e-9) + 1]

    def similarity(self, i: int, j: int) -> float:
        a, b = self._sets[i], self._sets[j]
        shared = len(a & b)
        return shared / (len(a) + len(b) - shared)
