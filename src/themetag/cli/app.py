"""The command `themetag`."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated

import typer

import themetag
from themetag.cli import check, compare, corpus, evaluate, explain, list_models, plan, split, tag, themes, train
from themetag.cli.console import Exit, say
from themetag.errors import ThemetagError, ThemetagWarning

# Boxes and colours are for terminals; in a pipe or a log they cut messages into lines.
_SEEN = all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))

app = typer.Typer(
    name="themetag",
    rich_markup_mode="rich" if _SEEN else None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_USAGE_OF_CLICK = 2

for module in (tag, split, explain, compare, plan, themes, list_models, evaluate, train, check, corpus):
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


def _warn(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    """Show our own warnings as one line for people; others say nothing to them."""
    if issubclass(category, ThemetagWarning):
        say(f"warning: {message}")


def main() -> None:
    """Run the command line; the process ends with 0 (all done), 1 (usage) or 3 (some failed)."""
    warnings.showwarning = _warn
    code: str | int | None = Exit.USAGE
    try:
        app()
    except SystemExit as e:
        code = Exit.USAGE if e.code == _USAGE_OF_CLICK else e.code
    except BrokenPipeError:
        pass  # whoever read the output has enough of it
    except (ThemetagError, OSError) as e:
        say(f"error: {e}")
    except KeyboardInterrupt:
        say("stopped")
        code = 130
    _let_go_of_output()
    sys.exit(code)


def _let_go_of_output() -> None:
    """Send what standard output cannot take to nowhere, so that the interpreter ends without a traceback."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
