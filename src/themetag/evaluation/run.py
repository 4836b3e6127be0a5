"""Evaluating a model on gold rows, and comparing two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from themetag.backends.base import Backend
from themetag.corpus.model import Corpus, Scheme
from themetag.decisions import decide
from themetag.errors import CorpusError, Fault
from themetag.evaluation.bootstrap import RESAMPLES, SEED, Figure, Floats, figure, weights_of
from themetag.evaluation.calibration import Bin, equal_mass_bins
from themetag.evaluation.counts import Sums, brier_skill, f1, precision, recall, summary, sums_of
from themetag.evaluation.end_to_end import tag_reports
from themetag.evaluation.outcome import Outcome, Tagger, check_taxonomy, outcome_of, parts_of
from themetag.evaluation.points import label_points, summary_points
from themetag.evaluation.result import Comparison, Difference, EndToEnd, Evaluation, LabelFigures
from themetag.evaluation.worst import worst_mistakes
from themetag.types import Unit

MIN_POSITIVES = 20


def evaluate(
    model: Tagger | Backend,
    corpus: Corpus,
    reports: str | Path | None = None,
    *,
    map_unit_polarity: bool = False,
    min_tags: int = 0,
    min_positives: int = MIN_POSITIVES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    n_mistakes: int = 20,
) -> Evaluation:
    """Measure a model on a labelled corpus.

    Args:
        model: a tagger, or a back end with its own thresholds.
        corpus: gold rows that the model was not trained on.
        reports: a folder with the documents of the corpus. They are read and split by themetag itself, and
            gold is found in them by its letters; the figures then hold from file to tags. None: the gold
            rows themselves are scored.
        map_unit_polarity: for a corpus that states one polarity for each unit: give it to all the unit's
            themes. The notes say so.
        min_tags: how many tags each sentence gets at least.
        min_positives: labels with fewer gold rows are left out of the macro average.
        resamples: how many times documents are drawn for the 95 % intervals; 0: no intervals.
        seed: of the resamples.
        n_mistakes: how many of the worst errors to keep.

    Raises:
        CorpusError: no rows, another taxonomy than the model's, or none of the documents among `reports`.
        MissingExtraError: scikit-learn is not installed.

    """
    if not corpus.units:
        raise CorpusError([Fault(corpus.name, "", "has no rows; there is nothing to measure")])
    if map_unit_polarity:
        corpus = corpus.with_unit_polarity_on_themes()
    backend, thresholds = parts_of(model)
    check_taxonomy(backend, corpus)
    inputs: Sequence[Unit] = corpus.inputs()
    end_to_end: EndToEnd | None = None
    if reports is None:
        scores = backend.score(inputs)
        given = decide(scores, thresholds, min_tags)
    else:
        tagged = tag_reports(backend, thresholds, corpus, Path(reports), min_tags)
        corpus, inputs, scores, given = tagged.corpus, tagged.inputs, tagged.scores, tagged.given
        end_to_end = tagged.summary
    outcome = outcome_of(corpus, scores, given)
    mistakes = worst_mistakes(corpus, outcome, thresholds, n_mistakes, backend=backend, inputs=inputs)
    measured = _measure(corpus, outcome, min_positives, weights_of(outcome.n_groups, resamples, seed))
    return Evaluation(
        model=f"{backend.name} {backend.version}".strip(),
        corpus=corpus.name,
        corpus_digest=corpus.digest,
        n_rows=len(corpus),
        n_documents=outcome.n_groups,
        scheme=corpus.scheme,
        calibrated=backend.calibrated,
        min_positives=min_positives,
        figures=measured.figures,
        labels=measured.labels,
        themes=measured.themes,
        brier_skill=measured.brier_skill,
        bins=measured.bins,
        mistakes=mistakes,
        end_to_end=end_to_end,
        notes=_notes(corpus, backend, outcome.n_groups, end_to_end, measured.labels, min_positives),
        sums=measured.sums,
        rows=tuple(unit.id for unit in corpus.units),
    )


def compare(first: Evaluation, second: Evaluation, *, resamples: int = RESAMPLES, seed: int = SEED) -> Comparison:
    """Compare two models that were measured on the same rows; both are resampled with the same documents.

    Raises:
        ValueError: the rows differ, or the corpora do.

    """
    same = first.rows == second.rows and first.corpus_digest == second.corpus_digest
    if not same or first.min_positives != second.min_positives:
        raise ValueError(
            f"two models are compared on the same rows; {first.model} was measured on {first.n_rows} rows of "
            f"{first.corpus}, {second.model} on {second.n_rows} of {second.corpus}"
        )
    weights = weights_of(first.n_documents, resamples, seed)
    enough = _enough(first.sums, first.min_positives)
    figures = {}
    for name, value in summary(enough).items():
        a, b = first.figures.get(name), second.figures.get(name)
        if a is None or b is None or a.value is None or b.value is None:
            continue
        resampled = value(first.sums.weighted(weights)) - value(second.sums.weighted(weights))
        figures[name] = Difference(a, b, figure(a.value - b.value, resampled, a.n))
    return Comparison(first.model, second.model, first.corpus, first.n_rows, first.n_documents, figures)


@dataclass(frozen=True, slots=True)
class _Measured:
    figures: Mapping[str, Figure]
    labels: tuple[LabelFigures, ...]
    themes: tuple[LabelFigures, ...]
    brier_skill: Mapping[str, Figure]
    bins: tuple[Bin, ...]
    sums: Sums


def _measure(corpus: Corpus, outcome: Outcome, min_positives: int, weights: Floats) -> _Measured:
    gold, given, scores = outcome.label_view()
    bins = equal_mass_bins(scores, given)
    sums = sums_of(outcome, bins)
    total, drawn = sums.weighted(np.ones(outcome.n_groups)), sums.weighted(weights)
    enough = _enough(sums, min_positives)
    points = summary_points(outcome, enough)
    counted = {
        "neutral_tagged": total["neutral_n"],
        "sentence_polarity": total["polarity_n"],
        "calibration_error": total["bin_n"],
        "macro_f1": enough,
    }
    figures = {}
    for name, value in summary(enough).items():
        point = points.get(name, float(value(total)))
        figures[name] = figure(point, value(drawn), int(counted.get(name, total["n"]).sum()))
    skill, drawn_skill = brier_skill(total, len(corpus.taxonomy)), brier_skill(drawn, len(corpus.taxonomy))
    return _Measured(
        figures,
        _label_figures(corpus.label_names, gold, given, drawn, ""),
        _label_figures(corpus.taxonomy.keys, *outcome.theme_view(), drawn, "theme_"),
        {
            key: figure(float(skill[i]), drawn_skill[:, i], int(gold.shape[0]))
            for i, key in enumerate(corpus.taxonomy.keys)
        },
        bins.table(scores, gold),
        sums,
    )


def _enough(sums: Sums, min_positives: int) -> npt.NDArray[np.bool_]:
    positives = (sums["tp"] + sums["fn"]).sum(axis=0)
    return np.asarray(positives >= max(min_positives, 1))


def _label_figures(
    names: Sequence[str], gold: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_], drawn: Sums, prefix: str
) -> tuple[LabelFigures, ...]:
    points = label_points(gold, given)
    resampled = [precision(drawn, prefix), recall(drawn, prefix), f1(drawn, prefix)]
    support, tags = gold.sum(axis=0).tolist(), given.sum(axis=0).tolist()
    found = []
    for i, name in enumerate(names):
        ns = (tags[i], support[i], support[i])
        p, r, f = (figure(float(points[k, i]), resampled[k][:, i], ns[k]) for k in range(3))
        found.append(LabelFigures(name, p, r, f, support[i], tags[i]))
    return tuple(found)


def _notes(
    corpus: Corpus,
    backend: Backend,
    n_documents: int,
    end_to_end: EndToEnd | None,
    labels: Sequence[LabelFigures],
    min_positives: int,
) -> tuple[str, ...]:
    notes = list(corpus.notes)
    if corpus.scheme is Scheme.THEMES:
        notes.append("the corpus states no polarity: figures are of themes alone")
    if corpus.scheme is Scheme.UNIT:
        notes.append("the corpus states one polarity a unit: labels are themes, polarity is that of the unit")
    if n_documents < 2:
        notes.append("one document: there is nothing to resample, so no figure has an interval")
    few = [label.name for label in labels if label.support < min_positives]
    if few:
        notes.append(f"not in macro_f1, as fewer than {min_positives} rows have them: {', '.join(few)}")
    if not backend.calibrated:
        notes.append("the model does not say that its scores are probabilities")
    if backend.taxonomy.digest != corpus.taxonomy.digest:
        notes.append("model and corpus have the same themes, but their taxonomies differ in version or wording")
    if end_to_end is not None and end_to_end.unmeasured:
        notes.append(f"{end_to_end.unmeasured} rows are of documents that are not among the reports")
    return tuple(notes)
