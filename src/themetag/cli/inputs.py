"""The documents that a command is called with: files, folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from themetag.document import Document
from themetag.readers.files import SUFFIXES, printable, read_file, read_text
from themetag.readers.text import MAX_BYTES, decode

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One document to read; `path` None: standard input. `name` is how messages and results call it."""

    name: str
    path: Path | None

    def read(self) -> Document:
        """Read it; DocumentError where that fails."""
        if self.path is not None:
            return read_file(self.path)
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        if b"%PDF-" in data[:1_024]:
            from themetag.parse import parse
            from themetag.readers.pdf import shared_reader

            return parse(shared_reader().read(data, "standard input"), "-")
        text, _ = decode(data, "standard input")
        return read_text(text, STDIN)


def find_inputs(names: Sequence[str]) -> list[Input]:
    """Return the documents that the names stand for; a folder stands for the PDFs and texts in it, sorted.

    Raises:
        typer.BadParameter: a name that is not there, a folder without documents, or - twice.

    """
    inputs: list[Input] = []
    for name in names:
        if name == STDIN:
            if any(item.path is None for item in inputs):
                raise typer.BadParameter("- (standard input) can be given once")
            inputs.append(Input(STDIN, None))
        elif Path(name).is_dir():
            found = sorted(_documents(Path(name)))
            if not found:
                endings = ", ".join(SUFFIXES)
                raise typer.BadParameter(f"the folder {printable(name)} holds no documents ({endings})")
            inputs.extend(Input(printable(path.relative_to(name).as_posix()), path) for path in found)
        elif os.path.lexists(name):
            inputs.append(Input(printable(Path(name).name), Path(name)))
        else:
            raise typer.BadParameter(f"there is no file or folder {printable(name)}")
    return inputs


def _documents(folder: Path) -> list[Path]:
    """Return the documents below a folder; links to folders are not followed, hidden ones are passed over."""
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        found.extend(
            Path(root) / file for file in files if not file.startswith(".") and file.lower().endswith(SUFFIXES)
        )
    return found
