"""What stands against a comparison, and what must be said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import Final

from themetag.compare.naming import place_of
from themetag.compare.result import Order, Side
from themetag.errors import ComparisonError, Status
from themetag.fold import fold
from themetag.report import Report

FEW: Final = 30  # below so many judging sentences a share says little
_YEARS_APART: Final = 3  # so far apart, reports of several authorities speak of different times
_ALIKE: Final = 0.8  # so large a share of sentences in common, and two documents are nearly one

READING: Final = (
    "A share is of the sentences of a report that judge anything. Its interval (95 %, Wilson) treats them as "
    "drawn one by one; it does not hold the errors of the model. A change reads “larger share” or “smaller share” "
    "only where it stays clear of zero with all changes of the table looked at together, “perhaps” where it does "
    "so by itself alone. A theme that is not mentioned was perhaps not looked at: that says nothing about what "
    "has become of it."
)


def refuse_unfit(reports: Sequence[Report]) -> None:
    """Raise where the reports cannot be compared.

    Raises:
        ComparisonError: fewer than two reports, one that failed or holds no sentence, the same report twice,
            or taxonomies that differ.

    """
    if len(reports) < 2:
        raise ComparisonError(f"a comparison needs two reports or more, there is {len(reports) or 'none'}")
    for number, report in enumerate(reports, 1):
        if report.status is not Status.OK:
            raise ComparisonError(f"{_name(report, number)} cannot be compared, it failed: {report.error}")
        if not report.sentences:
            raise ComparisonError(f"{_name(report, number)} cannot be compared, it holds no sentence")
    first = reports[0].taxonomy
    for number, report in enumerate(reports[1:], 2):
        if report.taxonomy.digest != first.digest:
            one, other = _taxonomy(reports[0]), _taxonomy(report)
            raise ComparisonError(
                f"{_name(reports[0], 1)} and {_name(report, number)} were tagged by different taxonomies "
                f"({one} and {other}): tag both by the same one"
            )
    texts = [_sentences(report) for report in reports]
    for i, j in combinations(range(len(reports)), 2):
        if texts[i] == texts[j]:
            raise ComparisonError(
                f"{_name(reports[i], i + 1)} and {_name(reports[j], j + 1)} are the same report: give two that differ"
            )


def notes_on(sides: Sequence[Side], order: Order) -> tuple[str, ...]:
    """Return what must be known to read the comparison rightly, the general words last."""
    return (*_nearly_the_same(sides), *_kinds(sides), *_frameworks(sides), *_models(sides), *_dates(sides, order),
            *_places(sides, order), *_few(sides), READING)  # fmt: skip


def _nearly_the_same(sides: Sequence[Side]) -> Iterable[str]:
    texts = [set(_sentences(side.report)) for side in sides]
    for (a, first), (b, second) in combinations(zip(sides, texts, strict=True), 2):
        if len(first & second) >= _ALIKE * min(len(first), len(second)):
            yield f"{a.name} and {b.name} share most of their sentences: they may be two copies of one report"


def _kinds(sides: Sequence[Side]) -> Iterable[str]:
    kinds = [_fact(side.report.meta.kind) for side in sides]
    if len(set(kinds)) > 1:
        yield (
            f"The kinds of report differ: {_listed(sides, kinds)}. They do not look at the same things, so counts "
            "and shares do not compare, and a theme that one does not mention was perhaps not looked at."
        )


def _frameworks(sides: Sequence[Side]) -> Iterable[str]:
    frameworks = [_fact(side.report.meta.framework) for side in sides]
    known = {framework for framework in frameworks if framework is not None}
    if len(known) > 1:
        yield (
            f"The inspection frameworks differ: {_listed(sides, frameworks)}. They ask different questions and set "
            "their reports out differently."
        )
    elif known and None in frameworks:
        yield f"The inspection framework is not known for every report: {_listed(sides, frameworks)}."


def _models(sides: Sequence[Side]) -> Iterable[str]:
    models = [f"{side.report.model.name} {side.report.model.version}" for side in sides]
    if len(set(models)) > 1:
        yield (
            f"The reports were tagged by different models: {_listed(sides, models)}. A difference may lie in the "
            "models; tag all by the same one."
        )


def _dates(sides: Sequence[Side], order: Order) -> Iterable[str]:
    unknown = [side.name for side in sides if side.date is None]
    if unknown and order is Order.GIVEN:
        yield f"No date is known for {', '.join(unknown)}: the reports stand in the order in which they were given."
    if order is Order.TIME:
        for before, after in pairwise(sides):
            if before.date == after.date:
                yield f"{before.name} and {after.name} have the same date: their order is the one given."


def _places(sides: Sequence[Side], order: Order) -> Iterable[str]:
    known = {place_of(side.authority).casefold(): place_of(side.authority) for side in sides if side.authority}
    if order is not Order.AUTHORITIES and len(known) > 1:
        yield f"The reports are of different authorities: {', '.join(known.values())}."
    years = sorted(side.date.year for side in sides if side.date)
    if order is Order.AUTHORITIES and years and years[-1] - years[0] >= _YEARS_APART:
        yield f"The reports are of different years, {years[0]} to {years[-1]}."


def _few(sides: Sequence[Side]) -> Iterable[str]:
    for side in sides:
        if side.judged == 0:
            yield f"{side.name}: no sentence judges anything, so there is nothing to compare it by."
        elif side.judged < FEW:
            yield f"{side.name}: only {side.judged} sentences judge anything, so its shares are wide."


def _listed(sides: Sequence[Side], values: Sequence[str | None]) -> str:
    """Return the values, each with the reports that have it."""
    by_value: dict[str, list[str]] = {}
    for side, value in zip(sides, values, strict=True):
        by_value.setdefault(value or "not known", []).append(side.name)
    return "; ".join(f"{value} ({', '.join(names)})" for value, names in by_value.items())


def _fact(fact: object) -> str | None:
    return None if fact is None else str(fact.value)  # type: ignore[attr-defined]


def _sentences(report: Report) -> tuple[str, ...]:
    return tuple(fold(sentence.text) for sentence in report.sentences)


def _name(report: Report, number: int) -> str:
    return repr(report.source) if report.source else f"report {number}"


def _taxonomy(report: Report) -> str:
    return f"{report.taxonomy.name} version {report.taxonomy.version}"
