"""Adds one theme to a trained linear model, and leaves all others exactly as they were."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.backends.linear import LinearBackend, LinearModel
from themetag.backends.linear.features import read
from themetag.corpus.model import Corpus
from themetag.corpus.splits import folds_of
from themetag.errors import CorpusError, Fault, ThemetagWarning
from themetag.optional import require
from themetag.training.calibrate import Aim, Calibration, calibrate
from themetag.training.linear import N_FOLDS
from themetag.training.matrix import rows_of
from themetag.training.trained import MIN_EXAMPLES, Trained
from themetag.types import POLARITIES

_STRENGTH: Final = 1.0  # scikit-learn's C, the inverse of the pull towards 0
_ROUNDS: Final = 3  # times that the deciding clause is looked for


def extend_linear(
    backend: LinearBackend,
    corpus: Corpus,
    *,
    aim: Aim | None = None,
    n_folds: int = N_FOLDS,
    min_examples: int = MIN_EXAMPLES,
) -> Trained:
    """Return the model with one theme more.

    The new theme is learned from the hidden units that the model has (scikit-learn's logistic regression), so
    that words the model never met do not help it: where the theme speaks of quite other things than the
    model's corpus, train anew. Scores and thresholds of the other themes do not change by a bit.

    Args:
        backend: the model to extend.
        corpus: labelled units; its taxonomy has the model's themes first, in their order, and one more. Only
            the labels of that one are read; every unit must have been labelled for it.
        aim: what its thresholds are chosen for; None: the best F1.
        n_folds: in how many parts the corpus is divided for calibration, by document.
        min_examples: a label that fewer units carry is left out, with a `ThemetagWarning`.

    Raises:
        CorpusError: the taxonomy does not fit, or no label of the new theme has enough examples.
        MissingExtraError: scikit-learn is not installed.

    """
    linear = require("sklearn.linear_model", "train", "extending a model")
    keys, old = corpus.taxonomy.keys, backend.taxonomy.keys
    if keys[:-1] != old:
        problem = f"must be the model's {len(old)} themes in their order and one more at the end, was {', '.join(keys)}"
        raise CorpusError([Fault(corpus.name, "taxonomy", problem)])
    if backend.knows_cues and corpus.taxonomy.name != backend.taxonomy.name:
        problem = (
            f"must keep the name {backend.taxonomy.name}, by which the model finds the rules' cues; raise its version"
        )
        raise CorpusError([Fault(corpus.name, "taxonomy", problem)])
    gold = corpus.targets()[:, -1, :]
    columns = np.flatnonzero(gold.sum(axis=0) >= min_examples)
    weak = tuple(f"{keys[-1]}{POLARITIES[c].sign}" for c in range(len(POLARITIES)) if c not in columns)
    if not len(columns):
        problem = f"{keys[-1]!r} is on fewer than {min_examples} units; there is nothing to learn"
        raise CorpusError([Fault(corpus.name, "labels", problem)])
    if weak:
        message = f"never tagged, as fewer than {min_examples} units carry them: {', '.join(weak)}"
        warnings.warn(message, ThemetagWarning, stacklevel=2)
    findings = backend.findings(corpus.inputs())
    rows = rows_of([read(unit) for unit in corpus.inputs()], backend.model.vocabulary, findings)
    inner = backend.model.inner.astype(np.float32) * backend.model.steps[:, None]
    hidden = np.maximum(rows.matrix @ inner + findings @ backend.model.finding + backend.model.inner_bias, 0)
    unit_of = np.repeat(np.arange(len(corpus)), np.diff(np.append(rows.starts, len(hidden))))
    parts = folds_of(corpus, n_folds)
    log_odds = np.zeros((len(corpus), len(columns)))
    fitted = []
    for at, column in enumerate(columns):
        for part in range(n_folds):
            if len(np.unique(gold[parts != part, column])) < 2:
                label = f"{keys[-1]}{POLARITIES[column].sign}"
                problem = f"{label} must be on units of several documents, and not on all of them"
                raise CorpusError([Fault(corpus.name, "labels", problem)])
            weights, bias = _fit(linear, hidden, gold[:, column], unit_of, parts[unit_of] != part)
            held = np.maximum.reduceat(hidden @ weights + bias, rows.starts)
            log_odds[parts == part, at] = held[parts == part]
        fitted.append(_fit(linear, hidden, gold[:, column], unit_of, np.ones(len(hidden), dtype=np.bool_)))
    found = calibrate(log_odds, gold, columns, aim)
    model = _with_labels(backend.model, columns + len(old) * len(POLARITIES), fitted, found)
    limits = np.vstack([backend.thresholds, found.thresholds])
    extended = LinearBackend(model, corpus.taxonomy, limits, backend.name, backend.version, backend.made_for)
    scores: Scores = np.zeros((len(corpus), len(keys), len(POLARITIES)))
    scores[:, -1, :] = found.scores
    return Trained(extended, corpus, None, corpus, scores, weak)


def _fit(
    linear: Any,
    hidden: npt.NDArray[np.float32],
    gold: npt.NDArray[np.bool_],
    unit_of: npt.NDArray[np.int64],
    seen: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.float32], np.float32]:
    # Which clause of a unit carries its label is not known: the one that looks most like it is taken, again and
    # again (multiple-instance learning, Andrews et al. 2003).
    chosen = np.flatnonzero(seen)
    for _ in range(_ROUNDS):
        regression = linear.LogisticRegression(C=_STRENGTH, max_iter=500)
        regression.fit(hidden[chosen], gold[unit_of[chosen]])
        weights, bias = regression.coef_[0].astype(np.float32), np.float32(regression.intercept_[0])
        odds = np.where(seen, hidden @ weights + bias, -np.inf)
        order = np.lexsort((-odds, unit_of))
        first = np.append(True, np.diff(unit_of[order]) != 0)
        best = order[first]
        chosen = np.sort(best[seen[best]])
    return weights, bias


def _with_labels(
    model: LinearModel,
    labels: npt.NDArray[np.int64],
    fitted: list[tuple[npt.NDArray[np.float32], np.float32]],
    found: Calibration,
) -> LinearModel:
    return replace(
        model,
        outer=np.column_stack([model.outer, *(weights for weights, _ in fitted)]),
        outer_bias=np.append(model.outer_bias, [bias for _, bias in fitted]).astype(np.float32),
        labels=np.append(model.labels, labels),
        slopes=np.append(model.slopes, found.slopes),
        offsets=np.append(model.offsets, found.offsets),
    )
