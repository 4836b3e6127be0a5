"""The same point made twice stands once: near-duplicates, and a list item with the prose that bears it out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from themetag.fold import fold
from themetag.plan.result import PointKind, Quote
from themetag.similarity import Similarity
from themetag.types import Polarity

# Chosen on the list items and prose of 80 reports, by reading the pairs that each choice joins. A wrong join
# hides nothing, for every quote stays in the plan; a missed one leaves a point standing twice.
NEARLY_EQUAL: Final = 0.6  # so much of the words of both, by weight, and two sentences say the same
COVERED: Final = 0.33  # so much of a recommendation stands in a sentence that bears it out
IN_COMMON: Final = 0.2  # and so much of the words of both
COVERED_AS_CITED: Final = 0.15  # where the recommendation itself names the paragraph
_FEW_WORDS: Final = 0.4  # two words are enough where they are so much of both
_SHARED: Final = 3
_SHARED_BY_EQUALS: Final = 3
_SAME_WORDS: Final = 2  # two sentences of the same words are equal from so many on

# "(paragraphs 27, 36 and 40-42)": where a report says itself what bears a recommendation out.
_CITED: Final = re.compile(r"\(paragraphs? ([\d ,&and-]{1,200})\)", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?")
_LONGEST_RANGE: Final = 50

Entry = tuple[PointKind, Quote]


def merge(entries: Sequence[Entry]) -> list[tuple[Entry, list[Quote]]]:
    """Return the entries that stand in a plan, each with the quotes that say the same again.

    Recommendations take in the concerns that bear them out, where a theme of both or most of the words agree.
    Of entries that are nearly equal a recommendation stands, else the first; it counts as what presses most of them.

    Args:
        entries: in reading order.

    """
    words = Similarity([quote.text for _, quote in entries])
    themes = [themes_of(quote) for _, quote in entries]
    standing = _equals(entries, words)
    _bear_out(entries, words, themes, standing)
    again: dict[int, list[int]] = defaultdict(list)
    for i, place in enumerate(standing):
        if place != i:
            again[place].append(i)
    result: list[tuple[Entry, list[Quote]]] = []
    for i, (kind, quote) in enumerate(entries):
        if standing[i] == i:
            kinds = [kind, *(entries[j][0] for j in again[i])]
            pressing = min(kinds, key=list(PointKind).index)
            result.append(((pressing, quote), [entries[j][1] for j in again[i]]))
    return result


def themes_of(quote: Quote) -> frozenset[str]:
    """Return the keys of the themes on which a quote has a concern; where it has none, of all its tags."""
    tags = [tag for sentence in quote.sentences for tag in sentence.tags]
    concerns = frozenset(tag.theme for tag in tags if tag.polarity is Polarity.CONCERN)
    return concerns or frozenset(tag.theme for tag in tags)


def _equals(entries: Sequence[Entry], words: Similarity) -> list[int]:
    """Return for each entry the one that stands for it: itself, or the first that says nearly the same."""
    standing = list(range(len(entries)))
    # Recommendations first, so that a concern said before its recommendation joins it, and not the reverse.
    order = sorted(standing, key=lambda i: (entries[i][0] is PointKind.CONCERN, i))
    rank = {i: r for r, i in enumerate(order)}
    first: dict[frozenset[str], int] = {}
    for i in order:
        same = first.setdefault(words.stems(i), i)
        if len(words.stems(i)) >= _SAME_WORDS:
            standing[i] = standing[same]
        if standing[i] != i:
            continue
        for j in sorted(words.near(i, _SHARED_BY_EQUALS), key=rank.__getitem__):
            if rank[j] >= rank[i]:
                break
            if standing[j] == j and words.jaccard(i, j) >= NEARLY_EQUAL:
                standing[i] = j
                break
    return standing


def _bear_out(
    entries: Sequence[Entry], words: Similarity, themes: Sequence[frozenset[str]], standing: list[int]
) -> None:
    """Let each concern that bears out a recommendation stand under the one whose words it has most of."""
    cited = {i: cited_in(quote.text) for i, (kind, quote) in enumerate(entries) if kind is not PointKind.CONCERN}
    moved: dict[int, int] = {}
    for i, (kind, quote) in enumerate(entries):
        if kind is not PointKind.CONCERN or standing[i] != i:
            continue
        fitting = [
            (-words.jaccard(i, j), j)
            for j in words.near(i)
            if j in cited
            and standing[j] == j
            and (not themes[j] or themes[i] & themes[j])
            and _fits(words, i, j, named=quote.paragraph in cited[j], themed=bool(themes[j]))
        ]
        if fitting:
            moved[i] = min(fitting)[1]
    for i, place in enumerate(standing):
        # What stood under a concern moves with it.
        standing[i] = moved.get(place, place)


def _fits(words: Similarity, concern: int, recommendation: int, *, named: bool, themed: bool) -> bool:
    """Whether a concern bears a recommendation out.

    `named`: the recommendation names its paragraph. `themed`: the model gave the recommendation a theme; without
    one words alone must speak for it.
    """
    cover, in_common = words.cover(recommendation, concern), words.jaccard(recommendation, concern)
    shared = words.shared(recommendation, concern)
    if named:
        return shared >= _SHARED - 1 and cover >= COVERED_AS_CITED
    if in_common >= _FEW_WORDS:
        return shared >= _SHARED - 1 and cover >= COVERED
    return themed and shared >= _SHARED and cover >= COVERED and in_common >= IN_COMMON


def cited_in(text: str) -> frozenset[str]:
    """Return the numbers of the paragraphs that a recommendation names in brackets."""
    numbers: set[str] = set()
    for brackets in _CITED.finditer(fold(text)):
        for first, last in _NUMBERS.findall(brackets[1]):
            start, end = int(first), int(last or first)
            numbers.update(str(n) for n in range(start, min(end, start + _LONGEST_RANGE) + 1))
    return frozenset(numbers)
