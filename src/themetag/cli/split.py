"""`themetag split`: a document's structure and sentences, before any tagging."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from themetag.cli.console import Exit, say, with_progress
from themetag.cli.inputs import Input, find_inputs
from themetag.cli.output import OutputOption, open_output, to_terminal
from themetag.document import Document
from themetag.errors import DocumentError
from themetag.writers import structure


class SplitFormat(StrEnum):
    """How the structure can be written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


_WRITERS = {
    SplitFormat.TABLE: structure.write_structure_table,
    SplitFormat.JSON: structure.write_structure_json,
    SplitFormat.JSONL: structure.write_structure_jsonl,
    SplitFormat.CSV: structure.write_structure_csv,
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(split)


def split(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="FILE|DIR|-...", help="PDF or text files, folders of them, or - for standard input."),
    ],
    format: Annotated[SplitFormat, typer.Option("--format", "-f", help="table is for reading.")] = SplitFormat.TABLE,
    output: OutputOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Headings, table cells and page furniture too.")] = False,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="CSV: leave cells as they are that a spreadsheet would run as formulas."),
    ] = False,
) -> None:
    """Split reports into sentences, with page, paragraph number, heading and offsets.

    Exit code 0: all done; 1: nothing could be done; 3: some documents failed, the others are written.
    """
    found = find_inputs(inputs)
    failures: list[str] = []
    with open_output(output) as out:
        documents = _read(with_progress(found, len(found), "reading", shown=not to_terminal(output)), failures)
        _WRITERS[format](documents, out, everything, raw)
    if failures:
        raise typer.Exit(Exit.USAGE if len(failures) == len(found) else Exit.SOME_FAILED)


def _read(inputs: Iterator[Input], failures: list[str]) -> Iterator[Document]:
    for item in inputs:
        try:
            yield item.read()
        except DocumentError as e:
            failures.append(item.name)
            say(f"{e.status}: {e}")
