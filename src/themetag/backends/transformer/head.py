"""The head: each theme looks for its own words among the encoder's states, and judges by them.

Every theme has a query that weighs the states of the sentence's pieces (label-wise attention, Mullenbach et al. 2018),
so that of "assessments are timely, plans are weak" each theme sees its own half, polarity included. What the rules find
of the theme and of the sentence joins in, one hidden layer of rectified units follows that all themes share, and two
outputs a theme, for strength and concern.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules.findings import OF_THEME, OF_UNIT

Single = npt.NDArray[np.float32]

N_POLARITIES: Final = 2


@dataclass(frozen=True, eq=False)
class Head:
    """The numbers of a head, all float32; d is the encoder's width, k that of the hidden layer.

    Attributes:
        query: (n_themes, d), what each theme looks for.
        of_theme: (d, k), from what a theme found to the hidden layer.
        of_text: (d, k), from the mean state of the sentence.
        of_finding: (n_findings of a theme, k).
        of_unit: (n_findings of a unit, k).
        bias: (n_themes, k).
        outer: (n_themes, k, 2), to strength and concern.
        outer_bias: (n_themes, 2).

    """

    query: Single
    of_theme: Single
    of_text: Single
    of_finding: Single
    of_unit: Single
    bias: Single
    outer: Single
    outer_bias: Single

    @staticmethod
    def shapes(n_themes: int, width: int, hidden: int) -> dict[str, tuple[int, ...]]:
        """Return the shape of each array."""
        return {
            "query": (n_themes, width),
            "of_theme": (width, hidden),
            "of_text": (width, hidden),
            "of_finding": (len(OF_THEME), hidden),
            "of_unit": (len(OF_UNIT), hidden),
            "bias": (n_themes, hidden),
            "outer": (n_themes, hidden, N_POLARITIES),
            "outer_bias": (n_themes, N_POLARITIES),
        }

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        width, hidden = self.of_theme.shape
        for name, shape in self.shapes(len(self.query), width, hidden).items():
            found = getattr(self, name)
            if found.shape != shape or found.dtype != np.float32:
                raise ValueError(f"{name} must be float32 {list(shape)}, was {found.dtype} {list(found.shape)}")

    def arrays(self) -> dict[str, Single]:
        """Return the arrays by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def attention(self, states: Single) -> Single:
        """Return (n_themes, n_pieces): how much each theme looks at each piece; each row adds up to 1."""
        wanted = self.query @ states.T
        weights = np.exp(wanted - wanted.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    def log_odds(self, states: Single, findings: Single) -> npt.NDArray[np.float64]:
        """Return (n_themes, 2) log-odds, uncalibrated.

        `states` (n_pieces, d) are those of the sentence, `findings` (n_findings,) what the rules found in it.
        """
        hidden = (self.attention(states) @ states) @ self.of_theme + states.mean(axis=0) @ self.of_text + self.bias
        of_themes = findings[: -len(OF_UNIT)].reshape(len(self.query), len(OF_THEME))
        hidden += of_themes @ self.of_finding + findings[-len(OF_UNIT) :] @ self.of_unit
        active = np.maximum(hidden, 0)
        found = np.matmul(active[:, None, :], self.outer)[:, 0, :] + self.outer_bias
        return np.asarray(found, dtype=np.float64)
