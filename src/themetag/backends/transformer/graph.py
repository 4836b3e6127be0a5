"""The sum an encoder is, as an ONNX graph made here from its weights: a model's folder never holds a graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from themetag.backends.transformer.architecture import Architecture
from themetag.backends.transformer.quantised import WORDS, Array
from themetag.optional import require

INPUT, OUTPUT = "ids", "states"
_OURS = "com.microsoft"  # the operators of onnxruntime itself
_OPSET, _FORMAT = 21, 10  # what onnxruntime 1.20 and later read
_PARTS = ("weight", "bias")
_GELU_ZERO = 20  # the number 0 behind a gelu, as uint8; a gelu never goes below -_GELU_LEAST
_GELU_LEAST = 0.17


def graph(architecture: Architecture, arrays: Mapping[str, Array]) -> bytes:
    """Return the model, serialised, that makes of piece ids, int64 (n,), the last states, float32 (n, hidden).

    Activations are rounded to uint8, multiplied as whole numbers, and scaled back. The scale is that of the sequence,
    but behind a gelu, where single tokens go far beyond the others, that of each token: what a sequence gives depends
    on nothing but that sequence.
    """
    made = _Graph(architecture, arrays)
    states = made.node("Squeeze", made.states(), made.constant(np.array([0])))
    return made.model({OUTPUT: states})


def measuring_graph(architecture: Architecture, arrays: Mapping[str, Array]) -> bytes:
    """Return the same model, but what it gives is, by the name of each spread, the largest numbers, (1, hidden)."""
    made = _Graph(architecture, arrays)
    made.states()
    axis = made.constant(np.array([1]))
    return made.model(
        {name: made.node("ReduceMax", made.node("Abs", values), axis, keepdims=0) for name, values in made.met.items()}
    )


class _Graph:
    """The nodes and constants so far; what a method takes and returns are names of values (1, n, some)."""

    def __init__(self, architecture: Architecture, arrays: Mapping[str, Array]) -> None:
        self.onnx = require("onnx", "transformer", "to run a transformer model")
        self.architecture = architecture
        self.arrays = arrays
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.met: dict[str, str] = {}  # by the name of each spread, the values it divides

    def states(self) -> str:
        values, before = self._embedded(), "embeddings.LayerNorm"
        for layer in (f"encoder.layer.{number}" for number in range(self.architecture.layers)):
            values, before = self._layer(layer, before, values), f"{layer}.output.LayerNorm"
        return self._normalised(before, values)

    def model(self, results: Mapping[str, str]) -> bytes:
        """Return the whole, serialised, that gives values under the names of `results`."""
        make, kinds = self.onnx.helper, self.onnx.TensorProto
        inputs = [make.make_tensor_value_info(INPUT, kinds.INT64, ["n"])]
        outputs = [make.make_tensor_value_info(name, kinds.FLOAT, [None, self.architecture.hidden]) for name in results]
        self.nodes += [make.make_node("Identity", [value], [name]) for name, value in results.items()]
        whole = make.make_graph(self.nodes, "encoder", inputs, outputs, self.constants)
        opsets = [make.make_opsetid("", _OPSET), make.make_opsetid(_OURS, 1)]
        model: bytes = make.make_model(whole, opset_imports=opsets, ir_version=_FORMAT).SerializeToString()
        return model

    def _embedded(self) -> str:
        """Return the sum of the three embeddings, not yet normalised."""
        self.length = self.node("Shape", INPUT)
        zero = self.onnx.numpy_helper.from_array(np.array([_GELU_ZERO], np.uint8))
        self.zeros = self.node("ConstantOfShape", self.length, value=zero)
        rows = self.node("Cast", self.node("Gather", self.constant(self.arrays[WORDS]), INPUT), to=1)
        scale = self.node("Gather", self.constant(self.arrays[f"{WORDS}.scale"][:, None]), INPUT)
        words = self.node("Mul", rows, scale)
        places = self.arrays["embeddings.position_embeddings.weight"]
        places = places + self.arrays["embeddings.token_type_embeddings.weight"][0]
        start = self._axes(0)
        placed = self.node("Add", words, self.node("Slice", self.constant(places), start, self.length, start))
        return self.node("Unsqueeze", placed, start)

    def _layer(self, layer: str, before: str, values: str) -> str:
        """Return the sum behind a layer, not yet normalised, of the one before it and its normalisation's name."""
        parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        states = self._normalised(before, values)
        product = self._product(parts, self._spread(f"{layer}.attention.self.spread", before, values, states))
        thirds = self.constant(np.full(3, self.architecture.hidden))
        query, key, value = self._nodes("Split", product, thirds, n_outputs=3, axis=2)
        bias = self._joined([f"{part}.bias" for part in parts])
        heads = self.architecture.heads
        seen = self.node("MultiHeadAttention", query, key, value, bias, domain=_OURS, num_heads=heads)
        name = f"{layer}.attention.output.dense"
        values = self._added(self._product([name], seen), name, states)

        before = f"{layer}.attention.output.LayerNorm"
        states = self._normalised(before, values)
        name = f"{layer}.intermediate.dense"
        wide = self._product([name], self._spread(f"{layer}.intermediate.spread", before, values, states))
        wide = self.node("BiasGelu", wide, self._joined([f"{name}.bias"]), domain=_OURS)
        name = f"{layer}.output.dense"
        return self._added(self._product_by_token(name, wide), name, states)

    def _added(self, product: str, name: str, states: str) -> str:
        return self.node("Add", self.node("Add", product, states), self._joined([f"{name}.bias"]))

    def _product(self, names: list[str], values: str) -> str:
        """Return the values times the matrices of these names, side by side, without their bias."""
        return self.node("DynamicQuantizeMatMul", values, *self._matrices(names), domain=_OURS)

    def _product_by_token(self, name: str, values: str) -> str:
        """Return the values, which come from a gelu, times a matrix, without its bias, with a scale for each token."""
        most = self.node("ReduceMax", values, self._axes(2), keepdims=1)
        scale = self.node("Mul", most, self._number(1 / (255 - _GELU_ZERO)))
        scale = self.node("Max", scale, self._number(_GELU_LEAST / _GELU_ZERO))
        # QuantizeLinear wants a zero point for every scale.
        whole = self.node("QuantizeLinear", values, self.node("Squeeze", scale, self._axes(0, 2)), self.zeros, axis=1)
        matrix, steps = self._matrices([name])
        zero = self.constant(np.array(_GELU_ZERO, np.uint8))
        product = self.node("MatMulIntegerToFloat", whole, matrix, self._number(1.0), steps, zero, domain=_OURS)
        return self.node("Mul", product, scale)

    def _matrices(self, names: list[str]) -> tuple[str, str]:
        weight = np.concatenate([self.arrays[f"{name}.weight"] for name in names])
        return self.constant(weight.T), self._joined([f"{name}.weight.scale" for name in names])

    def _spread(self, name: str, before: str, values: str, states: str) -> str:
        """Return the states, which are the values normalised, divided by the spread of this name."""
        self.met[name] = states
        # A second normalisation costs no more than a division would.
        return self._normalised(before, values, self.arrays[name])

    def _normalised(self, name: str, values: str, by: Array | float = 1.0) -> str:
        weight, bias = (self.constant((self.arrays[f"{name}.{part}"] / by).astype(np.float32)) for part in _PARTS)
        return self.node("LayerNormalization", values, weight, bias, axis=-1, epsilon=self.architecture.epsilon)

    def _joined(self, names: list[str]) -> str:
        return self.constant(np.concatenate([self.arrays[name] for name in names]))

    def _axes(self, *axes: int) -> str:
        return self.constant(np.array(axes, np.int64))

    def _number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def constant(self, values: Array) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(self.onnx.numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, *inputs: str, **settings: Any) -> str:
        return self._nodes(operator, *inputs, n_outputs=1, **settings)[0]

    def _nodes(self, operator: str, *inputs: str, n_outputs: int, **settings: Any) -> list[str]:
        """Add a node and return the names of what it gives."""
        names = [f"value_{len(self.nodes)}_{place}" for place in range(n_outputs)]
        self.nodes.append(self.onnx.helper.make_node(operator, list(inputs), names, **settings))
        return names
