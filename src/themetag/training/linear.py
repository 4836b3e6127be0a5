"""Trains the linear back end."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.backends.linear import LinearBackend, LinearModel
from themetag.backends.linear.features import read
from themetag.backends.linear.model import quantised, sigmoid
from themetag.backends.linear.ruled import find
from themetag.backends.rules import RulesBackend
from themetag.backends.rules.findings import evidence_of
from themetag.corpus.model import Corpus
from themetag.corpus.splits import folds_of
from themetag.errors import CorpusError, Fault, ThemetagWarning
from themetag.optional import require
from themetag.training.calibrate import NEVER, Aim, choose_thresholds, platt
from themetag.training.domain import usual_unknown
from themetag.training.matrix import Rows, choose_vocabulary, rows_of
from themetag.training.network import Settings, fit
from themetag.types import POLARITIES

MIN_EXAMPLES: Final = 10
N_FOLDS: Final = 4
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A trained back end and what its corpus said of it.

    Attributes:
        backend: fitted on all units.
        corpus: what it was trained, calibrated and measured on.
        extra: what it was trained on besides; None: nothing.
        scores: (n_units, n_themes, 2), the score of each unit of `corpus` by a network that did not see its
            document; calibration and thresholds come from these.
        weak: labels that have too few examples, and are never given.

    """

    backend: LinearBackend
    corpus: Corpus
    extra: Corpus | None
    scores: Scores
    weak: tuple[str, ...]


def train_linear(
    corpus: Corpus,
    *,
    extra: Corpus | None = None,
    settings: Settings | None = None,
    aim: Aim | None = None,
    n_folds: int = N_FOLDS,
    min_examples: int = MIN_EXAMPLES,
    n_jobs: int = 1,
    name: str = "linear",
    version: str = "1",
    made_for: str = "",
    progress: Progress = silent,
) -> Trained:
    """Train the linear back end on a labelled corpus.

    The corpus is divided by document; each part is scored by a network fitted on the others. These scores
    give the calibration and the thresholds, a last network is fitted on everything.

    Args:
        corpus: labelled units of at least `n_folds` documents.
        extra: more units to fit on, of the same taxonomy: of another kind than the text to be tagged, so that
            neither calibration nor thresholds may come from them. None: no more.
        settings: of the network; None: `Settings.of_size` for all units.
        aim: what thresholds are chosen for; None: the best F1.
        n_folds: in how many parts the corpus is divided, from 2.
        min_examples: labels that fewer units carry are left out, with a `ThemetagWarning`, and never given.
        n_jobs: processes for the parts; above 1 needs joblib.
        name: of the model, as reports carry it.
        version: of the model.
        made_for: what documents it is made for, in words; notes on texts that look otherwise quote it.
        progress: called with a stage, steps done and steps in all.

    Raises:
        CorpusError: too few documents, no label with enough examples, or `extra` has another taxonomy.
        MissingExtraError: scipy is not installed.

    """
    require("scipy", "train", "training the linear back end")
    _check(corpus, extra)
    settings = settings or Settings.of_size(len(corpus) + (len(extra) if extra is not None else 0))
    targets = _flat_targets(corpus)
    labels, weak = _labels(corpus, targets, min_examples)
    readings = [read(unit) for unit in corpus.inputs()]
    more = [read(unit) for unit in extra.inputs()] if extra is not None else []
    vocabulary = choose_vocabulary([*readings, *more])
    if not len(vocabulary):
        raise CorpusError(
            [Fault(corpus.name, "text", "its units have hardly a word in common; there is nothing to learn")]
        )
    # Of a taxonomy that no cue knows, the rules find what is judged and which way, but of no theme.
    rules = RulesBackend.load(corpus.taxonomy, warn=False)
    units = [*corpus.inputs(), *(extra.inputs() if extra is not None else ())]
    ruled, findings = find(rules, units, [*readings, *more])
    progress("reading", 1, 1)
    rows = rows_of([*readings, *more], vocabulary, findings, len(more))
    gold = targets if extra is None else np.vstack([targets, _flat_targets(extra)])
    wanted = gold[:, labels].astype(np.float32)
    parts = folds_of(corpus, n_folds)
    beyond = np.full(len(more), -1)  # the extra units are in every training part and never scored
    log_odds = _out_of_fold(rows, wanted, np.concatenate([parts, beyond]), settings, n_jobs, progress)[: len(corpus)]
    evidence = evidence_of(ruled[: len(corpus)]).reshape(len(corpus), -1)[:, labels]
    log_odds += settings.rules_share * evidence
    slopes, offsets = platt(log_odds, targets[:, labels])
    scores = np.zeros(targets.shape)
    scores[:, labels] = sigmoid(log_odds * slopes + offsets)
    thresholds = np.full(targets.shape[1], NEVER)
    thresholds[labels] = choose_thresholds(scores[:, labels], targets[:, labels], aim)
    network = fit(rows, wanted, settings, lambda done, total: progress("fitting", done, total))
    inner, steps = quantised(network.inner)
    model = LinearModel(
        vocabulary, inner, steps, network.finding, network.inner_bias, network.outer, network.outer_bias,
        labels, settings.rules_share, slopes, offsets, usual_unknown(corpus, readings, more, parts),
    )  # fmt: skip
    shape = (len(corpus.taxonomy), len(POLARITIES))
    backend = LinearBackend(model, corpus.taxonomy, thresholds.reshape(shape), name, version, made_for)
    return Trained(backend, corpus, extra, scores.reshape(-1, *shape), weak)


def _check(corpus: Corpus, extra: Corpus | None) -> None:
    if not corpus.units:
        raise CorpusError([Fault(corpus.name, "", "has no rows; there is nothing to train on")])
    if extra is not None and (extra.taxonomy.keys, extra.scheme) != (corpus.taxonomy.keys, corpus.scheme):
        problem = f"has other themes, or another scheme of labels, than {corpus.name}"
        raise CorpusError([Fault(extra.name, "", problem)])


def _flat_targets(corpus: Corpus) -> npt.NDArray[np.bool_]:
    return corpus.targets().reshape(len(corpus), -1)


def _labels(
    corpus: Corpus, targets: npt.NDArray[np.bool_], min_examples: int
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    counts = corpus.counts()
    weak = tuple(label for label, count in counts.items() if count < min_examples)
    labels = np.flatnonzero(targets.sum(axis=0) >= min_examples)
    if not len(labels):
        problem = f"has no label on {min_examples} units or more; there is nothing to learn"
        raise CorpusError([Fault(corpus.name, "labels", problem)])
    if weak:
        named = ", ".join(f"{label} ({counts[label]})" for label in weak)
        message = f"never tagged, as fewer than {min_examples} units carry them: {named}"
        warnings.warn(message, ThemetagWarning, stacklevel=3)
    return labels, weak


def _out_of_fold(
    rows: Rows,
    gold: npt.NDArray[np.float32],
    parts: npt.NDArray[np.int64],
    settings: Settings,
    n_jobs: int,
    progress: Progress,
) -> npt.NDArray[np.float64]:
    n = int(parts.max()) + 1
    log_odds = np.zeros(gold.shape)

    def score(part: int) -> npt.NDArray[np.float32]:
        seen, held = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        stage = f"part {part + 1} of {n}"
        shown = _ignore if n_jobs != 1 else lambda done, total: progress(stage, done, total)
        return fit(rows.select(seen), gold[seen], settings, shown).log_odds(rows.select(held))

    if n_jobs == 1:
        found: Sequence[npt.NDArray[np.float32]] = [score(part) for part in range(n)]
    else:
        joblib = require("joblib", "train", "training with several processes")
        found = joblib.Parallel(n_jobs=n_jobs, prefer="threads")(joblib.delayed(score)(part) for part in range(n))
    for part, values in enumerate(found):
        log_odds[parts == part] = values
    return log_odds


def _ignore(done: int, total: int) -> None:
    """Show nothing: several parts are fitted at once."""
