"""Fits the hidden layer: sparse rows and what the rules find in, label log-odds out, the highest clause decides.

One hidden layer of rectified units over n-grams (Collobert and Weston's and fastText's common ground): what a
word says of a theme and what it says of polarity meet there, which no sum over single words can express. Fitted
by Adam (Kingma and Ba 2015) on mini-batches, touching only the features that a batch has; features and hidden
units are dropped at random (Srivastava et al. 2014). Plain numpy and scipy in single precision, one thread, so
that the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from themetag.training.matrix import MANY_UNITS, Rows
from themetag.training.withholding import some_findings

Floats = npt.NDArray[np.float32]

_BETA1: Final = 0.9
_BETA2: Final = 0.999
_EPSILON: Final = 1e-8
_SEEN: Final = 36_000  # how many units a network sees in all in a small corpus, each as often as there are passes
_MOST_EPOCHS: Final = 15  # more passes over very few units learn them by heart


@dataclass(frozen=True, slots=True)
class Settings:
    """How the network is fitted.

    Attributes:
        hidden: how many hidden units.
        epochs: passes over the corpus.
        rate: Adam's step, falling to 0 linearly.
        drop_features: the share of features left out of each row in training. 0.0 disables.
        drop_hidden: the share of hidden units left out. 0.0 disables.
        drop_findings: the share of the rules' findings left out. 0.0 disables.
        withhold: the share of themes, unit by unit, of which all findings are left out, as if no cue knew them. Cues
            are written by reading a corpus and miss less there than elsewhere, so a network that always has them
            relies on them too much. Not of extra units, which are of another kind. 0.0 disables.
        rules_share: how much of the rules' own log-odds is added to the network's, once it is fitted. 0.0 disables.
        batch: units in a step.
        seed: of the first weights, the order and what is dropped.

    """

    hidden: int = 192
    epochs: int = 6
    rate: float = 0.003
    drop_features: float = 0.3
    drop_hidden: float = 0.4
    drop_findings: float = 0.1
    withhold: float = 0.15
    rules_share: float = 0.6
    batch: int = 64
    seed: int = 0

    @classmethod
    def of_size(cls, n_units: int, seed: int = 0) -> Settings:
        """Return the settings found best for a corpus of that many units, see docs/linear-experiments.md.

        The defaults are those of a large corpus. In a small one as many passes are so few steps that rare labels
        are hardly learned; more passes and larger steps learn them, in a smaller layer with less of it left out.
        """
        if n_units >= MANY_UNITS:
            return cls(seed=seed)
        epochs = min(max(round(_SEEN / max(n_units, 1)), cls().epochs), _MOST_EPOCHS)
        return cls(96, epochs, rate=0.016, drop_features=0.4, drop_hidden=0.25, batch=128, seed=seed)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Weights: (n_features, hidden), (n_findings, hidden), (hidden,), (hidden, n_labels), (n_labels,), all float32."""

    inner: Floats
    finding: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def log_odds(self, rows: Rows) -> Floats:
        """Return (n_units, n_labels) log-odds: of each label, those of the clause where they are highest."""
        return np.maximum.reduceat(self.clause_log_odds(rows), rows.starts, axis=0)

    def clause_log_odds(self, rows: Rows) -> Floats:
        """Return (n_clauses, n_labels) log-odds."""
        hidden = np.maximum(rows.matrix @ self.inner + rows.findings @ self.finding + self.inner_bias, 0)
        return np.asarray(hidden @ self.outer + self.outer_bias, dtype=np.float32)


class _Adam:
    """Steps for one array; where `places` are given, only these rows are touched."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self.mean = np.zeros_like(weights)
        self.square = np.zeros_like(weights)

    def step(self, gradient: Floats, rate: float, count: int, places: Any = slice(None)) -> None:
        mean = self.mean[places] * np.float32(_BETA1)
        mean += np.float32(1 - _BETA1) * gradient
        self.mean[places] = mean
        square = self.square[places] * np.float32(_BETA2)
        square += np.float32(1 - _BETA2) * (gradient * gradient)
        self.square[places] = square
        mean *= np.float32(-rate * np.sqrt(1 - _BETA2**count) / (1 - _BETA1**count))
        np.sqrt(square, out=square)
        square += np.float32(_EPSILON)
        mean /= square
        self.weights[places] += mean


def fit(
    rows: Rows,
    targets: npt.NDArray[np.float32],
    settings: Settings,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Network:
    """Fit a network.

    Args:
        rows: the corpus.
        targets: (n_units, n_labels) in [0, 1].
        settings: see there.
        progress: called with the steps done and the steps in all.

    """
    rng = np.random.default_rng(settings.seed)
    n, n_labels = targets.shape
    d = rows.matrix.shape[1]
    inner = rng.standard_normal((d, settings.hidden), dtype=np.float32) * np.float32(0.1)
    bound = settings.hidden**-0.5
    outer = rng.uniform(-bound, bound, (settings.hidden, n_labels)).astype(np.float32)
    finding = rng.standard_normal((rows.findings.shape[1], settings.hidden), dtype=np.float32) * np.float32(0.1)
    bias = np.zeros(settings.hidden, np.float32)
    network = Network(inner, finding, bias, outer, np.full(n_labels, -3, np.float32))
    weights = (network.inner, network.finding, network.inner_bias, network.outer, network.outer_bias)
    steppers = [_Adam(w) for w in weights]
    per_epoch = max(1, n // settings.batch)
    total = settings.epochs * per_epoch
    for step in range(total):
        if step % per_epoch == 0:
            order = rng.permutation(n)
        at = (step % per_epoch) * settings.batch
        units = np.sort(order[at : at + settings.batch])
        rate = settings.rate * (1 - step / total)
        _step(network, steppers, rows.select(units), targets[units], settings, rng, rate, step + 1)
        if step % 50 == 0:
            progress(step, total)
    progress(total, total)
    return network


def _step(
    network: Network,
    steppers: list[_Adam],
    rows: Rows,
    targets: Floats,
    settings: Settings,
    rng: np.random.Generator,
    rate: float,
    count: int,
) -> None:
    from scipy.sparse import csr_matrix

    matrix = rows.matrix
    used, compact = np.unique(matrix.indices, return_inverse=True)
    data = matrix.data
    if settings.drop_features:
        keep = rng.random(len(data), dtype=np.float32) >= settings.drop_features
        data = data * keep * np.float32(1 / (1 - settings.drop_features))
    batch = csr_matrix((data, compact.astype(np.int32), matrix.indptr), shape=(matrix.shape[0], len(used)))
    findings = some_findings(
        rows.findings, rows.extra, rows.lengths, drop=settings.drop_findings, withhold=settings.withhold, rng=rng
    )
    hidden = np.maximum(batch @ network.inner[used] + findings @ network.finding + network.inner_bias, 0)
    mask = np.float32(1)
    if settings.drop_hidden:
        keep = rng.random(hidden.shape, dtype=np.float32) >= settings.drop_hidden
        mask = keep * np.float32(1 / (1 - settings.drop_hidden))
    dropped = hidden * mask
    clauses = dropped @ network.outer + network.outer_bias
    n, n_labels = targets.shape
    # Only the clause that decides a label learns from it.
    lengths = rows.lengths
    best = np.maximum.reduceat(clauses, rows.starts, axis=0)
    error = 1 / (1 + np.exp(-np.clip(best, -30, 30))) - targets
    error *= np.float32(1 / (n * n_labels))
    deciding = clauses == np.repeat(best, lengths, axis=0)
    back = np.where(deciding, np.repeat(error, lengths, axis=0), 0).astype(np.float32)
    inner_back = (back @ network.outer.T) * mask * (hidden > 0)
    steppers[0].step(np.asarray(batch.T @ inner_back), rate, count, used)
    steppers[1].step(findings.T @ inner_back, rate, count)
    steppers[2].step(inner_back.sum(axis=0), rate, count)
    steppers[3].step(dropped.T @ back, rate, count)
    steppers[4].step(back.sum(axis=0), rate, count)
