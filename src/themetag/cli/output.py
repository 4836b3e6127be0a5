"""Where a command writes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Annotated

import typer

from themetag.errors import OutputError
from themetag.writers.files import whole_file

OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file, whole or not at all. - or nothing: standard output.",
    ),
]


def to_terminal(path: str | None) -> bool:
    """Tell whether an output goes to a terminal, where people watch it come."""
    return path in (None, "-") and sys.stdout is not None and sys.stdout.isatty()


@contextmanager
def open_output(path: str | None) -> Iterator[IO[str]]:
    """Open a text output, UTF-8 without newline translation.

    Raises:
        OutputError: the file cannot be written.

    """
    if path is None or path == "-":
        if sys.stdout is None:  # closed by whoever started the command
            raise OutputError("standard output is closed; name a file with --output")
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="strict", newline="")
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise  # whoever read has enough
        except OSError as e:
            raise OutputError(f"standard output cannot be written: {e.strerror}") from e
        return
    with whole_file(path) as file:
        yield file
