"""The options by which commands choose a model, and the figures of one that they show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# Of the many figures of a model that was measured, those that tell most; the others are in its card and in JSON.
MAIN_FIGURES = ("micro_f1", "theme_f1", "macro_f1", "sentence_polarity", "neutral_tagged", "calibration_error")

ModelOption = Annotated[str, typer.Option("--model", "-m", help="A back end's name, or a model folder.")]
TaxonomyFileOption = Annotated[
    Path | None, typer.Option("--taxonomy", metavar="FILE", help="A taxonomy of your own (TOML).")
]
CuesOption = Annotated[
    list[Path] | None,
    typer.Option("--cues", metavar="FILE", help="Cues of your own for the rules (TOML); repeatable."),
]
