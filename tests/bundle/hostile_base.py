"""What hostile model folders are made with.

Where only a hash would give a folder away, the manifest is made to fit, so that the check behind it is met.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model_folders import body_of, edit_manifest, rewrite, seal


@dataclass(frozen=True)
class Hostile:
    """One way to damage a folder; `message` is a pattern that its refusal matches."""

    kind: str
    name: str
    message: str
    make: Callable[[Path], object]


class Canary:
    """Leaves a file beside the model folder when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (os.mkdir, (self.path,))


def canary_of(folder: Path) -> Path:
    return folder.parent / (folder.name + "-canary")


def pickled(folder: Path, protocol: int = 4) -> bytes:
    return pickle.dumps(Canary(str(canary_of(folder))), protocol=protocol)


def with_fields(**values: Any) -> Callable[[Path], object]:
    return lambda folder: edit_manifest(folder, lambda m: m.update(values))


def without(field: str) -> Callable[[Path], object]:
    return lambda folder: edit_manifest(folder, lambda m: m.pop(field))


def edited(edit: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    return lambda folder: edit_manifest(folder, edit)


def with_bytes(old: bytes, new: bytes) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        body = body_of(folder)
        assert old in body
        (folder / "manifest.json").write_bytes(seal(body.replace(old, new, 1)))

    return make


def with_file(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: rewrite(folder, name, data)


def with_weights(data: Callable[[Path], bytes]) -> Callable[[Path], object]:
    return lambda folder: rewrite(folder, "weights.safetensors", data(folder))


def with_extra(name: str, data: Callable[[Path], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data(folder)) and None
