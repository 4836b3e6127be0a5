"""The worst errors: where a model was surest and wrong, with the text and what carried its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from themetag.backends.base import Backend, Explainer, Scores
from themetag.corpus.model import Corpus
from themetag.evaluation.outcome import Outcome
from themetag.types import POLARITIES, Evidence, Unit


@dataclass(frozen=True, slots=True)
class Cause:
    """One piece of evidence, with the words that it stands on ("" for evidence that stands nowhere)."""

    label: str
    words: str
    name: str
    role: str
    contribution: float | None


@dataclass(frozen=True, slots=True)
class Mistake:
    """One row that the model got wrong.

    `wrong` holds the tags that gold has not, `missed` the gold labels without a tag, both by label with their
    scores. `badness` is in [0, 1]: how far the worst of these scores lies on the wrong side of its
    threshold, as a share of the way there is. `causes` are those of the wrong and missed labels; empty
    where the back end does not explain itself.
    """

    id: str
    doc: str
    text: str
    gold: tuple[str, ...]
    given: tuple[str, ...]
    wrong: tuple[tuple[str, float], ...]
    missed: tuple[tuple[str, float], ...]
    badness: float
    causes: tuple[Cause, ...] = ()


def worst_mistakes(
    corpus: Corpus,
    outcome: Outcome,
    thresholds: Scores,
    count: int,
    *,
    backend: Backend | None = None,
    inputs: Sequence[Unit] = (),
) -> tuple[Mistake, ...]:
    """Return the `count` worst rows, the worst first; equally bad rows in the order of the corpus.

    Args:
        corpus: the gold rows.
        outcome: what the model said of them.
        thresholds: (n_themes, 2), by which it said so.
        count: 0: none.
        backend: is asked to explain itself if it can; None: causes are left out.
        inputs: what was scored, one a row; needed for the causes.

    """
    gold, given, scores = outcome.label_view()
    names = corpus.label_names
    limits = thresholds.reshape(-1) if len(names) == thresholds.size else thresholds.min(axis=1)
    limits = np.minimum(limits, 1.0)
    over = np.where(given & ~gold, (scores - limits) / np.maximum(1 - limits, 1e-9), -1.0)
    under = np.where(gold & ~given, (limits - scores) / np.maximum(limits, 1e-9), -1.0)
    badness = np.maximum(over, under).max(axis=1) if gold.size else np.zeros(len(gold))
    order = [int(i) for i in np.argsort(-badness, kind="stable")[:count] if badness[i] >= 0]
    mistakes = []
    for i in order:
        wrong = tuple((names[j], float(scores[i, j])) for j in np.flatnonzero(given[i] & ~gold[i]))
        missed = tuple((names[j], float(scores[i, j])) for j in np.flatnonzero(gold[i] & ~given[i]))
        causes: list[Cause] = []
        if isinstance(backend, Explainer) and inputs:
            for name, _ in (*wrong, *missed):
                causes += _causes(backend, inputs[i], name)
        unit = corpus.units[i]
        labels = (
            tuple(names[j] for j in np.flatnonzero(gold[i])),
            tuple(names[j] for j in np.flatnonzero(given[i])),
        )
        mistakes.append(
            Mistake(unit.id, unit.doc, unit.text, *labels, wrong, missed, float(min(badness[i], 1)), tuple(causes))
        )
    return tuple(mistakes)


def _causes(backend: Explainer, unit: Unit, label: str) -> list[Cause]:
    polarity = next((p for p in POLARITIES if label.endswith(p.sign)), None)
    if polarity is None:
        return []
    found: tuple[Evidence, ...] = backend.explain(unit, label[:-1], polarity)
    return [
        Cause(label, " … ".join(span.of(unit.text) for span in e.spans), e.name, e.role, e.contribution) for e in found
    ]
