"""`themetag tag`: strengths and concerns by theme."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from themetag.cli.binary import open_either
from themetag.cli.console import Exit, say, with_progress
from themetag.cli.inputs import Input, find_inputs
from themetag.cli.models import CuesOption, ModelOption, TaxonomyFileOption
from themetag.cli.output import OutputOption, to_terminal
from themetag.errors import DocumentError
from themetag.meta.overrides import MetaTable, load_meta_table
from themetag.report import Report
from themetag.tagger import Tagger, load
from themetag.writers.formats import FORMATS


class TagFormat(StrEnum):
    """How reports can be written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    CORPUS = "corpus"
    HTML = "html"
    XLSX = "xlsx"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(tag)


def tag(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="FILE|DIR|-...", help="PDF or text files, folders of them, or - for standard input."),
    ],
    model: ModelOption = "default",
    taxonomy: TaxonomyFileOption = None,
    cues: CuesOption = None,
    format: Annotated[
        TagFormat,
        typer.Option("--format", "-f", help="table is for reading; html is a page of one document; xlsx a workbook."),
    ] = TagFormat.TABLE,
    output: OutputOption = None,
    meta: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.csv",
            help="Facts that replace what the front matter says: columns file, authority, published, ...",
        ),
    ] = None,
    min_tags: Annotated[int, typer.Option(min=0, help="How many tags each sentence gets at least; 0 forces none.")] = 0,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Evidence for every tag, where the model can give it; a page has it anyway."),
    ] = False,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="CSV: leave cells as they are that a spreadsheet would run as formulas."),
    ] = False,
) -> None:
    """Tag the sentences of reports: which theme each judges, as a strength or a concern.

    Exit code 0: all done; 1: nothing could be done; 3: some documents failed, the others are written.
    """
    found = find_inputs(inputs)
    if format is TagFormat.HTML and len(found) > 1:
        problem = f"a page shows one document, {len(found)} were given"
        raise typer.BadParameter(f"{problem}: make a page of each, or one table of all with --format csv")
    tagger = load(model, taxonomy=taxonomy, cues=cues or ())
    facts = load_meta_table(meta) if meta else None
    if facts and (unknown := facts.without_document(item.name for item in found)):
        say(f"warning: {meta} names documents that are not among those given: {', '.join(unknown)}")
    failed: list[str] = []
    with open_either(output, binary=format is TagFormat.XLSX) as out:
        progress = with_progress(found, len(found), "tagging", shown=not to_terminal(output))
        reports = _reports(progress, tagger, facts, min_tags, explain or format is TagFormat.HTML, failed)
        if format is TagFormat.TABLE:
            from themetag.writers.table import write_table

            write_table(reports, out)
        elif format is TagFormat.XLSX:
            from themetag.writers.xlsx import write_xlsx

            write_xlsx(reports, out)
        else:
            FORMATS[format.value].write(reports, out, raw)
    if failed:
        raise typer.Exit(Exit.USAGE if len(failed) == len(found) else Exit.SOME_FAILED)


def _reports(
    inputs: Iterator[Input],
    tagger: Tagger,
    facts: MetaTable | None,
    min_tags: int,
    explain: bool,
    failed: list[str],
) -> Iterator[Report]:
    for item in inputs:
        try:
            document = item.read()
            own = facts.apply(document.meta, item.name) if facts else None
            yield tagger.tag(document, min_tags=min_tags, explain=explain, meta=own)
        except DocumentError as e:
            failed.append(item.name)
            say(f"{e.status}: {e}")
            yield tagger.failed(e, item.name)
