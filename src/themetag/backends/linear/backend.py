"""The linear back end: scores, explanations, and a note where a text is not what it was made for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from themetag.backends import domain
from themetag.backends.base import Scores
from themetag.backends.linear import explanation, ruled
from themetag.backends.linear.entering import Entering
from themetag.backends.linear.features import Reading, read
from themetag.backends.linear.model import LinearModel, sigmoid
from themetag.backends.linear.vectors import Vectoriser
from themetag.backends.rules import RulesBackend
from themetag.backends.rules.findings import Findings
from themetag.backends.rules.rulefile import Effect
from themetag.report import Measured
from themetag.scale import names_scale
from themetag.taxonomy import Taxonomy
from themetag.types import POLARITIES, Evidence, Polarity, Unit

# Units and words that are scored at once; bounds memory.
_BATCH: Final = 1_024
_BATCH_WORDS: Final = 32_000

# Log-odds of every label below the heading of a scale of grades: low enough for no threshold, and a number, so that
# an explanation still adds up to it.
_SILENT: Final = -20.0


class LinearBackend:
    """Tags by weights of words, of parts of words and of what the rules find; numpy alone is needed.

    Each clause of a sentence is scored by itself, in the light of the whole; of each label, the clause where
    it is highest decides. The rules' own log-odds are added with the share that the model states, and scores are
    calibrated per label.
    """

    explains_always: Final = False
    calibrated: Final = True

    def __init__(
        self,
        model: LinearModel,
        taxonomy: Taxonomy,
        thresholds: Scores,
        name: str = "linear",
        version: str = "1",
        made_for: str = "",
    ) -> None:
        self.model = model
        self.name = name
        self.version = version
        self.made_for = made_for
        self.measured: tuple[Measured, ...] = ()  # its figures on held-out documents, where its folder gives them
        self._taxonomy = taxonomy
        self._thresholds = np.array(thresholds, dtype=np.float64).reshape(len(taxonomy), len(POLARITIES))
        self._vectoriser = Vectoriser(model.vocabulary)
        self._entering = Entering(self._vectoriser, model.inner, model.steps)
        # A theme that was added later is not among those whose findings the model learned from.
        self._rules = RulesBackend.load(replace(taxonomy, themes=taxonomy.themes[: model.n_found_themes]), warn=False)

    @property
    def knows_cues(self) -> bool:
        """Whether the rules that it reads have cues of its themes, which they find by the name of the taxonomy."""
        return Effect.THEME in self._rules.lexicon.effects

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

        0 for labels that were never learned; next to 0 for units that say what the grades of a scale mean: alone, they
        read like the verdict itself.
        """
        scores = np.zeros((len(units), len(self._taxonomy) * len(POLARITIES)))
        for start, some, readings in _batches(units):
            scored, findings = ruled.find(self._rules, some, readings)
            entered, starts = self._entering.sums(readings)
            odds = self.model.log_odds(entered + self.model.found(findings))
            best = np.maximum.reduceat(odds, starts, axis=0)
            calibrated = self.model.calibrated(best, self.model.of_labels(scored))
            calibrated[[names_scale(unit.heading) for unit in some]] = _SILENT
            scores[start : start + len(some), self.model.labels] = sigmoid(calibrated)
        return scores.reshape(len(units), len(self._taxonomy), len(POLARITIES))

    def findings(self, units: Sequence[Unit]) -> Findings:
        """Return what the rules find of the themes that the model knows them for: (n_clauses, n_findings)."""
        return ruled.find(self._rules, units, [read(unit) for unit in units])[1]

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        """Return what a unit's words and the rules add to the log-odds of a label, for the clause that decides it.

        The contributions add up to the log-odds of the score. Those that stand nowhere in the text carry no
        span: `heading`, `previous sentence`, `rules: ...`, `scale of grades` (what its heading takes away) and `bias`.
        Strongest first. Empty for a label that was never learned. KeyError on a theme that the taxonomy does not have.
        """
        self._taxonomy[theme]
        place = self._taxonomy.keys.index(theme) * len(POLARITIES) + POLARITIES.index(polarity)
        found = np.flatnonzero(self.model.labels == place)
        if not len(found):
            return ()
        reading = read(unit)
        scored, findings = ruled.find(self._rules, [unit], [reading])
        context = explanation.Context(self.model, self._vectoriser.rows(reading), scored, findings)
        evidence = explanation.explain(context, unit, reading, self._rules.taxonomy.keys, int(found[0]))
        return explanation.silenced(evidence, _SILENT) if names_scale(unit.heading) else evidence

    def domain_note(self, units: Sequence[Unit]) -> str | None:
        """Return a note where a document's sentences look unlike the training corpus, else None.

        None also for texts too short to tell.
        """
        readings = [read(unit) for unit in units]
        return domain.note(readings, self.model.vocabulary.number, self.model.usual_unknown, self.name, self.made_for)


def _batches(units: Sequence[Unit]) -> Iterator[tuple[int, list[Unit], list[Reading]]]:
    """Yield the units in order, some at a time, with where the first of them stands and what they read as."""
    start, words = 0, 0
    readings: list[Reading] = []
    for number, unit in enumerate(units):
        readings.append(read(unit))
        words += len(readings[-1].words)
        if len(readings) == _BATCH or words > _BATCH_WORDS:
            yield start, list(units[start : number + 1]), readings
            start, words, readings = number + 1, 0, []
    if readings:
        yield start, list(units[start:]), readings
