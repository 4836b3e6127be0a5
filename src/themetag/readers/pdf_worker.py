"""The child process that reads PDFs: `python -m themetag.readers.pdf_worker MEMORY SECONDS`.

PDFium is C++ and reads what strangers write, so it runs where it can be killed. The child takes requests on
standard input and answers on standard output, each as an eight-byte big-endian length and that many bytes:
a request is a PDF, an answer is JSON. It ends when its input ends. It imports nothing of themetag but this
module, and opens no file.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import sys
from contextlib import suppress
from typing import Any, BinaryIO

MAX_PAGES = 5_000
MAX_CHARACTERS = 50_000_000

_HYPHEN = "\ufffe"  # how PDFium writes a hyphen at a line's end
_PRINTED_LINE = re.compile(r"[^\r\n]+")
# A figure glued to a word or to a full stop may be the marker of a note.
_GLUED_FIGURE = re.compile(r"(?<=[A-Za-z’”'\").,;:?])\d{1,2}(?!\d)")
_RAISED = 0.8  # a note marker is set at most so many times its line's size


def limit_memory(size: int) -> None:
    """Make allocations over `size` bytes in all fail (0: no limit); a no-op where the system has no such limit."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if size and (hard == resource.RLIM_INFINITY or size < hard):
        with suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def limit_cpu(seconds: float) -> None:
    """End this process once it has used so many more seconds of processor time; it may outlive its parent."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used + seconds) + 1
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def read_pdf(data: bytes) -> dict[str, Any]:
    """Return {"status", "error", "pages", "styles", "markers"} of one PDF.

    `pages` are the pages' texts; `styles` has a list a page of [offset in the page, size, bold, left, right,
    baseline, last baseline] a line, `markers` a list a page of [start, end].
    """
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as e:
        # Without pages it is opened all the same, and the code of the error is that of some document before it.
        if opened := raw.FPDF_LoadMemDocument64(data, len(data), None):
            raw.FPDF_CloseDocument(opened)
            return {"status": "no_text", "error": "it has no pages"}
        if e.err_code == raw.FPDF_ERR_PASSWORD:
            return {"status": "encrypted", "error": "a password is needed to open it"}
        return {"status": "bad_input", "error": f"it is damaged or no PDF ({e})"}
    count = len(document)
    if count > MAX_PAGES:
        return {"status": "refused", "error": f"it has {count:,} pages, at most {MAX_PAGES:,} are read"}
    pages: list[str] = []
    styles: list[list[list[Any]]] = []
    markers: list[list[list[int]]] = []
    total = 0
    for number in range(count):
        try:
            page = document[number]
            text_page = page.get_textpage()
            text = text_page.get_text_range()
        except pdfium.PdfiumError as e:
            return {"status": "bad_input", "error": f"page {number + 1} is damaged ({e})"}
        total += len(text)
        if total > MAX_CHARACTERS:
            return {"status": "refused", "error": f"it has over {MAX_CHARACTERS:,} characters"}
        aligned = text_page.count_chars() == len(text)
        page_styles, page_markers = _styles(raw, text_page, text) if aligned else ([], [])
        text_page.close()
        page.close()
        # One for one, so that the offsets of the styles hold.
        pages.append(text.replace(_HYPHEN, "-").replace("\r\n", " \n"))
        styles.append(page_styles)
        markers.append(page_markers)
    document.close()
    return {"status": "ok", "error": None, "pages": pages, "styles": styles, "markers": markers}


def _styles(raw: Any, text_page: Any, text: str) -> tuple[list[list[Any]], list[list[int]]]:
    """Sample the first and last letter of each line, and each figure that may be a note's marker."""
    handle = text_page.raw
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()

    def bold(index: int) -> bool:
        weight = raw.FPDFText_GetFontWeight(handle, index)
        if weight > 0:
            return bool(weight >= 600)
        # A font that is not embedded states no weight; its name does.
        raw.FPDFText_GetFontInfo(handle, index, name, 128, flags)
        return b"bold" in name.value.lower()

    styles: list[list[Any]] = []
    markers: list[list[int]] = []
    for line in _PRINTED_LINE.finditer(text):
        content = line.group()
        stripped = content.strip()
        if not stripped:
            continue
        first = line.start() + len(content) - len(content.lstrip())
        last = first + len(stripped) - 1
        letters = [i for i in range(first, last + 1) if text[i].isalpha() and not "\ue000" <= text[i] <= "\uf8ff"]
        probe, probe_end = (letters[0], letters[-1]) if letters else (first, last)
        size = raw.FPDFText_GetFontSize(handle, probe)
        raw.FPDFText_GetCharBox(handle, first, left, right, bottom, top)
        line_left = left.value
        raw.FPDFText_GetCharBox(handle, last, left, right, bottom, top)
        line_right = right.value
        # A line-end hyphen joins two printed rows to one line, so its ends may stand at different heights.
        raw.FPDFText_GetCharOrigin(handle, probe_end, x, y)
        last_baseline = y.value
        raw.FPDFText_GetCharOrigin(handle, probe, x, y)
        is_bold = bold(probe) and (probe_end == probe or bold(probe_end))
        places = (line_left, line_right, y.value, last_baseline)
        styles.append([first, round(size, 2), is_bold, *(round(place, 1) for place in places)])
        markers.extend(
            [figure.start(), figure.end()]
            for figure in _GLUED_FIGURE.finditer(text, first, last + 1)
            if raw.FPDFText_GetFontSize(handle, figure.start()) <= _RAISED * size
        )
    return styles, markers


def _read_exactly(stream: BinaryIO, size: int) -> bytes | None:
    """Return `size` bytes, None where the stream ends before."""
    data = stream.read(size)
    return data if len(data) == size else None


def serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Answer requests until they end."""
    while (head := _read_exactly(requests, 8)) is not None:
        data = _read_exactly(requests, int.from_bytes(head, "big"))
        if data is None:
            return
        limit_cpu(seconds)
        try:
            answer = json.dumps(read_pdf(data)).encode("ascii")
        except MemoryError:
            answer = b'{"status": "crashed", "error": "it needs more memory than the reader may take"}'
        answers.write(len(answer).to_bytes(8, "big") + answer)
        answers.flush()


def main() -> None:
    """Serve on the process's own pipes; nothing else that writes to standard output can disturb the answers."""
    limit_memory(int(sys.argv[1]))
    answers = io.FileIO(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    serve(sys.stdin.buffer, io.BufferedWriter(answers), float(sys.argv[2]))


if __name__ == "__main__":
    main()
