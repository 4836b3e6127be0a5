"""Plain text: bytes to characters, and characters to an extract."""

from __future__ import annotations

import codecs
from typing import Final

from themetag.errors import DocumentError, Status
from themetag.layout.lines import Extract
from themetag.types import Span

MAX_BYTES: Final = 50_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What binary files start with, and how to call them.
_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive (a Word, Excel or OpenDocument file?); save it as PDF or text"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as PDF or text"),
    (b"{\\rtf", "an RTF file; save it as PDF or text"),
    (b"\x89PNG", "a PNG picture; run text recognition first"),
    (b"\xff\xd8\xff", "a JPEG picture; run text recognition first"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture; run text recognition first"),
    (b"MM\x00*", "a TIFF picture; run text recognition first"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_BINARY_SHARE = 0.02  # control characters above this share of the start mean a binary file


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Turn the bytes of a text file into characters.

    A byte-order mark decides; without one UTF-8 is tried, then UTF-16 (where half the bytes are zero), then
    Windows-1252. NUL characters become U+FFFD, one for one.

    Returns:
        The text, and notes on what had to be done.

    Raises:
        DocumentError: the bytes are no text.

    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(f"{name} is no text but {what}", Status.BAD_INPUT)
    text, notes = _decode(data, name)
    nuls = text.count("\0")
    if nuls:
        text = text.replace("\0", "\ufffd")
        notes = (*notes, f"{nuls:,} NUL character{'s' if nuls > 1 else ''} replaced by U+FFFD")
    return text, notes


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), () if encoding == "utf-8-sig" else (f"read as {encoding.upper()}",)
            except UnicodeDecodeError as e:
                message = f"{name} starts as {encoding.upper()} but is broken at byte {e.start:,}"
                raise DocumentError(message, Status.BAD_INPUT) from None
    head = data[:65_536]
    if len(head) > 3 and head.count(0) > 0.3 * len(head):
        wide = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        try:
            text = data.decode(wide)
        except UnicodeDecodeError:
            raise DocumentError(f"{name} is no text: it is full of zero bytes", Status.BAD_INPUT) from None
        if sum(c.isprintable() or c.isspace() for c in text[:4_096]) > 0.9 * len(text[:4_096]):
            return text, (f"read as {wide.upper()} (no byte-order mark)",)
    if head and len(head) - len(head.translate(None, _CONTROLS)) > max(3, _BINARY_SHARE * len(head)):
        raise DocumentError(f"{name} is no text: it is full of control characters", Status.BAD_INPUT)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = "".join(_windows_1252(data))
        return text, ("read as Windows-1252 (it is not UTF-8)",)


def _windows_1252(data: bytes) -> list[str]:
    """Decode as Windows-1252; its five unused codes as Latin-1, so that no byte is lost."""
    return [data.decode("cp1252", errors="latin1_rest")]


def _latin1_rest(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin1_rest", _latin1_rest)


def extract_text(text: str, notes: tuple[str, ...] = ()) -> Extract:
    """Return the extract of a text; form feeds part its pages.

    Raises:
        DocumentError: the text is empty or too long.

    """
    if len(text) > MAX_BYTES:
        message = f"the text has {len(text):,} characters, at most {MAX_BYTES:,} are taken; split it"
        raise DocumentError(message, Status.REFUSED)
    if not text or text.isspace():
        raise DocumentError("the text is empty: there is nothing but white space in it", Status.EMPTY)
    pages: list[Span] = []
    start = 0
    while (end := text.find("\f", start)) >= 0:
        pages.append(Span(start, end))
        start = end + 1
    if start < len(text) or not pages:
        pages.append(Span(start, len(text)))
    return Extract(text, tuple(pages), {}, (), notes)
