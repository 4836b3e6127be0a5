"""The command `themetag`."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated

import typer

import themetag
from themetag.cli import check, corpus, evaluate, explain, split, tag, themes
from themetag.cli.console import Exit, say
from themetag.errors import ThemetagError, ThemetagWarning

app = typer.Typer(
    name="themetag",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_USAGE_OF_CLICK = 2

for module in (tag, split, themes, explain, check, evaluate, corpus):
    module.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"themetag {themetag.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Strengths and concerns by theme in inspection reports, sentence by sentence."""


def _warn(message: Warning | str, category: type[Warning], *_: object) -> None:
    """Show our own warnings as one line for people; others say nothing to them."""
    if issubclass(category, ThemetagWarning):
        say(f"warning: {message}")


def main() -> None:
    """Run the command line; the process ends with 0 (all done), 1 (usage) or 3 (some failed)."""
    warnings.showwarning = _warn
    try:
        app()
    except SystemExit as e:
        sys.exit(Exit.USAGE if e.code == _USAGE_OF_CLICK else e.code)
    except BrokenPipeError:
        # Whoever read the output has enough of it; the rest goes nowhere, without a traceback at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.USAGE)
    except ThemetagError as e:
        say(f"error: {e}")
        sys.exit(Exit.USAGE)
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(130)


if __name__ == "__main__":
    main()
