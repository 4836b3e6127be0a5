"""Stands in for the PDF worker: it answers with what it was sent, late where that begins with "slow"."""

from __future__ import annotations

import json
import sys
import time

while head := sys.stdin.buffer.read(8):
    data = sys.stdin.buffer.read(int.from_bytes(head, "big"))
    if data.startswith(b"slow"):
        time.sleep(1.5)
    answer = {"status": "ok", "error": None, "pages": [data.decode()], "styles": [[]], "markers": [[]]}
    body = json.dumps(answer).encode("ascii")
    sys.stdout.buffer.write(len(body).to_bytes(8, "big") + body)
    sys.stdout.buffer.flush()
