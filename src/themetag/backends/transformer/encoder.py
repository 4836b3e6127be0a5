"""An encoder that runs: from the pieces of one sequence to a state for each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from themetag.backends.transformer.architecture import Architecture
from themetag.backends.transformer.graph import INPUT, OUTPUT, graph
from themetag.backends.transformer.quantised import Array, check
from themetag.optional import require

States = npt.NDArray[np.float32]


class Encoder:
    """Makes of a sequence of pieces their last hidden states, one sequence at a time.

    There is no batch, no padding and no mask, so a sequence gives the same bytes whatever was read before, beside or
    after it. Threads may share an encoder. It pickles as what it was made from.

    Args:
        architecture: the numbers of the encoder.
        arrays: its weights, as `quantised.quantise` returns them; not to be changed afterwards.
        threads: within one sequence, from 1. For more than one sequence, `states_of` gains more.

    Attributes:
        architecture: as given.
        arrays: as given.

    Raises:
        MissingExtraError: onnx or onnxruntime is not installed.
        ValueError: the arrays are not those of the architecture.

    """

    def __init__(self, architecture: Architecture, arrays: Mapping[str, Array], threads: int = 1) -> None:
        if threads < 1:
            raise ValueError(f"threads must be 1 or more, was {threads}")
        check(architecture, arrays)
        self.architecture = architecture
        self.arrays = arrays
        self._threads = threads
        self._session = session(graph(architecture, arrays), threads)

    def __reduce__(self) -> tuple[Callable[..., Encoder], tuple[Any, ...]]:
        """Go to another process as what it was made from; one that is sent it with every document makes it once."""
        return _made_once, (self._digest, self.architecture, dict(self.arrays), self._threads)

    @cached_property
    def _digest(self) -> str:
        hashed = hashlib.sha256(f"{self.architecture} {self._threads}".encode())
        for name in sorted(self.arrays):
            hashed.update(name.encode())
            hashed.update(np.ascontiguousarray(self.arrays[name]).tobytes())
        return hashed.hexdigest()

    def states(self, ids: Sequence[int]) -> States:
        """Return (len(ids), hidden), float32: the last hidden states of one sequence.

        Args:
            ids: pieces of the vocabulary, from 1 to `architecture.positions` of them, with the special ones at both
                ends where the model is to see them.

        Raises:
            ValueError: there are no ids, or too many, or one is not of the vocabulary.

        """
        pieces = np.asarray(ids, dtype=np.int64)
        most = self.architecture.positions
        if pieces.ndim != 1 or not 1 <= len(pieces) <= most:
            raise ValueError(f"a sequence has from 1 to {most} pieces, was of shape {pieces.shape}")
        if pieces.min() < 0 or pieces.max() >= self.architecture.pieces:
            worst = int(pieces.min() if pieces.min() < 0 else pieces.max())
            raise ValueError(f"a piece must be from 0 to {self.architecture.pieces - 1}, was {worst}")
        states: States = self._session.run([OUTPUT], {INPUT: pieces})[0]
        return states

    def states_of(self, sequences: Sequence[Sequence[int]], threads: int = 2) -> Iterator[States]:
        """Return an iterator over the states of each sequence, in their order, just as `states` gives them.

        With several threads the reading begins at once and goes on beside what the caller does meanwhile.

        Args:
            sequences: any number of them.
            threads: sequences read at a time, from 1; onnxruntime lets go of Python's lock while it computes.

        """
        if threads < 1:
            raise ValueError(f"threads must be 1 or more, was {threads}")
        if threads == 1 or len(sequences) < 2:
            return map(self.states, sequences)
        pool = ThreadPoolExecutor(threads)
        found = pool.map(self.states, sequences)
        pool.shutdown(wait=False)  # nothing comes after; what was asked for is read all the same
        return found


def session(model: bytes, threads: int) -> Any:
    """Return what runs a serialised model in onnxruntime."""
    runtime = require("onnxruntime", "transformer", "to run a transformer model")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = runtime.ExecutionMode.ORT_SEQUENTIAL
    # The graph names the operators it wants; what else onnxruntime would make of it differs by version and is slower.
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.use_deterministic_compute = True
    options.log_severity_level = 3  # errors: they are raised as well
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


_MADE: dict[str, Encoder] = {}  # the last one that came from another process, by its digest


def _made_once(digest: str, architecture: Architecture, arrays: Mapping[str, Array], threads: int) -> Encoder:
    made = _MADE.get(digest)
    if made is None:
        made = Encoder(architecture, arrays, threads)
        _MADE.clear()
        _MADE[digest] = made
    return made
