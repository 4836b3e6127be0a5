from __future__ import annotations

import math
import pickle
from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt
import pytest

from themetag.backends.transformer.architecture import Architecture
from themetag.backends.transformer.encoder import Encoder
from themetag.backends.transformer.quantised import quantise, stored
from themetag.backends.transformer.sizes import sizes

pytest.importorskip("onnxruntime", reason="the extra transformer is not installed")
pytest.importorskip("onnx", reason="the extra transformer is not installed")

SMALL = Architecture(layers=2, hidden=32, heads=4, intermediate=64, positions=24, pieces=50, types=2, epsilon=1e-12)
MINI_LM = Architecture(
    layers=6, hidden=384, heads=12, intermediate=1536, positions=512, pieces=30522, types=2, epsilon=1e-12
)
Weights = dict[str, npt.NDArray[np.float32]]
WORDS = "embeddings.word_embeddings.weight"
QUERY = "encoder.layer.0.attention.self.query.weight"


def weights_of(architecture: Architecture, seed: int = 5) -> Weights:
    """Return random weights as a trained encoder might have them, a few channels of the normalisations large."""
    random = np.random.default_rng(seed)
    weights = {}
    for name, shape in architecture.shapes().items():
        values = random.normal(size=shape) / math.sqrt(shape[-1])
        if name.endswith("LayerNorm.weight"):
            values = 1.0 + values
            values[3] = 6.0
        weights[name] = values.astype(np.float32)
    return weights


def reference(architecture: Architecture, weights: Weights, ids: list[int]) -> npt.NDArray[np.float64]:
    """Return the last states by the book, in float64, with nothing of the library."""
    of = {name: values.astype(np.float64) for name, values in weights.items()}

    def linear(values, name):
        return values @ of[f"{name}.weight"].T + of[f"{name}.bias"]

    def normalised(values, name):
        centred = values - values.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + architecture.epsilon)
        return centred / spread * of[f"{name}.weight"] + of[f"{name}.bias"]

    states = of[WORDS][ids] + of["embeddings.position_embeddings.weight"][: len(ids)]
    states = normalised(states + of["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    width = architecture.hidden // architecture.heads
    for layer in (f"encoder.layer.{number}" for number in range(architecture.layers)):
        query, key, value = (linear(states, f"{layer}.attention.self.{part}") for part in ("query", "key", "value"))
        seen = np.zeros_like(states)
        for head in range(architecture.heads):
            mine = slice(head * width, (head + 1) * width)
            odds = np.exp(query[:, mine] @ key[:, mine].T / math.sqrt(width))
            seen[:, mine] = odds / odds.sum(axis=1, keepdims=True) @ value[:, mine]
        output = linear(seen, f"{layer}.attention.output.dense")
        states = normalised(states + output, f"{layer}.attention.output.LayerNorm")
        wide = linear(states, f"{layer}.intermediate.dense")
        wide = wide * 0.5 * (1.0 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        states = normalised(states + linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    return states


def sequences(number: int = 12) -> list[list[int]]:
    random = np.random.default_rng(11)
    return [random.integers(0, SMALL.pieces, random.integers(1, SMALL.positions + 1)).tolist() for _ in range(number)]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return weights_of(SMALL)


@pytest.fixture(scope="module")
def encoder(weights: Weights) -> Encoder:
    return Encoder(SMALL, quantise(weights))


def likeness(one, other) -> float:
    """Return the least cosine of the states of a piece."""
    product = (one * other).sum(axis=1)
    return float((product / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)).min())


@pytest.mark.parametrize("ids", [[7], [2, 9], sequences()[0], list(range(SMALL.positions))])
def test_as_by_the_book(encoder: Encoder, weights: Weights, ids: list[int]):
    """The states are those of a BERT computed in float64, but for the rounding of weights and activations."""
    states = encoder.states(ids)
    expected = reference(SMALL, weights, ids)
    assert states.dtype == np.float32
    assert states.shape == (len(ids), SMALL.hidden)
    assert likeness(states, expected) > 0.995
    assert np.abs(states - expected).mean() < 0.06


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (name, 0.5)
        for name in SMALL.shapes()
        # What is added to every key alike adds the same to every odd of a query, and softmax takes it off again.
        if not name.endswith("key.bias")
    ],
)
def test_every_array_counts(encoder: Encoder, weights: Weights, name: str, change: float):
    """Each array of weights changes the states in the direction in which it changes those by the book."""
    ids = sequences()[1]
    noise = np.random.default_rng(3).normal(size=weights[name].shape).astype(np.float32)
    changed = weights | {name: weights[name] + change * noise}
    moved = Encoder(SMALL, quantise(changed)).states(ids) - encoder.states(ids)
    expected = reference(SMALL, changed, ids) - reference(SMALL, weights, ids)
    assert (moved * expected).sum() > 0.5 * np.linalg.norm(moved) * np.linalg.norm(expected) > 0


def test_sizes_are_measured(weights: Weights):
    """Sizes are the largest numbers behind a normalisation, over all pieces of all samples."""
    samples = sequences(3)
    measured = sizes(SMALL, weights, samples)
    first = measured["encoder.layer.0.attention.self.spread"]
    expected = np.zeros(SMALL.hidden)
    for ids in samples:
        states = weights[WORDS][ids] + weights["embeddings.position_embeddings.weight"][: len(ids)]
        states = states + weights["embeddings.token_type_embeddings.weight"][0]
        states = (states - states.mean(axis=1, keepdims=True)) / states.std(axis=1, keepdims=True)
        states = states * weights["embeddings.LayerNorm.weight"] + weights["embeddings.LayerNorm.bias"]
        expected = np.maximum(expected, np.abs(states).max(axis=0))
    assert np.abs(first - expected).max() < 0.05 * expected.max()
    assert measured.keys() == {name for name in stored(SMALL) if name.endswith(".spread")}


def test_sizes_bring_it_closer(weights: Weights):
    """Where a channel is large in every token, an encoder rounded with sizes is closer to the one by the book."""
    uneven = {name: values.copy() for name, values in weights.items()}
    for name in uneven:
        if name.endswith("LayerNorm.weight"):
            uneven[name][3] = 60.0
        elif name.endswith(("query.weight", "key.weight", "value.weight", "intermediate.dense.weight")):
            uneven[name][:, 3] /= 60.0
    samples = sequences(8)

    def error(arrays):
        encoder = Encoder(SMALL, arrays)
        return np.mean([np.abs(encoder.states(ids) - reference(SMALL, uneven, ids)).mean() for ids in samples])

    assert error(quantise(uneven, sizes(SMALL, uneven, samples))) < 0.6 * error(quantise(uneven))


def test_sizes_want_samples(weights: Weights):
    """Without samples there is nothing to measure."""
    with pytest.raises(ValueError, match="sizes are measured on 1 sequence or more, there were 0"):
        sizes(SMALL, weights, [])


def test_heads_count(encoder: Encoder, weights: Weights):
    """As many heads as the architecture says attend: with others, the states are others, as by the book."""
    ids = sequences()[2]
    other = replace(SMALL, heads=8)
    states = Encoder(other, quantise(weights)).states(ids)
    assert likeness(states, reference(other, weights, ids)) > 0.995
    assert (states != encoder.states(ids)).any()


def test_epsilon_counts(encoder: Encoder, weights: Weights):
    """The epsilon of the architecture is the one used."""
    ids = sequences()[2]
    other = replace(SMALL, epsilon=0.001)
    assert (Encoder(other, quantise(weights)).states(ids) != encoder.states(ids)).any()


def test_alone_or_after_others(encoder: Encoder):
    """A sequence gives the same bytes alone, again, and after others were read."""
    first, *others = sequences()
    alone = encoder.states(first).tobytes()
    for ids in others:
        encoder.states(ids)
    assert encoder.states(first).tobytes() == alone


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_give_the_same(encoder: Encoder, threads: int):
    """Many sequences at a time give, in their order, the bytes that each gives alone."""
    several = sequences(40)
    together = list(encoder.states_of(several, threads=threads))
    assert [states.tobytes() for states in together] == [encoder.states(ids).tobytes() for ids in several]


def test_no_sequences(encoder: Encoder):
    """Of no sequences there are no states."""
    assert list(encoder.states_of([])) == []


def test_threads_within_a_sequence(encoder: Encoder, weights: Weights):
    """Threads within one sequence give the same bytes as one thread."""
    ids = list(range(SMALL.positions))
    assert Encoder(SMALL, quantise(weights), threads=2).states(ids).tobytes() == encoder.states(ids).tobytes()


def test_pickled(encoder: Encoder):
    """An encoder that went to another process gives the same bytes."""
    other = pickle.loads(pickle.dumps(encoder))
    assert other.architecture == encoder.architecture
    assert other.states([5, 6, 7]).tobytes() == encoder.states([5, 6, 7]).tobytes()


@pytest.mark.parametrize("threads", [0, -1])
def test_threads_refused(encoder: Encoder, weights: Weights, threads: int):
    """Fewer threads than one are refused, and named."""
    with pytest.raises(ValueError, match=f"threads must be 1 or more, was {threads}"):
        Encoder(SMALL, quantise(weights), threads=threads)
    with pytest.raises(ValueError, match=f"threads must be 1 or more, was {threads}"):
        encoder.states_of([[1]], threads=threads)


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([], r"from 1 to 24 pieces, was of shape \(0,\)"),
        ([1] * 25, r"from 1 to 24 pieces, was of shape \(25,\)"),
        ([[1, 2]], r"from 1 to 24 pieces, was of shape \(1, 2\)"),
        ([1, 50], "a piece must be from 0 to 49, was 50"),
        ([1, -1], "a piece must be from 0 to 49, was -1"),
    ],
)
def test_sequences_refused(encoder: Encoder, ids: list[int], message: str):
    """No pieces, too many, and pieces that are not of the vocabulary are refused."""
    with pytest.raises(ValueError, match=message):
        encoder.states(ids)


def test_whole_numbers_are_exact():
    """The largest weights and activations that can meet are added exactly, with VNNI or without."""
    weights = weights_of(SMALL)
    name = "encoder.layer.1.output.dense.weight"
    arrays = quantise(weights)
    rows = arrays[name].astype(np.int64).reshape(len(arrays[name]), -1, 2)
    assert np.abs(np.maximum(rows, 0).sum(axis=2)).max() * 255 <= 2**15 - 1
    assert np.abs(np.minimum(rows, 0).sum(axis=2)).max() * 255 <= 2**15


def test_rounding_is_close(weights: Weights):
    """A stored matrix, its scales and its spread give back the weights, to a hundredth of the largest of each row."""
    arrays = quantise(weights, sizes(SMALL, weights, sequences()))
    back = arrays[QUERY] * arrays[f"{QUERY}.scale"][:, None]
    spread = arrays["encoder.layer.0.attention.self.spread"]
    largest = np.abs(weights[QUERY] * spread).max(axis=1, keepdims=True)
    assert (np.abs(back - weights[QUERY] * spread) <= largest / 100).all()
    words = arrays[WORDS] * arrays[f"{WORDS}.scale"][:, None]
    assert np.abs(words - weights[WORDS]).max() <= np.abs(weights[WORDS]).max() / 250


def test_rows_of_nothing(weights: Weights):
    """Rows and normalisations of nothing but 0 give numbers, not a division by 0."""
    bare = weights | {QUERY: weights[QUERY] * 0, "embeddings.LayerNorm.weight": np.zeros(32, np.float32)}
    bare |= {"embeddings.LayerNorm.bias": np.zeros(32, np.float32)}
    ids = [1, 2, 3]
    assert likeness(Encoder(SMALL, quantise(bare)).states(ids), reference(SMALL, bare, ids)) > 0.99


def test_stored_size():
    """What is stored of all-MiniLM-L6-v2 stays below 26 MB."""
    size = sum(math.prod(shape) * kind.itemsize for shape, kind in stored(MINI_LM).values())
    assert 20e6 < size < 26e6


def test_stored_as_said(weights: Weights):
    """The arrays have the shapes and types that `stored` says."""
    assert {name: (array.shape, array.dtype) for name, array in quantise(weights).items()} == stored(SMALL)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        (QUERY, np.zeros((32, 31), np.int8), r"query\.weight must be int8 \(32, 32\), was int8 \(32, 31\)"),
        (QUERY, np.zeros((32, 32), np.float32), r"query\.weight must be int8 \(32, 32\), was float32 \(32, 32\)"),
        (QUERY, np.full((32, 32), 65, np.int8), r"query\.weight holds two weights that go beyond 128 together"),
        (f"{QUERY}.scale", np.ones(31, np.float32), r"query\.weight\.scale must be float32 \(32,\)"),
        (f"{QUERY}.scale", np.full(32, np.nan, np.float32), r"query\.weight\.scale holds numbers that are not finite"),
        ("encoder.layer.0.intermediate.spread", np.zeros(32, np.float32), r"spread must be above 0, was 0\.0"),
        ("pooler.dense.bias", np.zeros(32, np.float32), r"pooler\.dense\.bias is not known"),
        (QUERY, None, r"query\.weight is missing"),
    ],
)
def test_arrays_refused(weights: Weights, name: str, array: object, message: str):
    """Arrays that are missing, not known, of another shape or type or out of range are refused by name."""
    arrays = {key: value for key, value in quantise(weights).items() if key != name}
    if array is not None:
        arrays[name] = array
    with pytest.raises(ValueError, match=message):
        Encoder(SMALL, arrays)


def test_all_faults_named(weights: Weights):
    """Two wrong arrays are both named."""
    arrays = {key: value for key, value in quantise(weights).items() if key not in {QUERY, WORDS}}
    with pytest.raises(ValueError, match=rf"{WORDS} is missing; {QUERY} is missing"):
        Encoder(SMALL, arrays)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"layers": 0}, "layers must be a whole number from 1 to 24, was 0"),
        ({"layers": 25}, "layers must be a whole number from 1 to 24, was 25"),
        ({"layers": True}, "layers must be a whole number from 1 to 24, was True"),
        ({"layers": 2.0}, r"layers must be a whole number from 1 to 24, was 2\.0"),
        ({"hidden": 4}, "hidden must be a whole number from 8 to 1024, was 4"),
        ({"hidden": 33}, r"hidden must be a multiple of heads \(4\), was 33"),
        ({"heads": 0}, "heads must be a whole number from 1 to 64, was 0"),
        ({"intermediate": 10**9}, "intermediate must be a whole number from 8 to 8192, was 1000000000"),
        ({"positions": 0}, "positions must be a whole number from 8 to 8192, was 0"),
        ({"pieces": "50"}, "pieces must be a whole number from 4 to 300000, was '50'"),
        ({"types": 0}, "types must be a whole number from 1 to 16, was 0"),
        ({"epsilon": 0.0}, r"epsilon must be a number above 0 and at most 0\.001, was 0\.0"),
        ({"epsilon": math.nan}, r"epsilon must be a number above 0 and at most 0\.001, was nan"),
        ({"layers": 24, "hidden": 1024, "intermediate": 4096}, "at most 120,000,000 parameters, this one has 302,"),
    ],
)
def test_architectures_refused(change: dict[str, object], message: str):
    """Numbers out of their bounds are refused with the value, before anything is allocated."""
    with pytest.raises(ValueError, match=message):
        Architecture(**(asdict(SMALL) | change))


def test_parameters_counted():
    """The parameters of all-MiniLM-L6-v2 are counted as its weights have them, without the pooler."""
    assert MINI_LM.parameters == 22_565_376
    assert SMALL.parameters == sum(values.size for values in weights_of(SMALL).values())
