"""How an encoder's matrices are stored: whole numbers of at most eight bits and a scale a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from themetag.backends.transformer.architecture import Architecture

Array = npt.NDArray[Any]

WORDS = "embeddings.word_embeddings.weight"
# Processors without VNNI add the products of two activations (0 to 255) and two weights that lie side by side in
# 16 bits, and cut off what does not fit. 255 * 128 fits, so two such weights of one sign go to 128 together, which
# leaves finer steps than 64 for each would, and every processor comes to the same sums.
_MOST = 127
_MOST_OF_PAIR = 128
_SHARE = 0.7  # of the size of numbers that goes to the weights: 0.5 to 0.85 were tried


def quantise(
    weights: Mapping[str, npt.NDArray[np.float32]], sizes: Mapping[str, npt.NDArray[np.float32]] | None = None
) -> dict[str, Array]:
    """Return the arrays that stand for the float32 weights of an encoder (see `Architecture.shapes`).

    The matrices that are multiplied, and the table of word pieces, become int8 under their own names, with the scale
    of each row, float32 (n_out,), under the name and ".scale". All else stays as it is.

    Where a normalised layer comes before a matrix, a few of its numbers are large in every token and would leave
    coarse steps to the others. So what is multiplied there is divided, and the columns it meets are multiplied, by a
    "spread", float32 (hidden,) (SmoothQuant, Xiao et al. 2023).

    Args:
        weights: of the encoder, without the pooler.
        sizes: how large the numbers get, as `sizes.sizes` measures it. None: every spread is 1.0, which costs some
            closeness to the float32 encoder and nothing else.

    """
    arrays: dict[str, Array] = {}
    spreads: dict[str, Array] = {}
    for spread, (before, matrices) in spread_names(weights).items():
        if sizes is None:
            arrays[spread] = np.ones_like(weights[f"{before}.weight"])
        else:
            columns = np.max([np.abs(weights[name]).max(axis=0) for name in matrices], axis=0)
            arrays[spread] = _balance(sizes[spread], columns)
        spreads |= dict.fromkeys(matrices, arrays[spread])
    for name, values in weights.items():
        if name == WORDS:
            arrays[name], arrays[f"{name}.scale"] = _rounded(values, np.abs(values).max(axis=1))
        elif _is_matrix(name):
            values = values * spreads[name] if name in spreads else values
            arrays[name], arrays[f"{name}.scale"] = _rounded(values, _largest_pair(values))
        else:
            arrays[name] = values
    return arrays


def spread_names(names: Iterable[str]) -> dict[str, tuple[str, list[str]]]:
    """Return the name of each spread, with the normalisation before it and the matrices behind it."""
    found: dict[str, tuple[str, list[str]]] = {}
    before = "embeddings.LayerNorm"
    layers = sum(name.endswith(".intermediate.dense.weight") for name in names)
    for layer in (f"encoder.layer.{number}" for number in range(layers)):
        heads = [f"{layer}.attention.self.{part}.weight" for part in ("query", "key", "value")]
        found[f"{layer}.attention.self.spread"] = (before, heads)
        wide = [f"{layer}.intermediate.dense.weight"]
        found[f"{layer}.intermediate.spread"] = (f"{layer}.attention.output.LayerNorm", wide)
        before = f"{layer}.output.LayerNorm"
    return found


def check(architecture: Architecture, arrays: Mapping[str, Array]) -> None:
    """Refuse arrays that are not those of the architecture.

    Raises:
        ValueError: an array is missing, not known, or of another shape or type; all that are wrong are named.

    """
    expected = stored(architecture)
    faults = [f"{name} is missing" for name in sorted(expected.keys() - arrays.keys())]
    faults += [f"{name} is not known" for name in sorted(arrays.keys() - expected.keys())]
    for name in sorted(expected.keys() & arrays.keys()):
        shape, kind = expected[name]
        array = arrays[name]
        if array.shape != shape or array.dtype != kind:
            faults.append(f"{name} must be {kind} {shape}, was {array.dtype} {array.shape}")
        elif array.dtype == np.float32 and not np.isfinite(array).all():
            faults.append(f"{name} holds numbers that are not finite")
        elif name.endswith(".spread") and not (array > 0).all():
            faults.append(f"{name} must be above 0, was {array.min()}")
        elif _is_matrix(name) and _largest_pair(array).max() > _MOST_OF_PAIR:
            faults.append(f"{name} holds two weights that go beyond {_MOST_OF_PAIR} together")
    if faults:
        raise ValueError("these arrays are not of this encoder: " + "; ".join(faults))


def stored(architecture: Architecture) -> dict[str, tuple[tuple[int, ...], np.dtype[Any]]]:
    """Return the shape and type of every array that `quantise` returns."""
    shapes = architecture.shapes()
    arrays: dict[str, tuple[tuple[int, ...], np.dtype[Any]]] = {}
    for name in spread_names(shapes):
        arrays[name] = ((architecture.hidden,), np.dtype(np.float32))
    for name, shape in shapes.items():
        if name == WORDS or _is_matrix(name):
            arrays[name] = (shape, np.dtype(np.int8))
            arrays[f"{name}.scale"] = (shape[:1], np.dtype(np.float32))
        else:
            arrays[name] = (shape, np.dtype(np.float32))
    return arrays


def _is_matrix(name: str) -> bool:
    """Return whether an array of this name is multiplied with activations."""
    return name.startswith("encoder.") and name.endswith(".weight") and not name.endswith("LayerNorm.weight")


def _balance(sizes: Array, columns: Array) -> Array:
    """Return what shares the size of numbers (hidden,) between them and the columns they meet; 1.0 in the middle."""
    spread = np.maximum(sizes, 1e-3) ** _SHARE / np.maximum(columns, 1e-3) ** (1 - _SHARE)
    return np.asarray(spread / np.median(spread), dtype=np.float32)


def _largest_pair(values: Array) -> Array:
    """Return (n_out,): how far from 0 the weights of one sign get in the pair of columns, 2i and 2i + 1, of a row."""
    wide = np.pad(values.astype(np.float32), ((0, 0), (0, values.shape[1] % 2)))
    positive = np.maximum(wide, 0).reshape(len(wide), -1, 2).sum(axis=2).max(axis=1)
    negative = np.maximum(-wide, 0).reshape(len(wide), -1, 2).sum(axis=2).max(axis=1)
    return np.asarray(np.maximum(positive, negative))


def _rounded(values: npt.NDArray[np.float32], largest: Array) -> tuple[Array, Array]:
    """Return int8 rows and their scales; the largest of each row becomes 127, and a pair, rounded up twice, 128."""
    scale = (largest / _MOST).astype(np.float32)
    scale[scale == 0] = 1.0
    return np.clip(np.rint(values / scale[:, None]), -_MOST, _MOST).astype(np.int8), scale
