"""Model folders: a trained back end on disk, checked when it is saved and when it is loaded."""

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
from themetag.bundle.placing import check_place
from themetag.bundle.probes import TOLERANCE, Difference, Probe, make_probes, replay
from themetag.bundle.savable import Savable, SavedModel, UnsavedModel
from themetag.bundle.save import save_folder
from themetag.bundle.shipped import find_model, shipped_models
from themetag.bundle.table import Faults, Table

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
]
