"""The options by which commands choose a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ModelOption = Annotated[str, typer.Option("--model", "-m", help="A back end's name, or a model folder.")]
TaxonomyFileOption = Annotated[
    Path | None, typer.Option("--taxonomy", metavar="FILE", help="A taxonomy of your own (TOML).")
]
CuesOption = Annotated[
    list[Path] | None,
    typer.Option("--cues", metavar="FILE", help="Cues of your own for the rules (TOML); repeatable."),
]
