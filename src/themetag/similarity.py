"""How much two sentences say the same, by the words they share."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from themetag.fold import fold

_WORD = re.compile(r"[^\W\d_]+|\d+")
# Words of grammar and degree, and those that stand in every other sentence: they do not say what it is about.
_PLAIN_WORDS: Final = """
a about after all also although always among an and any are as at be because been before being but by can could do
does each either enough ensure ensuring ensures even every few for from fully further had has have having how
however if in into is it its itself less made make making many may more most much must need needed needs no not of
often on once only or other others our out over own same should so some sometimes still such sufficiently than that
the their them themselves then there these they this those through to too under until up was were well what when
where whether which while who whom whose will with within without would yet s quality effective effectively
effectiveness good better improve improved improvement improving consistent consistently consistency inconsistent
child children young person people family families local authority social care leader leaders across
"""
_STOP: Final = frozenset(_PLAIN_WORDS.split())
_SUFFIXES: Final = (
    "fulness", "liness", "ations", "ingly", "ments", "ation", "ences", "ances", "ness", "edly", "ment", "tion",
    "sion", "ence", "ance", "ency", "ancy", "ings", "ions", "ies", "ing", "ity", "ive", "ors", "ers", "ed",
    "ly", "es", "al", "or", "er", "y", "s", "e",
)  # fmt: skip
_SHORTEST_STEM: Final = 3
_UNIT: Final = 1 << 20  # of a weight


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a sentence that say what it is about.

    Quotes and dashes are folded and case does not count; the words of grammar, and words of degree and of
    the field that stand in every other sentence, are left out.
    """
    return frozenset(_stem(word) for word in _WORD.findall(fold(text).casefold()) if word not in _STOP)


def _stem(word: str) -> str:
    """Return the word without its endings: enough for the forms of a word to meet, and no more."""
    for _ in range(2):
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
                word = word[: -len(suffix)]
                break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word


class Similarity:
    """Compares sentences by the words they share, rare words counting for more.

    A word's weight is its inverse document frequency among the sentences given here (Spärck Jones 1972).

    Args:
        texts: the sentences that words are counted in, and that `alike` and `near` speak of by index.

    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._stems = [stems(text) for text in texts]
        counts = Counter(stem for found in self._stems for stem in found)
        n = len(texts)
        # Whole numbers, so that a sum does not depend on the order in which a set is walked.
        self._weight = {stem: round(_UNIT * math.log(1 + n / count)) for stem, count in counts.items()}
        self._total = [self._sum(found) for found in self._stems]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for i, found in enumerate(self._stems):
            for stem in found:
                self._holders[stem].append(i)

    def _sum(self, found: Iterable[str]) -> int:
        return sum(map(self._weight.__getitem__, found))

    def jaccard(self, i: int, j: int) -> float:
        """Return the weight of the shared words over that of all words of both, in [0, 1]."""
        shared = self._sum(self._stems[i] & self._stems[j])
        union = self._total[i] + self._total[j] - shared
        return shared / union if union else 0.0

    def cover(self, i: int, j: int) -> float:
        """Return how much of sentence `i`, by weight, stands also in sentence `j`, in [0, 1]."""
        return self._sum(self._stems[i] & self._stems[j]) / self._total[i] if self._total[i] else 0.0

    def shared(self, i: int, j: int) -> int:
        """Return how many stems both sentences have."""
        return len(self._stems[i] & self._stems[j])

    def stems(self, i: int) -> frozenset[str]:
        """Return the stems of a sentence."""
        return self._stems[i]

    def near(self, i: int, shared: int = 1, most: int = 60) -> list[int]:
        """Return the sentences, in order, that share enough rare words with `i`.

        Args:
            i: the sentence.
            shared: how many words they share at least.
            most: a word that more sentences have is not rare; it bounds the cost of a sentence.

        """
        found: Counter[int] = Counter()
        for stem in self._stems[i]:
            holders = self._holders[stem]
            if len(holders) <= most:
                found.update(holders)
        return sorted(j for j, count in found.items() if count >= shared and j != i)
