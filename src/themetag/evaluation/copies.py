"""Telling whether a report is the same as one before: its PDF and its text, or one file under two names."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from themetag.corpus.letters import digest_of, letters_of
from themetag.document import Document

MIN_LETTERS: Final = 40  # a shorter sentence may stand word for word in anybody's report
SHARE: Final = 0.5  # of the sentences of the shorter of the two; two reports of one authority share a few in a hundred


class SeenReports:
    """Remembers reports by the letters of their sentences; linear in the letters that it is shown."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)  # by digest of a sentence
        self._sizes: dict[str, int] = {}

    def copy_of(self, name: str, document: Document) -> str | None:
        """Return the name of the earlier report that this one repeats; None where it is new, and is remembered."""
        letters = (letters_of(sentence.text) for sentence in document.sentences)
        own = {digest_of(found) for found in letters if len(found) >= MIN_LETTERS}
        shared = Counter(other for digest in own for other in self._names.get(digest, ()))
        for other, count in shared.most_common(1):
            if count >= SHARE * min(len(own), self._sizes[other]):
                return other
        for digest in own:
            self._names[digest].append(name)
        self._sizes[name] = len(own)
        return None
