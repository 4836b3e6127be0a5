"""The transformer back end: scores by meaning in context, one sentence at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

import numpy as np

from themetag.backends import domain
from themetag.backends.base import Scores
from themetag.backends.domain import Pairs
from themetag.backends.linear.features import read
from themetag.backends.rules import RulesBackend
from themetag.backends.transformer import occlusion
from themetag.backends.transformer.encoder import Encoder, States
from themetag.backends.transformer.model import Calibrated, Floats
from themetag.backends.transformer.pieces import Pieces, Window
from themetag.errors import Fault, ModelError
from themetag.report import Measured
from themetag.scale import names_scale
from themetag.taxonomy import Taxonomy
from themetag.types import POLARITIES, Evidence, Polarity, Unit

_BATCH: Final = 128  # units that are read at once; bounds memory
_WINDOWS: Final = 128  # windows whose states are held at once


class TransformerBackend:
    """Tags by a fine-tuned encoder and what the rules find; onnxruntime and tokenizers are needed, torch is not.

    Each sentence goes through the encoder alone and without padding, so that its score cannot depend on what is tagged
    beside it, quantised or not. A sentence that is longer than the encoder takes is read in windows; of each label,
    the window where it is highest decides. `known` and `usual_unknown` say what its training corpus looks like; see
    `domain.note`.
    """

    explains_always: Final = False
    calibrated: Final = True

    def __init__(
        self,
        encoder: Encoder,
        pieces: Pieces,
        model: Calibrated,
        taxonomy: Taxonomy,
        thresholds: Scores,
        name: str = "transformer",
        version: str = "1",
        made_for: str = "",
        *,
        known: Pairs,
        usual_unknown: float = 1.0,
    ) -> None:
        self.encoder = encoder
        self.pieces = pieces
        self.model = model
        self.name = name
        self.version = version
        self.made_for = made_for
        self.known = known
        self.usual_unknown = usual_unknown
        self.measured: tuple[Measured, ...] = ()  # its figures on held-out documents, where its folder gives them
        self._taxonomy = taxonomy
        self._thresholds = np.array(thresholds, dtype=np.float64).reshape(len(taxonomy), len(POLARITIES))
        self.rules = RulesBackend.load(taxonomy, warn=False)

    @property
    def taxonomy(self) -> Taxonomy:
        """The themes, in the order of the scores' second axis."""
        return self._taxonomy

    @property
    def thresholds(self) -> Scores:
        """From which score on a tag is given: (n_themes, 2); above 1 means never."""
        return self._thresholds.copy()

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return (n_units, n_themes, 2) float64 in [0, 1].

        0 for labels that were never learned, and for units that say what the grades of a scale mean: alone, they read
        like the verdict itself.
        """
        scores = np.zeros((len(units), len(self._taxonomy), len(POLARITIES)))
        judging = [row for row, unit in enumerate(units) if not names_scale(unit.heading)]
        for start in range(0, len(judging), _BATCH):
            some = judging[start : start + _BATCH]
            odds, ruled = self.log_odds([units[row] for row in some])
            scores[some] = self.model.scores(odds, ruled)
        return scores

    def log_odds(self, units: Sequence[Unit]) -> tuple[Floats, Scores]:
        """Return the head's log-odds, uncalibrated, and the rules' scores: (n_units, n_themes, 2) each."""
        windows = [(row, window) for row, unit in enumerate(units) for window in self.pieces.windows(unit)]
        states = self._states([window for _, window in windows])
        ruled, findings = self.rules.find(units)  # while the encoder reads
        odds = np.full(ruled.shape, -np.inf)
        for (row, window), of_window in zip(windows, states, strict=True):
            found = self.model.head.log_odds(of_window[: window.text], findings[row])
            np.maximum(odds[row], found, out=odds[row])
        if not np.isfinite(odds).all():
            problem = "give scores that are no numbers; do not use this model"
            raise ModelError([Fault(f"model {self.name} {self.version}", "weights", problem)])
        return odds, ruled

    def _states(self, windows: Sequence[Window]) -> Iterator[States]:
        """Return an iterator over the states of windows, few of them held at once; the first are read at once."""
        ids = [window.ids for window in windows]
        first = self.encoder.states_of(ids[:_WINDOWS])
        rest = (self.encoder.states_of(ids[at : at + _WINDOWS]) for at in range(_WINDOWS, len(ids), _WINDOWS))
        # A part is read to its end before the head looks at it: numpy's threads and the encoder's would wait for each
        # other.
        return chain.from_iterable(map(list, chain([first], rest)))

    def domain_note(self, units: Sequence[Unit]) -> str | None:
        """Return a note where a document's sentences look unlike the training corpus, else None."""
        readings = [read(unit) for unit in units]
        return domain.note(readings, self.known, self.usual_unknown, self.name, self.made_for)

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        """Return the words that a label hangs on, the strongest first; see `occlusion`.

        Empty for a label that was never learned, and below the heading of a scale of grades. KeyError on a theme that
        the taxonomy does not have.
        """
        self._taxonomy[theme]
        place = self._taxonomy.keys.index(theme) * len(POLARITIES) + POLARITIES.index(polarity)
        found = np.flatnonzero(self.model.labels == place)
        if not len(found) or names_scale(unit.heading):
            return ()
        return occlusion.explain(self, unit, int(found[0]))
