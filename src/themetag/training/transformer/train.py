"""Trains the transformer back end."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from themetag.backends.linear.features import read
from themetag.backends.rules.findings import evidence_of
from themetag.backends.transformer import Calibrated, TransformerBackend
from themetag.backends.transformer.encoder import Encoder
from themetag.backends.transformer.quantised import quantise
from themetag.backends.transformer.sizes import sizes
from themetag.corpus.model import Corpus
from themetag.training.calibrate import Aim, calibrate
from themetag.training.domain import known_pairs, usual_unknown
from themetag.training.trained import MIN_EXAMPLES, Progress, Trained, held_back, held_part, silent
from themetag.training.transformer.fittings import N_PARTS, Fittings
from themetag.training.transformer.settings import Settings
from themetag.types import POLARITIES

_MEASURED: Final = 64  # sentences by which the rounding of the encoder is chosen


def train_transformer(
    corpus: Corpus,
    *,
    encoder: str,
    extra: Corpus | None = None,
    last: Corpus | None = None,
    settings: Settings | None = None,
    aim: Aim | None = None,
    n_parts: int = N_PARTS,
    n_scored: int = 1,
    whole: bool = True,
    min_examples: int = MIN_EXAMPLES,
    checkpoints: Path | None = None,
    name: str = "transformer",
    version: str = "1",
    made_for: str = "",
    progress: Progress = silent,
) -> Trained:
    """Fine-tune an encoder on a labelled corpus.

    The corpus is divided by document; some of the parts are scored by a model fitted on all the others. These scores
    give the calibration and the thresholds, a last model is fitted on everything. That is `n_scored` + 1 fittings.

    Args:
        corpus: labelled units of at least `n_parts` documents.
        encoder: what to start from: a folder, or a hub id, which is downloaded.
        extra: more units to fit on, of the same taxonomy; those of the corpus's own documents are held back with their
            document, and calibrated on like the corpus, but not measured on. None: no more.
        last: units for two gentle passes at the end, with twice as many drawn from all others: sentences of a kind of
            which there are so few that they would be lost among the many. Held back and calibrated on like those of
            `extra`. None: no such passes.
        settings: of the fitting; None: the defaults.
        aim: what thresholds are chosen for; None: the best F1.
        n_parts: in how many parts the corpus is divided, from 2.
        n_scored: how many of them are scored, from 1 to `n_parts`.
        whole: whether the model is fitted on everything at last. False: it is the one that did not see the part that is
            scored, as a teacher must be whose pupil is measured on that part; the checkpoints stay.
        min_examples: labels that fewer units carry are left out, with a `ThemetagWarning`, and never given.
        checkpoints: a folder where each pass is written; a training that was stopped goes on from there when it is
            called again with the same arguments. None: nowhere.
        name: of the model, as reports carry it.
        version: of the model.
        made_for: what documents it is made for, in words.
        progress: called with a stage, steps done and steps in all.

    Raises:
        CorpusError: too few documents, no label with enough examples, or `extra` or `last` has another taxonomy.
        EncoderError: there is no such encoder, or none that can be served.
        CheckpointError: a checkpoint is of another training.
        MissingExtraError: torch, transformers, onnxruntime or tokenizers is not installed.
        ValueError: `n_scored` is out of range, or more than 1 with `whole` False.

    """
    if not 1 <= n_scored <= n_parts:
        raise ValueError(f"n_scored must be in [1, {n_parts}], was {n_scored}")
    if not whole and n_scored != 1:
        raise ValueError(f"a model that did not see a part is that of one part: n_scored must be 1, was {n_scored}")
    settings = settings or Settings()
    fittings = Fittings(
        corpus, encoder=encoder, extra=extra, last=last, settings=settings, n_parts=n_parts,
        min_examples=min_examples, checkpoints=checkpoints, progress=progress,
    )  # fmt: skip
    labels, every = fittings.labels, fittings.every
    log_odds = settings.rules_share * evidence_of(fittings.ruled).reshape(len(every), -1)[:, labels]
    for part in range(n_scored):
        module = fittings.without(part)
        log_odds[every == part] += fittings.scored(module, part)
    held, of_corpus = held_back(every, n_scored, len(corpus))
    found = calibrate(log_odds[held], fittings.gold[held], labels, aim)
    if whole:
        module = fittings.on_everything()
    architecture, weights = fittings.start.architecture, module.encoder_arrays()
    arrays = quantise(weights, sizes(architecture, weights, fittings.samples(_MEASURED)))
    readings = [read(unit) for unit in corpus.inputs()]
    more = [read(unit) for some in (extra, last) if some is not None for unit in some.inputs()]
    shape = (len(corpus.taxonomy), len(POLARITIES))
    backend = TransformerBackend(
        Encoder(architecture, arrays),
        fittings.start.pieces,
        Calibrated(module.head(), labels, settings.rules_share, found.slopes, found.offsets),
        corpus.taxonomy,
        found.thresholds.reshape(shape),
        name,
        version,
        made_for,
        known=known_pairs([*readings, *more]),
        usual_unknown=usual_unknown(corpus, readings, more, fittings.parts, fittings.beyond),
    )
    if whole:
        fittings.forget()
    scores = found.scores[: len(of_corpus)].reshape(-1, *shape)
    return Trained(backend, corpus, extra, held_part(corpus, of_corpus), scores, fittings.weak, last)
