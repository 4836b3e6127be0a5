"""`themetag explain`: why sentences have their tags."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from themetag.cli.models import CuesOption, ModelOption, TaxonomyFileOption
from themetag.cli.output import OutputOption, open_output
from themetag.types import Kind, Unit


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(explain)


def explain(
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT...", help="Sentences; - reads them from standard input, one a line."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Explain the sentences of this report instead.")
    ] = None,
    sentence: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=0, help="With --report: only the sentence of this number; repeatable."),
    ] = None,
    heading: Annotated[str, typer.Option(help="The heading under which the sentences stand.")] = "",
    lead_in: Annotated[str, typer.Option(help="The line that introduces the list in which they stand.")] = "",
    previous: Annotated[str, typer.Option(help="The sentence before.")] = "",
    is_list: Annotated[bool, typer.Option("--list", help="They are items of a list.")] = False,
    nearest: Annotated[int, typer.Option(min=0, help="How many labels to show that were nearly given.")] = 3,
    model: ModelOption = "default",
    taxonomy: TaxonomyFileOption = None,
    cues: CuesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a sentence and line.")] = False,
    output: OutputOption = None,
) -> None:
    """Explain tags: which words carried each, what shifted it, and which labels came near.

    Without `themetag explain`, evidence comes with `themetag tag --format json`.
    """
    import themetag
    from themetag.explain import explain as explain_unit
    from themetag.writers.explanation import explanation_to_dict, explanation_to_text

    if (report is None) == (not texts):
        raise typer.BadParameter("give sentences, or --report FILE")
    if sentence and report is None:
        raise typer.BadParameter("--sentence goes with --report")
    tagger = themetag.load(model, taxonomy=taxonomy, cues=cues or ())
    if report is not None:
        units = _units_of_report(report, sentence or [])
    else:
        kind = Kind.LIST if is_list else Kind.PROSE
        units = [Unit(text, kind, heading, lead_in, previous) for text in _texts(texts or [])]
    with open_output(output) as out:
        for unit in units:
            explanation = explain_unit(tagger, unit, nearest)
            if as_json:
                out.write(json.dumps(explanation_to_dict(explanation), ensure_ascii=False) + "\n")
            else:
                out.write(explanation_to_text(explanation))


def _texts(texts: list[str]) -> Iterator[str]:
    for text in texts:
        if text == "-":
            lines = sys.stdin.buffer.read().decode("utf-8", "replace").split("\n")
            yield from (line.strip() for line in lines if line.strip())
        else:
            yield text


def _units_of_report(path: Path, numbers: list[int]) -> list[Unit]:
    from themetag.readers.files import read_file
    from themetag.units import units_of

    units = units_of(read_file(path).sentences)
    beyond = [n for n in numbers if n >= len(units)]
    if beyond:
        raise typer.BadParameter(f"the report has the sentences 0 to {len(units) - 1}, not {beyond[0]}")
    return [units[n] for n in numbers] if numbers else units
