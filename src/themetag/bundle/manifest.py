"""What a model folder says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from themetag.backends.base import Scores
from themetag.taxonomy import Taxonomy

NEVER: Final = 2.0  # a threshold above every score: the label is never given


class BackendKind(StrEnum):
    """Which back end a folder holds; it decides which files may stand in it."""

    LINEAR = "linear"
    TRANSFORMER = "transformer"


@dataclass(frozen=True, slots=True)
class Rights:
    """Under which terms a file may be used.

    `licence` is an SPDX expression ("MIT", "MIT AND OGL-UK-3.0"); `attribution` the statements, one line
    each, that must go wherever the file goes, none where none is owed.
    """

    licence: str
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """Which labelled corpus it was: `sha256` is `Corpus.digest`.

    `units` and `documents` count what was used; `labelling` says who labelled it and how far two readings
    agree, "" where that is not known.
    """

    name: str
    sha256: str
    units: int
    documents: int
    labelling: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure ("micro_f1") and the interval [low, high] around it."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Figures on documents that no training saw.

    `interval` says what the intervals are ("95 %, percentile bootstrap over documents"), `command` which
    command of the repository gives the figures.
    """

    corpus: CorpusFacts
    figures: tuple[Figure, ...]
    interval: str
    command: str


@dataclass(frozen=True, slots=True)
class ArrayEntry:
    """One array of the weights file: its numpy dtype ("float32") and shape."""

    name: str
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of the folder, manifest.json excepted: size in bytes, SHA-256 in hexadecimal, and terms."""

    name: str
    bytes: int
    sha256: str
    rights: Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything a model folder says of itself. It is checked where it is saved and where it is loaded.

    Attributes:
        backend: which back end reads the folder.
        name: of the model, as reports carry it: lower-case letters, digits and hyphens.
        version: of the model, as reports carry it.
        taxonomy: the themes, in the order of the scores' second axis.
        thresholds: from which score on a tag is given: for each theme in taxonomy order (strength, concern),
            in [0, 2]; above 1 (write `NEVER`) the label is never given.
        calibrated: whether a score may be read as a probability.
        made_for: what documents the model was made for.
        not_for: what it should not be used on, "" where nothing is known.
        recipe: the command that rebuilds the model, "" where there is none.
        training: the corpora it was trained on, at least one.
        held_out: its measured figures, empty where nobody measured it.
        libraries: name to version of what it was made with.
        rights: the terms of every file that has none of its own.
        arrays: what the weights file holds, sorted by name; filled in when the folder is saved.
        files: what the folder holds, sorted by name; filled in when the folder is saved.

    """

    backend: BackendKind
    name: str
    version: str
    taxonomy: Taxonomy
    thresholds: tuple[tuple[float, float], ...]
    calibrated: bool
    made_for: str
    training: tuple[CorpusFacts, ...]
    rights: Rights
    not_for: str = ""
    recipe: str = ""
    held_out: tuple[HeldOut, ...] = ()
    libraries: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    arrays: tuple[ArrayEntry, ...] = ()
    files: tuple[FileEntry, ...] = ()

    @property
    def threshold_array(self) -> Scores:
        """The thresholds as (n_themes, 2) float64, as a back end states them."""
        return np.array(self.thresholds, dtype=np.float64).reshape(-1, 2)


def library_versions(*packages: str) -> dict[str, str]:
    """Return the versions of Python, themetag and the installed `packages`, by name; others are left out."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    versions = {"python": platform.python_version()}
    for package in sorted({"themetag", *packages}):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions
