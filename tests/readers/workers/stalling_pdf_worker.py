"""Stands in for the PDF worker: it takes each request and never answers, as a hanging PDFium would."""

from __future__ import annotations

import sys
import time

while head := sys.stdin.buffer.read(8):
    sys.stdin.buffer.read(int.from_bytes(head, "big"))
    time.sleep(3_600)
