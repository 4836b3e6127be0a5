"""Where a command writes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Annotated

import typer

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


@contextmanager
def open_output(path: str | None) -> Iterator[IO[str]]:
    """Open a text output, UTF-8 without newline translation.

    Raises:
        OutputError: the file cannot be written.

    """
    if path is None or path == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="strict", newline="")
        yield sys.stdout
        sys.stdout.flush()
        return
    with whole_file(path) as file:
        yield file
