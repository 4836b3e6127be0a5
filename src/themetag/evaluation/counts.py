"""Every figure as a function of sums over documents, so that resampling is adding up.

`docs/metrics.md` defines each figure; the points themselves are scikit-learn's (`points`), and a test holds
that both give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from themetag.evaluation.bootstrap import Floats, sums_by_group
from themetag.evaluation.calibration import Bins
from themetag.evaluation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over documents: `table` is (..., n_columns); `columns` says which columns hold what.

    Leading axes may be documents or resamples; the figures below keep them.
    """

    table: Floats
    columns: Mapping[str, slice]

    def __getitem__(self, name: str) -> Floats:
        """Return the sums of one kind: (..., how many there are of it)."""
        return self.table[..., self.columns[name]]

    def weighted(self, weights: Floats) -> Sums:
        """Return the sums of resamples, from (resamples, n_documents) weights."""
        return Sums(weights @ self.table, self.columns)


def sums_of(outcome: Outcome, bins: Bins) -> Sums:
    """Return what each document contributes: (n_documents, n_columns)."""
    gold, given, scores = outcome.label_view()
    gold_theme, given_theme = outcome.theme_view()
    n = len(gold)
    judged, tagged = np.asarray(gold.any(axis=1)), np.asarray(given.any(axis=1))
    neutral = ~judged
    right, has_polarity = np.zeros(n), np.zeros(n)
    rows = outcome.polarity_rows()
    gold_polarity, given_polarity = outcome.polarity_view()
    has_polarity[rows] = 1
    right[rows] = gold_polarity == given_polarity
    parts: dict[str, npt.NDArray[np.generic]] = {
        "tp": gold & given,
        "fp": ~gold & given,
        "fn": gold & ~given,
        "theme_tp": gold_theme & given_theme,
        "theme_fp": ~gold_theme & given_theme,
        "theme_fn": gold_theme & ~given_theme,
        "polarity_n": has_polarity[:, None],
        "polarity_right": right[:, None],
        "n": np.ones((n, 1)),
        "exact": np.asarray((gold == given).all(axis=1))[:, None],
        "judged": (judged == tagged)[:, None],
        "neutral_n": neutral[:, None],
        "neutral_tagged": (neutral & tagged)[:, None],
        "squared_error": (scores - gold) ** 2,
        "bin_score": bins.row_sums(scores),
        "bin_hits": bins.row_sums(gold.astype(np.float64)),
        "bin_n": bins.row_sums(np.ones(scores.shape)),
    }
    columns, at = {}, 0
    for name, part in parts.items():
        columns[name] = slice(at, at + part.shape[1])
        at += part.shape[1]
    table = np.concatenate([part.astype(np.float64) for part in parts.values()], axis=1)
    return Sums(sums_by_group(table, outcome.groups, outcome.n_groups), columns)


def ratio(top: Floats, bottom: Floats) -> Floats:
    """Return top / bottom, NaN where bottom is 0 (undefined)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), np.nan)


def precision(s: Sums, prefix: str = "") -> Floats:
    """Return the precision of each label (or theme): (..., n_labels)."""
    return ratio(s[prefix + "tp"], s[prefix + "tp"] + s[prefix + "fp"])


def recall(s: Sums, prefix: str = "") -> Floats:
    """Return the recall of each label (or theme): (..., n_labels)."""
    return ratio(s[prefix + "tp"], s[prefix + "tp"] + s[prefix + "fn"])


def f1(s: Sums, prefix: str = "") -> Floats:
    """Return the F1 of each label (or theme): (..., n_labels)."""
    tp = s[prefix + "tp"]
    return ratio(2 * tp, 2 * tp + s[prefix + "fp"] + s[prefix + "fn"])


def pooled(s: Sums, prefix: str = "") -> Sums:
    """Return the sums with all labels (or themes) taken together, for micro averages."""
    names = [prefix + name for name in ("tp", "fp", "fn")]
    table = np.stack([s[name].sum(axis=-1) for name in names], axis=-1)
    return Sums(table, {name: slice(i, i + 1) for i, name in enumerate(names)})


def _macro_f1(s: Sums, enough: npt.NDArray[np.bool_]) -> Floats:
    """Return the mean F1 over the labels that have `enough` positives: (...,); NaN where none has."""
    if not enough.any():
        return np.full(s.table.shape[:-1], np.nan)
    values = f1(s)[..., enough]
    defined = ~np.isnan(values)  # a resample may hold neither a positive nor a prediction of a label
    return ratio(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(np.float64))


def brier_skill(s: Sums, n_themes: int) -> Floats:
    """Return 1 - (squared error) / (squared error of the base rate) by theme: (..., n_themes).

    NaN for a theme that no row has, or every row.
    """
    positives = s["tp"] + s["fn"]
    reference = positives * (1 - positives / s["n"])
    shape = (*positives.shape[:-1], n_themes, positives.shape[-1] // n_themes)
    error = s["squared_error"].reshape(shape).sum(axis=-1)
    base = reference.reshape(shape).sum(axis=-1)
    return np.where(base > 0, 1 - ratio(error, base), np.nan)


def calibration_error(s: Sums) -> Floats:
    """Return the share-weighted distance between mean score and precision over the bins: (...,)."""
    return ratio(np.abs(s["bin_score"] - s["bin_hits"]).sum(axis=-1), s["bin_n"].sum(axis=-1))


def _one(top: str, bottom: str) -> Callable[[Sums], Floats]:
    return lambda s: ratio(s[top], s[bottom])[..., 0]


def summary(enough: npt.NDArray[np.bool_]) -> dict[str, Callable[[Sums], Floats]]:
    """Return the averaged figures by name, each a function of sums: (...,) from (..., n_columns).

    `enough` is (n_labels,) bool, the labels that have positives enough for the macro average.
    """
    return {
        "micro_precision": lambda s: precision(pooled(s))[..., 0],
        "micro_recall": lambda s: recall(pooled(s))[..., 0],
        "micro_f1": lambda s: f1(pooled(s))[..., 0],
        "macro_f1": lambda s: _macro_f1(s, enough),
        "theme_precision": lambda s: precision(pooled(s, "theme_"), "theme_")[..., 0],
        "theme_recall": lambda s: recall(pooled(s, "theme_"), "theme_")[..., 0],
        "theme_f1": lambda s: f1(pooled(s, "theme_"), "theme_")[..., 0],
        "sentence_polarity": _one("polarity_right", "polarity_n"),
        "exact_match": _one("exact", "n"),
        "judged": _one("judged", "n"),
        "neutral_tagged": _one("neutral_tagged", "neutral_n"),
        "calibration_error": calibration_error,
    }
