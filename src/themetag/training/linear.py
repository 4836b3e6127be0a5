"""Trains the linear back end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.linear import LinearBackend, LinearModel
from themetag.backends.linear.features import read
from themetag.backends.linear.model import quantised
from themetag.backends.linear.ruled import find
from themetag.backends.rules import RulesBackend
from themetag.backends.rules.findings import evidence_of
from themetag.corpus.model import Corpus
from themetag.corpus.splits import folds_of
from themetag.errors import CorpusError, Fault
from themetag.optional import require
from themetag.training.calibrate import Aim, calibrate
from themetag.training.domain import usual_unknown
from themetag.training.matrix import Rows, choose_vocabulary, rows_of
from themetag.training.network import Settings, fit
from themetag.training.taught import Taught, check_teacher
from themetag.training.trained import (
    MIN_EXAMPLES,
    Progress,
    Trained,
    check_corpora,
    flat_targets,
    held_back,
    held_part,
    learnable_labels,
    parts_beyond,
    silent,
)
from themetag.types import POLARITIES

N_FOLDS: Final = 4


def train_linear(
    corpus: Corpus,
    *,
    extra: Corpus | None = None,
    taught: Taught | None = None,
    settings: Settings | None = None,
    aim: Aim | None = None,
    n_folds: int = N_FOLDS,
    n_scored: int | None = None,
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
        extra: more units to fit on, of the same taxonomy: other kinds of text than that to be tagged, or more sentences
            of the corpus's own documents, which are held back with their document and calibrated on like the corpus.
            None: no more.
        taught: units with a teacher's scores, to fit on. Of a teacher that saw the whole corpus they carry something of
            the labels that are held back, so that the figures flatter; `n_scored` and a teacher that did not see those
            parts keep them honest. None: no teacher.
        settings: of the network; None: `Settings.of_size` for all units.
        aim: what thresholds are chosen for; None: the best F1.
        n_folds: in how many parts the corpus is divided, from 2.
        n_scored: how many of them, the first ones, are scored for calibration and figures; None: all.
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
    check_corpora(corpus, extra)
    if taught is not None:
        check_teacher(corpus, taught.themes, taught.teacher)
    n_scored = n_folds if n_scored is None else n_scored
    if not 1 <= n_scored <= n_folds:
        raise ValueError(f"n_scored must be in [1, {n_folds}], was {n_scored}")
    untold = list(taught.units) if taught is not None else []
    settings = settings or Settings.of_size(len(corpus) + len(untold) + (len(extra) if extra is not None else 0))
    labels, weak = learnable_labels(corpus, min_examples)
    readings = [read(unit) for unit in corpus.inputs()]
    others = [*untold, *(extra.inputs() if extra is not None else ())]
    more = [read(unit) for unit in others]
    # Sentences that were only taught give no features of their own: a model stays as small as its corpus makes it.
    vocabulary = choose_vocabulary([*readings, *more[len(untold) :]])
    if not len(vocabulary):
        raise CorpusError(
            [Fault(corpus.name, "text", "its units have hardly a word in common; there is nothing to learn")]
        )
    # Of a taxonomy that no cue knows, the rules find what is judged and which way, but of no theme.
    rules = RulesBackend.load(corpus.taxonomy, warn=False)
    ruled, findings = find(rules, [*corpus.inputs(), *others], [*readings, *more])
    progress("reading", 1, 1)
    targets = _targets(corpus, taught, extra)
    wanted = targets[:, labels]
    parts = folds_of(corpus, n_folds)
    beyond = parts_beyond(corpus, parts, extra)
    anywhere = np.full(len(untold), -1)  # what was taught is in every training part: its scores are no labels
    every = np.concatenate([parts, anywhere, beyond])
    foreign = np.concatenate([np.zeros(len(corpus) + len(untold), np.bool_), beyond < 0])
    rows = rows_of([*readings, *more], vocabulary, findings, foreign)
    log_odds = _out_of_fold(rows, wanted, every, n_scored, settings, n_jobs, progress)
    log_odds += settings.rules_share * evidence_of(ruled).reshape(len(every), -1)[:, labels]
    held, of_corpus = held_back(every, n_scored, len(corpus))
    found = calibrate(log_odds[held], targets[held] > 0.5, labels, aim)
    unknown = usual_unknown(corpus, readings, more[len(untold) :], parts, beyond)
    network = fit(rows, wanted, settings, lambda done, total: progress("fitting", done, total))
    inner, steps = quantised(network.inner)
    model = LinearModel(
        vocabulary, inner, steps, network.finding, network.inner_bias, network.outer, network.outer_bias,
        labels, settings.rules_share, found.slopes, found.offsets, unknown,
    )  # fmt: skip
    shape = (len(corpus.taxonomy), len(POLARITIES))
    backend = LinearBackend(model, corpus.taxonomy, found.thresholds.reshape(shape), name, version, made_for)
    scores = found.scores[: len(of_corpus)].reshape(-1, *shape)
    return Trained(backend, corpus, extra, held_part(corpus, of_corpus), scores, weak)


def _targets(corpus: Corpus, taught: Taught | None, extra: Corpus | None) -> npt.NDArray[np.float32]:
    """Return (n_units, 2 * n_themes) in [0, 1]: of the corpus, of what was taught, of the extra units."""
    found = [flat_targets(corpus).astype(np.float32)]
    if taught is not None:
        found.append(taught.targets)
    if extra is not None:
        found.append(flat_targets(extra).astype(np.float32))
    return np.vstack(found)


def _out_of_fold(
    rows: Rows,
    gold: npt.NDArray[np.float32],
    parts: npt.NDArray[np.int64],
    n: int,
    settings: Settings,
    n_jobs: int,
    progress: Progress,
) -> npt.NDArray[np.float64]:
    """Return (n_rows, n_labels) log-odds: of the rows of the first `n` parts, each by a fitting without it; else 0."""
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
