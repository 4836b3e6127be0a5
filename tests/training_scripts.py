"""Loads a script of training/ as a module, whatever else is on the path."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any


def script(name: str) -> Any:
    """Return the module of training/NAME.py, made anew."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "training" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
