"""What a back end is: it states its themes and scores units. Explaining is a separate ability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from themetag.taxonomy import Taxonomy
from themetag.types import Evidence, Polarity, Unit

Scores = npt.NDArray[np.float64]


@runtime_checkable
class Backend(Protocol):
    """What every back end can do.

    A score depends on its unit alone, exactly: a batch gives the same bytes as its units one by one, in any
    order; curly quotes, dashes and odd spaces score like their plain forms; units are never changed.
    """

    @property
    def name(self) -> str:
        """The model's name, as reports carry it ("rules")."""

    @property
    def version(self) -> str:
        """The model's version, as reports carry it."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The themes it scores, in the order of the scores' second axis."""

    @property
    def calibrated(self) -> bool:
        """Whether a score may be read as a probability."""

    @property
    def thresholds(self) -> Scores:
        """From which score on a tag is given: (n_themes, 2), in [0, 1]; above 1 means never."""

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return (n_units, n_themes, 2) float64 in [0, 1]; last axis strength, then concern.

        No units give an array of shape (0, n_themes, 2).
        """


@runtime_checkable
class Explainer(Protocol):
    """A back end that can say what carried a score."""

    @property
    def explains_always(self) -> bool:
        """Whether explaining costs so little that every tag carries its evidence without being asked."""

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        """Return the evidence for one label on one unit; spans index `unit.text`.

        KeyError on a theme that the taxonomy does not have.
        """
