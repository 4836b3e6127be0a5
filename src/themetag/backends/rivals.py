"""What the strongest other label of a sentence says of a label.

A sentence mostly judges something, and mostly one thing: where another label is sure, a doubtful one is less likely
than its own log-odds say, and where none is sure, the one in front is more likely. Calibration that looks at each label
alone knows nothing of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rivals:
    """How much a label's own log-odds count, and those of the strongest other label; as they are: not at all.

    Attributes:
        own: above 0, what a label's log-odds are multiplied with.
        rival: what the strongest other label's log-odds are multiplied with, and then added.
        offset: what is added besides.

    """

    own: float = 1.0
    rival: float = 0.0
    offset: float = 0.0

    def weigh(self, odds: Floats) -> Floats:
        """Return (n_units, n_labels) log-odds in the light of each other; a single label has no rival."""
        if odds.shape[1] < 2 or self == NO_RIVALS:
            return odds
        return np.asarray(self.own * odds + self.rival * strongest_other(odds) + self.offset)

    @property
    def numbers(self) -> Floats:
        """The three of them: (3,)."""
        return np.array([self.own, self.rival, self.offset])


NO_RIVALS: Final = Rivals()


def strongest_other(odds: Floats) -> Floats:
    """Return (n_units, n_labels): of each label, the highest log-odds of any other label, from 2 labels on."""
    places = odds.argmax(axis=1) if len(odds) else np.zeros(0, np.int64)
    rows = np.arange(len(odds))
    rest = odds.copy()
    rest[rows, places] = -np.inf
    other = np.repeat(odds[rows, places][:, None], odds.shape[1], axis=1)
    other[rows, places] = rest.max(axis=1, initial=-np.inf)
    return np.asarray(other)
