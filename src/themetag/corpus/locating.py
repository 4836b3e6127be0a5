"""Where the rows of a corpus stand in documents, one place a row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from themetag.corpus.finding import Finder, Stream, streams_of
from themetag.corpus.letters import Needle
from themetag.document import Document

HOME_SHARE: Final = 0.2  # of a document's rows: what a file must hold to be taken for a part of it
NEXT_WITHIN: Final = 400  # letters: how far behind its predecessor a repeated sentence may stand to be the next


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: a file, one of its two streams, and the number of the first letter there."""

    file: int
    stream: int
    letter: int


@dataclass(frozen=True, slots=True)
class Located:
    """Where rows stand.

    Attributes:
        names: of the files.
        streams: two a file, its sentences and its raw text: those of file i are 2 i and 2 i + 1.
        candidates: for each row, every place in which its letters stand; the raw text is left out where the
            sentences of the same file have them.
        places: for each row, the one place that it can be meant to have; None where there is none or several.
        homes: by document, the files in which at least a fifth of its rows stand, the one with most rows
            first; documents without such a file are left out.

    """

    names: tuple[str, ...]
    streams: tuple[Stream, ...]
    candidates: tuple[tuple[Place, ...], ...]
    places: tuple[Place | None, ...]
    homes: Mapping[str, tuple[int, ...]]


def locate(rows: Sequence[tuple[str, Needle]], documents: Iterable[tuple[str, Document]]) -> Located:
    """Find rows in documents by their letters; what the files are called plays no part.

    Each document is looked through twice, once as its sentences and once as raw text, in time linear in its
    letters. A row is looked for in the files in which at least a fifth of its document's rows stand, first
    in the one that has most of them: that a stock phrase stands in somebody else's report is no find. Where
    it stands more than once, it is taken if it stands there once within 400 letters behind the row before it.

    Args:
        rows: document and needle of each row; rows of one document in reading order as far as possible.
        documents: name of the file, and document.

    """
    finder = Finder(needle for _, needle in rows)
    streams: list[Stream] = []
    names: list[str] = []
    found: dict[Needle, list[Place]] = defaultdict(list)
    for file, (name, document) in enumerate(documents):
        names.append(name)
        in_sentences, raw = streams_of(name, document)
        split, unsplit = finder.find(in_sentences.letters), finder.find(raw.letters)
        for needle, letters in split.items():
            found[needle] += [Place(file, len(streams), letter) for letter in letters]
        for needle in unsplit.keys() - split.keys():
            found[needle] += [Place(file, len(streams) + 1, letter) for letter in unsplit[needle]]
        streams += [in_sentences, raw]
    homes = _homes(rows, found)
    places: list[Place | None] = []
    ends: dict[str, tuple[int, int]] = {}  # by document: the stream of its last row, and the letter behind it
    for doc, needle in rows:
        place = _choose(found.get(needle, []), homes.get(doc, ()), ends.get(doc))
        places.append(place)
        if place is not None:
            ends[doc] = (place.stream, place.letter + needle.length)
    candidates = tuple(tuple(found.get(needle, ())) for _, needle in rows)
    return Located(tuple(names), tuple(streams), candidates, tuple(places), homes)


def _homes(rows: Sequence[tuple[str, Needle]], found: Mapping[Needle, Sequence[Place]]) -> dict[str, tuple[int, ...]]:
    """Return the files of each document; a row weighs the less, the more files it stands in."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    weights: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    sizes = Counter(doc for doc, _ in rows)
    for doc, needle in rows:
        files = {place.file for place in found.get(needle, ())}
        counts[doc].update(files)
        for file in files:
            weights[doc][file] += 1 / len(files)
    homes = {}
    for doc, weight in weights.items():
        enough = [file for file, count in counts[doc].items() if count >= HOME_SHARE * sizes[doc]]
        if enough:
            homes[doc] = tuple(sorted(enough, key=lambda file: (-weight[file], file)))
    return homes


def _choose(candidates: Sequence[Place], homes: Sequence[int], before: tuple[int, int] | None) -> Place | None:
    pool: list[Place] = []
    for home in homes:
        pool = pool or [place for place in candidates if place.file == home]
    if len(pool) > 1 and before is not None:
        stream, end = before
        pool = [place for place in pool if place.stream == stream and end <= place.letter <= end + NEXT_WITHIN]
    return pool[0] if len(pool) == 1 else None
