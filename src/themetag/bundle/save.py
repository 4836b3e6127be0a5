"""Save a model folder: what its files hold; `placing` puts them down, whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from themetag.bundle.card import render_card, render_notice
from themetag.bundle.format import CARD, CONFIG, MANIFEST, NOTICE, PROBES, WEIGHTS
from themetag.bundle.load import MAX_BYTES, shown_path
from themetag.bundle.manifest import FileEntry, Manifest, Rights
from themetag.bundle.manifest_file import render_manifest
from themetag.bundle.placing import place_folder
from themetag.bundle.probes import Probe, render_probes
from themetag.bundle.strictjson import render_json
from themetag.bundle.tensors import Arrays, render_arrays
from themetag.errors import Fault, ModelError


def save_folder(
    folder: str | os.PathLike[str],
    manifest: Manifest,
    arrays: Arrays,
    config: Mapping[str, Any],
    probes: Sequence[Probe],
    *,
    rights: Mapping[str, Rights] | None = None,
    overwrite: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Manifest:
    """Write a model folder; the same arguments give the same bytes in every file.

    Args:
        folder: where; its parent must exist.
        manifest: what the model says of itself; `arrays` and `files` of it are filled in here.
        arrays: the weights, one or more.
        config: the back end's own settings, values that JSON can hold.
        probes: at least one; see `make_probes`.
        rights: the terms of single files, by name; the others have those of the manifest.
        overwrite: replace the model folder that stands there. A folder that holds anything but a model's
            files is never replaced.
        max_bytes: how large the files may be together.

    Returns:
        The manifest as written.

    Raises:
        ModelError: the folder could not be loaded again: a value of the manifest is out of range, weights are
            not finite, a name is not known, ...; nothing is written.
        OutputError: there is something at `folder` that may not be replaced, or it cannot be written.

    """
    source = shown_path(folder)
    content, manifest = _content(source, manifest, arrays, config, probes, rights or {})
    place_folder(folder, content, overwrite=overwrite, max_bytes=max_bytes)
    return manifest


def _content(
    source: str,
    manifest: Manifest,
    arrays: Arrays,
    config: Mapping[str, Any],
    probes: Sequence[Probe],
    rights: Mapping[str, Rights],
) -> tuple[dict[str, bytes], Manifest]:
    content: dict[str, bytes] = {}
    step = ""
    try:
        step = WEIGHTS
        if not arrays:
            raise ValueError("must hold one array or more, were none")
        content[WEIGHTS], entries = render_arrays(arrays)
        step = CONFIG
        content[CONFIG] = (render_json(dict(config)) + "\n").encode("utf-8")
        step = PROBES
        content[PROBES] = render_probes(probes)
        step = MANIFEST
        themes, pairs = len(manifest.taxonomy), len(manifest.thresholds)
        if themes != pairs:
            raise ValueError(f"thresholds must be one pair a theme, {themes}, were {pairs}")
        manifest = replace(manifest, arrays=entries, files=())
        manifest = _with_files(manifest, content, rights)
        content[MANIFEST] = render_manifest(manifest)
    except ValueError as e:
        raise ModelError([Fault(f"{source}/{step}", "", str(e))]) from None
    faults = [
        Fault(source, name, "has terms in `rights`, but there is no such file")
        for name in sorted(rights.keys() - content.keys())
    ]
    if faults:
        raise ModelError(faults)
    return content, manifest


def _with_files(manifest: Manifest, content: dict[str, bytes], rights: Mapping[str, Rights]) -> Manifest:
    def entry(name: str) -> FileEntry:
        data = content[name]
        terms = rights.get(name, manifest.rights)
        return FileEntry(name, len(data), hashlib.sha256(data).hexdigest(), terms)

    notice = render_notice(manifest, [entry(name) for name in sorted(content)])
    content[NOTICE] = notice.encode("utf-8")
    content[CARD] = render_card(manifest).encode("utf-8")
    return replace(manifest, files=tuple(entry(name) for name in sorted(content)))
