"""`themetag check`: replay a model's expected outputs, or ask it the questions of a behavioural kit."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from themetag.cli.console import Exit, say
from themetag.cli.output import OutputOption, open_output
from themetag.writers.scrub import visible


class Format(StrEnum):
    """How the result is written."""

    TABLE = "table"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    model: Annotated[str, typer.Argument(help="A model's name, or a model folder.")] = "default",
    behaviour: Annotated[
        bool, typer.Option("--behaviour", help="Run a behavioural kit: minimal pairs and invariances.")
    ] = False,
    kit: Annotated[
        Path | None,
        typer.Option(help="A kit of your own: a TOML file, or a folder of them. Else the one that ships."),
    ] = None,
    output_format: Annotated[
        Format, typer.Option("--format", help="A table for people, or everything as JSON.")
    ] = Format.TABLE,
    failures: Annotated[
        bool, typer.Option("--failures", help="List in the table each case that did not pass.")
    ] = False,
    at_least: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Exit with code 3 if a lower share passes.")
    ] = None,
    output: OutputOption = None,
) -> None:
    """Check a model.

    A model folder is loaded with every check, and its expected outputs are replayed: the same tags, scores within
    1e-6, of a transformer within 0.02. With --behaviour a kit of minimal pairs shows how any model handles language,
    phenomenon by phenomenon.

    Exit code 0: as it should be; 1: the model cannot be loaded; 3: outputs differ, or fewer cases passed than asked.
    """
    # Imported here, so that other commands and --help do not pay for the models.
    import themetag
    from themetag.behaviour import load_kit, run

    if not behaviour:
        _replay(model, output)
        return
    tagger = themetag.load(model)
    chosen = None if kit is None else load_kit(kit, tagger.taxonomy)
    result = run(tagger.backend, tagger.thresholds, chosen)
    if output_format is Format.JSON:
        text = result.to_json()
    else:
        # The texts of a kit may hold odd spaces and direction marks, which a table shows rather than obeys.
        text = "\n".join(visible(line) for line in result.to_text(failures=failures).split("\n"))
    with open_output(output) as out:
        out.write(text)
    if at_least is not None and result.rate < at_least:
        say(f"{result.rate:.1%} of the cases passed, at least {at_least:.1%} were asked for")
        raise typer.Exit(Exit.SOME_FAILED)


def _replay(model: str, output: str | None) -> None:
    """Replay the expected outputs of a model folder."""
    from themetag.backends.registry import BACKENDS
    from themetag.bundle import load_folder, replay, tolerance_of
    from themetag.loading import backend_of, model_folder, name_of

    model = name_of(model)
    if model in BACKENDS:
        raise typer.BadParameter(f"{model} has no folder and no expected outputs; name a folder, or add --behaviour")
    bundle = load_folder(model_folder(model))
    differences = replay(bundle.probes, backend_of(bundle), tolerance_of(bundle.manifest.backend))
    manifest = bundle.manifest
    with open_output(output) as out:
        out.write(f"{manifest.name} {manifest.version}: {len(bundle.probes)} expected outputs, ")
        out.write(f"{len(differences)} differ\n")
        for difference in differences:
            out.write(f"  {visible(str(difference))}\n")
    if differences:
        raise typer.Exit(Exit.SOME_FAILED)
