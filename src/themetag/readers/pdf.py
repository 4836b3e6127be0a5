"""PDF files, read in a child process that can be killed."""

from __future__ import annotations

import atexit
import json
import math
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any, Final, Self

from themetag.errors import DocumentError, Status
from themetag.layout.lines import Extract, LineStyle
from themetag.types import Span

TIME_LIMIT: Final = 60.0  # seconds a document
MEMORY_LIMIT: Final = 1_000_000_000  # bytes of address space of the child
RECYCLE: Final = 200  # documents after which a fresh child is taken
_WORKER = "themetag.readers.pdf_worker"
_ROOT: Final = Path(__file__).resolve().parents[2]  # the folder that themetag is imported from


class PdfReader:
    """Reads PDFs one after the other in one child process, started when first needed.

    A document over the time or memory limit costs that document only: the child is killed and the next one
    gets a fresh child. Threads may share a reader; they take turns, as PDFium must. Use it as a context
    manager, or call `close`.

    Args:
        time_limit: seconds of wall time a document, above 0, finite.
        memory_limit: bytes of address space of the child; 0: no limit. Has no effect on Windows.

    """

    def __init__(self, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT) -> None:
        if not (time_limit > 0 and math.isfinite(time_limit)):
            raise ValueError(f"time_limit must be a finite number of seconds above 0, was {time_limit}")
        if memory_limit < 0:
            raise ValueError(f"memory_limit must be 0 (no limit) or more bytes, was {memory_limit}")
        self.time_limit = time_limit
        self.memory_limit = memory_limit
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._inherited: list[subprocess.Popen[bytes]] = []
        self._served = 0
        _readers.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, data: bytes, name: str) -> Extract:
        """Return the text and the lines' styles of a PDF.

        Args:
            data: the file's bytes.
            name: what to call it in messages.

        Raises:
            DocumentError: with the status encrypted, no_text, bad_input, refused, timeout or crashed.

        """
        with self._lock:
            answer = self._ask(data, name)
        if answer["status"] != Status.OK:
            raise DocumentError(f"{name} cannot be read: {answer['error']}", Status(answer["status"]))
        return _extract(answer, name)

    def close(self) -> None:
        """End the child; the reader may be used again and then starts another."""
        with self._lock:
            self._stop()

    def _ask(self, data: bytes, name: str) -> dict[str, Any]:
        child = self._running()
        answers: list[bytes] = []
        exchange = threading.Thread(target=_exchange, args=(child, data, answers), daemon=True)
        exchange.start()
        try:
            exchange.join(self.time_limit)
        except BaseException:
            # Ctrl-C, or a notebook's interrupt: a child that goes on would answer the next request with this document.
            self._stop()
            raise
        if exchange.is_alive():
            self._stop()
            exchange.join()
            message = f"{name} cannot be read: the reader was stopped after {self.time_limit:g} seconds"
            raise DocumentError(message, Status.TIMEOUT)
        if not answers:
            self._stop()
            message = f"{name} cannot be read: the reader crashed, or ran into its memory limit"
            raise DocumentError(message, Status.CRASHED)
        answer: dict[str, Any] = json.loads(answers[0])
        self._served += 1
        if answer["status"] == Status.CRASHED or self._served >= RECYCLE:
            self._stop()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = _start(self.memory_limit, self.time_limit)
            self._served = 0
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # a broken pipe cannot be flushed; it is closed all the same

    def _forget(self) -> None:
        """Leave the child to the process that started it; for a fork, which must not talk to its parent's child."""
        self._lock = threading.Lock()  # another thread of the parent may have held it
        if self._child is not None:
            # Kept, so that nothing flushes its pipes or waits for it here.
            self._inherited.append(self._child)
            self._child = None


_readers: weakref.WeakSet[PdfReader] = weakref.WeakSet()


def _forget_after_fork() -> None:
    for reader in list(_readers):
        reader._forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


def _start(memory_limit: int, time_limit: float) -> subprocess.Popen[bytes]:
    """Start a child that imports this very themetag and nothing from the working directory."""
    if not sys.executable:
        raise DocumentError("PDFs are read by a second Python, and sys.executable does not say where it is")
    # An empty entry of PYTHONPATH, or ".", is the working directory, which may hold a json.py of somebody's.
    inherited = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry not in ("", ".")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *inherited])}
    command = [sys.executable, "-P", "-m", _WORKER, str(memory_limit), str(time_limit)]
    return subprocess.Popen(  # noqa: S603  our own module, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )


def _exchange(child: subprocess.Popen[bytes], data: bytes, answers: list[bytes]) -> None:
    """Send one request and take its answer; leaves `answers` empty if the child dies meanwhile."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(len(data).to_bytes(8, "big"))
        child.stdin.write(data)
        child.stdin.flush()
        head = child.stdout.read(8)
        body = child.stdout.read(int.from_bytes(head, "big")) if len(head) == 8 else b""
    except (OSError, ValueError):
        return
    if len(head) == 8 and len(body) == int.from_bytes(head, "big"):
        answers.append(body)


def _extract(answer: dict[str, Any], name: str) -> Extract:
    """Put the pages together, a form feed between two, and the styles where their lines are now."""
    texts: list[str] = []
    pages: list[Span] = []
    styles: dict[int, LineStyle] = {}
    markers: list[Span] = []
    start = 0
    for text, page_styles, page_markers in zip(answer["pages"], answer["styles"], answer["markers"], strict=True):
        for offset, *style in page_styles:
            styles[start + offset] = LineStyle(*style)
        markers.extend(Span(start + a, start + b) for a, b in page_markers)
        texts.append(text)
        pages.append(Span(start, start + len(text)))
        start += len(text) + 1
    whole = "\f".join(texts)
    if not any(c.isalpha() for c in whole):
        message = f"{name} has no text: its pages are pictures (a scan?); run text recognition (OCR) first"
        raise DocumentError(message, Status.NO_TEXT)
    return Extract(whole, tuple(pages), styles, tuple(markers))


_shared: PdfReader | None = None


def shared_reader() -> PdfReader:
    """Return the reader that `themetag.read` uses: one child for the life of this process."""
    global _shared
    if _shared is None:
        _shared = PdfReader()
        atexit.register(_shared.close)
    return _shared
