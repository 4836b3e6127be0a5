"""Finding texts again in documents, by their letters alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from themetag.corpus.letters import Needle, digest_of, located_letters, rolling_hashes, window_of
from themetag.document import Document
from themetag.types import Sentence


@dataclass(frozen=True, slots=True)
class Stream:
    """A running text to look in, with its letters.

    Attributes:
        file: the name of the document, for messages.
        text: as read; for sentences, their texts with a space between them.
        letters: the letters of `text`.
        offsets: (n_letters,) int32, where in `text` each letter stands.
        sentences: whose texts make up `text`, in order; empty for a text that was not split.
        starts: (n_sentences,) int64, the number of the first letter of each sentence.

    """

    file: str
    text: str
    letters: bytes
    offsets: npt.NDArray[np.int32]
    sentences: tuple[Sentence, ...] = ()
    starts: npt.NDArray[np.int64] | None = None

    def sentence_at(self, letter: int) -> int | None:
        """Return the number of the sentence in which a letter stands; None in a text that was not split."""
        if self.starts is None or not self.sentences:
            return None
        return int(np.searchsorted(self.starts, letter, side="right")) - 1


def raw_stream(file: str, text: str) -> Stream:
    """Return the stream of a text as it was read."""
    return Stream(file, text, *located_letters(text))


def sentence_stream(file: str, sentences: Sequence[Sentence]) -> Stream:
    """Return the stream of a document's sentences: without headings and page furniture."""
    located = [located_letters(sentence.text) for sentence in sentences]
    lengths = np.array([len(sentence.text) + 1 for sentence in sentences], dtype=np.int32)
    counts = np.array([len(letters) for letters, _ in located], dtype=np.int64)
    places = np.cumsum(lengths) - lengths
    offsets = [own + np.int32(place) for (_, own), place in zip(located, places, strict=True)]
    return Stream(
        file,
        " ".join(sentence.text for sentence in sentences),
        b"".join(letters for letters, _ in located),
        np.concatenate(offsets) if offsets else np.zeros(0, dtype=np.int32),
        tuple(sentences),
        np.cumsum(counts) - counts,
    )


def streams_of(file: str, document: Document) -> tuple[Stream, Stream]:
    """Return what a document offers to look in: its sentences first, then its raw text.

    A text that page furniture cuts stands whole in the sentences alone; a heading, or what was taken for page
    furniture, in the raw text alone.
    """
    return sentence_stream(file, document.sentences), raw_stream(file, document.text)


class Finder:
    """Looks for many needles at once: linear in a stream's letters for each size of window."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._by_window: dict[int, dict[int, list[Needle]]] = defaultdict(lambda: defaultdict(list))
        for needle in dict.fromkeys(needles):
            self._by_window[window_of(needle.length)][needle.rolling].append(needle)
        self._sorted = {
            window: np.sort(np.fromiter(table, dtype=np.uint64, count=len(table)))
            for window, table in self._by_window.items()
        }

    def find(self, letters: bytes) -> Mapping[Needle, list[int]]:
        """Return where each needle stands in `letters`: the numbers of its first letter, rising."""
        hits: dict[Needle, list[int]] = defaultdict(list)
        for window, wanted in self._sorted.items():
            hashes = rolling_hashes(letters, window)
            if not len(hashes):
                continue
            nearest = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
            for start in np.flatnonzero(wanted[nearest] == hashes).tolist():
                for needle in self._by_window[window][int(hashes[start])]:
                    found = letters[start : start + needle.length]
                    if len(found) == needle.length and digest_of(found) == needle.digest:
                        hits[needle].append(start)
        return hits
