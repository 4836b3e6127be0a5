"""Saves what was trained as a model folder, with its figures and its expected outputs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from themetag.backends.base import Backend, Scores
from themetag.bundle import CorpusFacts, Figure, HeldOut, Manifest, Rights, library_versions
from themetag.bundle.kinds import content_of
from themetag.bundle.probes import make_probes
from themetag.bundle.savable import UnsavedModel
from themetag.corpus.model import Corpus
from themetag.evaluation import Evaluation
from themetag.evaluation import evaluate as measure
from themetag.taxonomy import Taxonomy
from themetag.training.trained import Trained
from themetag.types import Kind, Unit

INTERVAL: Final = "95 %, percentile bootstrap over documents"
NOT_FOR: Final = (
    "Documents of another kind than its training corpus: such a document gets a note, and its tags are not to be "
    "relied on. Decisions about single people."
)

# Written for this purpose; they are published with every model.
PROBES: Final = (
    Unit("Social workers know their families well, and visits take place on time."),
    Unit("Although the first response is quick, too many plans drift for months."),
    Unit("The lunch club meets on the second Tuesday of each month."),
    Unit("Supervision is neither regular nor recorded.", previous="Managers are new to their posts."),
    Unit("The timeliness of strategy meetings.", Kind.LIST, "What needs to improve"),
    Unit("A stable workforce with manageable caseloads.", Kind.LIST, "Strengths"),
    Unit("Leaders do not lack ambition; money, however, is short."),
    Unit("We waited three weeks for an answer, but the nurse was kind."),
    Unit("Foster carers feel valued – they said so “every time”."),
    Unit("Audits are thorough.", Kind.PROSE, "Leadership"),
    Unit(""),
    Unit("12 %"),
)


class _OutOfFold:
    """Gives each unit of a corpus the score of the network that did not see its document."""

    calibrated: Final = True

    def __init__(self, backend: Backend, scores: Scores) -> None:
        self.name, self.version = backend.name, backend.version
        self.taxonomy: Taxonomy = backend.taxonomy
        self.thresholds: Scores = backend.thresholds
        self._scores = scores

    def score(self, units: Sequence[Unit]) -> Scores:
        if len(units) != len(self._scores):
            raise ValueError(f"there are scores of {len(self._scores)} units, asked were {len(units)}")
        return self._scores


def measure_out_of_fold(trained: Trained, resamples: int = 2_000) -> Evaluation:
    """Measure a training by its out-of-fold scores, with its thresholds.

    The thresholds were chosen on the same scores, which flatters the figures slightly; a corpus that took no
    part in training tells more.
    """
    held = _OutOfFold(trained.backend, trained.scores)
    return measure(held, trained.held, resamples=resamples, n_mistakes=0)


def corpus_facts(corpus: Corpus, labelling: str = "") -> CorpusFacts:
    """Return what a manifest says of a corpus."""
    return CorpusFacts(corpus.name, corpus.digest, len(corpus), len(corpus.documents), labelling)


def save_trained(
    trained: Trained,
    folder: str | os.PathLike[str],
    *,
    rights: Rights,
    made_for: str,
    not_for: str = NOT_FOR,
    recipe: str = "",
    labelling: str = "",
    evaluation: Evaluation | None = None,
    earlier: Sequence[CorpusFacts] = (),
    overwrite: bool = False,
) -> Manifest:
    """Save a trained back end as a model folder; the same training gives the same bytes.

    Args:
        trained: what `train_linear` or `train_transformer` returned.
        folder: where; its parent must exist.
        rights: see `unsaved`, as for all that follow.
        made_for: what documents it is made for.
        not_for: what it should not be used on.
        recipe: the command that makes it again.
        labelling: who labelled the corpus.
        evaluation: the figures that the card shows.
        earlier: the corpora of the model that was extended.
        overwrite: replace the model folder that stands there.

    Raises:
        ModelError: a value cannot stand in a manifest.
        OutputError: the folder cannot be written, or is there already.

    """
    model = unsaved(
        trained, rights=rights, made_for=made_for, not_for=not_for, recipe=recipe, labelling=labelling,
        evaluation=evaluation, earlier=earlier,
    )  # fmt: skip
    return model.save(folder, overwrite=overwrite)


def unsaved(
    trained: Trained,
    *,
    rights: Rights,
    made_for: str,
    not_for: str = NOT_FOR,
    recipe: str = "",
    labelling: str = "",
    evaluation: Evaluation | None = None,
    earlier: Sequence[CorpusFacts] = (),
) -> UnsavedModel:
    """Return a trained back end as what its model folder will hold.

    Args:
        trained: what `train_linear` or `train_transformer` returned.
        rights: the terms of the model, with the attribution that its training text asks for.
        made_for: what documents it is made for.
        not_for: what it should not be used on.
        recipe: the command that makes it again, "" where there is none.
        labelling: who labelled the corpus, "" where that is not known.
        evaluation: the figures that the card shows; None: none.
        earlier: the corpora of the model that was extended, none where it was trained anew.

    """
    backend = trained.backend
    corpora = [c for c in (trained.corpus, trained.extra, trained.last) if c is not None]
    content = content_of(backend)
    manifest = Manifest(
        backend=content.kind,
        name=backend.name,
        version=backend.version,
        taxonomy=backend.taxonomy,
        thresholds=tuple((float(plus), float(minus)) for plus, minus in backend.thresholds),
        calibrated=True,
        made_for=made_for,
        not_for=not_for,
        recipe=recipe,
        training=(*earlier, *(corpus_facts(corpus, labelling) for corpus in corpora)),
        held_out=(_held_out(trained, evaluation, recipe),) if evaluation is not None else (),
        libraries=library_versions(*content.libraries),
        rights=rights,
    )
    return UnsavedModel(manifest, content.arrays, content.config, make_probes(backend, PROBES))


def _held_out(trained: Trained, evaluation: Evaluation, recipe: str) -> HeldOut:
    figures = tuple(
        Figure(name, figure.value, figure.low, figure.high)
        for name, figure in evaluation.figures.items()
        if figure.value is not None and figure.low is not None and figure.high is not None
    )
    return HeldOut(corpus_facts(trained.held), figures, f"{INTERVAL}; scored out of fold", recipe or "themetag train")
