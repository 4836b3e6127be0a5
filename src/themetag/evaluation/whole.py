"""Whole reports: does the share of concerns among the tags go with the overall grade that was printed?

Grades are those of Ofsted's inspections of children's services: outstanding, good, requires improvement
(before 2013 adequate), inadequate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from themetag.decisions import decide
from themetag.document import Document
from themetag.evaluation.bootstrap import RESAMPLES, SEED, Figure, Floats, figure
from themetag.evaluation.copies import SeenReports
from themetag.evaluation.outcome import Tagger
from themetag.optional import require
from themetag.types import POLARITIES, Polarity
from themetag.units import units_of

GRADES: Final = ("outstanding", "good", "requires improvement", "inadequate")
MIN_TAGS: Final = 5  # a share of fewer tags than this says nothing of a report

_CONCERN = POLARITIES.index(Polarity.CONCERN)
_SAME_GRADE = {"adequate": "requires improvement", "require improvement": "requires improvement"}


@dataclass(frozen=True, slots=True)
class WholeReport:
    """One graded report.

    Attributes:
        name: of the file.
        grade: 1 outstanding to 4 inadequate.
        n_tags: how many tags its sentences got.
        concerns: the share of concerns among them, in [0, 1].
        lexicon: the share of negative sentences among those that a sentiment lexicon does not call neutral,
            in [0, 1]; None where none was asked.

    """

    name: str
    grade: int
    n_tags: int
    concerns: float
    lexicon: float | None = None


@dataclass(frozen=True, slots=True)
class WholeReports:
    """Rank correlation (Spearman) with the grade; positive where more concerns go with a worse grade.

    Attributes:
        reports: those measured, in the order of their names.
        correlation: of the share of concerns.
        lexicon: of the lexicon's share of negative sentences; None where no lexicon was asked.
        difference: the first less the second, resampled together; None where no lexicon was asked.
        ungraded: names of full inspections whose overall grade was not found, or with fewer than 5 tags.
        copies: by name of a file that repeats an earlier one (its PDF, or another name), that one's name; such a
            file is left out, as an inspection that counts twice makes intervals narrower than they are.

    """

    reports: tuple[WholeReport, ...]
    correlation: Figure
    lexicon: Figure | None
    difference: Figure | None
    ungraded: tuple[str, ...]
    copies: Mapping[str, str]


def grade_of(document: Document) -> int | None:
    """Return 1 (outstanding) to 4 (inadequate) from the printed overall grade; None where there is none."""
    overall = document.meta.overall
    if overall is None:
        return None
    printed = " ".join(overall.grade.casefold().split())
    for start, same in _SAME_GRADE.items():
        printed = same if printed.startswith(start) else printed
    return next((i for i, grade in enumerate(GRADES, 1) if printed.startswith(grade)), None)


def whole_reports(
    tagger_for: Callable[[str], Tagger | None],
    documents: Iterable[tuple[str, Document]],
    *,
    kind: str = "full inspection",
    lexicon: Callable[[str], float] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> WholeReports:
    """Correlate the share of concerns with the overall grade.

    Args:
        tagger_for: gives for the name of a document the tagger that was not trained on it (out of fold for
            train documents); None leaves the document out.
        documents: (name of the file, document).
        kind: which documents are measured, as their front matter says.
        lexicon: polarity of a sentence in [-1, 1], as VADER's compound score; None: no lexicon beside.
        resamples: how many times documents are drawn for the intervals.
        seed: of the resamples.

    Raises:
        MissingExtraError: scipy is not installed.

    """
    stats = require("scipy.stats", "train", "to correlate tags with grades")
    found, ungraded = [], []
    seen, copies = SeenReports(), {}
    for name, document in documents:
        if document.meta.kind is None or document.meta.kind.value != kind:
            continue
        first = seen.copy_of(name, document)
        if first is not None:
            copies[name] = first
            continue
        tagger = tagger_for(name)
        if tagger is None:
            continue
        grade, (n_tags, concerns) = grade_of(document), concern_share(tagger, document)
        if grade is None or n_tags < MIN_TAGS:
            ungraded.append(name)
            continue
        share = None if lexicon is None else negative_share(lexicon, document)
        found.append(WholeReport(name, grade, n_tags, concerns, share))
    found.sort(key=lambda report: report.name)
    grades = np.array([report.grade for report in found], dtype=np.float64)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, max(len(found), 1), size=(resamples if len(found) > 1 else 0, len(found)))
    ours = np.array([report.concerns for report in found])
    value, resampled = _spearman(stats, ours, grades, drawn)
    correlation = figure(value, resampled, len(found))
    if lexicon is None:
        return WholeReports(tuple(found), correlation, None, None, tuple(ungraded), copies)
    theirs = np.array([report.lexicon for report in found], dtype=np.float64)
    other, other_resampled = _spearman(stats, theirs, grades, drawn)
    difference = figure(value - other, resampled - other_resampled, len(found))
    lexicon_figure = figure(other, other_resampled, len(found))
    return WholeReports(tuple(found), correlation, lexicon_figure, difference, tuple(ungraded), copies)


def concern_share(tagger: Tagger, document: Document) -> tuple[int, float]:
    """Return how many tags a document gets, and the share of concerns among them; 0 without tags."""
    given = decide(tagger.backend.score(units_of(document.sentences)), tagger.thresholds)
    total = int(given.sum())
    return total, float(given[:, :, _CONCERN].sum() / total) if total else 0.0


def negative_share(lexicon: Callable[[str], float], document: Document, neutral: float = 0.05) -> float:
    """Return the share of sentences that a lexicon calls negative among those that it does not call neutral.

    `neutral` is VADER's own bound (Hutto and Gilbert 2014): below it in size, a score says nothing. 0.5
    where it says nothing of any sentence.
    """
    scores = np.array([lexicon(sentence.text) for sentence in document.sentences])
    told = scores[np.abs(scores) >= neutral]
    return float((told < 0).mean()) if len(told) else 0.5


def _spearman(stats: Any, values: Floats, grades: Floats, drawn: Any) -> tuple[float, Floats]:
    """Return the correlation and those of the resamples; NaN where there is nothing to rank."""
    if len(values) < 2 or len(set(values.tolist())) < 2 or len(set(grades.tolist())) < 2:
        return float("nan"), np.full(len(drawn), np.nan)
    a, b = stats.rankdata(values[drawn], axis=1), stats.rankdata(grades[drawn], axis=1)
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    spread = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    resampled = np.where(spread > 0, (a * b).sum(axis=1) / np.where(spread > 0, spread, 1), np.nan)
    return float(stats.spearmanr(values, grades).statistic), resampled
