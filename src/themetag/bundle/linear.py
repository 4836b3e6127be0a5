"""The linear back end in a model folder: its arrays and config, written and read back with every check."""

from __future__ import annotations

import os
from typing import Any, Final

import numpy as np

from themetag.backends.linear import LinearBackend, LinearModel
from themetag.backends.linear.features import BLOCKS
from themetag.backends.linear.vectors import Vocabulary
from themetag.backends.rules.findings import n_findings
from themetag.bundle.format import WEIGHTS
from themetag.bundle.load import Bundle, load_folder
from themetag.bundle.manifest import BackendKind
from themetag.bundle.table import Table
from themetag.bundle.tensors import Array
from themetag.types import POLARITIES

# Raised whenever features are read off a text in another way: weights fit one way alone.
FEATURES: Final = "clauses-2"
MAX_FEATURES: Final = 2_000_000
MAX_HIDDEN: Final = 4_096
MAX_SHARE: Final = 10.0
_SMALL: Final = 1e6  # no number of a sound model is larger


def linear_arrays(model: LinearModel) -> dict[str, Array]:
    """Return the arrays of a model, by the names that they have in the folder."""
    return {
        "vocabulary": np.frombuffer("\n".join(model.vocabulary.names).encode("utf-8"), dtype=np.uint8),
        "idf": model.vocabulary.idf.astype(np.float32),
        "inner": model.inner,
        "inner_steps": model.steps,
        "finding": model.finding,
        "inner_bias": model.inner_bias,
        "outer": model.outer,
        "outer_bias": model.outer_bias,
        "slopes": model.slopes,
        "offsets": model.offsets,
    }


def linear_config(model: LinearModel) -> dict[str, Any]:
    """Return the settings of a model, as JSON can hold them."""
    return {
        "features": FEATURES,
        "scales": [float(scale) for scale in model.vocabulary.scales],
        "clause_share": model.vocabulary.clause_share,
        "labels": [int(label) for label in model.labels],
        "rules_share": model.rules_share,
        "usual_unknown": model.usual_unknown,
    }


def load_linear(folder: str | os.PathLike[str]) -> LinearBackend:
    """Load the linear back end from a model folder.

    Raises:
        ModelError: the folder has faults, or holds another kind of model.

    """
    return linear_backend(load_folder(folder))


def linear_backend(bundle: Bundle) -> LinearBackend:
    """Return the back end that a bundle holds.

    Raises:
        ModelError: it holds another kind of model, or values that do not fit together.

    """
    manifest = bundle.manifest
    if manifest.backend is not BackendKind.LINEAR:
        raise bundle.fault("manifest.json", "backend", f"is {manifest.backend}, not linear")
    table, faults = bundle.read_config()
    table.choice("features", (FEATURES,))
    scales = table.numbers("scales", 0.0, _SMALL, len(BLOCKS))
    share = table.number("clause_share", 0.0, 1.0)
    labels = read_labels(table, len(manifest.taxonomy))
    rules_share = table.number("rules_share", 0.0, MAX_SHARE)
    unknown = table.number("usual_unknown", 0.0, 1.0)
    table.close()
    if not faults and len(scales) != len(BLOCKS):
        faults.add("scales", f"must be {len(BLOCKS)} numbers, were {len(scales)}")
    faults.raise_any()
    names = names_of(bundle, "vocabulary")
    n, n_labels = len(names), len(labels)
    bias = bundle.array("inner_bias", (None,), "float32")
    hidden = len(bias)
    if not 1 <= hidden <= MAX_HIDDEN:
        raise bundle.fault(WEIGHTS, "inner_bias", f"must have 1 to {MAX_HIDDEN:,} values, has {hidden:,}")
    model = LinearModel(
        Vocabulary(names, bounded(bundle, "idf", (n,)).astype(np.float64), np.array(scales), share),
        bundle.array("inner", (n, hidden), "int8"),
        bounded(bundle, "inner_steps", (n,)),
        _finding(bundle, len(manifest.taxonomy), hidden),
        bounded(bundle, "inner_bias", (hidden,)),
        bounded(bundle, "outer", (hidden, n_labels)),
        bounded(bundle, "outer_bias", (n_labels,)),
        np.array(labels, dtype=np.int64),
        rules_share,
        bounded(bundle, "slopes", (n_labels,), "float64"),
        bounded(bundle, "offsets", (n_labels,), "float64"),
        unknown,
    )
    if (model.steps <= 0).any():
        raise bundle.fault(WEIGHTS, "inner_steps", "must be above 0")
    if (model.slopes <= 0).any():
        raise bundle.fault(WEIGHTS, "slopes", "must be above 0")
    if (model.vocabulary.idf <= 0).any():
        raise bundle.fault(WEIGHTS, "idf", "must be above 0")
    return LinearBackend(
        model, manifest.taxonomy, manifest.threshold_array, manifest.name, manifest.version, manifest.made_for
    )


def read_labels(table: Table, n_themes: int) -> tuple[int, ...]:
    """Return the places of the labels that a model learned, among the 2 * n_themes."""
    places = n_themes * len(POLARITIES)
    labels = table.integers("labels", 0, places - 1, places)
    if not table.faults and (not labels or list(labels) != sorted(set(labels))):
        table.fault("labels", "must be at least one, rising, each once")
    return labels


def names_of(bundle: Bundle, name: str, most: int = MAX_FEATURES) -> tuple[str, ...]:
    """Return the names that an array holds as text, one a line; each once, none empty; at most `most`."""
    data = bundle.array(name, (None,), "uint8").tobytes()
    if (count := data.count(b"\n") + 1) > most:
        raise bundle.fault(WEIGHTS, name, f"has {count:,} names, at most {most:,} are read")
    try:
        names = tuple(data.decode("utf-8").split("\n"))
    except UnicodeDecodeError as e:
        raise bundle.fault(WEIGHTS, name, f"is not UTF-8 (byte {e.start})") from None
    if len(set(names)) != len(names) or "" in names:
        raise bundle.fault(WEIGHTS, name, "must hold each name once, and no empty one")
    return names


def _finding(bundle: Bundle, n_themes: int, hidden: int) -> Array:
    # An extended model reads what the rules find of the themes that it was trained with, which come first.
    array = bounded(bundle, "finding", (None, hidden))
    shapes = [n_findings(n) for n in range(1, n_themes + 1)]
    if len(array) not in shapes:
        problem = f"must have {n_findings(0)} rows and {shapes[0] - n_findings(0)} for each theme, has {len(array)}"
        raise bundle.fault(WEIGHTS, "finding", problem)
    return array


def bounded(bundle: Bundle, name: str, shape: tuple[int | None, ...], dtype: str = "float32") -> Array:
    """Return an array of a bundle whose numbers are of a sound model's size."""
    # Finite numbers can still overflow when they are multiplied.
    array = bundle.array(name, shape, dtype)
    if array.size and float(np.abs(array).max()) > _SMALL:
        raise bundle.fault(WEIGHTS, name, f"holds numbers beyond {_SMALL:,.0f}")
    return array
