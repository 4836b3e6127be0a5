"""manifest.json: the manifest as a sealed file of a closed schema."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict
from typing import Any

from themetag.bundle.format import (
    DTYPES,
    FILES,
    FORMAT,
    FORMAT_VERSION,
    MAX_ARRAYS,
    MAX_DIMENSIONS,
    MAX_LENGTH,
)
from themetag.bundle.manifest import (
    ArrayEntry,
    BackendKind,
    CorpusFacts,
    Figure,
    FileEntry,
    HeldOut,
    Manifest,
    Rights,
)
from themetag.bundle.strictjson import MAX_JSON_BYTES, parse_json, render_json
from themetag.bundle.table import Faults, Table, shown
from themetag.errors import TaxonomyError
from themetag.taxonomy import Taxonomy, taxonomy_from_tables

_MODEL_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}\Z")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+ ()-]{0,99}\Z")
_ARRAY_NAME = re.compile(r"[a-z][a-z0-9_.]{0,99}\Z")
_COUNT = 10**12

# The last field seals the file: SHA-256 of every byte before it, so that no byte can change unnoticed.
_SEAL = ',\n  "sha256": "{}"\n}}\n'
_SEAL_LENGTH = len(_SEAL.format("0" * 64))


def render_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of manifest.json; the same manifest gives the same bytes.

    Raises:
        ValueError: a value that JSON cannot hold.

    """
    body = render_json(_to_json(manifest), indent=2).removesuffix("\n}").encode("utf-8")
    return body + _SEAL.format(hashlib.sha256(body).hexdigest()).encode("ascii")


def read_manifest(data: bytes, faults: Faults) -> Manifest | None:
    """Read manifest.json; None where it has faults, which are noted in `faults`."""
    try:
        value = parse_json(data, MAX_JSON_BYTES)
    except ValueError as e:
        faults.add("", str(e))
        return None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        faults.add("format", f"must be {FORMAT!r}; this is no manifest of a themetag model")
        return None
    version = value.get("format_version")
    if type(version) is not int or version != FORMAT_VERSION:
        cure = "; update themetag" if type(version) is int and version > FORMAT_VERSION else ""
        problem = f"is {shown(version)}, this version of themetag reads {FORMAT_VERSION}{cure}"
        faults.add("format_version", problem)
        return None
    body = data[:-_SEAL_LENGTH]
    if data[-_SEAL_LENGTH:] != _SEAL.format(hashlib.sha256(body).hexdigest()).encode("ascii"):
        ends = " (its line ends are CR LF: keep git from changing them)" if b"\r\n" in data else ""
        faults.add("sha256", f"does not fit: the file was changed after it was saved{ends}; get it again")
        return None
    manifest = _from_json(Table(value, "", faults))
    return None if faults else manifest


def check_facts(source: str, *, name: str, version: str, made_for: str, rights: Rights) -> None:
    """Refuse what could not stand in a manifest, before work is done whose result could not be saved.

    Raises:
        ModelError: with every fault, as a fault of `source`.

    """
    faults = Faults(source)
    values = {"name": name, "version": version, "made_for": made_for, **_rights_to_json(rights)}
    table = Table(values, "", faults)
    _facts(table)
    _rights(table)
    faults.raise_any()


def _to_json(manifest: Manifest) -> dict[str, Any]:
    keys = manifest.taxonomy.keys
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "backend": str(manifest.backend),
        "name": manifest.name,
        "version": manifest.version,
        "made_for": manifest.made_for,
        "not_for": manifest.not_for,
        "calibrated": manifest.calibrated,
        "taxonomy": {"digest": manifest.taxonomy.digest, **manifest.taxonomy.to_tables()},
        "thresholds": {
            key: [float(value) for value in pair] for key, pair in zip(keys, manifest.thresholds, strict=True)
        },
        "recipe": manifest.recipe,
        "training": [asdict(corpus) for corpus in manifest.training],
        "held_out": [asdict(held_out) for held_out in manifest.held_out],
        "libraries": dict(sorted(manifest.libraries.items())),
        **_rights_to_json(manifest.rights),
        "arrays": [asdict(array) for array in manifest.arrays],
        "files": [
            {"name": file.name, "bytes": file.bytes, "sha256": file.sha256, **_rights_to_json(file.rights)}
            for file in manifest.files
        ],
    }


def _rights_to_json(rights: Rights) -> dict[str, Any]:
    return {"licence": rights.licence, "attribution": list(rights.attribution)}


def _from_json(root: Table) -> Manifest:
    root.choice("format", (FORMAT,))
    root.integer("format_version", FORMAT_VERSION, FORMAT_VERSION)
    kind = root.choice("backend", tuple(BackendKind))
    name, version, made_for = _facts(root)
    not_for = root.text("not_for", 2_000)
    calibrated = root.flag("calibrated")
    taxonomy = _taxonomy(root)
    thresholds = _thresholds(root.table("thresholds"), taxonomy)
    recipe = root.text("recipe", 2_000)
    training = tuple(_corpus(table) for table in root.tables("training", 100))
    if not training:
        root.fault("training", "must name at least one corpus")
    held_out = tuple(_held_out(table) for table in root.tables("held_out", 100))
    libraries = root.named_texts("libraries", 100, 100)
    rights = _rights(root)
    arrays = tuple(_array(table) for table in root.tables("arrays", MAX_ARRAYS))
    files = tuple(_file(table) for table in root.tables("files", 100))
    root.text("sha256", pattern=_SHA256)
    root.close()
    backend = BackendKind(kind) if kind else BackendKind.LINEAR
    if kind:
        _check_files(root, backend, files)
    if [array.name for array in arrays] != sorted({array.name for array in arrays}):
        root.fault("arrays", "must be sorted by name, each name once")
    return Manifest(
        backend=backend,
        name=name,
        version=version,
        taxonomy=taxonomy,
        thresholds=thresholds,
        calibrated=calibrated,
        made_for=made_for,
        not_for=not_for,
        recipe=recipe,
        training=training,
        held_out=held_out,
        libraries=libraries,
        rights=rights,
        arrays=arrays,
        files=files,
    )


def _facts(root: Table) -> tuple[str, str, str]:
    name, version = root.text("name", pattern=_MODEL_NAME), root.text("version", pattern=_VERSION)
    return name, version, root.text("made_for", 2_000, empty=False)


def _taxonomy(root: Table) -> Taxonomy:
    values = root.value("taxonomy")
    nothing = Taxonomy("", 0, "", ())
    if not isinstance(values, dict):
        root.fault("taxonomy", f"must be an object, was {shown(values)}")
        return nothing
    digest = values.get("digest")
    try:
        taxonomy = taxonomy_from_tables({key: values[key] for key in values if key != "digest"})
    except TaxonomyError as e:
        for fault in e.faults:
            root.fault("taxonomy", _line(f"{fault.field}: {fault.problem}"))
        return nothing
    if digest != taxonomy.digest:
        root.fault("taxonomy", f"has the digest {taxonomy.digest}, the manifest says {shown(digest)}")
    return taxonomy


def _line(text: str) -> str:
    # The message may echo a value of any length; what is shown of it is one short line.
    return text if len(text) <= 300 and text.isprintable() else ascii(text[:300])[1:-1] + "..."


def _thresholds(table: Table, taxonomy: Taxonomy) -> tuple[tuple[float, float], ...]:
    pairs = []
    for key in taxonomy.keys:
        values = table.numbers(key, 0.0, 2.0, 2)
        if len(values) != 2:
            table.fault(key, "must be two numbers in [0, 2], for strength and for concern")
            values = (0.0, 0.0)
        pairs.append((values[0], values[1]))
    if taxonomy.keys:
        table.close()
    return tuple(pairs)


def _corpus(table: Table) -> CorpusFacts:
    facts = CorpusFacts(
        name=table.text("name", 2_000, empty=False),
        sha256=table.text("sha256", pattern=_SHA256),
        units=table.integer("units", 0, _COUNT),
        documents=table.integer("documents", 0, _COUNT),
        labelling=table.text("labelling", 2_000),
    )
    table.close()
    return facts


def _held_out(table: Table) -> HeldOut:
    corpus = _corpus(table.table("corpus"))
    figures = tuple(_figure(figure) for figure in table.tables("figures", 1_000))
    held_out = HeldOut(
        corpus, figures, table.text("interval", 2_000, empty=False), table.text("command", 2_000, empty=False)
    )
    table.close()
    return held_out


def _figure(table: Table) -> Figure:
    value, low, high = (table.number(name, -1e9, 1e9) for name in ("value", "low", "high"))
    if low > high:
        table.fault("low", f"must not be above high ({high}), was {low}")
    figure = Figure(table.text("name", 2_000, empty=False), value, low, high)
    table.close()
    return figure


def _rights(table: Table) -> Rights:
    return Rights(table.text("licence", pattern=_LICENCE), table.texts("attribution", 100, 1_000))


def _array(table: Table) -> ArrayEntry:
    entry = ArrayEntry(
        name=table.text("name", pattern=_ARRAY_NAME),
        dtype=table.choice("dtype", DTYPES),
        shape=table.integers("shape", 0, MAX_LENGTH, MAX_DIMENSIONS),
    )
    table.close()
    return entry


def _file(table: Table) -> FileEntry:
    entry = FileEntry(
        name=table.text("name"),
        bytes=table.integer("bytes", 0, _COUNT),
        sha256=table.text("sha256", pattern=_SHA256),
        rights=_rights(table),
    )
    table.close()
    return entry


def _check_files(root: Table, backend: BackendKind, files: tuple[FileEntry, ...]) -> None:
    names = [file.name for file in files]
    for i, name in enumerate(names):
        if name not in FILES:
            leaves = " and leads out of the folder" if set(name) & set("/\\:") or ".." in name else ""
            files_are = f"its files are {', '.join(sorted(FILES))}"
            problem = f"{shown(name)} is no file of a {backend} model{leaves}; {files_are}"
            root.faults.add(f"files[{i}].name", problem)
    for name in sorted(FILES - set(names)):
        root.fault("files", f"{name} is missing; every {backend} model has it")
    if names != sorted(set(names)):
        root.fault("files", "must be sorted by name, each name once")
