"""The rules back end."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from math import exp, log
from operator import mul
from pathlib import Path
from typing import Final

import numpy as np

from themetag.backends.base import Scores
from themetag.backends.rules import explanation
from themetag.backends.rules.lexicon import Lexicon
from themetag.backends.rules.parameters import GENERAL, Parameters, build, shipped
from themetag.backends.rules.reading import FEATURES, Features, Mention, Reader
from themetag.backends.rules.rulefile import all_rules, load_rule_file, shipped_rule_files
from themetag.errors import ThemetagWarning
from themetag.taxonomy import Taxonomy, default_taxonomy
from themetag.types import Evidence, Polarity, Unit

VERSION: Final = "1"
BATCH: Final = 1_024  # units whose cues are looked for at once
BOTH: Final = FEATURES.index("both")


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
        self._polarity = tuple((numbers[0], numbers[1:]) for numbers in parameters.polarity)
        self.reader = Reader(lexicon, taxonomy.keys, parameters.judgement)

    @classmethod
    def load(cls, taxonomy: Taxonomy | None = None, cue_files: Sequence[Path | str] = ()) -> RulesBackend:
        """Return the back end for a taxonomy.

        Args:
            taxonomy: None for `childrens-services`, which ships with cues.
            cue_files: rule files with cues of one's own, added to those that ship.

        Raises:
            RuleError: a rule file has faults.

        A theme without any cue gets a `ThemetagWarning` that names it: it is never tagged.

        """
        taxonomy = taxonomy or default_taxonomy()
        rule_files = [*shipped_rule_files(taxonomy), *(load_rule_file(Path(f), taxonomy) for f in cue_files)]
        rules = all_rules(rule_files)
        mute = [key for key in taxonomy.keys if not any(rule.theme == key for rule in rules)]
        if mute:
            message = f"no cue for {', '.join(mute)}: never tagged by rules; give a cue file with cues for it"
            warnings.warn(message, ThemetagWarning, stacklevel=2)
        lexicon = Lexicon(rules)
        own = shipped(f"scores-{taxonomy.name}.json")
        return cls(taxonomy, lexicon, build(lexicon, taxonomy, shipped(GENERAL), own))

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
        for start in range(0, len(units), BATCH):
            batch = units[start : start + BATCH]
            self.lexicon.prepare(
                (text for unit in batch for text in (unit.text, unit.lead_in, unit.previous)),
                (text for unit in batch for text in (unit.lead_in, unit.heading)),
            )
            for row, unit in enumerate(batch, start):
                for theme, strength, concern in self.weigh(self.reader.read(unit).mentions):
                    scores[row, theme, 0] = strength
                    scores[row, theme, 1] = concern
        return scores

    def weigh(self, mentions: Sequence[Mention]) -> list[tuple[int, float, float]]:
        """Return, for each mention, its theme and its scores as a strength and as a concern.

        The raw score is P(the sentence is about the theme) times P(it is judged so), both logistic; its
        log-odds, -log(a + b + ab) where a and b are the odds against, are then calibrated.
        """
        found = []
        features: tuple[float, ...] | None = None
        no_good = no_bad = 0.0
        (at_good, slope_good), (at_bad, slope_bad) = self.parameters.calibration
        for mention in mentions:
            if mention.features is not features:
                features = mention.features
                no_good, no_bad = self.odds_against(features)
            off = exp(-self.topic(mention, mentions))
            found.append(
                (
                    mention.theme,
                    1.0 / (1.0 + exp(slope_good * log(off + no_good + off * no_good) - at_good)),
                    1.0 / (1.0 + exp(slope_bad * log(off + no_bad + off * no_bad) - at_bad)),
                )
            )
        return found

    def odds_against(self, features: Features) -> tuple[float, float]:
        """Return the odds that a mention with these features is no strength, and no concern.

        Where no two clauses judge the theme differently, one judgement is expected: the lesser probability
        is taken down by its ratio to the greater.
        """
        good = 1.0 / (1.0 + exp(-self.judgement(features, 0)))
        bad = 1.0 / (1.0 + exp(-self.judgement(features, 1)))
        if not features[BOTH]:
            if good < bad:
                good *= good / bad
            else:
                bad *= bad / good
        return 1.0 / good - 1.0, 1.0 / bad - 1.0

    def topic(self, mention: Mention, mentions: Sequence[Mention]) -> float:
        """Return the log-odds, in [-30, 30], that the theme of a mention is what its sentence is about."""
        theme = mention.theme
        against = self.parameters.cross[theme]
        weights = self.parameters.themes
        total = self.parameters.bias[theme]
        for other in mentions:
            total += against[other.theme]
        hits = mention.hits
        if len(hits) == 1:
            total += weights[hits[0][2]]
        else:
            for cue in dict.fromkeys([hit[2] for hit in hits]):
                total += weights[cue]
        return _bounded(total)

    def judgement(self, features: Sequence[float], side: int) -> float:
        """Return the log-odds, in [-30, 30], that such a mention is a strength (side 0) or a concern (1)."""
        constant, slopes = self._polarity[side]
        return _bounded(sum(map(mul, slopes, features), constant))

    def explain(self, unit: Unit, theme: str, polarity: Polarity) -> tuple[Evidence, ...]:
        """Return the evidence for one label on one unit; spans index `unit.text`.

        Empty where no cue of the theme stands in the unit. KeyError on a theme that the taxonomy does not
        have.
        """
        self._taxonomy[theme]
        return explanation.explain(self, unit, self._taxonomy.keys.index(theme), polarity)


def _bounded(x: float) -> float:
    """Return x, kept so far from the ends that its odds are finite."""
    return 30.0 if x > 30.0 else -30.0 if x < -30.0 else x
