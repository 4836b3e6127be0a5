"""`themetag compare`: reports beside each other, theme by theme."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from themetag.cli.binary import format_by_ending, open_either
from themetag.cli.console import Exit, say, with_progress
from themetag.cli.inputs import Input, find_inputs
from themetag.cli.models import CuesOption, ModelOption, TaxonomyFileOption
from themetag.cli.output import OutputOption
from themetag.compare import Comparison, Order, compare_reports, load_measured
from themetag.errors import ComparisonError, DocumentError
from themetag.meta.overrides import MetaTable, load_meta_table
from themetag.report import Report
from themetag.tagger import Tagger, load


class CompareFormat(StrEnum):
    """How a comparison can be written."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"
    PNG = "png"
    SVG = "svg"


_ENDINGS = {".json": "json", ".html": "html", ".htm": "html", ".png": "png", ".svg": "svg"}
_PICTURES = (CompareFormat.PNG, CompareFormat.SVG)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    inputs: Annotated[
        list[str], typer.Argument(metavar="FILE|DIR...", help="Two or more PDF or text files, or folders of them.")
    ],
    model: ModelOption = "default",
    taxonomy: TaxonomyFileOption = None,
    cues: CuesOption = None,
    format: Annotated[
        CompareFormat | None,
        typer.Option("--format", "-f", help="Else by the ending of the output: .json, .html, .png, .svg."),
    ] = None,
    output: OutputOption = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="What to call a report: once for each, in their order.")
    ] = None,
    order: Annotated[
        Order | None,
        typer.Option(
            help="Else: by time for one authority, by authority for several, as given where neither is known."
        ),
    ] = None,
    meta: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.csv",
            help="Facts about the documents that replace what their front matter says: columns file, authority, ...",
        ),
    ] = None,
    measured: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.json",
            help="What themetag evaluate wrote for this model: corrects the shares over five reports or more.",
        ),
    ] = None,
) -> None:
    """Compare reports: what each says under each theme, with the sentences beside each other.

    Exit code 0: all done; 1: nothing could be done; 3: some documents failed, the others are compared.
    """
    found = find_inputs(inputs)
    if len(found) < 2:
        raise typer.BadParameter(f"a comparison needs two documents or more, there is {len(found)}")
    if name and len(name) != len(found):
        raise typer.BadParameter(f"there are {len(found)} documents but {len(name)} names: one for each, or none")
    tagger = load(model, taxonomy=taxonomy, cues=cues or ())
    facts = load_meta_table(meta) if meta else None
    if facts and (unknown := facts.without_document(item.name for item in found)):
        say(f"warning: {meta} names documents that are not among those given: {', '.join(unknown)}")
    errors = load_measured(measured) if measured else None
    reports, kept = _tagged(found, tagger, facts)
    if len(reports) < 2:
        raise ComparisonError("fewer than two documents could be read, so there is nothing to compare")
    names = [name[i] for i in kept] if name else None
    comparison = compare_reports(reports, names=names, order=order, measured=errors)
    _write(comparison, format or CompareFormat(format_by_ending(output, _ENDINGS, "table")), output)
    if len(reports) < len(found):
        raise typer.Exit(Exit.SOME_FAILED)


def _tagged(found: list[Input], tagger: Tagger, facts: MetaTable | None) -> tuple[list[Report], list[int]]:
    """Return the reports of the documents that could be read, and which of them they are."""
    reports: list[Report] = []
    kept: list[int] = []
    for i, item in enumerate(with_progress(found, len(found), "tagging")):
        try:
            document = item.read()
        except DocumentError as e:
            say(f"{e.status}: {e}")
            continue
        reports.append(tagger.tag(document, meta=facts.apply(document.meta, item.name) if facts else None))
        kept.append(i)
    return reports, kept


def _write(comparison: Comparison, wanted: CompareFormat, output: str | None) -> None:
    with open_either(output, binary=wanted in _PICTURES) as out:
        if wanted is CompareFormat.JSON:
            out.write(comparison.to_json())
        elif wanted is CompareFormat.HTML:
            out.write(comparison.to_html())
        elif wanted is CompareFormat.TABLE:
            from themetag.writers.comparison.table import write_comparison_table

            write_comparison_table(comparison, out)
        else:
            from themetag.writers.comparison.heatmap import write_heat_map

            write_heat_map(comparison, out, "png" if wanted is CompareFormat.PNG else "svg")
