"""Open a file safely, tell what it is, and read it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from themetag.document import Document
from themetag.errors import DocumentError, Status
from themetag.layout.lines import Extract
from themetag.opening import NotRegularError, open_regular
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


def read_file(path: str | os.PathLike[str], reader: PdfReader | None = None, *, source: str | None = None) -> Document:
    """Read a PDF or a text file; what it is shows in its first bytes, not in its name.

    Args:
        path: a regular file: text of at most 50,000,000 bytes, PDF of at most 200,000,000.
        reader: the PDF reader to use; None: one that all calls in this process share.
        source: how the document is called in results; None: the file's name without its folders.

    Raises:
        DocumentError: it cannot be read; `status` says in which way.

    """
    name = os.fspath(path)
    data = read_bytes(name)
    if name.lower().endswith(".pdf") and data.strip() and not _is_pdf(data):
        message = f"{printable(name)} is no PDF, in spite of its name: there is no %PDF- at its start"
        raise DocumentError(message, Status.BAD_INPUT)
    return read_data(data, printable(name), Path(name).name if source is None else source, reader)


def read_data(data: bytes, name: str, source: str | None, reader: PdfReader | None = None) -> Document:
    """Read the bytes of a PDF or of a text file.

    Args:
        data: the bytes: text of at most 50,000,000, PDF of at most 200,000,000.
        name: what to call them in messages.
        source: how the document is called in results, None where it has no name.
        reader: as for `read_file`.

    Raises:
        DocumentError: they cannot be read; `status` says in which way.

    """
    extract: Extract
    if _is_pdf(data):
        _refuse_above(MAX_PDF_BYTES, len(data), name)
        extract = (reader or shared_reader()).read(data, name)
    else:
        _refuse_above(MAX_BYTES, len(data), name)
        text, notes = decode(data, name)
        if not text or text.isspace():
            raise DocumentError(f"{name} is empty: there is no text in it", Status.EMPTY)
        extract = extract_text(text, notes)
    return parse(extract, source)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:_PDF_HEAD]


def _refuse_above(limit: int, size: int, name: str) -> None:
    if size > limit:
        raise DocumentError(f"{name} has {size:,} bytes, at most {limit:,} are read; split it", Status.REFUSED)


def read_bytes(name: str) -> bytes:
    """Return the bytes of a regular file, opened once; a pipe or a device is refused without waiting.

    Raises:
        DocumentError: it cannot be opened, is no regular file, or is too large.

    """
    try:
        with open_regular(name) as file:
            _refuse_above(MAX_PDF_BYTES, os.fstat(file.fileno()).st_size, printable(name))
            return file.read(MAX_PDF_BYTES + 1)
    except NotRegularError:
        raise DocumentError(f"{printable(name)} is not a regular file", Status.REFUSED) from None
    except OSError as e:
        raise DocumentError(f"{printable(name)} cannot be opened: {e.strerror}", Status.BAD_INPUT) from None


def printable(name: str) -> str:
    """Return a file name that can be shown: control characters and broken bytes are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in name)
