"""The fittings of one training: some without a part of the corpus, which they then score, and one on everything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from themetag.backends.rules import RulesBackend
from themetag.corpus.model import Corpus
from themetag.corpus.splits import folds_of
from themetag.training.trained import (
    MIN_EXAMPLES,
    Progress,
    check_corpora,
    flat_targets,
    learnable_labels,
    parts_beyond,
    silent,
)
from themetag.training.transformer.checkpoint import Checkpoints
from themetag.training.transformer.encoder_folder import load_encoder
from themetag.training.transformer.rows import Rows, encode
from themetag.training.transformer.settings import Settings

if TYPE_CHECKING:
    from themetag.training.transformer.module import Module

N_PARTS: Final = 5
_ALL: Final = "all"
_LAST: Final = " last"
_BESIDE_LAST: Final = 2  # so many of the others are drawn for each unit of the last passes: none shall be forgotten


class Fittings:
    """A corpus, read and divided by document, and the fittings on it; each goes on from its checkpoint.

    The arguments are those of `train_transformer`, and so are the errors. `parts` (n_units,) is a division of one's
    own; None: by document, in `n_parts`. Rows are those of the corpus, of `extra` and of `last`, in this order.

    Attributes:
        start: the encoder that all start from.
        labels: (n_labels,) the places of the labels that can be learned, among the 2 * n_themes.
        weak: the names of the others.
        parts: (n_units,) the part of each unit of the corpus.
        beyond: (n_rows - n_units,) the part of the document of each of the others, -1 where the corpus lacks it.
        rows: all units, encoded.
        every: (n_rows,) `parts` and then `beyond`: the part of each row.
        ruled: (n_rows, n_themes, 2), the rules' scores of the rows.
        gold: (n_rows, 2 * n_themes) bool, what was labelled.

    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        encoder: str,
        extra: Corpus | None = None,
        last: Corpus | None = None,
        settings: Settings | None = None,
        n_parts: int = N_PARTS,
        parts: npt.NDArray[np.int64] | None = None,
        min_examples: int = MIN_EXAMPLES,
        checkpoints: Path | None = None,
        progress: Progress = silent,
    ) -> None:
        for more in (extra, last):
            check_corpora(corpus, more)
        self.settings = settings or Settings()
        self.labels, self.weak = learnable_labels(corpus, min_examples)
        self.parts = folds_of(corpus, n_parts) if parts is None else parts
        self.start = load_encoder(encoder, self.settings.context)
        if checkpoints is not None:
            Checkpoints(checkpoints, _ALL).prepare()
        self._taxonomy, self._checkpoints, self._progress = corpus.taxonomy, checkpoints, progress
        progress("reading", 0, 1)
        rules = RulesBackend.load(corpus.taxonomy, warn=False)
        corpora = [some for some in (corpus, extra, last) if some is not None]
        units = [unit for some in corpora for unit in some.inputs()]
        self.ruled, findings = rules.find(units)
        self.gold = np.vstack([flat_targets(some) for some in corpora])
        targets = self.gold[:, self.labels].astype(np.float32)
        self.beyond = np.concatenate([parts_beyond(corpus, self.parts, more) for more in (extra, last)])
        self.every = np.append(self.parts, self.beyond)
        self._first_last = len(self.every) - (len(last) if last is not None else 0)
        foreign = self.every < 0
        self.rows = Rows(encode(self.start.pieces, units), findings, targets, foreign)
        progress("reading", 1, 1)

    def without(self, part: int) -> Module:
        """Return a module fitted on all units but those of a part."""
        return self._fit(np.flatnonzero(self.every != part), f"part {part + 1}")

    def scored(self, module: Module, part: int) -> npt.NDArray[np.float64]:
        """Return (n_rows of the part, n_labels): log-odds of the rows of a part by a module."""
        from themetag.training.transformer.fit import log_odds

        return log_odds(module, self.rows.select(np.flatnonzero(self.every == part)))

    def on_everything(self) -> Module:
        """Return a module fitted on all units."""
        return self._fit(np.arange(len(self.rows)), _ALL)

    def samples(self, n: int) -> list[Sequence[int]]:
        """Return the pieces of `n` units, evenly spread over all, or of all where there are fewer."""
        places = np.unique(np.linspace(0, len(self.rows) - 1, n).astype(np.int64))
        return [self.rows.windows[i].ids for i in places.tolist()]

    def forget(self) -> None:
        """Remove the checkpoints: there is nothing left to go on with."""
        if self._checkpoints is not None:
            for part in (_ALL, *(f"part {part + 1}" for part in range(int(self.parts.max()) + 1))):
                for stage in (part, part + _LAST):
                    Checkpoints(self._checkpoints, stage).remove()

    def _fit(self, places: npt.NDArray[np.int64], stage: str) -> Module:
        first, last = np.split(places, [np.searchsorted(places, self._first_last)])
        module = self._passes(first, stage, self.settings)
        if not len(last):
            return module
        rng = np.random.default_rng([self.settings.seed, len(last)])
        drawn = rng.choice(first, min(_BESIDE_LAST * len(last), len(first)), replace=False)
        return self._passes(np.append(np.sort(drawn), last), stage + _LAST, self.settings.gentle(), module)

    def _passes(
        self, places: npt.NDArray[np.int64], stage: str, settings: Settings, begin: Module | None = None
    ) -> Module:
        from themetag.training.transformer.fit import fit

        checkpoints = None if self._checkpoints is None else Checkpoints(self._checkpoints, stage)

        def shown(done: int, total: int) -> None:
            self._progress(f"fitting {stage}", done, total)

        rows = self.rows.select(places)
        return fit(self.start, rows, self.labels, self._taxonomy, settings, shown, checkpoints, begin)
