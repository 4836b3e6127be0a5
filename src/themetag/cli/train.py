"""`themetag train`: train a model on a labelled corpus, or add a theme to one."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themetag.cli.console import say
from themetag.cli.corpus import CorpusFile, TaxonomyOption, taxonomy_of
from themetag.taxonomy import DEFAULT_TAXONOMY

if TYPE_CHECKING:
    from themetag.training.linear import Trained

_FIGURES = ("micro_f1", "theme_f1", "macro_f1", "sentence_polarity", "neutral_tagged", "calibration_error")


class TrainedBackend(StrEnum):
    """What can be trained here."""

    LINEAR = "linear"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(train)


def train(
    corpus: CorpusFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the model folder goes.")],
    backend: Annotated[TrainedBackend, typer.Option(help="What to train.")] = TrainedBackend.LINEAR,
    taxonomy: TaxonomyOption = DEFAULT_TAXONOMY,
    extra: Annotated[
        Path | None,
        typer.Option(metavar="CORPUS", help="More rows to fit on, but not to calibrate or measure on."),
    ] = None,
    extend: Annotated[
        Path | None,
        typer.Option(metavar="MODEL", help="Add the taxonomy's last theme to this model instead."),
    ] = None,
    precision: Annotated[
        float | None, typer.Option(help="Choose thresholds for this precision of each label, not for F1.")
    ] = None,
    recall: Annotated[float | None, typer.Option(help="Choose thresholds for this recall of each label.")] = None,
    name: Annotated[str, typer.Option(help="The model's name: lower-case letters, digits, hyphens.")] = "linear",
    made_for: Annotated[str, typer.Option(help="What documents the model is made for, in words.")] = "",
    licence: Annotated[str, typer.Option(help="Terms of the model, as SPDX writes them.")] = "LicenseRef-Unstated",
    attribution: Annotated[
        list[str] | None, typer.Option(help="A statement that must go with the model; repeatable.")
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="Parts of the corpus for calibration, by document.")] = 4,
    min_examples: Annotated[int, typer.Option(min=1, help="Labels on fewer rows are never given.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is random.")] = 0,
    jobs: Annotated[int, typer.Option(help="Processes for the parts; above 1 needs joblib.")] = 1,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the model that stands there.")] = False,
) -> None:
    """Train a model, calibrate it out of fold, save it as a model folder, and say how good it was."""
    from themetag.bundle import CorpusFacts, Rights, load_folder
    from themetag.bundle.linear import linear_backend
    from themetag.corpus import read_corpus
    from themetag.training.calibrate import Aim
    from themetag.training.extend import extend_linear
    from themetag.training.linear import train_linear
    from themetag.training.network import Settings
    from themetag.training.save import measure_out_of_fold, save_trained

    themes = taxonomy_of(taxonomy)
    try:
        aim = Aim(precision, recall)
    except ValueError as e:
        raise typer.BadParameter(str(e)) from None
    rows = read_corpus(corpus, themes)
    more = None if extra is None else read_corpus(extra, themes)
    made_for = made_for or f"Documents like those of the corpus {rows.name}."
    earlier: tuple[CorpusFacts, ...] = ()
    if extend is not None:
        if more is not None:
            raise typer.BadParameter("--extra does not go with --extend")
        bundle = load_folder(extend)
        earlier = bundle.manifest.training
        trained = extend_linear(linear_backend(bundle), rows, aim=aim, n_folds=folds, min_examples=min_examples)
        evaluation = None
        say(_added(trained))
    else:
        trained = train_linear(
            rows, extra=more, settings=Settings(seed=seed), aim=aim, n_folds=folds, min_examples=min_examples,
            n_jobs=jobs, name=name, made_for=made_for, progress=_progress,
        )  # fmt: skip
        evaluation = measure_out_of_fold(trained)
        for figure in _FIGURES:
            found = evaluation.figures[figure]
            if found.value is not None:
                say(f"{figure:18} {found.value:.3f} [{found.low:.3f}, {found.high:.3f}] out of fold")
    save_trained(
        trained, output, rights=Rights(licence, tuple(attribution or ())), made_for=made_for,
        recipe=f"themetag train --backend {backend.value}", evaluation=evaluation,
        earlier=earlier, overwrite=overwrite,
    )  # fmt: skip
    say(f"saved: {output}")


def _added(trained: Trained) -> str:
    key = trained.corpus.taxonomy.keys[-1]
    positives = int(trained.corpus.targets()[:, -1, :].any(axis=1).sum())
    return f"added {key}, from {positives} rows; the other themes are as they were"


def _progress(stage: str, done: int, total: int) -> None:
    """Show how far the training is: a line that changes on a terminal, one line a stage elsewhere."""
    if sys.stderr is None:
        return
    if sys.stderr.isatty():
        print(f"\r{stage}: {done / total:.0%}   ", end="\n" if done == total else "", file=sys.stderr, flush=True)
    elif done == total:
        say(f"{stage}: done")
