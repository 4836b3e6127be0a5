"""Where the rows of a corpus stand in documents, one place a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from themetag.corpus.finding import Finder, Stream, streams_of
from themetag.corpus.letters import Needle
from themetag.document import Document

NEXT_WITHIN: Final = (
    400  # letters: how far behind its predecessor a repeated sentence may stand to be the next
)


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
        homes: by document, the file in which most of its rows stand.

    """

    names: tuple[str, ...]
    streams: tuple[Stream, ...]
    candidates: tuple[tuple[Place, ...], ...]
    places: tuple[Place | None, ...]
    homes: Mapping[str, int]


def locate(rows: Sequence[tuple[str, Needle]], documents: Iterable[tuple[str, Document]]) -> Located:
    """Find rows in documents by their letters; what the files are called plays no part.

    Each document is looked through twice, once as its sentences and once as raw text, in time linear in its
    letters. A row that stands in several places is taken from the file in which most rows of its document
    stand, if it stands there once, or once within 400 letters behind the row before it.

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
        place = _choose(found.get(needle, []), homes.get(doc), ends.get(doc))
        places.append(place)
        if place is not None:
            ends[doc] = (place.stream, place.letter + needle.length)
    candidates = tuple(tuple(found.get(needle, ())) for _, needle in rows)
    return Located(tuple(names), tuple(streams), candidates, tuple(places), homes)


def _homes(rows: Sequence[tuple[str, Needle]], found: Mapping[Needle, Sequence[Place]]) -> dict[str, int]:
    """Return the file of each document; a row counts the less, the more files it stands in."""
    weights: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for doc, needle in rows:
        files = {place.file for place in found.get(needle, ())}
        for file in files:
            weights[doc][file] += 1 / len(files)
    return {doc: min(weight, key=lambda file: (-weight[file], file)) for doc, weight in weights.items()}


def _choose(candidates: Sequence[Place], home: int | None, before: tuple[int, int] | None) -> Place | None:
    at_home = [place for place in candidates if place.file == home]
    pool = at_home or list(candidates)
    if len(pool) > 1 and before is not None:
        stream, end = before
        pool = [
            place for place in pool if place.stream == stream and end <= place.letter <= end + NEXT_WITHIN
        ]
    return pool[0] if len(pool) == 1 else None
