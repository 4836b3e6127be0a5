"""Models by name or folder: the back ends that need no training, those that ship, and those that users train."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from themetag.backends.base import Backend
from themetag.backends.registry import BACKENDS, load_backend
from themetag.errors import UnknownBackendError
from themetag.report import Measured
from themetag.taxonomy import Taxonomy

if TYPE_CHECKING:
    from themetag.bundle import Bundle, HeldOut, Savable

# What "default" means in this minor version; changing it is a heading in the changelog.
DEFAULT_MODEL: Final = "linear"
# What it means for themes or cues of one's own, which no trained model can look for.
DEFAULT_FOR_THEMES: Final = "rules"

# Model folders are imported where one is asked for: whoever tags with the rules does not pay for them.


def name_of(model: str | os.PathLike[str], *, own_themes: bool = False) -> str:
    """Return the name or folder of a model, given that or "default"; `own_themes`: a taxonomy or cues go with it."""
    if model == "default":
        return DEFAULT_FOR_THEMES if own_themes else DEFAULT_MODEL
    return os.fspath(model)


def load_model(
    model: str | os.PathLike[str] = "default", taxonomy: Taxonomy | None = None, cues: Sequence[Path] = ()
) -> Backend:
    """Return a back end; see `load_savable`."""
    return load_savable(model, taxonomy, cues)[0]


def load_savable(
    model: str | os.PathLike[str] = "default", taxonomy: Taxonomy | None = None, cues: Sequence[Path] = ()
) -> tuple[Backend, Savable | None]:
    """Return a back end and what it can be saved from; None: it is not trained, and there is nothing to save.

    Args:
        model: the name of a back end or of a model that ships, or the folder of a model; "default" is
            `DEFAULT_MODEL`, or, where a taxonomy or cues are given, `DEFAULT_FOR_THEMES`.
        taxonomy: the themes to look for; None: those of the model. A trained model brings its own.
        cues: files with cues of one's own, for the rules.

    Raises:
        UnknownBackendError: there is nothing of this name; the message lists what there is.
        ModelError: the folder is no model, or not safe to load.
        ValueError: a taxonomy or cues were given to a trained model, which has its own.

    """
    name = name_of(model, own_themes=taxonomy is not None or bool(cues))
    if name in BACKENDS:
        return load_backend(name, taxonomy, cues), None
    if taxonomy is not None or cues:
        raise ValueError(f"the model {name!r} brings its own themes; a taxonomy or cues go with the rules")
    from themetag.bundle import SavedModel, load_folder

    folder = model_folder(name)
    bundle = load_folder(folder)
    return backend_of(bundle), SavedModel.of(folder, bundle)


def model_folder(name: str) -> Path:
    """Return the folder of a model that ships, or the folder that is named.

    Raises:
        UnknownBackendError: there is neither.

    """
    from themetag.bundle import find_model, shipped_models

    if name in shipped_models():
        return find_model(name)
    if name and Path(name).is_dir():
        return Path(name)
    known = ", ".join(dict.fromkeys(["default", *BACKENDS, *shipped_models()]))
    raise UnknownBackendError(f"no back end, model or model folder {name!r}; there are {known}")


def backend_of(bundle: Bundle) -> Backend:
    """Return the back end that a loaded model folder holds.

    Raises:
        ModelError: its arrays or its configuration do not make one.

    """
    from themetag.bundle.kinds import made_of

    backend = made_of(bundle)
    backend.measured = measured_of(bundle.manifest.held_out)
    return backend


def measured_of(held_out: Iterable[HeldOut]) -> tuple[Measured, ...]:
    """Return the figures of a manifest as reports carry them."""
    return tuple(
        Measured(figure.name, figure.value, figure.low, figure.high, f"{held.corpus.documents} held-out documents")
        for held in held_out
        for figure in held.figures
    )
