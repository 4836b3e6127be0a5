"""Load model folders under an audit hook and print, as JSON, every event that loading does not need.

Run as a child process: a hook cannot be taken away again.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from pathlib import Path
from typing import Any

import safetensors.numpy  # noqa: F401  # loading is watched, not the import of what it stands on

from themetag.bundle import load_folder
from themetag.bundle.format import FILES, MANIFEST
from themetag.errors import ModelError

NAMES = FILES | {MANIFEST}
foreign: list[tuple[str, str]] = []
state: dict[str, Any] = {"folder": None, "opened": 0}


class Canary:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (os.mkdir, (self.path,))


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    folder = state["folder"]
    if folder is None:
        return
    if event == "open":
        path = arguments[0]
        # Files are opened by their bare name, relative to the handle of the folder; a handle is a number.
        if isinstance(path, int) or str(path) == folder or str(path) in NAMES:
            state["opened"] += 1
            return
    if event in ("os.scandir", "os.listdir") and isinstance(arguments[0], int):
        return
    foreign.append((event, repr(arguments)[:200]))


def main(arguments: list[str]) -> None:
    sys.addaudithook(watch)
    modules = set(sys.modules)
    outcomes = []
    if arguments[0] == "--canary":
        data = pickle.dumps(Canary(arguments[1]))
        state["folder"] = arguments[1]
        pickle.loads(data)
        Path(__file__).read_bytes()
        state["folder"] = None
    else:
        for folder in arguments:
            state["folder"] = folder
            try:
                load_folder(folder)
                outcome = "loaded"
            except ModelError:
                outcome = "ModelError"
            except BaseException as e:  # noqa: BLE001  # whatever it is, it is the outcome
                outcome = repr(e)
            state["folder"] = None
            outcomes.append(outcome)
    imported = sorted(set(sys.modules) - modules)
    result = {"outcomes": outcomes, "foreign": foreign, "imported": imported, "opened": state["opened"]}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
