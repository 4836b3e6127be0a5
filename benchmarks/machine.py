"""What a benchmark's figures hang on: the processor, Python, and the packages it measures."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path


def machine(*packages: str) -> str:
    """Return the processor's name and the versions of Python and of these packages."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = (line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line)
        name = next(models, name)
    return ", ".join([name, f"Python {platform.python_version()}", *(f"{each} {version(each)}" for each in packages)])
