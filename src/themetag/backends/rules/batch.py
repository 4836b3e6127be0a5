"""Many units scored at once, in columns from the cues found to the scores.

`Reader.read` says the same of one unit, with all that explains it; for scores alone its objects would cost more than
what they say. The few units that need another sentence (no theme of their own, or an echo) are read by it here, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from themetag.backends.base import Scores
from themetag.backends.rules.clause_table import marked
from themetag.backends.rules.clauses import ECHO, NOTHING
from themetag.backends.rules.feature_columns import Frames, feature_columns
from themetag.backends.rules.findings import Findings, of_mentions, of_scores, of_units
from themetag.backends.rules.judgement_columns import CueColumns, judge_all
from themetag.backends.rules.mention_table import find_mentions
from themetag.backends.rules.reading import NO_JUDGEMENT, Reader
from themetag.backends.rules.weighing import Weigher
from themetag.backends.rules.words import Ints
from themetag.types import Kind, Unit

BATCH: Final = 2_048  # units at once: more would not be quicker, and take more memory


class Scorer:
    """Scores units with a reader's rules and a weigher's numbers."""

    def __init__(self, reader: Reader, weigher: Weigher) -> None:
        self._reader = reader
        self._weigher = weigher
        self._cues = CueColumns.of(reader.cues)
        self._theme_of: Ints = np.array(reader.theme_of, np.intp)

    def score(self, units: Sequence[Unit], scores: Scores) -> None:
        """Write the scores of units into zeros (n_units, n_themes, 2)."""
        for start in range(0, len(units), BATCH):
            self._score(units[start : start + BATCH], scores[start : start + BATCH])

    def find(self, units: Sequence[Unit], scores: Scores, found: Findings) -> None:
        """Write scores as `score` does, and what the rules find into zeros (n_units, n_findings)."""
        for start in range(0, len(units), BATCH):
            end = start + BATCH
            self._score(units[start:end], scores[start:end], found[start:end])

    def _score(self, units: Sequence[Unit], scores: Scores, findings: Findings | None = None) -> None:
        texts = [unit.text for unit in units]
        found = self._reader.lexicon.find_all(texts)
        codes = self._cues.codes.take(found.judgements.cues)
        themed = marked(len(units), found.themes.texts[self._theme_of.take(found.themes.cues) >= 0])
        echo = marked(len(units), found.judgements.texts[codes == ECHO])
        nothing = marked(len(units), found.judgements.texts[codes == NOTHING])
        with_others = [
            number
            for number in np.flatnonzero(echo | ~themed).tolist()
            if units[number].previous or (units[number].lead_in and not themed[number])
        ]
        signs = self._reader.framing(units)
        lists = np.array([unit.kind is Kind.LIST for unit in units])
        neutral = nothing | (signs == NO_JUDGEMENT)
        frames = Frames(np.array([len(text) for text in texts]), lists, np.where(lists & ~neutral, signs, 0), neutral)
        clauses = judge_all(found.judgements, len(units), self._reader.cues, self._cues)
        mentions = find_mentions(found.themes, self._theme_of, clauses)
        columns = feature_columns(clauses, mentions, frames)
        self._weigher.weigh_table(mentions, columns, scores)
        if findings is not None:
            of_units(findings, clauses, frames)
            of_mentions(findings, mentions.texts, mentions.themes, columns)
        if with_others:
            lent = [reading.mentions for reading in self._reader.read_all([units[number] for number in with_others])]
            theirs = np.zeros((len(with_others), *scores.shape[1:]))
            self._weigher.weigh(lent, theirs)
            scores[with_others] = theirs
            each = [(row, m.theme, m.features) for row, of_unit in zip(with_others, lent, strict=True) for m in of_unit]
            if findings is not None and each:
                rows, themes, features = zip(*each, strict=True)
                of_mentions(findings, np.array(rows), np.array(themes), np.array(features).T)
        if findings is not None:
            of_scores(findings, scores)
