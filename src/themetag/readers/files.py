"""Open a file safely, tell what it is, and read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from themetag.document import Document
from themetag.errors import DocumentError, Status
from themetag.layout.lines import Extract
from themetag.parse import parse
from themetag.readers.pdf import PdfReader, shared_reader
from themetag.readers.text import MAX_BYTES, decode, extract_text

MAX_PDF_BYTES: Final = 200_000_000
SUFFIXES: Final = (".pdf", ".txt", ".text", ".md")  # what is looked for in a folder

_PDF_HEAD = 1_024  # the PDF mark stands within the first so many bytes


def read_text(text: str, source: str | None = None) -> Document:
    """Find the structure of a text.

    Args:
        text: at most 50,000,000 characters; may hold anything, also lone surrogates.
        source: a name for it, None where it has none.

    Raises:
        DocumentError: the text is empty (status `empty`) or too long (`refused`).

    """
    return parse(extract_text(text), source)


def read_file(path: str | os.PathLike[str], reader: PdfReader | None = None) -> Document:
    """Read a PDF or a text file; what it is shows in its first bytes, not in its name.

    Args:
        path: a regular file: text of at most 50,000,000 bytes, PDF of at most 200,000,000.
        reader: the PDF reader to use; None: one that all calls in this process share.

    Raises:
        DocumentError: it cannot be read; `status` says in which way.

    """
    name = os.fspath(path)
    data = read_bytes(name)
    extract: Extract
    if b"%PDF-" in data[:_PDF_HEAD]:
        extract = (reader or shared_reader()).read(data, printable(name))
    else:
        if len(data) > MAX_BYTES:
            message = f"{printable(name)} has {len(data):,} bytes, at most {MAX_BYTES:,} are read; split it"
            raise DocumentError(message, Status.REFUSED)
        if name.lower().endswith(".pdf") and data.strip():
            message = f"{printable(name)} is no PDF, in spite of its name: there is no %PDF- at its start"
            raise DocumentError(message, Status.BAD_INPUT)
        text, notes = decode(data, printable(name))
        if not text or text.isspace():
            raise DocumentError(f"{printable(name)} is empty: there is no text in it", Status.EMPTY)
        extract = extract_text(text, notes)
    return parse(extract, Path(name).name)


def read_bytes(name: str) -> bytes:
    """Return the bytes of a regular file, opened once; a pipe or a device is refused without waiting.

    Raises:
        DocumentError: it cannot be opened, is no regular file, or is too large.

    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(name, flags)
    except (OSError, ValueError) as e:
        reason = getattr(e, "strerror", None) or str(e)
        raise DocumentError(f"{printable(name)} cannot be opened: {reason}", Status.BAD_INPUT) from None
    with os.fdopen(handle, "rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise DocumentError(f"{printable(name)} is not a regular file", Status.REFUSED)
        if info.st_size > MAX_PDF_BYTES:
            message = f"{printable(name)} has {info.st_size:,} bytes, at most {MAX_PDF_BYTES:,} are read"
            raise DocumentError(message, Status.REFUSED)
        try:
            return file.read(MAX_PDF_BYTES + 1)
        except OSError as e:
            raise DocumentError(f"{printable(name)} cannot be read: {e.strerror}", Status.BAD_INPUT) from None


def printable(name: str) -> str:
    """Return a file name that can be shown: control characters and broken bytes are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in name)
