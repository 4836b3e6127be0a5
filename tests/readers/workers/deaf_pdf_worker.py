"""Stands in for the PDF worker: it never reads its input, so that whoever writes a long request waits."""

from __future__ import annotations

import time

time.sleep(3_600)
