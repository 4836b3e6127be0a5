"""Outputs that are no text: workbooks, Word files, pictures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, Any

import typer

from themetag.cli.output import open_output, to_terminal
from themetag.errors import OutputError
from themetag.writers.files import whole_file


@contextmanager
def open_bytes(path: str | None) -> Iterator[IO[bytes]]:
    """Open an output for bytes: a file that appears whole or not at all, or a pipe.

    Raises:
        typer.BadParameter: the bytes would go to a terminal.
        OutputError: they cannot be written there.

    """
    if path is None or path == "-":
        if sys.stdout is None:  # closed by whoever started the command
            raise OutputError("standard output is closed; name a file with --output")
        if to_terminal(path):
            raise typer.BadParameter("this format is not for a terminal: name a file with -o, or use a pipe")
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise  # whoever read has enough
        except OSError as e:
            raise OutputError(f"standard output cannot be written: {e.strerror}") from e
        return
    with whole_file(path, "bytes") as file:
        yield file


@contextmanager
def open_either(path: str | None, *, binary: bool) -> Iterator[IO[Any]]:
    """Open an output for bytes or for text."""
    with open_bytes(path) if binary else open_output(path) as out:
        yield out


def format_by_ending(output: str | None, endings: dict[str, str], otherwise: str) -> str:
    """Return the format that the name of the output asks for.

    Args:
        output: the name, None or - for standard output.
        endings: ending (".xlsx") to format.
        otherwise: the format of standard output and of unknown endings.

    """
    return otherwise if output is None else endings.get(PurePath(output).suffix.lower(), otherwise)
