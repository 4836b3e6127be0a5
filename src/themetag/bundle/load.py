"""Load a model folder: every check, then the values, all from bytes that were read once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from themetag.bundle.folder import OpenFolder, Refused
from themetag.bundle.format import CONFIG, FILES, MANIFEST, PROBES, WEIGHTS
from themetag.bundle.manifest import FileEntry, Manifest
from themetag.bundle.manifest_file import read_manifest
from themetag.bundle.probes import Probe, parse_probes
from themetag.bundle.strictjson import MAX_JSON_BYTES, parse_json
from themetag.bundle.table import Faults, Table, shown
from themetag.bundle.tensors import Array, Arrays, parse_arrays
from themetag.errors import Fault, ModelError

MAX_BYTES: Final = 500_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """What a model folder holds, checked.

    Attributes:
        source: the folder's name, for messages.
        manifest: what the folder says of itself.
        digest: SHA-256 of manifest.json, which holds the hash of every other file: one name for the whole.
        arrays: the weights, read-only, by name; finite.
        config: the back end's own settings: plain JSON values. That it is well-formed is all that is known;
            which keys and values it may have is the back end's to check (`read_config`).
        probes: units with the scores that the model gave them when it was saved.

    """

    source: str
    manifest: Manifest
    digest: str
    arrays: Arrays
    config: Mapping[str, Any]
    probes: tuple[Probe, ...]

    def fault(self, file: str, field: str, problem: str) -> ModelError:
        """Return the error for a fault that a back end found in one of the files, to be raised."""
        return ModelError([Fault(f"{self.source}/{file}", field, problem)])

    def read_config(self) -> tuple[Table, Faults]:
        """Return the config for reading field by field, and where its faults are collected.

        Ask the table for every field, `close()` it, then call `faults.raise_any()`.
        """
        faults = Faults(f"{self.source}/{CONFIG}")
        return Table(dict(self.config), "", faults), faults

    def array(self, name: str, shape: tuple[int | None, ...], dtype: str) -> Array:
        """Return the array of this name, which must have this shape (None: any length) and numpy dtype.

        Raises:
            ModelError: there is none, or it has another shape or dtype (weights that do not fit the
                vocabulary).

        """
        found = self.arrays.get(name)
        if found is None:
            names = ", ".join(list(self.arrays)[:20]) or "none"
            raise self.fault(WEIGHTS, shown(name), f"is missing; there are {names}")
        fits = len(found.shape) == len(shape) and all(
            want is None or have == want for have, want in zip(found.shape, shape, strict=True)
        )
        if not fits or found.dtype.name != dtype:
            wanted = ", ".join("any" if n is None else str(n) for n in shape)
            problem = f"is {found.dtype.name} {list(found.shape)}, this model needs {dtype} [{wanted}]"
            raise self.fault(WEIGHTS, name, problem)
        return found


def load_folder(folder: str | os.PathLike[str], max_bytes: int = MAX_BYTES) -> Bundle:
    """Load a model folder after checking all of it; no code from it runs and nothing outside it is opened.

    Args:
        folder: its path. The path itself may be a link; nothing in the folder may.
        max_bytes: how large its files may be together.

    Raises:
        ModelError: whatever is wrong with it; faults of the same step are reported together.

    """
    return read_folder(folder, shown_path(folder), max_bytes)


def shown_path(folder: str | os.PathLike[str]) -> str:
    """Return the path with what cannot be printed escaped, for messages."""
    path = os.fspath(folder)
    return path if path.isprintable() else ascii(path)[1:-1]


def read_folder(folder: str | os.PathLike[str], source: str, max_bytes: int = MAX_BYTES) -> Bundle:
    """Load a model folder that messages call `source`; otherwise as `load_folder`."""
    try:
        with OpenFolder(folder) as opened:
            manifest, digest = _manifest(opened, source)
            data = _files(opened, source, manifest, max_bytes)
    except Refused as e:
        raise ModelError([Fault(source, "", str(e))]) from None
    faults = {name: Faults(f"{source}/{name}") for name in data}
    config = _json(data[CONFIG], faults[CONFIG])
    if not faults[CONFIG] and not isinstance(config, dict):
        faults[CONFIG].add("", f"must be an object, was {shown(config)}")
    probes = parse_probes(data[PROBES], manifest.taxonomy, faults[PROBES])
    arrays = parse_arrays(data[WEIGHTS], manifest.arrays, faults[WEIGHTS])
    Faults(source).raise_any(*faults.values())
    return Bundle(
        source=source,
        manifest=manifest,
        digest=digest,
        arrays=MappingProxyType(arrays),
        config=MappingProxyType(config),
        probes=probes,
    )


def _manifest(opened: OpenFolder, source: str) -> tuple[Manifest, str]:
    if MANIFEST not in opened.names():
        raise Refused(f"has no {MANIFEST}; it is not a model folder")
    faults = Faults(f"{source}/{MANIFEST}")
    try:
        data = opened.read(MANIFEST, MAX_JSON_BYTES)
        manifest = read_manifest(data, faults)
    except Refused as e:
        faults.add("", str(e))
    faults.raise_any()
    assert manifest is not None
    return manifest, hashlib.sha256(data).hexdigest()


def _files(opened: OpenFolder, source: str, manifest: Manifest, max_bytes: int) -> dict[str, bytes]:
    faults = Faults(source)
    names = set(opened.names()) - {MANIFEST}
    listed = {file.name for file in manifest.files}
    for name in sorted(names - listed):
        known = "is not in the manifest" if name in FILES else "does not belong there"
        faults.add(shown(name), f"{known}; a model folder holds its own files alone")
    total = sum(file.bytes for file in manifest.files)
    if total > max_bytes:
        faults.add("", f"has {total:,} bytes of files, at most {max_bytes:,} are read (max_bytes)")
    faults.raise_any()
    data = {}
    for file in manifest.files:
        try:
            data[file.name] = read_entry(opened, file, max_bytes)
        except Refused as e:
            faults.add(file.name, str(e))
    faults.raise_any()
    return data


def read_entry(opened: OpenFolder, file: FileEntry, most: int) -> bytes:
    """Return the bytes of one file of a manifest; `Refused` where they are not those that it names."""
    data = opened.read(file.name, most, file.bytes)
    digest = hashlib.sha256(data).hexdigest()
    if digest != file.sha256:
        raise Refused(f"was changed after it was saved (SHA-256 {digest}, not {file.sha256})")
    return data


def _json(data: bytes, faults: Faults) -> Any:
    try:
        return parse_json(data, MAX_JSON_BYTES)
    except ValueError as e:
        faults.add("", str(e))
        return None
