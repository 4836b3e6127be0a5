"""`themetag evaluate`: measure a model on labelled rows that it was not trained on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from themetag.cli.corpus import CorpusFile, taxonomy_of
from themetag.cli.output import OutputOption, open_output
from themetag.taxonomy import DEFAULT_TAXONOMY, Taxonomy

if TYPE_CHECKING:
    from themetag.tagger import Tagger


class EvaluateFormat(StrEnum):
    """How the figures are written."""

    TEXT = "text"
    JSON = "json"
    MD = "md"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)


def evaluate(
    model: Annotated[str, typer.Argument(help="A model's name, or a model folder.")],
    corpus: CorpusFile,
    reports: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The documents: measure from file to tags, not on the gold rows."),
    ] = None,
    compare: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Another model, measured on the same rows.")
    ] = None,
    taxonomy: Annotated[
        str | None, typer.Option(metavar="FILE", help="The themes of the rows; by default those of the model.")
    ] = None,
    output_format: Annotated[
        EvaluateFormat, typer.Option("--format", "-f", help="Text for people, JSON for programs.")
    ] = EvaluateFormat.TEXT,
    output: OutputOption = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.png|svg", help="Draw the calibration and the F1 of labels.")
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="How many of the worst errors to show.")] = 20,
    min_tags: Annotated[int, typer.Option(min=0, help="How many tags each sentence gets at least.")] = 0,
    min_positives: Annotated[int, typer.Option(min=1, help="From how many rows on a label is in macro F1.")] = 20,
    map_polarity: Annotated[
        bool, typer.Option("--map-polarity", help="Give the polarity of each unit to all of its themes.")
    ] = False,
    resamples: Annotated[int, typer.Option(min=0, help="For the intervals; 0: none.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Of the resamples.")] = 20_260_101,
) -> None:
    """Measure a model: F1, polarity, calibration, each with a 95 % interval over documents."""
    from themetag.corpus import read_corpus
    from themetag.evaluation import evaluate as measure
    from themetag.evaluation import to_json, to_markdown, to_text
    from themetag.evaluation.plot import plot as draw

    themes = None if taxonomy is None else taxonomy_of(taxonomy)
    tagger = _load(model, themes)
    gold = read_corpus(corpus, themes or tagger.taxonomy)
    options: dict[str, Any] = {"min_tags": min_tags, "min_positives": min_positives, "resamples": resamples}
    options |= {"seed": seed, "n_mistakes": errors, "map_unit_polarity": map_polarity}
    found = measure(tagger, gold, reports, **options)
    write = {EvaluateFormat.TEXT: to_text, EvaluateFormat.JSON: to_json, EvaluateFormat.MD: to_markdown}
    result: Any = found
    if compare is not None:
        from themetag.evaluation import compare as set_against

        other = measure(_load(compare, gold.taxonomy), gold, reports, **options)
        result = set_against(found, other, resamples=resamples, seed=seed)
    if plot is not None:
        draw(found, plot)
    with open_output(output) as out:
        out.write(write[output_format](result))


def _load(model: str, taxonomy: Taxonomy | None) -> Tagger:
    from themetag.backends.registry import BACKENDS
    from themetag.loading import name_of
    from themetag.tagger import load

    # Themes of one's own mean the rules, as they do for tagging. A trained model that is named brings its own;
    # measuring refuses it where the rows have others.
    model = name_of(model, own_themes=taxonomy is not None and taxonomy.name != DEFAULT_TAXONOMY)
    return load(model, taxonomy=taxonomy if model in BACKENDS else None)
