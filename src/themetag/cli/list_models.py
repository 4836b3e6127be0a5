"""`themetag models`: what models there are, and what they say of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from themetag.cli.console import Exit, say
from themetag.cli.models import MAIN_FIGURES
from themetag.cli.output import OutputOption, open_output
from themetag.errors import ThemetagError
from themetag.writers.scrub import visible

if TYPE_CHECKING:
    from themetag.catalogue import ModelEntry


class ModelsFormat(StrEnum):
    """How models can be listed."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(models)


def models(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="MODEL...", help="Names or model folders. None: all that come with themetag."),
    ] = None,
    output_format: Annotated[
        ModelsFormat, typer.Option("--format", "-f", help="Text for people, JSON with everything for programs.")
    ] = ModelsFormat.TEXT,
    output: OutputOption = None,
) -> None:
    """List models: version, back end, themes, size, what each was made for, and how well it does.

    A model folder is checked whole before anything of it is shown.

    Exit code 0: all were shown; 1: none could be; 3: some could not.
    """
    from themetag.catalogue import describe_model, model_names

    wanted = names or list(model_names())
    found = []
    for name in wanted:
        try:
            found.append(describe_model(name))
        except ThemetagError as e:
            say(f"error: {e}")
    if not found:
        raise typer.Exit(Exit.USAGE)
    with open_output(output) as out:
        if output_format is ModelsFormat.JSON:
            out.write(json.dumps({"models": [_values(entry) for entry in found]}, ensure_ascii=False, indent=2) + "\n")
        else:
            out.write("\n".join(visible(line) for entry in found for line in _lines(entry)) + "\n")
    if len(found) < len(wanted):
        raise typer.Exit(Exit.SOME_FAILED)


def _values(entry: ModelEntry) -> dict[str, Any]:
    values = asdict(entry)
    taxonomy = entry.taxonomy
    values["taxonomy"] = {
        "name": taxonomy.name, "version": taxonomy.version, "themes": list(taxonomy.keys), "sha256": taxonomy.digest,
    }  # fmt: skip
    return values


def _lines(entry: ModelEntry) -> Iterator[str]:
    taxonomy = entry.taxonomy
    size = "" if entry.bytes is None else f", {entry.bytes / 1e6:.1f} MB"
    own = "" if entry.name == entry.model else f" ({entry.name})"
    default = ", the default" if entry.is_default else ""
    yield f"{entry.model}{own}: version {entry.version}, back end {entry.backend}{size}{default}"
    yield f"    themes: {taxonomy.name} version {taxonomy.version}, {len(taxonomy)} themes"
    if entry.made_for:
        yield f"    made for: {entry.made_for}"
    if entry.rights is not None:
        yield f"    licence: {entry.rights.licence}"
    main = [figure for figure in entry.measured if figure.name in MAIN_FIGURES] or entry.measured
    for figure in main:
        yield f"    {figure.name} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] on {figure.on}"
    if not main:
        yield "    nobody measured it: measure it on your own documents before you rely on it"
