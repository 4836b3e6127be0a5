"""What a training gave, and which labels a corpus can teach: the same for every back end."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.corpus.model import Corpus
from themetag.errors import CorpusError, Fault, ThemetagWarning

if TYPE_CHECKING:
    from themetag.bundle.kinds import TrainedBackend

MIN_EXAMPLES: Final = 10
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A trained back end and what its corpus said of it.

    Attributes:
        backend: fitted on all units, or, where it is to teach, on those that were not held back.
        corpus: what it was trained on, and calibrated and measured on all of it or a part.
        extra: what it was trained on besides; None: nothing.
        held: the units of `corpus` that a network scored which did not see their documents: all of them, or a part.
        scores: (n_held, n_themes, 2), those scores; calibration and thresholds come from these and from those of the
            extra units of the same documents.
        weak: labels that have too few examples, and are never given.
        last: what its last passes were over; None: it had none.

    """

    backend: TrainedBackend
    corpus: Corpus
    extra: Corpus | None
    held: Corpus
    scores: Scores
    weak: tuple[str, ...]
    last: Corpus | None = None


def check_corpora(corpus: Corpus, extra: Corpus | None) -> None:
    """Refuse a corpus without rows, and extra rows of other themes; CorpusError."""
    if not corpus.units:
        raise CorpusError([Fault(corpus.name, "", "has no rows; there is nothing to train on")])
    if extra is not None and (extra.taxonomy.keys, extra.scheme) != (corpus.taxonomy.keys, corpus.scheme):
        problem = f"has other themes, or another scheme of labels, than {corpus.name}"
        raise CorpusError([Fault(extra.name, "", problem)])


def flat_targets(corpus: Corpus) -> npt.NDArray[np.bool_]:
    """Return the gold labels as (n_units, 2 * n_themes): theme by theme, strength before concern."""
    return corpus.targets().reshape(len(corpus), -1)


def learnable_labels(corpus: Corpus, min_examples: int) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return the places of the labels with enough examples, rising, and the names of the others.

    The others are named in a `ThemetagWarning`.

    Raises:
        CorpusError: no label has enough.

    """
    counts = corpus.counts()
    weak = tuple(label for label, count in counts.items() if count < min_examples)
    labels = np.flatnonzero(flat_targets(corpus).sum(axis=0) >= min_examples)
    if not len(labels):
        problem = f"has no label on {min_examples} units or more; there is nothing to learn"
        raise CorpusError([Fault(corpus.name, "labels", problem)])
    if weak:
        named = ", ".join(f"{label} ({counts[label]})" for label in weak)
        message = f"never tagged, as fewer than {min_examples} units carry them: {named}"
        warnings.warn(message, ThemetagWarning, stacklevel=3)
    return labels, weak


def parts_beyond(corpus: Corpus, parts: npt.NDArray[np.int64], extra: Corpus | None) -> npt.NDArray[np.int64]:
    """Return the part of each extra unit's document, (n_extra,) int64; -1 where the corpus does not have it.

    `parts` are those of the units of the corpus. A network that has not seen a part must not have seen more sentences
    of its documents either.
    """
    if extra is None:
        return np.zeros(0, np.int64)
    of_document = {unit.doc: part for unit, part in zip(corpus.units, parts.tolist(), strict=True)}
    return np.array([of_document.get(unit.doc, -1) for unit in extra.units], dtype=np.int64)


def held_back(
    every: npt.NDArray[np.int64], n_scored: int, n_corpus: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows that calibrate, rising, and those of them that figures are of: the corpus's own, the first.

    Whole documents calibrate, with all of their labelled sentences. `every` is the part of each row, -1 for rows that
    are never held back; the first `n_scored` parts are; the corpus's `n_corpus` units come first.
    """
    held = np.flatnonzero((every >= 0) & (every < n_scored))
    return held, held[held < n_corpus]


def held_part(corpus: Corpus, places: npt.NDArray[np.int64]) -> Corpus:
    """Return the units that were held back: the corpus itself where they are all of it, else the part, named so."""
    if len(places) == len(corpus):
        return corpus
    return corpus.select(places.tolist(), f"{corpus.name}, the part held back")
