"""`themetag train`: train a model on a labelled corpus, or add a theme to one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themetag.cli.console import say
from themetag.cli.corpus import CorpusFile, TaxonomyOption, taxonomy_of
from themetag.cli.models import MAIN_FIGURES
from themetag.taxonomy import DEFAULT_TAXONOMY
from themetag.training.trainers import TRAINERS

if TYPE_CHECKING:
    from themetag.corpus import Corpus


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(train)


def train(
    corpus: CorpusFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the model folder goes.")],
    backend: Annotated[str, typer.Option(help=f"What to train: {', '.join(TRAINERS)}.")] = "linear",
    taxonomy: TaxonomyOption = DEFAULT_TAXONOMY,
    teacher: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="A linear model learns from this model's scores of --unlabelled, too."),
    ] = None,
    unlabelled: Annotated[Path | None, typer.Option(metavar="DIR", help="The reports that --teacher reads.")] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="DIR|ID",
            help="What a transformer starts from: a folder, or a hub id (owner/name), which is downloaded.",
        ),
    ] = None,
    checkpoints: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where a transformer's training is written; stopped and run again, it goes on from there.",
        ),
    ] = None,
    extra: Annotated[
        Path | None,
        typer.Option(metavar="CORPUS", help="More rows to fit on, but not to measure on."),
    ] = None,
    extend: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Add the taxonomy's last theme to this model instead."),
    ] = None,
    precision: Annotated[
        float | None, typer.Option(help="Choose thresholds for this precision of each label, not for F1.")
    ] = None,
    recall: Annotated[float | None, typer.Option(help="Choose thresholds for this recall of each label.")] = None,
    name: Annotated[
        str | None, typer.Option(help="The model's name: lower-case letters, digits, hyphens. Else the back end's.")
    ] = None,
    model_version: Annotated[str | None, typer.Option(help="The model's version. Else 1.")] = None,
    made_for: Annotated[
        str | None,
        typer.Option(help="What documents the model is made for, in words. Else: documents like those of the corpus."),
    ] = None,
    licence: Annotated[
        str | None, typer.Option(help="Terms of the model, as SPDX writes them. Else LicenseRef-Unstated.")
    ] = None,
    attribution: Annotated[
        list[str] | None, typer.Option(help="A statement that must go with the model; repeatable.")
    ] = None,
    folds: Annotated[
        int | None,
        typer.Option(
            min=2,
            help="Parts of the corpus for calibration, by document, each scored in turn. Else 4; for a transformer, "
            "one of 5, as each takes a training.",
        ),
    ] = None,
    min_examples: Annotated[int, typer.Option(min=1, help="Labels on fewer rows are never given.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is random.")] = 0,
    jobs: Annotated[int, typer.Option(help="Processes for the parts; above 1 needs joblib.")] = 1,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the model that stands there.")] = False,
) -> None:
    """Train a model, calibrate it out of fold, save it as a model folder, and say how good it was.

    With --extend, the model's name, version, purpose and terms stay where no others are given.
    """
    import themetag
    from themetag.bundle import check_place
    from themetag.corpus import read_corpus
    from themetag.training.calibrate import Aim

    try:
        Aim(precision, recall)
    except ValueError as e:
        raise typer.BadParameter(str(e)) from None
    if jobs == 0:
        raise typer.BadParameter("--jobs must be 1 or more, or -1 for one a core, was 0")
    if extra is not None and extend is not None:
        raise typer.BadParameter("--extra does not go with --extend: the model's other themes are left as they are")
    check_place(output, overwrite=overwrite)
    if backend == "transformer" and encoder is None:
        raise typer.BadParameter("a transformer starts from an encoder: give --encoder, a folder or a hub id")
    if backend == "linear" and (encoder is not None or checkpoints is not None):
        raise typer.BadParameter("--encoder and --checkpoints go with --backend transformer")
    if backend == "transformer" and (extend is not None or jobs != 1):
        raise typer.BadParameter("--extend and --jobs go with --backend linear")
    if (teacher is None) != (unlabelled is None):
        raise typer.BadParameter("--teacher and --unlabelled go together: a model, and the reports that it reads")
    if teacher is not None and (backend != "linear" or extend is not None):
        raise typer.BadParameter("--teacher goes with --backend linear, and not with --extend")
    rows = read_corpus(corpus, taxonomy_of(taxonomy))
    tagger = themetag.train(
        rows, backend=backend, teacher=teacher, unlabelled=unlabelled, encoder=encoder, checkpoints=checkpoints,
        extra=extra, extend=extend,
        precision=precision, recall=recall, n_folds=folds,
        min_examples=min_examples, seed=seed, n_jobs=jobs, name=name, version=model_version, made_for=made_for,
        licence=licence, attribution=attribution or (), progress=_progress,
    )  # fmt: skip
    if extend is not None:
        say(_added(rows))
    for figure in tagger.model.measured:
        if figure.name in MAIN_FIGURES:
            say(f"{figure.name:18} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] out of fold")
    tagger.save(output, overwrite=overwrite)
    say(f"saved: {output}")


def _added(corpus: Corpus) -> str:
    positives = int(corpus.targets()[:, -1, :].any(axis=1).sum())
    return f"added {corpus.taxonomy.keys[-1]}, from {positives} rows; the other themes are as they were"


def _progress(stage: str, done: int, total: int) -> None:
    """Show how far the training is: a line that changes on a terminal, one line a stage elsewhere."""
    if sys.stderr is None:
        return
    if sys.stderr.isatty():
        print(f"\r{stage}: {done / total:.0%}   ", end="\n" if done == total else "", file=sys.stderr, flush=True)
    elif done == total:
        say(f"{stage}: done")
