"""The documents that a command is called with: files, folders, standard input."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from themetag.document import Document
from themetag.errors import DocumentError, Status
from themetag.readers.files import MAX_PDF_BYTES, SUFFIXES, printable, read_data, read_file

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One document to read; `path` None: standard input. `name` is how messages and results call it."""

    name: str
    path: Path | None

    def read(self) -> Document:
        """Read it; DocumentError where that fails."""
        if self.path is not None:
            return read_file(self.path, source=self.name)
        if sys.stdin is None:  # closed by whoever started the command
            raise DocumentError("standard input is closed: there is nothing to read", Status.EMPTY)
        try:
            data = sys.stdin.buffer.read(MAX_PDF_BYTES + 1)
        except OSError as e:
            raise DocumentError(f"standard input cannot be read: {e.strerror}") from None
        return read_data(data, "standard input", STDIN)


def find_inputs(names: Sequence[str]) -> list[Input]:
    """Return the documents that the names stand for; a folder stands for the PDFs and texts in it, sorted.

    A file is called by its name, a file of a folder by its path in there; where two would be called the same,
    by their paths as given.

    Raises:
        typer.BadParameter: a name that is not there, a folder without documents or that cannot be listed, or - twice.

    """
    inputs: list[Input] = []
    for name in names:
        if name == STDIN:
            if any(item.path is None for item in inputs):
                raise typer.BadParameter("- (standard input) can be given once")
            inputs.append(Input(STDIN, None))
        elif os.path.isdir(name):  # unlike Path.is_dir it never raises
            found = sorted(_documents(Path(name)))
            if not found:
                endings = ", ".join(SUFFIXES)
                raise typer.BadParameter(f"the folder {printable(name)} holds no documents ({endings})")
            inputs.extend(Input(printable(path.relative_to(name).as_posix()), path) for path in found)
        elif os.path.lexists(name):
            inputs.append(Input(printable(Path(name).name), Path(name)))
        else:
            raise typer.BadParameter(f"there is no file or folder {printable(name)}")
    times = Counter(item.name for item in inputs)
    return [
        item if item.path is None or times[item.name] == 1 else Input(printable(item.path.as_posix()), item.path)
        for item in inputs
    ]


def _documents(folder: Path) -> list[Path]:
    """Return the documents below a folder; links to folders are not followed, hidden ones are passed over."""
    found: list[Path] = []

    def refuse(error: OSError) -> None:
        # Passing over a folder would leave its documents out of the results without a word.
        raise typer.BadParameter(f"the folder {printable(str(error.filename))} cannot be listed: {error.strerror}")

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        found.extend(
            Path(root) / file for file in files if not file.startswith(".") and file.lower().endswith(SUFFIXES)
        )
    return found
