"""What an evaluation found: pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from themetag.evaluation.bootstrap import Figure
from themetag.evaluation.calibration import Bin
from themetag.evaluation.counts import Sums
from themetag.evaluation.worst import Mistake


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Figures of one label (`planning+`) or one theme; `support` is its gold rows, `given` its tags."""

    name: str
    precision: Figure
    recall: Figure
    f1: Figure
    support: int
    given: int


@dataclass(frozen=True, slots=True)
class EndToEnd:
    """How gold rows lie in our own sentences, where tags were made from files.

    Attributes:
        exact: gold rows that are one of our sentences, letter by letter.
        split: gold rows that we cut into several sentences.
        merged: gold rows that stand in a sentence of ours together with something else.
        lost: gold rows of which no sentence of ours holds half; they count as untagged.
        headings: gold rows that state a heading and are not lost.
        wrong_headings: those of them to which we give another heading (neither starts with the other).
        unmeasured: gold rows whose document is not among the reports; they are in no figure.
        files: by document, the name of the file in which it was found.

    """

    exact: int
    split: int
    merged: int
    lost: int
    headings: int
    wrong_headings: int
    unmeasured: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one model on one corpus.

    Attributes:
        model: name and version of the back end.
        corpus: name of the corpus.
        corpus_digest: of its content.
        n_rows: gold rows measured.
        n_documents: documents they stand in; intervals resample these.
        scheme: what the gold labels say about polarity.
        calibrated: whether the back end says that its scores are probabilities.
        min_positives: from how many gold rows on a label is in the macro average.
        figures: by name; `docs/metrics.md` defines each.
        labels: by label.
        themes: by theme, whatever the polarity.
        brier_skill: by theme; above 0 is better than always stating the base rate.
        bins: the reliability diagram of the tags.
        mistakes: the worst, the worst first.
        end_to_end: None where the gold rows themselves were scored.
        notes: what a reader of the figures must know.
        sums: what each document contributes, for the comparison with another model.

    """

    model: str
    corpus: str
    corpus_digest: str
    n_rows: int
    n_documents: int
    scheme: str
    calibrated: bool
    min_positives: int
    figures: Mapping[str, Figure]
    labels: tuple[LabelFigures, ...]
    themes: tuple[LabelFigures, ...]
    brier_skill: Mapping[str, Figure]
    bins: tuple[Bin, ...]
    mistakes: tuple[Mistake, ...]
    end_to_end: EndToEnd | None
    notes: tuple[str, ...]
    sums: Sums = field(repr=False, compare=False)
    rows: tuple[str, ...] = field(repr=False, compare=False)

    def __str__(self) -> str:
        """Return the figures as plain text."""
        from themetag.evaluation.render import to_text

        return to_text(self)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two models on the same rows.

    `difference` is the first less the second, with its interval; one without 0 says that the models differ on
    documents like these.
    """

    first: Figure
    second: Figure
    difference: Figure


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same rows, resampled together."""

    first: str
    second: str
    corpus: str
    n_rows: int
    n_documents: int
    figures: Mapping[str, Difference]
