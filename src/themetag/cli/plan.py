"""`themetag plan`: a draft of the action plan that a report asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from themetag.cli.binary import format_by_ending, open_either
from themetag.cli.inputs import find_inputs
from themetag.cli.models import CuesOption, ModelOption, TaxonomyFileOption
from themetag.cli.output import OutputOption
from themetag.meta.overrides import load_meta_table
from themetag.plan import Plan, make_plan
from themetag.tagger import load


class PlanFormat(StrEnum):
    """How a plan can be written."""

    MD = "md"
    XLSX = "xlsx"
    DOCX = "docx"


_ENDINGS = {".md": "md", ".markdown": "md", ".xlsx": "xlsx", ".docx": "docx"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(plan)


def plan(
    report: Annotated[str, typer.Argument(metavar="FILE|-", help="A PDF or text file, or - for standard input.")],
    model: ModelOption = "default",
    taxonomy: TaxonomyFileOption = None,
    cues: CuesOption = None,
    format: Annotated[
        PlanFormat | None, typer.Option("--format", "-f", help="Else by the ending of the output: .xlsx, .docx, .md.")
    ] = None,
    output: OutputOption = None,
    meta: Annotated[
        str | None,
        typer.Option(metavar="FILE.csv", help="Facts about the document that replace what its front matter says."),
    ] = None,
) -> None:
    """Draft an action plan: every recommendation and concern once, with its place, and columns to fill in.

    Exit code 0: done; 1: the report cannot be read, or the call is wrong.
    """
    found = find_inputs([report])
    if len(found) != 1:
        raise typer.BadParameter(f"a plan is of one report, {report} holds {len(found)}: make a plan for each")
    tagger = load(model, taxonomy=taxonomy, cues=cues or ())
    facts = load_meta_table(meta) if meta else None
    document = found[0].read()
    tagged = tagger.tag(document, meta=facts.apply(document.meta, found[0].name) if facts else None)
    wanted = format or PlanFormat(format_by_ending(output, _ENDINGS, "md"))
    _write(make_plan(tagged), wanted, output)


def _write(made: Plan, wanted: PlanFormat, output: str | None) -> None:
    with open_either(output, binary=wanted is not PlanFormat.MD) as out:
        if wanted is PlanFormat.XLSX:
            from themetag.writers.plan.xlsx import write_plan_xlsx

            write_plan_xlsx(made, out)
        elif wanted is PlanFormat.DOCX:
            from themetag.writers.plan.docx import write_plan_docx

            write_plan_docx(made, out)
        else:
            from themetag.writers.plan.markdown import write_plan_markdown

            write_plan_markdown(made, out)
