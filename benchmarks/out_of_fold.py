"""Taggers that have not seen a document: a model trained on the other folds for each document of a corpus."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from themetag.corpus import Corpus
from themetag.corpus.letters import Needle, needle_of
from themetag.corpus.locating import locate
from themetag.corpus.splits import folds_of
from themetag.document import Document
from themetag.tagger import Tagger
from themetag.training.linear import train_linear

INNER_FOLDS = 2  # for calibration and thresholds of each model, within the documents that it may see


@dataclass(frozen=True)
class FoldTaggers:
    """One tagger a fold.

    Attributes:
        taggers: the one at i was trained, calibrated and given its thresholds without fold i.
        folds: by file, the folds of the documents of the corpus that it holds; a file that holds none is left out.

    """

    taggers: Sequence[Tagger]
    folds: Mapping[str, frozenset[int]]

    def tagger_for(self, name: str) -> Tagger | None:
        """Return a tagger that saw nothing of a file; None where each saw something. Files of no fold: the first."""
        folds = self.folds.get(name, frozenset([0]))
        return self.taggers[next(iter(folds))] if len(folds) == 1 else None


def files_of(
    needles: Iterable[tuple[str, Needle | None]], documents: Iterable[tuple[str, Document]]
) -> dict[str, set[str]]:
    """Return by file the documents of a corpus that it holds, whatever it is called: found by their letters.

    Args:
        needles: document and letters of each row.
        documents: name of the file, and document; every copy of a document is found.

    """
    located = locate([(doc, needle) for doc, needle in needles if needle is not None], documents)
    files = defaultdict(set)
    for doc, homes in located.homes.items():
        for home in homes:
            files[located.names[home]].add(doc)
    return files


def fold_taggers(
    corpus: Corpus, extra: Corpus | None, documents: Sequence[tuple[str, Document]], n_folds: int, seed: int = 0
) -> FoldTaggers:
    """Train the linear back end once a fold, without the documents of that fold; progress goes to stderr.

    Args:
        corpus: labelled rows; its documents are divided, seeded.
        extra: rows of invented documents, which every model sees; None: none.
        documents: name of the file, and document, of whatever will be tagged.
        n_folds: from 2.
        seed: of the division.

    """
    parts = folds_of(corpus, n_folds, seed=seed)
    fold = {unit.doc: int(part) for unit, part in zip(corpus.units, parts, strict=True)}
    held = files_of(((unit.doc, needle_of(unit.text)) for unit in corpus.units), documents)
    taggers = []
    for part in range(n_folds):
        began = time.perf_counter()
        seen = corpus.select(np.flatnonzero(parts != part).tolist(), f"{corpus.name} without fold {part + 1}")
        trained = train_linear(seen, extra=extra, n_folds=INNER_FOLDS)
        taggers.append(Tagger(trained.backend))
        print(f"model {part + 1} of {n_folds}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return FoldTaggers(taggers, {name: frozenset(fold[doc] for doc in docs) for name, docs in held.items()})


def joined(corpora: Sequence[Corpus]) -> Corpus:
    """Return the rows of several corpora as one; ids are made distinct, what stands before a row is kept."""
    units = [
        replace(unit, id=f"{i}/{unit.id}")
        for i, corpus in enumerate(corpora)
        for unit in corpus.select(range(len(corpus))).units
    ]
    return replace(corpora[0], name=" + ".join(corpus.name for corpus in corpora), units=tuple(units))
