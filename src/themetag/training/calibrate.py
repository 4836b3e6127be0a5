"""From out-of-fold log-odds to calibrated scores and thresholds, label by label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.linear.model import sigmoid

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NEVER: Final = 2.0
_PULL: Final = 20.0  # how strongly a label's calibration is held to that of all labels together
_HALF: Final = 150.0  # positives at which a label's own threshold counts as much as the common one
_STEPS: Final = 50
_AS_GOOD: Final = 0.006  # an F1 that is lower by no more than this share is as good
_GRID: Final = np.linspace(0.05, 0.95, 91)


@dataclass(frozen=True, slots=True)
class Aim:
    """What thresholds are chosen for.

    At most one may be given: the precision or the recall, in (0, 1], that each label shall reach on the
    out-of-fold scores. Neither: the best F1.
    """

    precision: float | None = None
    recall: float | None = None

    def __post_init__(self) -> None:
        """Refuse shares outside (0, 1], and two aims at once."""
        for name, value in (("precision", self.precision), ("recall", self.recall)):
            if value is not None and not 0 < value <= 1:
                raise ValueError(f"{name} must be above 0 and at most 1, was {value}")
        if self.precision is not None and self.recall is not None:
            raise ValueError("thresholds follow a precision or a recall, not both; give one")


def platt(log_odds: Floats, gold: Bools) -> tuple[Floats, Floats]:
    """Return slopes and offsets, (n_labels,) each, that make log-odds honest (Platt 1999).

    All labels are fitted together first; each label may then move away from that as far as its examples
    carry it. `log_odds` and `gold` are (n_units, n_labels).
    """
    slope, offset = _fit(log_odds.ravel(), gold.ravel(), np.array([1.0, 0.0]), 1e-6)
    common = np.array([slope, offset])
    fitted = [_fit(log_odds[:, j], gold[:, j], common, _PULL) for j in range(gold.shape[1])]
    return np.array([max(s, 0.05) for s, _ in fitted]), np.array([o for _, o in fitted])


def _fit(z: Floats, y: Bools, centre: Floats, pull: float) -> tuple[float, float]:
    # Newton's method on two numbers; the pull keeps it from running away where a label is separable.
    x = np.column_stack([z, np.ones_like(z)])
    beta = centre.copy()
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (p - y) + pull * (beta - centre)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + (pull + 1e-9) * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        beta -= np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            break
    return float(beta[0]), float(beta[1])


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What out-of-fold log-odds gave.

    Attributes:
        slopes: (n_labels,), above 0; the log-odds of a score are slope * log-odds + offset.
        offsets: (n_labels,).
        scores: (n_units, n_places) in [0, 1], the calibrated scores of the units; 0 for labels never learned.
        thresholds: (n_places,), from which score on a tag is given; `NEVER` for labels never learned.

    """

    slopes: Floats
    offsets: Floats
    scores: Floats
    thresholds: Floats


def calibrate(log_odds: Floats, gold: Bools, labels: npt.NDArray[np.int64], aim: Aim | None = None) -> Calibration:
    """Return calibration and thresholds from scores that did not see their own documents.

    Args:
        log_odds: (n_units, n_labels) of the labels that were learned.
        gold: (n_units, n_places) of all places that a label may have.
        labels: (n_labels,) the place of each label that was learned.
        aim: what thresholds are chosen for; None: the best F1.

    """
    slopes, offsets = platt(log_odds, gold[:, labels])
    scores, thresholds = np.zeros(gold.shape), np.full(gold.shape[1], NEVER)
    scores[:, labels] = sigmoid(log_odds * slopes + offsets)
    thresholds[labels] = choose_thresholds(scores[:, labels], gold[:, labels], aim)
    return Calibration(slopes, offsets, scores, thresholds)


def choose_thresholds(scores: Floats, gold: Bools, aim: Aim | None = None) -> Floats:
    """Return the threshold of each label, (n_labels,) in [0, 1], or `NEVER` where an aim cannot be reached.

    For the best F1, each label's own best threshold is mixed with the best common one, the less examples the
    nearer to the common: thresholds from few rows lose more than they gain. Of those that are as good the highest is
    the best: what judges nothing is tagged less often, which the F1 of judged sentences hardly shows.
    """
    aim = aim or Aim()
    if aim.precision is not None or aim.recall is not None:
        return np.array([_reach(scores[:, j], gold[:, j], aim) for j in range(gold.shape[1])])
    given = [scores >= t for t in _GRID]
    positives = gold.sum(axis=0)
    true = np.array([(g & gold).sum(axis=0) for g in given], dtype=np.float64)
    all_given = np.array([g.sum(axis=0) for g in given], dtype=np.float64)
    common = _GRID[_highest_best(2 * true.sum(axis=1) / (all_given.sum(axis=1) + positives.sum()))]
    # A curve of F1 is ragged; its smoothed peak is nearer to the peak on other documents.
    curves = 2 * true / np.maximum(all_given + positives, 1)
    smooth = np.array([np.convolve(curve, np.ones(7) / 7, "same") for curve in curves.T])
    own = _GRID[3:-3][[_highest_best(curve) for curve in smooth[:, 3:-3]]]
    share = positives / (positives + _HALF)
    return np.asarray(share * own + (1 - share) * common)


def _highest_best(curve: Floats) -> int:
    """Return the last place of a curve of F1 that is as good as its best."""
    return int(np.flatnonzero(curve >= curve.max() * (1 - _AS_GOOD))[-1])


def _reach(scores: Floats, gold: Bools, aim: Aim) -> float:
    order = np.argsort(-scores, kind="stable")
    true = np.cumsum(gold[order])
    if not gold.any():
        return NEVER
    # A threshold takes all units of its score: only the last of equal scores is a place to stop.
    last = np.append(np.diff(scores[order]) != 0, True)
    if aim.recall is not None:
        good = np.flatnonzero(last & (true >= aim.recall * true[-1]))
        return float(scores[order][good[0]])
    good = np.flatnonzero(last & (true >= (aim.precision or 0) * np.arange(1, len(true) + 1)) & (true > 0))
    return float(scores[order][good[-1]]) if len(good) else NEVER
