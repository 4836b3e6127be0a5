"""How large the numbers of an encoder get, measured so that they can be rounded well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from themetag.backends.transformer.architecture import Architecture
from themetag.backends.transformer.encoder import session
from themetag.backends.transformer.graph import INPUT, measuring_graph
from themetag.backends.transformer.quantised import check, quantise

Floats = npt.NDArray[np.float32]


def sizes(
    architecture: Architecture, weights: Mapping[str, Floats], samples: Sequence[Sequence[int]]
) -> dict[str, Floats]:
    """Return, for `quantise`, the largest number, float32 (hidden,), that meets each spread (see `spread_names`).

    It is measured in the encoder rounded without sizes, which is close enough.

    Args:
        architecture: the numbers of the encoder.
        weights: its weights, float32.
        samples: sequences of pieces such as it is to read, 1 or more; beyond a few dozen, more gain nothing.

    Raises:
        MissingExtraError: onnx or onnxruntime is not installed.
        ValueError: there are no samples, or the weights are not those of the architecture.

    """
    if not samples:
        raise ValueError("sizes are measured on 1 sequence or more, there were 0")
    arrays = quantise(weights)
    check(architecture, arrays)
    measuring = session(measuring_graph(architecture, arrays), 1)
    names = [output.name for output in measuring.get_outputs()]
    each = [measuring.run(names, {INPUT: np.asarray(ids, np.int64)}) for ids in samples]
    return {name: np.max([of[place][0] for of in each], axis=0) for place, name in enumerate(names)}
