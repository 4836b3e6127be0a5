"""What a corpus is like: what its owner should look at before training on it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from themetag.corpus.duplicates import MAX_PAIRS, Pair, near_duplicates
from themetag.corpus.model import Corpus, LabelledUnit
from themetag.errors import CorpusError
from themetag.types import Polarity

FEW: int = 20

# What curly quotes and dashes become when UTF-8 is read as Windows-1252.
_MOJIBAKE = re.compile("â€|Ã[\x80-\xbf©¨¢®]|Â[\xa0£]|\ufffd")


@dataclass(frozen=True, slots=True)
class Check:
    """The findings of a look at a corpus; nothing here is a fault, everything is worth knowing.

    Attributes:
        n_rows: units.
        n_documents: documents.
        n_neutral: units without a label.
        scheme: what the labels say about polarity.
        counts: units by label.
        scattered: documents whose rows do not stand together; the sentence before a row is then often
            unknown.
        same_text: ids of units with the text of an earlier unit, in pairs with that unit.
        conflicts: those of them whose labels differ.
        near_duplicates: pairs of units of different documents whose texts are nearly the same; none where they
            are too many to look at, which the notes say.
        garbled: ids of units whose text was read in the wrong encoding somewhere before.
        notes: each finding in a sentence.

    """

    n_rows: int
    n_documents: int
    n_neutral: int
    scheme: str
    counts: dict[str, int]
    scattered: tuple[str, ...]
    same_text: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str], ...]
    near_duplicates: tuple[tuple[str, str, float], ...]
    garbled: tuple[str, ...]
    notes: tuple[str, ...]


def check_corpus(corpus: Corpus) -> Check:
    """Look at a corpus that was read without fault."""
    same, conflicts = _same_text(corpus)
    alike = _near(corpus)
    pairs = tuple(
        (pair.first.id, pair.second.id, round(pair.similarity, 3))
        for pair in alike or ()
        if pair.first.doc != pair.second.doc and pair.similarity < 1
    )
    scattered = _scattered(corpus)
    garbled = tuple(unit.id for unit in corpus.units if _MOJIBAKE.search(unit.text))
    counts = corpus.counts()
    notes = list(corpus.notes)
    if len(corpus.documents) < 2:
        notes.append("one document: the corpus cannot be split, and no figure made from it has an interval")
    none = [label for label, n in counts.items() if n == 0]
    one = [label for label, n in counts.items() if n == 1]
    few = [f"{label} ({n})" for label, n in counts.items() if 1 < n < FEW]
    if none:
        notes.append(f"no example at all: {', '.join(none)}")
    if one:
        notes.append(f"a single example, which no split can both learn and measure: {', '.join(one)}")
    if few:
        notes.append(f"fewer than {FEW} examples: {', '.join(few)}")
    if scattered:
        notes.append(
            f"the rows of {len(scattered)} documents do not stand together; give `previous` in the rows, or "
            "put them in reading order"
        )
    if conflicts:
        notes.append(f"{len(conflicts)} sentences carry other labels than an earlier one with the same text")
    if alike is None:
        notes.append(f"near-duplicates were not looked at: there are more than {MAX_PAIRS:,} pairs")
    if pairs:
        notes.append(f"{len(pairs)} pairs of sentences in different documents are nearly the same")
    if garbled:
        notes.append(f"{len(garbled)} texts look like UTF-8 that was read as another encoding (as in “donâ€™t”)")
    return Check(
        len(corpus),
        len(corpus.documents),
        sum(not unit.labels for unit in corpus.units),
        corpus.scheme,
        counts,
        scattered,
        same,
        conflicts,
        pairs,
        garbled,
        tuple(notes),
    )


def _near(corpus: Corpus) -> list[Pair] | None:
    """Return the near-duplicates; None where there are too many: a corpus of short answers has no fault."""
    try:
        return near_duplicates(corpus)
    except CorpusError:
        return None


def _same_text(corpus: Corpus) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    first: dict[str, LabelledUnit] = {}
    same, conflicts = [], []
    for unit in corpus.units:
        earlier = first.setdefault(" ".join(unit.text.split()).casefold(), unit)
        if earlier is not unit:
            same.append((earlier.id, unit.id))
            if _labels(earlier) != _labels(unit):
                conflicts.append((earlier.id, unit.id))
    return tuple(same), tuple(conflicts)


def _labels(unit: LabelledUnit) -> tuple[tuple[str, ...], Polarity | None]:
    return tuple(str(label) for label in unit.labels), unit.polarity


def _scattered(corpus: Corpus) -> tuple[str, ...]:
    runs: Counter[str] = Counter()
    before = None
    for unit in corpus.units:
        runs[unit.doc] += unit.doc != before
        before = unit.doc
    return tuple(doc for doc, count in runs.items() if count > 1)
