"""Reports as text for people: what stands under each theme, with page and paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from themetag.errors import Status
from themetag.report import Report
from themetag.types import Polarity, Sentence
from themetag.writers.scrub import visible

_UNWRAPPED = 400  # columns; a theme's title has at most 200
_STYLE = {Polarity.STRENGTH: "green", Polarity.CONCERN: "red"}


def write_table(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write the reports for reading: colours in a terminal, plain text in a pipe or a file."""
    # In a pipe or a file nothing wraps, whatever the width of the terminal that the command was called from.
    width = None if out.isatty() else _UNWRAPPED
    console = Console(file=out, highlight=False, soft_wrap=not out.isatty(), width=width)
    for number, report in enumerate(reports):
        if number:
            console.print()
        _write_one(console, report, in_terminal=out.isatty())


def _write_one(console: Console, report: Report, *, in_terminal: bool) -> None:
    console.print(Text(visible(report.source or "text"), style="bold"))
    if report.status is not Status.OK:
        console.print(Text(f"  {report.status}: {visible(report.error or '')}", style="red"))
        return
    for name, value in _facts(report):
        console.print(Text(f"  {name}: {visible(value)}"))
    for note in report.notes:
        console.print(Text(f"  note: {visible(note)}", style="yellow"))
    tagged = sum(bool(s.tags) for s in report.sentences)
    model = f"model {report.model.name} {report.model.version}, taxonomy {report.taxonomy.name}"
    console.print(Text(f"  {len(report.sentences)} sentences, {tagged} with a judgement; {model}"))
    console.print()
    console.print(_counts(report))
    for entry in report.summary():
        for polarity, sentences in ((Polarity.STRENGTH, entry.strengths), (Polarity.CONCERN, entry.concerns)):
            if sentences:
                console.print()
                head = f"{entry.theme.title} {polarity.sign}"
                console.print(Text(head, style=f"bold {_STYLE[polarity]}"))
                for sentence in sentences:
                    line = _line(sentence, entry.theme.key, polarity)
                    # A terminal wraps and indents; in a pipe or a file a sentence stays on one line.
                    console.print(Padding(line, (0, 0, 0, 2)) if in_terminal else Text("  ") + line)


def _facts(report: Report) -> list[tuple[str, str]]:
    meta = report.meta
    facts = [("authority", meta.authority), ("kind", meta.kind), ("published", meta.published)]
    known = [(name, str(fact.value)) for name, fact in facts if fact is not None]
    if meta.inspected_from and meta.inspected_to:
        known.append(("inspected", f"{meta.inspected_from.value} to {meta.inspected_to.value}"))
    if meta.overall:
        known.append(("overall grade", meta.overall.grade))
    return known


def _counts(report: Report) -> Table:
    table = Table("theme", box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("strengths", justify="right", style="green")
    table.add_column("concerns", justify="right", style="red")
    for entry in report.summary():
        if entry.strengths or entry.concerns:
            table.add_row(Text(entry.theme.title), str(len(entry.strengths)), str(len(entry.concerns)))
    return table


def _line(sentence: Sentence, theme: str, polarity: Polarity) -> Text:
    score = next(tag.score for tag in sentence.tags if tag.theme == theme and tag.polarity is polarity)
    place = f"p{sentence.page}" + (f" para {sentence.paragraph}" if sentence.paragraph else "")
    return Text(f"{place}, {score:.2f}: {visible(sentence.text)}")
