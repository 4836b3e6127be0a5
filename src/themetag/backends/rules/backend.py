"""The rules back end."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from themetag.backends.base import Scores
from themetag.backends.rules import explanation
from themetag.backends.rules.batch import Scorer
from themetag.backends.rules.compiled import parse, read_compiled
from themetag.backends.rules.findings import Findings, n_findings
from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.parameters import Parameters, shipped_figures
from themetag.backends.rules.reading import Reader
from themetag.backends.rules.rulefile import Rule, load_rule_file
from themetag.backends.rules.weighing import Weigher
from themetag.errors import ThemetagWarning
from themetag.report import Measured
from themetag.taxonomy import Taxonomy, default_taxonomy
from themetag.types import Evidence, Polarity, Unit

VERSION: Final = "1"


class RulesBackend:
    """Tags by cues and by the judgement of the clause in which they stand.

    The method is ConText's (Chapman et al. 2007; Harkema et al. 2009), applied to judgements instead of findings; the
    numbers are logistic and stored as data. It needs no optional package and explains every score.
    """

    name: Final = "rules"
    version: Final = VERSION
    explains_always: Final = True

    def __init__(self, taxonomy: Taxonomy, lexicon: Lexicon, parameters: Parameters) -> None:
        self._taxonomy = taxonomy
        self.lexicon = lexicon
        self.parameters = parameters
        self.measured: tuple[Measured, ...] = ()  # its figures on held-out reports, where it has the cues that ship
        self._compiled = False  # whether it is what `load` reads for its taxonomy, with no file of the user's
        self.reader = Reader(lexicon, taxonomy.keys, parameters.judgement)
        self._scorer = Scorer(self.reader, Weigher(parameters))

    def __reduce__(self) -> tuple[Callable[..., RulesBackend], tuple[object, ...]]:
        """Go to another process as what it is made of; the tables that grow with use stay behind."""
        if self._compiled:
            return _loaded_once, (self._taxonomy, self.measured)
        return _made_once, (self._taxonomy, self.lexicon.rules, self.parameters, self.measured)

    @classmethod
    def load(
        cls, taxonomy: Taxonomy | None = None, cue_files: Sequence[Path | str] = (), *, warn: bool = True
    ) -> RulesBackend:
        """Return the back end for a taxonomy.

        Args:
            taxonomy: None for `childrens-services`, which ships with cues.
            cue_files: rule files with cues of one's own, added to those that ship.
            warn: whether to warn of themes without any cue; not where the rules only lend what they find.

        Raises:
            RuleError: a rule file has faults.

        A theme without any cue gets a `ThemetagWarning` that names it: it is never tagged.

        """
        taxonomy = taxonomy or default_taxonomy()
        compiled = None if cue_files else read_compiled(taxonomy)
        made = compiled or parse(taxonomy, [load_rule_file(Path(f), taxonomy) for f in cue_files])
        spoken_for = {head.theme for head in made.lexicon.heads}
        mute = [key for key in taxonomy.keys if key not in spoken_for]
        if mute and warn:
            message = f"no cue for {', '.join(mute)}: never tagged by rules; give a cue file with cues for it"
            warnings.warn(message, ThemetagWarning, stacklevel=2)
        backend = cls(taxonomy, made.lexicon, made.parameters)
        backend._compiled = compiled is not None
        if compiled or (not cue_files and set(taxonomy.keys) == set(default_taxonomy().keys)):
            backend.measured = shipped_figures(f"measured-{taxonomy.name}.json", VERSION)
        return backend

    @property
    def taxonomy(self) -> Taxonomy:
        """The themes, in the order of the scores' second axis."""
        return self._taxonomy

    @property
    def calibrated(self) -> bool:
        """Whether a score may be read as a probability: only where it was fitted on a corpus."""
        return self.parameters.fitted

    @property
    def thresholds(self) -> Scores:
        """From which score on a tag is given: (n_themes, 2), in [0, 1]."""
        return np.array(self.parameters.thresholds, dtype=np.float64).reshape(len(self._taxonomy), 2)

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return (n_units, n_themes, 2) float64 in [0, 1]; 0 where no cue of the theme stands."""
        scores = np.zeros((len(units), len(self._taxonomy), 2), dtype=np.float64)
        self._scorer.score(units, scores)
        return scores

    def find(self, units: Sequence[Unit]) -> tuple[Scores, Findings]:
        """Return the scores, and what the rules find in each unit: (n_units, n_findings) float32.

        The numbers of a unit are those of `findings.OF_THEME`, theme by theme, then those of `findings.OF_UNIT`.
        """
        scores = np.zeros((len(units), len(self._taxonomy), 2), dtype=np.float64)
        found = np.zeros((len(units), n_findings(len(self._taxonomy))), dtype=np.float32)
        self._scorer.find(units, scores, found)
        return scores, found

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        """Return the evidence for one label on one unit; spans index `unit.text`.

        Empty where no cue of the theme stands in the unit. KeyError on a theme that the taxonomy does not
        have.
        """
        self._taxonomy[theme]
        return explanation.explain(self, unit, self._taxonomy.keys.index(theme), polarity)


@lru_cache(maxsize=4)
def _made_once(
    taxonomy: Taxonomy, rules: tuple[Rule, ...], parameters: Parameters, measured: tuple[Measured, ...]
) -> RulesBackend:
    """Return the back end of these parts: a process that is sent it with every document makes it once."""
    backend = RulesBackend(taxonomy, Lexicon(rules), parameters)
    backend.measured = measured
    return backend


@lru_cache(maxsize=4)
def _loaded_once(taxonomy: Taxonomy, measured: tuple[Measured, ...]) -> RulesBackend:
    """Return the back end that ships for a taxonomy, as `_made_once` does."""
    backend = RulesBackend.load(taxonomy, warn=False)
    backend.measured = measured
    return backend
