"""The kinds of trained back ends: what each is written as, and how it is made from that again.

A kind is imported where a model of it is at hand, so that one does not pay for the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from themetag.backends.linear import LinearBackend
from themetag.bundle.load import Bundle
from themetag.bundle.manifest import BackendKind
from themetag.bundle.tensors import Arrays

if TYPE_CHECKING:
    from themetag.backends.transformer import TransformerBackend

    TrainedBackend = LinearBackend | TransformerBackend


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a folder holds of a back end.

    Attributes:
        kind: which back end it is.
        arrays: its weights, by name.
        config: its settings, as JSON can hold them.
        libraries: the packages whose versions its numbers depend on.

    """

    kind: BackendKind
    arrays: Arrays
    config: Mapping[str, Any]
    libraries: tuple[str, ...]


def content_of(backend: TrainedBackend) -> Content:
    """Return what the folder of a back end holds."""
    if isinstance(backend, LinearBackend):
        from themetag.bundle.linear import linear_arrays, linear_config

        arrays, config = linear_arrays(backend.model), linear_config(backend.model)
        return Content(BackendKind.LINEAR, arrays, config, ("numpy", "scipy"))
    from themetag.bundle.transformer import transformer_arrays, transformer_config

    libraries = ("numpy", "torch", "transformers", "tokenizers", "onnxruntime")
    return Content(BackendKind.TRANSFORMER, transformer_arrays(backend), transformer_config(backend), libraries)


def made_of(bundle: Bundle) -> TrainedBackend:
    """Return the back end that a bundle holds.

    Raises:
        ModelError: its arrays or its configuration do not make one.
        MissingExtraError: a package that serves it is not installed.

    """
    if bundle.manifest.backend is BackendKind.LINEAR:
        from themetag.bundle.linear import linear_backend

        return linear_backend(bundle)
    from themetag.bundle.transformer import transformer_backend

    return transformer_backend(bundle)
