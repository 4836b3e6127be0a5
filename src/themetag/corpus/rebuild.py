"""Getting the text of an index back from the documents, whatever their files are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from themetag.corpus.finding import Stream
from themetag.corpus.index import CorpusIndex, IndexRow
from themetag.corpus.locating import locate
from themetag.corpus.model import Corpus, LabelledUnit, Scheme
from themetag.document import Document
from themetag.types import Kind

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A corpus whose text was found again, and what was not.

    Attributes:
        corpus: the units found, in the order of the index; heading and what stands before a unit are those of
            our own reader.
        files: by document of the index, the file in which most of its rows stand; documents without one are
            left out.
        lost: ids of the rows that stand in no file of their document.
        ambiguous: ids of the rows that could be meant to stand in several places.

    """

    corpus: Corpus
    files: Mapping[str, str]
    lost: tuple[str, ...]
    ambiguous: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the index's rows that were found, in [0, 1]; 0 for an index without rows."""
        total = len(self.corpus) + len(self.lost) + len(self.ambiguous)
        return len(self.corpus) / total if total else 0.0


def rebuild(index: CorpusIndex, documents: Iterable[tuple[str, Document]]) -> Rebuilt:
    """Find the text of each row of an index; a row is taken only where it has one place (see `locate`).

    Args:
        index: what to look for.
        documents: (name of the file, document); the names serve for messages alone.

    """
    located = locate([(row.doc, row.needle) for row in index.rows], documents)
    units: list[LabelledUnit] = []
    lost, ambiguous = [], []
    for row, candidates, place in zip(index.rows, located.candidates, located.places, strict=True):
        if place is not None:
            units.append(_unit(row, located.streams[place.stream], place.letter))
        elif any(candidate.file in located.homes.get(row.doc, ()) for candidate in candidates):
            ambiguous.append(row.id)
        else:
            lost.append(row.id)
    files = {doc: located.names[homes[0]] for doc, homes in located.homes.items()}
    note = f"text found again in {len(set(files.values()))} files for {len(units)} of {len(index.rows)} rows"
    corpus = Corpus(index.name, index.taxonomy, tuple(units), Scheme.POLARITY, (note,))
    return Rebuilt(corpus, files, tuple(lost), tuple(ambiguous))


def _unit(row: IndexRow, stream: Stream, letter: int) -> LabelledUnit:
    number = stream.sentence_at(letter)
    sentence = stream.sentences[number] if number is not None else None
    previous = stream.sentences[number - 1].text if number else ""
    return LabelledUnit(
        id=row.id,
        doc=row.doc,
        text=_text(row, stream, letter),
        labels=row.labels,
        kind=row.kind,
        heading=sentence.heading if sentence is not None else "",
        lead_in=sentence.lead_in if sentence is not None and row.kind is Kind.LIST else "",
        previous=previous if sentence is not None else None,
        fields=row.fields,
    )


def _text(row: IndexRow, stream: Stream, letter: int) -> str:
    """Return the row's text, white space folded, with as many characters at its ends as the index says."""
    first = int(stream.offsets[letter])
    last = int(stream.offsets[letter + row.needle.length - 1]) + 1
    reach = 4 * max(row.before, row.after) + 40  # line ends and indents fold to less
    left = _SPACE.sub(" ", stream.text[max(0, first - reach) : first])
    right = _SPACE.sub(" ", stream.text[last : last + reach])
    before = left[len(left) - row.before :] if row.before else ""
    after = right[: row.after]
    while any(c.isalpha() for c in before):  # the characters there are those of another sentence
        before = before[1:]
    while any(c.isalpha() for c in after):
        after = after[:-1]
    return (before + _SPACE.sub(" ", stream.text[first:last]) + after).strip()
