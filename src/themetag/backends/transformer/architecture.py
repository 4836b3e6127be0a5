"""What an encoder is made of: the numbers that fix the name and shape of every weight."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_PARAMETERS = 120_000_000  # BERT base has 110 million; more than that is no light model
_BOUNDS = {  # checked before anything is allocated: a model's folder may come from anywhere
    "layers": (1, 24),
    "hidden": (8, 1024),
    "heads": (1, 64),
    "intermediate": (8, 8192),
    "positions": (8, 8192),
    "pieces": (4, 300_000),
    "types": (1, 16),
}


@dataclass(frozen=True)
class Architecture:
    """An encoder of the BERT family (Devlin et al. 2019), with the exact gelu (by the error function), no pooler.

    Attributes:
        layers: from 1 to 24.
        hidden: numbers a piece, from 8 to 1,024, a multiple of `heads`.
        heads: of attention, from 1 to 64.
        intermediate: units between the two matrices of a layer, from 8 to 8,192.
        positions: the longest sequence, in pieces, from 8 to 8,192.
        pieces: of the vocabulary, from 4 to 300,000.
        types: of segments, from 1 to 16; only the first is ever used.
        epsilon: added to the variance when a layer is normalised, above 0, at most 0.001.

    """

    layers: int
    hidden: int
    heads: int
    intermediate: int
    positions: int
    pieces: int
    types: int
    epsilon: float

    def __post_init__(self) -> None:
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if type(value) is not int or not least <= value <= most:
                raise ValueError(f"{name} must be a whole number from {least} to {most}, was {value!r}")
        if self.hidden % self.heads:
            raise ValueError(f"hidden must be a multiple of heads ({self.heads}), was {self.hidden}")
        if type(self.epsilon) is not float or not 0.0 < self.epsilon <= 0.001:
            raise ValueError(f"epsilon must be a number above 0 and at most 0.001, was {self.epsilon!r}")
        if self.parameters > MOST_PARAMETERS:
            raise ValueError(f"an encoder has at most {MOST_PARAMETERS:,} parameters, this one has {self.parameters:,}")

    @property
    def parameters(self) -> int:
        """How many numbers the weights are."""
        return sum(math.prod(shape) for shape in self.shapes().values())

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every float32 array, named as in the state of Hugging Face's BertModel.

        A matrix is (n_out, n_in).
        """
        hidden = self.hidden
        shapes: dict[str, tuple[int, ...]] = {
            "embeddings.word_embeddings.weight": (self.pieces, hidden),
            "embeddings.position_embeddings.weight": (self.positions, hidden),
            "embeddings.token_type_embeddings.weight": (self.types, hidden),
        }
        shapes |= _with_bias("embeddings.LayerNorm", (hidden,))
        for layer in range(self.layers):
            for name, shape in _of_layer(hidden, self.intermediate).items():
                shapes |= _with_bias(f"encoder.layer.{layer}.{name}", shape)
        return shapes


def _of_layer(hidden: int, intermediate: int) -> dict[str, tuple[int, ...]]:
    return {
        "attention.self.query": (hidden, hidden),
        "attention.self.key": (hidden, hidden),
        "attention.self.value": (hidden, hidden),
        "attention.output.dense": (hidden, hidden),
        "attention.output.LayerNorm": (hidden,),
        "intermediate.dense": (intermediate, hidden),
        "output.dense": (hidden, intermediate),
        "output.LayerNorm": (hidden,),
    }


def _with_bias(name: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
