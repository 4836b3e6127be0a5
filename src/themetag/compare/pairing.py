"""Sentences of two reports beside each other: those that say much the same first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from themetag.compare.result import Pair
from themetag.similarity import Similarity
from themetag.types import Sentence

# So much of the words of both, by weight, makes two sentences stand in one line. It only orders the page:
# every sentence is shown, whether it finds a partner or not.
ALIKE: Final = 0.25
_SHARED: Final = 2

Likeness = Mapping[tuple[int, int], float]


def likeness_of(first: Sequence[Sentence], second: Sequence[Sentence]) -> Likeness:
    """Return how alike the sentences of two reports are, where they are alike at all.

    Only sentences that judge something are looked at; words are weighed over all sentences of both.

    Args:
        first: all sentences of the one report, in order.
        second: all of the other.

    Returns:
        By the index of the one sentence and of the other, from `ALIKE` to 1.

    """
    words = Similarity([sentence.text for sentence in (*first, *second)])
    n = len(first)
    found: dict[tuple[int, int], float] = {}
    for i, sentence in enumerate(first):
        if not sentence.tags:
            continue
        for place in words.near(i, _SHARED):
            if place < n or not second[place - n].tags:
                continue
            likeness = words.jaccard(i, place)
            if likeness >= ALIKE:
                found[i, place - n] = likeness
    return found


def pair_up(first: Sequence[Sentence], second: Sequence[Sentence], likeness: Likeness) -> tuple[Pair, ...]:
    """Return every sentence once: pairs that say much the same, the most alike first, then the others.

    Args:
        first: sentences of the one report, in reading order.
        second: of the other.
        likeness: as `likeness_of` returns it.

    """
    ones = {sentence.index: sentence for sentence in first}
    others = {sentence.index: sentence for sentence in second}
    alike = sorted((-value, i, j) for (i, j), value in likeness.items() if i in ones and j in others)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in alike:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    pairs: list[Pair] = [(ones[i], others[j]) for i, j in partner.items()]
    pairs += [(sentence, None) for sentence in first if sentence.index not in partner]
    pairs += [(None, sentence) for sentence in second if sentence.index not in taken]
    return tuple(pairs)
