"""A comparison as text for people: counts by theme, then the sentences of both sides."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from themetag.compare.prevalence import Prevalence
from themetag.compare.result import Comparison, Row
from themetag.types import POLARITIES, Polarity, Sentence
from themetag.writers.comparison.words import (
    NAMES,
    NOT_MENTIONED,
    fine_percent,
    percent,
    place_of_sentence,
    points,
    title_of,
    where_of,
)
from themetag.writers.scrub import visible

_STYLE = {Polarity.STRENGTH: "green", Polarity.CONCERN: "red"}


def write_comparison_table(comparison: Comparison, out: IO[Any]) -> None:
    """Write the comparison for reading: colours in a terminal, plain text in a pipe or a file."""
    # Where nobody watches, nothing is folded or cut: a program or an editor takes lines of any length.
    console = Console(file=out, highlight=False, soft_wrap=not out.isatty(), width=None if out.isatty() else 1_000)
    console.print(Text(visible(title_of(comparison)), style="bold"))
    for side in comparison.sides:
        day = f", {side.date.isoformat()}" if side.date else ""
        kind = f", {side.report.meta.kind.value}" if side.report.meta.kind else ""
        counts = f"{len(side.report.sentences)} sentences, {side.judged} judge something"
        console.print(Text(f"  {visible(side.name)}{day}{visible(kind)}: {counts}"))
    for note in comparison.notes:
        console.print(Text(f"  note: {visible(note)}", style="yellow"))
    console.print()
    console.print(_counts(comparison))
    if len(comparison.sides) == 2:
        for row in comparison.rows:
            _write_row(console, row, comparison)
    if comparison.prevalence:
        _write_prevalence(console, comparison)


def _counts(comparison: Comparison) -> Table:
    """Return the table of counts: strengths and concerns of each report, one row a theme."""
    table = Table("theme", box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for side in comparison.sides:
        table.add_column(Text(visible(side.name)), justify="right")
    table.add_column("mentioned")
    for row in comparison.rows:
        cells = [_count(cell.sentences, cell.mentioned) for cell in row.cells]
        table.add_row(Text(row.theme.title), *cells, Text(visible(where_of(row, comparison))))
    return table


def _count(sentences: object, mentioned: bool) -> Text:
    if not mentioned:
        return Text(NOT_MENTIONED, style="dim")
    assert isinstance(sentences, dict)
    text = Text()
    for polarity in POLARITIES:
        text.append(
            f"{' ' if polarity is Polarity.CONCERN else ''}{polarity.sign}{len(sentences[polarity])}", _STYLE[polarity]
        )
    return text


def _write_row(console: Console, row: Row, comparison: Comparison) -> None:
    if not any(row.mentioned):
        return
    console.print()
    head = Text(row.theme.title, style="bold")
    head.append(f"  {visible(where_of(row, comparison))}", "not bold")
    console.print(head)
    for polarity in POLARITIES:
        pairs = row.pairs[polarity]
        if not pairs:
            continue
        shares = [
            f"{visible(side.name)} {cell.shares[polarity].count}, {percent(cell.shares[polarity])}"
            for side, cell in zip(comparison.sides, row.cells, strict=True)
        ]
        line = f"  {NAMES[polarity]}: {'; '.join(shares)}; {points(row.changes[polarity])}"
        console.print(Text(line, style=_STYLE[polarity]))
        for pair in pairs:
            for side, sentence in zip(comparison.sides, pair, strict=True):
                if sentence is not None:
                    beside = " and" if sentence is pair[1] and pair[0] is not None else ""
                    _print_indented(console, _line(side.name, sentence, polarity, beside))


def _print_indented(console: Console, line: Text) -> None:
    """Print a sentence four spaces in: folded at the width of a terminal, in one piece elsewhere."""
    if console.is_terminal:
        console.print(Padding(line, (0, 0, 0, 4), expand=False))
    else:
        console.print(Text("    ").append_text(line))


def _line(name: str, sentence: Sentence, polarity: Polarity, beside: str) -> Text:
    return Text(f"{polarity.sign}{beside} {visible(name)}, {place_of_sentence(sentence)}: {visible(sentence.text)}")


def _write_prevalence(console: Console, comparison: Comparison) -> None:
    console.print()
    console.print(Text(f"Over all {len(comparison.sides)} reports: share of sentences", style="bold"))
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for head in ("theme", "polarity", "as counted", "corrected", ""):
        table.add_column(head)
    titles = {row.theme.key: row.theme.title for row in comparison.rows}
    for entry in comparison.prevalence:
        table.add_row(*_prevalence_cells(entry, titles[entry.theme]))
    console.print(table)


def _prevalence_cells(entry: Prevalence, title: str) -> list[Text]:
    why = f"not corrected: {entry.why}" if entry.why else ""
    cells = (title, NAMES[entry.polarity], fine_percent(entry.observed), fine_percent(entry.corrected), why)
    return [Text(cell) for cell in cells]
