"""Units as the encoder reads them in training: batches of like lengths, so that little is padded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.findings import Findings
from themetag.backends.transformer.pieces import Pieces, Window
from themetag.types import Unit

_POOL: Final = 40  # batches that are sorted by length together


@dataclass(frozen=True, eq=False)
class Rows:
    """Encoded units.

    Attributes:
        windows: the first window of each; hardly a sentence has a second, which serving reads and training does not.
        findings: (n_units, n_findings) float32, what the rules find.
        targets: (n_units, n_labels) float32 in [0, 1].
        extra: (n_units,) bool: whether the unit is of another kind than the text to be tagged.

    """

    windows: Sequence[Window]
    findings: Findings
    targets: npt.NDArray[np.float32]
    extra: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.windows)

    def select(self, places: npt.NDArray[np.int64]) -> Rows:
        """Return the rows at these places, in that order."""
        windows = [self.windows[i] for i in places.tolist()]
        return Rows(windows, self.findings[places], self.targets[places], self.extra[places])

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """How many pieces each unit has: (n_units,)."""
        return np.array([len(window.ids) for window in self.windows], dtype=np.int64)


def encode(pieces: Pieces, units: Sequence[Unit]) -> list[Window]:
    """Return the first window of each unit."""
    return [pieces.windows(unit)[0] for unit in units]


def shuffled(rows: Rows, batch: int, rng: np.random.Generator) -> list[npt.NDArray[np.int64]]:
    """Return the rows in batches, in random order, rows of like lengths together."""
    lengths, order = rows.lengths, rng.permutation(len(rows))
    batches = []
    for start in range(0, len(order), batch * _POOL):
        pool = order[start : start + batch * _POOL]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[at : at + batch] for at in range(0, len(pool), batch)]
    return [batches[i] for i in rng.permutation(len(batches))]


def in_order_of_length(rows: Rows, batch: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the rows in batches, the shortest first."""
    order = np.argsort(rows.lengths, kind="stable")
    for start in range(0, len(order), batch):
        yield order[start : start + batch]


@dataclass(frozen=True, eq=False)
class Batch:
    """Tensors of some rows: ids (n, length), seen and text masks of that shape, findings, targets."""

    ids: Any
    seen: Any
    text: Any
    findings: Any
    targets: Any


def tensors(torch: Any, rows: Rows, places: npt.NDArray[np.int64], findings: Findings, device: Any) -> Batch:
    """Return the rows at these places, padded at the end; `findings` are theirs, some of them left out or not."""
    some = [rows.windows[i] for i in places.tolist()]
    length = max(len(window.ids) for window in some)
    ids = np.zeros((len(some), length), np.int64)
    seen = np.zeros((len(some), length), np.int64)
    text = np.zeros((len(some), length), np.bool_)
    for row, window in enumerate(some):
        ids[row, : len(window.ids)] = window.ids
        seen[row, : len(window.ids)] = 1
        text[row, : window.text] = True
    arrays = (ids, seen, text, np.ascontiguousarray(findings), rows.targets[places])
    return Batch(*(torch.from_numpy(array).to(device) for array in arrays))
