"""A linear model from a corpus: trained anew or extended, measured, and ready to be saved."""

from __future__ import annotations

from themetag.backends.base import Backend
from themetag.bundle import UnsavedModel
from themetag.bundle.linear import linear_backend
from themetag.corpus.model import Corpus
from themetag.loading import measured_of
from themetag.training.extend import extend_linear
from themetag.training.linear import N_FOLDS, train_linear
from themetag.training.network import Settings
from themetag.training.options import Options
from themetag.training.save import measure_out_of_fold, unsaved


def linear_model(corpus: Corpus, options: Options, recipe: str) -> tuple[Backend, UnsavedModel]:
    """Train a linear model, or extend one; return its back end and what its folder will hold.

    Args:
        corpus: what it learns from.
        options: how.
        recipe: the command that makes it again.

    Raises:
        CorpusError: the corpus has too few documents or examples, or does not fit the model to extend.
        ModelError: the model to extend is of another kind.
        ValueError: an encoder or checkpoints are given, which a linear model has no use for.
        MissingExtraError: scipy or scikit-learn is not installed.

    """
    for given, word in ((options.encoder, "an encoder"), (options.checkpoints, "a folder for checkpoints")):
        if given is not None:
            raise ValueError(f"{word} goes with the back end transformer; a linear model has no use for it")
    n_folds = options.n_folds or N_FOLDS
    if options.extend is None:
        more = (options.extra, None if options.taught is None else options.taught.units)
        n_units = len(corpus) + sum(len(some) for some in more if some is not None)
        trained = train_linear(
            corpus,
            extra=options.extra,
            taught=options.taught,
            settings=Settings.of_size(n_units, options.seed),
            aim=options.aim,
            n_folds=n_folds,
            min_examples=options.min_examples,
            n_jobs=options.n_jobs,
            name=options.name,
            version=options.version,
            made_for=options.made_for,
            progress=options.progress,
        )
        # What was learned of one theme says nothing of a model's others, so only a new model brings its figures.
        evaluation = measure_out_of_fold(trained)
    else:
        old, evaluation = linear_backend(options.extend), None
        trained = extend_linear(old, corpus, aim=options.aim, n_folds=n_folds, min_examples=options.min_examples)
        trained.backend.name, trained.backend.version = options.name, options.version
        trained.backend.made_for = options.made_for
    content = unsaved(
        trained,
        rights=options.rights,
        made_for=options.made_for,
        recipe=recipe,
        evaluation=evaluation,
        earlier=options.extend.manifest.training if options.extend is not None else (),
    )
    trained.backend.measured = measured_of(content.manifest.held_out)
    return trained.backend, content
