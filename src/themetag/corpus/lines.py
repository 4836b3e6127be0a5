"""Reading a text file of rows: size, encoding and line ends, with a fault for each line that is not UTF-8."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from themetag.errors import CorpusError, Fault, OutputError

MAX_BYTES: Final = 500_000_000


def read_lines(path: Path, faults: list[Fault]) -> list[str]:
    """Return the file's lines without their line feeds; lines that are not UTF-8 become "" and a fault each.

    Only a line feed ends a line: U+2028, U+0085 and form feeds stand inside sentences of real corpora. A byte
    order mark is dropped.

    Raises:
        CorpusError: the file cannot be read, is too large, or is UTF-16.

    """
    try:
        if not path.is_file():
            problem = "is not a file" if path.exists() else "does not exist"
            raise CorpusError([Fault(str(path), "", problem)])
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as e:
        raise CorpusError([Fault(str(path), "", f"cannot be read ({e.strerror})")]) from e
    if len(data) > MAX_BYTES:
        raise CorpusError([Fault(str(path), "", f"a corpus file has at most {MAX_BYTES:,} bytes")])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CorpusError([Fault(str(path), "", "is UTF-16; save it as UTF-8")])
    data = data.removeprefix(b"\xef\xbb\xbf")
    lines = []
    for number, raw in enumerate(data.split(b"\n"), 1):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError as e:
            lines.append("")
            byte = raw[e.start : e.start + 1]
            seen = byte.decode("cp1252", errors="ignore")
            reads = f", which is {seen!r} in Windows-1252" if seen else ""
            problem = f"is not UTF-8: byte 0x{byte.hex()} at column {e.start + 1}{reads}; save the file as UTF-8"
            faults.append(Fault(str(path), "", problem, number))
    return lines


def write_text(path: Path, text: str) -> None:
    """Write the file whole or not at all, as UTF-8; OutputError where that fails."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(text.encode("utf-8"))
        partial.replace(path)
    except OSError as e:
        partial.unlink(missing_ok=True)
        raise OutputError(f"cannot write {path}: {e.strerror}; choose a folder that can be written to") from e
