"""What models there are: the back ends that need no training, those that ship, and folders of one's own."""

from __future__ import annotations

import os
from dataclasses import dataclass

from themetag.backends.base import Backend
from themetag.backends.registry import BACKENDS, load_backend
from themetag.bundle import CorpusFacts, Rights, load_folder, shipped_models
from themetag.loading import DEFAULT_MODEL, measured_of, model_folder, name_of
from themetag.report import Measured
from themetag.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model, as far as it says of itself.

    Attributes:
        model: by what `load` and `--model` take it: a name, or the path of a folder.
        name: as reports carry it.
        version: as reports carry it.
        backend: which back end it is of.
        is_default: whether it is what `tag` takes where no model is named.
        calibrated: whether its scores may be read as probabilities.
        taxonomy: its themes.
        bytes: the size of its files together; None: it has no folder.
        digest: SHA-256 of its manifest, which stands for the whole folder; "" where it has none.
        made_for: what documents it was made for, "" where it does not say.
        not_for: what it should not be used on, "" where it does not say.
        rights: the terms of its files; None: it has no folder, and those of the package are its.
        training: the corpora it was trained on, none for rules.
        measured: its figures on documents that no training saw, none where nobody measured it.

    """

    model: str
    name: str
    version: str
    backend: str
    is_default: bool
    calibrated: bool
    taxonomy: Taxonomy
    bytes: int | None
    digest: str
    made_for: str
    not_for: str
    rights: Rights | None
    training: tuple[CorpusFacts, ...]
    measured: tuple[Measured, ...]


def model_names() -> tuple[str, ...]:
    """Return the names of all models that come with themetag, the default first."""
    return tuple(dict.fromkeys([DEFAULT_MODEL, *BACKENDS, *shipped_models()]))


def describe_model(model: str | os.PathLike[str]) -> ModelEntry:
    """Return what a model says of itself; a folder is checked whole.

    Args:
        model: "default", one of `model_names`, or a model folder.

    Raises:
        UnknownBackendError: there is none of this name.
        ModelError: the folder has faults.

    """
    name = name_of(model)
    if name in BACKENDS:
        return _of_backend(name, load_backend(name))
    folder = model_folder(name)
    bundle = load_folder(folder)
    manifest = bundle.manifest
    return ModelEntry(
        model=name,
        name=manifest.name,
        version=manifest.version,
        backend=str(manifest.backend),
        is_default=name == DEFAULT_MODEL,
        calibrated=manifest.calibrated,
        taxonomy=manifest.taxonomy,
        bytes=sum(path.stat().st_size for path in folder.iterdir()),
        digest=bundle.digest,
        made_for=manifest.made_for,
        not_for=manifest.not_for,
        rights=manifest.rights,
        training=manifest.training,
        measured=measured_of(manifest.held_out),
    )


def _of_backend(name: str, backend: Backend) -> ModelEntry:
    measured: tuple[Measured, ...] = getattr(backend, "measured", ())
    return ModelEntry(
        model=name,
        name=backend.name,
        version=backend.version,
        backend=name,
        is_default=name == DEFAULT_MODEL,
        calibrated=backend.calibrated,
        taxonomy=backend.taxonomy,
        bytes=None,
        digest="",
        made_for="",
        not_for="",
        rights=None,
        training=(),
        measured=measured,
    )
