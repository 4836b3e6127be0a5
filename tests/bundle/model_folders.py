"""A small model of our own, and the means to damage it: shared by the tests of model folders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load

from themetag.bundle import BackendKind, CorpusFacts, Figure, HeldOut, Manifest, Probe, Rights, make_probes
from themetag.bundle.manifest_file import _SEAL, _SEAL_LENGTH
from themetag.bundle.tensors import render_arrays
from themetag.taxonomy import Taxonomy, Theme
from themetag.types import Kind, Unit

TAXONOMY = Taxonomy(
    "parks",
    1,
    "Parks",
    (Theme("paths", "Paths and access"), Theme("trees", "Trees", "Nature", "planting and care", "hedges")),
)
UNITS = (
    Unit("The paths are swept every week and stay open in winter."),
    Unit("Young trees were left without water – “again”.", Kind.LIST, "Concerns", "We saw that:", "It was dry."),
)


class WordBackend:
    """Scores each label by the share of letters in a unit's text that are in a word; needs no weights."""

    name, version, calibrated, taxonomy = "toy", "1", False, TAXONOMY
    thresholds = np.array([[0.5, 0.5], [0.5, 2.0]])

    def __init__(self, shift: float = 0.0) -> None:
        self.shift = shift

    def score(self, units: Any) -> Any:
        rows = [[[len(u.text) % 7 / 7, len(u.text) % 5 / 5], [len(u.heading) % 3 / 3, 0.1]] for u in units]
        return np.clip(np.array(rows, dtype=np.float64).reshape(len(rows), 2, 2) + self.shift, 0, 1)


def a_manifest(**changes: Any) -> Manifest:
    corpus = CorpusFacts("park-letters", "ab" * 32, 120, 9, "written and labelled by the parks' own staff")
    values: dict[str, Any] = {
        "backend": BackendKind.LINEAR,
        "name": "parks-linear",
        "version": "1.0",
        "taxonomy": TAXONOMY,
        "thresholds": ((0.4, 0.5), (0.25, 2.0)),
        "calibrated": True,
        "made_for": "letters about public parks",
        "not_for": "letters about anything else",
        "recipe": "themetag train parks.jsonl",
        "training": (corpus,),
        "held_out": (HeldOut(corpus, (Figure("micro_f1", 0.7, 0.6, 0.8),), "95 % bootstrap", "evaluate"),),
        "libraries": {"numpy": "2.0.0"},
        "rights": Rights("MIT", ("Copyright the parks.",)),
    }
    return Manifest(**(values | changes))


def some_arrays() -> dict[str, Any]:
    return {
        "weights": np.arange(6, dtype=np.float32).reshape(2, 3),
        "bias": np.array([0.5, -0.5], dtype=np.float16),
        "ids": np.array([3, 1, 2], dtype=np.int32),
    }


def some_probes() -> tuple[Probe, ...]:
    return make_probes(WordBackend(), UNITS)


SOME_CONFIG = {"vocabulary": ["path", "tree", '[{"', "weeds"], "dimensions": 3, "scale": 0.5}


def sealed(values: dict[str, Any]) -> bytes:
    """Render a manifest of any content, with the seal that fits it."""
    body = json.dumps({k: v for k, v in values.items() if k != "sha256"}, indent=2, ensure_ascii=False)
    return seal(body.removesuffix("\n}").encode("utf-8", "surrogatepass"))


def seal(body: bytes) -> bytes:
    return body + _SEAL.format(hashlib.sha256(body).hexdigest()).encode("ascii")


def body_of(folder: Path) -> bytes:
    return (folder / "manifest.json").read_bytes()[:-_SEAL_LENGTH]


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return found


def edit_manifest(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest and seal it again, as a hostile author would."""
    values = manifest_of(folder)
    edit(values)
    (folder / "manifest.json").write_bytes(sealed(values))


def rewrite(folder: Path, name: str, data: bytes) -> None:
    """Replace a file and make its size and hash in the manifest fit."""
    (folder / name).write_bytes(data)

    def fit(values: dict[str, Any]) -> None:
        entry = next(e for e in values["files"] if e["name"] == name)
        entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    edit_manifest(folder, fit)


def header_of(folder: Path) -> tuple[dict[str, Any], bytes]:
    """Return the header and the body of the weights file."""
    data = (folder / "weights.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def write_weights(folder: Path, header: dict[str, Any] | bytes, body: bytes) -> None:
    """Write a weights file of any header, with a manifest that fits its hash."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    rewrite(folder, "weights.safetensors", len(raw).to_bytes(8, "little") + raw + body)


def edit_header(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    header, body = header_of(folder)
    edit(header)
    write_weights(folder, header, body)


def edit_json(folder: Path, name: str, edit: Callable[[dict[str, Any]], object]) -> None:
    """Change a JSON file, with a manifest that fits its hash."""
    values = json.loads((folder / name).read_bytes())
    edit(values)
    rewrite(folder, name, (json.dumps(values) + "\n").encode())


def edit_weights(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Change the arrays, with a manifest that declares what they are now."""
    arrays = dict(load((folder / "weights.safetensors").read_bytes()))
    edit(arrays)
    data, entries = render_arrays(arrays)
    declared = [{"name": e.name, "dtype": e.dtype, "shape": list(e.shape)} for e in entries]
    edit_manifest(folder, lambda values: values.update(arrays=declared))
    rewrite(folder, "weights.safetensors", data)
