"""What the rules find in units, as numbers: what a trained back end learns from beside words.

Words say what a sentence is about; the rules say who is judged which way, across negation, contrast and direction.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Scores
from themetag.backends.rules.clause_table import Bools, ClauseTable, Floats, marked, sums
from themetag.backends.rules.feature_columns import Frames
from themetag.backends.rules.features import FEATURES, MOST
from themetag.backends.rules.words import Ints

Findings = npt.NDArray[np.float32]

OF_THEME: Final = (
    "named",  # 1 where a cue of the theme stands, in the unit or in what it points back to
    "firm_good",  # these as in `features.FEATURES`
    "firm_bad",
    "lean_good",
    "lean_bad",
    "both",
    "should",
    "intent",
    "strength",  # the log-odds of the score from -3 to 3, moved and scaled to 0 to 2; 0 without a cue
    "concern",
)
OF_UNIT: Final = (
    "firm_good",  # 1 where a clause judges so firmly
    "firm_bad",
    "lean_good",  # 1 where a clause only leans so
    "lean_bad",
    "both",  # 1 where both judge firmly
    "good",  # the most that a clause says of good, from 0 to 2
    "bad",
    "should",  # 1 where a clause recommends
    "intent",
    "nothing",  # 1 where no clause judges
    "nothing_firm",
    "neutral",  # what speaks for a sentence that judges nothing, at most 2
    "no_finding",  # 1 under a heading of what judges nothing, or where the sentence defines or tells of procedure
    "heading_good",  # 1 for a list item under a heading of strengths
    "heading_bad",
    "clauses",  # 1 where there are several
)
_TAKEN: Final = tuple(FEATURES.index(name) for name in OF_THEME[1:-2])
_LIMIT: Final = 3.0


def n_findings(n_themes: int) -> int:
    """Return how many numbers there are for a unit: theme by theme `OF_THEME`, then `OF_UNIT`."""
    return n_themes * len(OF_THEME) + len(OF_UNIT)


def evidence_of(scores: Scores) -> Scores:
    """Return what scores say in log-odds, in [-3, 3]; for a score of 0, where no cue stands, -3."""
    inside = np.clip(scores, 1e-3, 1.0 - 1e-3)
    odds = np.clip(np.log(inside / (1.0 - inside)), -_LIMIT, _LIMIT)
    return np.where(scores > 0.0, odds, -_LIMIT)


def of_mentions(found: Findings, texts: Ints, themes: Ints, columns: Floats) -> None:
    """Write what is found of themes, given the mentions: where, of which theme, and (n_features, n_mentions)."""
    starts = themes * len(OF_THEME)
    found[texts, starts] = 1.0
    for place, feature in enumerate(_TAKEN, 1):
        found[texts, starts + place] = columns[feature]


def of_scores(found: Findings, scores: Scores) -> None:
    """Write what the scores of the units say of each theme."""
    n_units, n_themes, _ = scores.shape
    table = found[:, : n_themes * len(OF_THEME)].reshape(n_units, n_themes, len(OF_THEME))
    table[:, :, -2:] = (evidence_of(scores) + _LIMIT) / _LIMIT


def of_units(found: Findings, clauses: ClauseTable, frames: Frames) -> None:
    """Write what is found of units as a whole."""
    n_units = len(found)
    more_good, more_bad = clauses.good > clauses.bad, clauses.bad > clauses.good

    def any_clause(chosen: Bools) -> Bools:
        return marked(n_units, clauses.texts[chosen])

    firm_good, firm_bad = any_clause(more_good & clauses.firm), any_clause(more_bad & clauses.firm)
    good, bad = np.zeros((2, n_units))
    np.maximum.at(good, clauses.texts, clauses.good)
    np.maximum.at(bad, clauses.texts, clauses.bad)
    columns = (
        firm_good,
        firm_bad,
        any_clause(more_good & ~clauses.firm),
        any_clause(more_bad & ~clauses.firm),
        firm_good & firm_bad,
        np.minimum(good, MOST) / 2.0,
        np.minimum(bad, MOST) / 2.0,
        any_clause(clauses.should),
        any_clause(clauses.intent),
        ~any_clause(clauses.judged),
        ~any_clause(clauses.firm),
        np.minimum(sums(clauses.texts, clauses.neutral, n_units), 2.0),
        frames.neutral,
        frames.headings > 0,
        frames.headings < 0,
        clauses.counts > 1,
    )
    start = found.shape[1] - len(OF_UNIT)
    for place, column in enumerate(columns):
        found[:, start + place] = column
