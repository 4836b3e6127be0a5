"""The transformer back end in a model folder: its arrays and config, written and read back with every check.

A folder brings numbers and words alone. The graph that runs them, and the rules by which text is cut into pieces, are
this library's, so that there is nothing in a folder that could compute anything of its own.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from themetag.backends.domain import Pairs
from themetag.backends.transformer import Architecture, Calibrated, TransformerBackend
from themetag.backends.transformer.encoder import Encoder
from themetag.backends.transformer.head import Head
from themetag.backends.transformer.pieces import MAX_CONTEXT, MAX_SEQUENCE, Pieces
from themetag.backends.transformer.quantised import stored
from themetag.bundle.format import CONFIG, WEIGHTS
from themetag.bundle.linear import MAX_SHARE, bounded, names_of, read_labels
from themetag.bundle.load import Bundle
from themetag.bundle.manifest import BackendKind
from themetag.bundle.table import Faults, Table
from themetag.bundle.tensors import Array

# Raised whenever a text is read, or its states are made into scores, in another way: weights fit one way alone.
READING: Final = "bert-2"
MAX_HIDDEN: Final = 4_096
_HEAD: Final = "head."
_LEAST_SPREAD: Final = 1e-6
_PIECES: Final = "pieces"
_WHOLE: Final = ("layers", "hidden", "heads", "intermediate", "positions", "pieces", "types")


def transformer_arrays(backend: TransformerBackend) -> dict[str, Array]:
    """Return the arrays of a model, by the names that they have in the folder."""
    text = "\n".join(backend.pieces.vocabulary).encode("utf-8")
    return {
        _PIECES: np.frombuffer(text, dtype=np.uint8),
        **{_encoder_name(name): array for name, array in backend.encoder.arrays.items()},
        **{_HEAD + name: array for name, array in backend.model.head.arrays().items()},
        "known_pairs": backend.known.bits,
        "slopes": backend.model.slopes,
        "offsets": backend.model.offsets,
    }


def transformer_config(backend: TransformerBackend) -> dict[str, Any]:
    """Return the settings of a model, as JSON can hold them."""
    architecture = backend.encoder.architecture
    return {
        "reading": READING,
        "encoder": {name: getattr(architecture, name) for name in (*_WHOLE, "epsilon")},
        "lower": backend.pieces.lower,
        "context": backend.pieces.context,
        "labels": [int(label) for label in backend.model.labels],
        "rules_share": backend.model.rules_share,
        "usual_unknown": backend.usual_unknown,
    }


def transformer_backend(bundle: Bundle) -> TransformerBackend:
    """Return the back end that a bundle holds.

    Raises:
        ModelError: it holds another kind of model, or values that do not fit together.
        MissingExtraError: onnxruntime, onnx or tokenizers is not installed.

    """
    manifest = bundle.manifest
    if manifest.backend is not BackendKind.TRANSFORMER:
        raise bundle.fault("manifest.json", "backend", f"is {manifest.backend}, not transformer")
    table, faults = bundle.read_config()
    table.choice("reading", (READING,))
    architecture = _architecture(table.table("encoder"), faults)
    lower = table.flag("lower")
    context = table.integer("context", 0, MAX_CONTEXT // 2)
    labels = read_labels(table, len(manifest.taxonomy))
    rules_share = table.number("rules_share", 0.0, MAX_SHARE)
    unknown = table.number("usual_unknown", 0.0, 1.0)
    table.close()
    faults.raise_any()
    assert architecture is not None
    if architecture.positions < MAX_SEQUENCE:
        problem = (
            f"must be {MAX_SEQUENCE} or more, the pieces of a window and its context, was {architecture.positions}"
        )
        raise bundle.fault(CONFIG, "encoder.positions", problem)
    encoder = {
        name: _sound(bundle, _encoder_name(name), shape, str(kind))
        for name, (shape, kind) in stored(architecture).items()
    }
    try:
        pieces = Pieces(names_of(bundle, _PIECES, architecture.pieces), lower=lower, context=context)
        if len(pieces.vocabulary) != architecture.pieces:
            found = len(pieces.vocabulary)
            raise ValueError(f"has {found:,} pieces, the encoder knows {architecture.pieces:,}: it is another's")
    except ValueError as e:
        raise bundle.fault(WEIGHTS, _PIECES, str(e)) from None
    try:
        made = Encoder(architecture, encoder)
    except ValueError as e:
        raise bundle.fault(WEIGHTS, "encoder", str(e)) from None
    n_labels = len(labels)
    model = Calibrated(
        _head(bundle, len(manifest.taxonomy), architecture.hidden),
        np.array(labels, dtype=np.int64),
        rules_share,
        bounded(bundle, "slopes", (n_labels,), "float64"),
        bounded(bundle, "offsets", (n_labels,), "float64"),
    )
    if (model.slopes <= 0).any():
        raise bundle.fault(WEIGHTS, "slopes", "must be above 0")
    return TransformerBackend(
        made, pieces, model, manifest.taxonomy, manifest.threshold_array, manifest.name, manifest.version,
        manifest.made_for, known=Pairs(bundle.array("known_pairs", Pairs.SHAPE, "uint8")), usual_unknown=unknown,
    )  # fmt: skip


def _encoder_name(name: str) -> str:
    """Return the name in a folder of an array that transformers names with capitals."""
    return "encoder." + name.replace("LayerNorm", "layer_norm")


def _sound(bundle: Bundle, name: str, shape: tuple[int, ...], kind: str) -> Array:
    """Return an array of the encoder; what divides is not so small that it could overflow."""
    array = bundle.array(name, shape, kind) if kind == "int8" else bounded(bundle, name, shape, kind)
    if name.endswith(".spread") and array.min() < _LEAST_SPREAD:
        raise bundle.fault(WEIGHTS, name, f"must be {_LEAST_SPREAD} or more, was {array.min()}")
    return array


def _architecture(table: Table, faults: Faults) -> Architecture | None:
    numbers = {name: table.integer(name, 1, 2**31) for name in _WHOLE}
    epsilon = table.number("epsilon", 0.0, 1.0)
    table.close()
    if faults:
        return None
    try:
        return Architecture(**numbers, epsilon=epsilon)
    except ValueError as e:
        faults.add("encoder", str(e))
        return None


def _head(bundle: Bundle, n_themes: int, width: int) -> Head:
    hidden = bundle.array(f"{_HEAD}bias", (n_themes, None), "float32").shape[1]
    if not 1 <= hidden <= MAX_HIDDEN:
        raise bundle.fault(WEIGHTS, f"{_HEAD}bias", f"must have 1 to {MAX_HIDDEN:,} columns, has {hidden:,}")
    shapes = Head.shapes(n_themes, width, hidden)
    return Head(**{name: bounded(bundle, _HEAD + name, shape) for name, shape in shapes.items()})
