"""A transformer model from a corpus: trained, measured, and ready to be saved."""

from __future__ import annotations

from themetag.backends.base import Backend
from themetag.bundle import UnsavedModel
from themetag.corpus.model import Corpus
from themetag.loading import measured_of
from themetag.training.options import Options
from themetag.training.save import measure_out_of_fold, unsaved
from themetag.training.transformer.fittings import N_PARTS
from themetag.training.transformer.settings import Settings
from themetag.training.transformer.train import train_transformer


def transformer_model(corpus: Corpus, options: Options, recipe: str) -> tuple[Backend, UnsavedModel]:
    """Train a transformer model; return its back end and what its folder will hold.

    Args:
        corpus: what it learns from.
        options: how. Where `n_folds` is given, each of that many parts is scored; else the first of five.
        recipe: the command that makes it again.

    Raises:
        CorpusError: the corpus has too few documents or examples.
        EncoderError: there is no such encoder, or none that can be served.
        CheckpointError: a checkpoint is of another training.
        MissingExtraError: a package of the extras `transformer` or `transformer-train` is not installed.
        ValueError: no encoder is named, a model is to be extended, or more than one process is asked for.

    """
    if options.encoder is None:
        raise ValueError(
            "name an encoder to start from: a folder, or a hub id such as sentence-transformers/all-MiniLM-L6-v2, "
            "which is downloaded"
        )
    if options.extend is not None:
        raise ValueError("a theme can be added to linear models only; train a transformer anew")
    if options.n_jobs != 1:
        raise ValueError(f"a transformer is trained in one process, n_jobs must be 1, was {options.n_jobs}")
    trained = train_transformer(
        corpus,
        encoder=options.encoder,
        extra=options.extra,
        settings=Settings.of_size(len(corpus) + (len(options.extra) if options.extra is not None else 0), options.seed),
        aim=options.aim,
        n_parts=options.n_folds or N_PARTS,
        n_scored=options.n_folds or 1,
        min_examples=options.min_examples,
        checkpoints=options.checkpoints,
        name=options.name,
        version=options.version,
        made_for=options.made_for,
        progress=options.progress,
    )
    content = unsaved(
        trained,
        rights=options.rights,
        made_for=options.made_for,
        recipe=recipe,
        evaluation=measure_out_of_fold(trained),
    )
    trained.backend.measured = measured_of(content.manifest.held_out)
    return trained.backend, content
