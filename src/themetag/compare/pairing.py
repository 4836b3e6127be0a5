"""Sentences of two reports beside each other: those that say much the same first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from themetag.compare.result import Pair
from themetag.similarity import Similarity
from themetag.types import Sentence

# So much of the words of both, by weight, makes two sentences stand in one line. It only orders the page:
# every sentence is shown, whether it finds a partner or not.
ALIKE: Final = 0.25
_SHARED: Final = 2


def pair_up(
    first: Sequence[Sentence], second: Sequence[Sentence], words: Similarity, places: Sequence[int]
) -> tuple[Pair, ...]:
    """Return every sentence once: pairs that say much the same, the most alike first, then the others.

    Args:
        first: sentences of the one report, in reading order.
        second: of the other.
        words: knows the sentences of both.
        places: where each stands in `words`, those of `first` before those of `second`.

    """
    n = len(first)
    at = {place: j for j, place in enumerate(places[n:])}
    found: list[tuple[float, int, int]] = []
    for i in range(n):
        for place in words.near(places[i]):
            j = at.get(place)
            if j is not None and words.shared(places[i], place) >= _SHARED:
                likeness = words.jaccard(places[i], place)
                if likeness >= ALIKE:
                    found.append((-likeness, i, j))
    taken_first: set[int] = set()
    taken_second: set[int] = set()
    pairs: list[Pair] = []
    for _, i, j in sorted(found):
        if i not in taken_first and j not in taken_second:
            taken_first.add(i)
            taken_second.add(j)
            pairs.append((first[i], second[j]))
    pairs += [(sentence, None) for i, sentence in enumerate(first) if i not in taken_first]
    pairs += [(None, sentence) for j, sentence in enumerate(second) if j not in taken_second]
    return tuple(pairs)
