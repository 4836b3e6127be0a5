"""Model folders: a trained back end on disk, checked when it is saved and when it is loaded.

What saves is imported when it is first asked for: to load and to tag it is not needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from themetag.bundle.format import FORMAT_VERSION
from themetag.bundle.load import MAX_BYTES, Bundle, load_folder
from themetag.bundle.manifest import (
    NEVER,
    ArrayEntry,
    BackendKind,
    CorpusFacts,
    Figure,
    FileEntry,
    HeldOut,
    Manifest,
    Rights,
    library_versions,
)
from themetag.bundle.manifest_file import check_facts
from themetag.bundle.probes import TOLERANCE, Difference, Probe, make_probes, replay, tolerance_of
from themetag.bundle.shipped import find_model, shipped_models
from themetag.bundle.table import Faults, Table

if TYPE_CHECKING:
    from themetag.bundle.placing import check_place
    from themetag.bundle.savable import Savable, SavedModel, UnsavedModel
    from themetag.bundle.save import save_folder

__all__ = [
    "FORMAT_VERSION",
    "MAX_BYTES",
    "NEVER",
    "TOLERANCE",
    "ArrayEntry",
    "BackendKind",
    "Bundle",
    "CorpusFacts",
    "Difference",
    "Faults",
    "Figure",
    "FileEntry",
    "HeldOut",
    "Manifest",
    "Probe",
    "Rights",
    "Savable",
    "SavedModel",
    "Table",
    "UnsavedModel",
    "check_facts",
    "check_place",
    "find_model",
    "library_versions",
    "load_folder",
    "make_probes",
    "replay",
    "save_folder",
    "shipped_models",
    "tolerance_of",
]


def __getattr__(name: str) -> Any:
    """Load what saves from where it lives."""
    if name in ("Savable", "SavedModel", "UnsavedModel"):
        from themetag.bundle import savable

        return getattr(savable, name)
    if name == "save_folder":
        from themetag.bundle.save import save_folder

        return save_folder
    if name == "check_place":
        from themetag.bundle.placing import check_place

        return check_place
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
