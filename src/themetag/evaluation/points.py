"""The points that scikit-learn has: precision, recall, F1, exact match, Brier score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from themetag.evaluation.bootstrap import Floats
from themetag.evaluation.outcome import Outcome
from themetag.optional import require


def summary_points(outcome: Outcome, enough: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return the averaged figures by name; NaN where one is not defined.

    Args:
        outcome: gold and tags.
        enough: (n_labels,) bool, the labels that have positives enough for the macro average.

    Raises:
        MissingExtraError: scikit-learn is not installed.

    """
    metrics = require("sklearn.metrics", "train", "to evaluate a model")
    gold, given, _ = outcome.label_view()
    themes = outcome.theme_view()
    points: dict[str, float] = {}
    for prefix, (truth, answer) in {"micro": (gold, given), "theme": themes}.items():
        averages = metrics.precision_recall_fscore_support(truth, answer, average="micro", zero_division=np.nan)
        for name, value in zip(("precision", "recall", "f1"), averages, strict=False):
            points[f"{prefix}_{name}"] = float(value)
    labels = np.flatnonzero(enough)
    points["macro_f1"] = np.nan
    if len(labels):
        points["macro_f1"] = float(metrics.f1_score(gold, given, labels=labels, average="macro", zero_division=np.nan))
    points["exact_match"] = float(metrics.accuracy_score(gold, given))
    points["judged"] = float(metrics.accuracy_score(gold.any(axis=1), given.any(axis=1)))
    gold_polarity, given_polarity = outcome.polarity_view()
    points["sentence_polarity"] = np.nan
    if len(gold_polarity):
        points["sentence_polarity"] = float(metrics.accuracy_score(gold_polarity, given_polarity))
    return points


def label_points(gold: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_]) -> Floats:
    """Return precision, recall and F1 by label: (3, n_labels), NaN where not defined."""
    metrics = require("sklearn.metrics", "train", "to evaluate a model")
    values = metrics.precision_recall_fscore_support(gold, given, average=None, zero_division=np.nan)
    return np.array(values[:3], dtype=np.float64)
