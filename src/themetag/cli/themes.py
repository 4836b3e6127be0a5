"""`themetag themes`: the themes of a taxonomy."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from themetag.cli.output import OutputOption, open_output
from themetag.taxonomy import DEFAULT_TAXONOMY, Taxonomy, load_taxonomy
from themetag.writers.scrub import visible


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(themes)


def themes(
    taxonomy: Annotated[str, typer.Option(help="A taxonomy's TOML file, or the name of the one that ships.")] = (
        DEFAULT_TAXONOMY
    ),
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False,
    output: OutputOption = None,
) -> None:
    """Show the themes of a taxonomy: key, title, what each covers and what not.

    It also checks the file: all its faults are reported together.
    """
    found = load_taxonomy(taxonomy if taxonomy == DEFAULT_TAXONOMY else Path(taxonomy))
    with open_output(output) as out:
        out.write(_as_json(found) if as_json else _as_text(found))


def _as_json(taxonomy: Taxonomy) -> str:
    content = {**dataclasses.asdict(taxonomy), "sha256": taxonomy.digest}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _as_text(taxonomy: Taxonomy) -> str:
    lines = [f"{taxonomy.title} ({taxonomy.name}, version {taxonomy.version}, {len(taxonomy)} themes)"]
    group = None
    for theme in taxonomy:
        if theme.group != group:
            group = theme.group
            lines += ["", group] if group else [""]
        lines.append(f"  {theme.key}: {theme.title}")
        if theme.covers:
            lines.append(f"      covers {theme.covers}")
        if theme.excludes:
            lines.append(f"      not {theme.excludes}")
    return "\n".join(visible(line) for line in lines) + "\n"
