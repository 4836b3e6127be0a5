"""From reports to their comparison."""

from __future__ import annotations

from collections.abc import Sequence

from themetag.compare.checks import notes_on, refuse_unfit
from themetag.compare.intervals import Change, change, share
from themetag.compare.measured import MeasuredErrors
from themetag.compare.naming import authority_of, date_of, names_of, order_of
from themetag.compare.pairing import Likeness, likeness_of, pair_up
from themetag.compare.prevalence import MIN_REPORTS, Prevalence, estimate
from themetag.compare.result import Cell, Comparison, Order, Pair, Row, Side
from themetag.errors import ComparisonError
from themetag.report import Report, Summary, ThemeSummary
from themetag.types import POLARITIES, Polarity


def compare_reports(
    reports: Sequence[Report],
    *,
    names: Sequence[str] | None = None,
    order: Order | str | None = None,
    measured: MeasuredErrors | None = None,
) -> Comparison:
    """Compare reports theme by theme.

    Args:
        reports: two or more, tagged by one taxonomy.
        names: what to call them, in the order of `reports`; None: after place and date.
        order: "time", "authorities" or "given"; None: by time where all are of one authority, by authority
            where they are of several, as given where neither is known.
        measured: the model's errors on held-out documents, to correct the shares over all reports together;
            None: they stand uncorrected, and are marked.

    Raises:
        ComparisonError: fewer than two reports, a report that failed or holds no sentence, the same report
            twice, taxonomies that differ, names that do not fit, an order that needs what is not known, or
            errors that were measured for another model.

    """
    refuse_unfit(reports)
    wanted = _order(order)
    called = names_of(reports, names)
    found, indices = order_of(reports, wanted)
    if measured is not None:
        _check_measured(reports, measured)
    sides = tuple(_side(called[i], reports[i]) for i in indices)
    rows = _rows(sides)
    return Comparison(sides, rows, found, notes_on(sides, found), _prevalence(sides, rows, measured))


def _order(order: Order | str | None) -> Order | None:
    try:
        return None if order is None else Order(order)
    except ValueError:
        legal = ", ".join(Order)
        raise ComparisonError(f"order must be one of {legal}, was {order!r}") from None


def _check_measured(reports: Sequence[Report], measured: MeasuredErrors) -> None:
    for report in reports:
        model = f"{report.model.name} {report.model.version}".strip()
        if model != measured.model:
            raise ComparisonError(
                f"the errors were measured for the model {measured.model!r}, but {report.source or 'a report'} was "
                f"tagged by {model!r}: evaluate that model"
            )


def _side(name: str, report: Report) -> Side:
    judged = sum(bool(sentence.tags) for sentence in report.sentences)
    return Side(name, report, authority_of(report), date_of(report), judged)


def _rows(sides: Sequence[Side]) -> tuple[Row, ...]:
    summaries = [side.report.summary() for side in sides]
    alike = likeness_of(*(side.report.sentences for side in sides)) if len(sides) == 2 else None
    looks = len(summaries[0].themes) * len(POLARITIES)
    return tuple(_row(i, sides, summaries, alike, looks) for i in range(len(summaries[0].themes)))


def _row(i: int, sides: Sequence[Side], summaries: Sequence[Summary], alike: Likeness | None, looks: int) -> Row:
    cells = tuple(_cell(summary.themes[i], side) for side, summary in zip(sides, summaries, strict=True))
    first, last = cells[0], cells[-1]
    changes: dict[Polarity, Change] = {p: change(first.shares[p], last.shares[p], looks) for p in POLARITIES}
    pairs: dict[Polarity, tuple[Pair, ...]] = {}
    if alike is not None:
        pairs = {p: pair_up(first.sentences[p], last.sentences[p], alike) for p in POLARITIES}
    return Row(summaries[0].themes[i].theme, cells, changes, pairs)


def _cell(summary: ThemeSummary, side: Side) -> Cell:
    sentences = {Polarity.STRENGTH: summary.strengths, Polarity.CONCERN: summary.concerns}
    shares = {polarity: share(len(found), side.judged) for polarity, found in sentences.items()}
    return Cell(sentences, shares)


def _prevalence(sides: Sequence[Side], rows: Sequence[Row], measured: MeasuredErrors | None) -> tuple[Prevalence, ...]:
    if len(sides) < MIN_REPORTS:
        return ()
    sizes = [len(side.report.sentences) for side in sides]
    return tuple(
        estimate(
            row.theme.key,
            polarity,
            [len(cell.sentences[polarity]) for cell in row.cells],
            sizes,
            measured.labels.get(row.theme.key + polarity.sign) if measured else None,
        )
        for row in rows
        for polarity in POLARITIES
    )
