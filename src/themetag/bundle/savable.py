"""What a tagger is saved from: a model that was just made, or the folder that it was loaded from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from themetag.bundle.folder import OpenFolder, Refused
from themetag.bundle.format import MANIFEST
from themetag.bundle.load import MAX_BYTES, Bundle, read_entry, shown_path
from themetag.bundle.manifest import FileEntry, Manifest, Rights
from themetag.bundle.probes import Probe
from themetag.bundle.strictjson import MAX_JSON_BYTES
from themetag.bundle.tensors import Arrays
from themetag.errors import Fault, ModelError


class Savable(Protocol):
    """A model that can be written as a model folder."""

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = False) -> object:
        """Write the model folder, whole or not at all; OutputError where it cannot be written there."""


@dataclass(frozen=True, slots=True, eq=False)
class UnsavedModel:
    """What `save_folder` needs of a model that was made and stands in no folder yet."""

    manifest: Manifest
    arrays: Arrays
    config: Mapping[str, Any]
    probes: tuple[Probe, ...]
    rights: Mapping[str, Rights] = field(default_factory=dict)

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = False) -> Manifest:
        """Write the model folder and return its manifest; see `save_folder`."""
        from themetag.bundle.save import save_folder

        return save_folder(
            folder, self.manifest, self.arrays, self.config, self.probes, rights=self.rights, overwrite=overwrite,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedModel:
    """The folder that a model was loaded from, as it was then.

    Attributes:
        folder: its absolute path, so that it is found when the process has moved.
        digest: SHA-256 of its manifest.
        files: what the manifest says that it holds.

    """

    folder: Path
    digest: str
    files: tuple[FileEntry, ...]

    @classmethod
    def of(cls, folder: Path, bundle: Bundle) -> Self:
        """Return the folder of a bundle that was loaded from it."""
        return cls(folder.absolute(), bundle.digest, bundle.manifest.files)

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Copy the folder byte for byte.

        Raises:
            ModelError: it is not what was loaded any more.
            OutputError: the copy cannot be written there, or something stands there already.

        """
        from themetag.bundle.placing import place_folder

        place_folder(folder, self._content(), overwrite=overwrite)

    def _content(self) -> dict[str, bytes]:
        try:
            with OpenFolder(self.folder) as opened:
                manifest = opened.read(MANIFEST, MAX_JSON_BYTES)
                if hashlib.sha256(manifest).hexdigest() != self.digest:
                    raise Refused(f"has another {MANIFEST} than when it was loaded; load it again and save that")
                return {MANIFEST: manifest, **{file.name: read_entry(opened, file, MAX_BYTES) for file in self.files}}
        except Refused as e:
            raise ModelError([Fault(shown_path(self.folder), "", str(e))]) from None
