"""The formats that reports can be written in, by name."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Final

from themetag.report import Report
from themetag.writers.plain import report_to_dict
from themetag.writers.rows import COLUMNS, Cell, report_rows
from themetag.writers.scrub import safe_cell, scrub


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write reports: reports are taken one by one and written as they come."""

    name: str
    write: Callable[[Iterable[Report], IO[str], bool], None]


def write_json(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write a JSON array of reports, one a line; an array also for one report."""
    out.write("[")
    for number, report in enumerate(reports):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(report_to_dict(report), ensure_ascii=False, allow_nan=False))
    out.write("\n]\n")


def write_jsonl(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write one JSON object a line; a line ends with LF and with nothing else."""
    for report in reports:
        out.write(json.dumps(report_to_dict(report), ensure_ascii=False, allow_nan=False) + "\n")


def write_csv(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write CSV after RFC 4180 with a head row, one row a tag and one a sentence without tags.

    Args:
        reports: the reports.
        out: where to, opened with newline="".
        raw: False: a cell that a spreadsheet would run as a formula gets a single quote before it.

    """
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for report in reports:
        for row in report_rows(report):
            writer.writerow([_csv_cell(row[name], raw) for name in COLUMNS])


def _csv_cell(value: Cell, raw: bool) -> Cell:
    if not isinstance(value, str):
        return "" if value is None else value
    text = scrub(value)
    return text if raw else safe_cell(text)


def write_html(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write the page of the only report; MissingExtraError where Jinja2 is not installed."""
    from themetag.writers.html.page import write_html  # Jinja2 is an extra, and only pages need the templates

    write_html(reports, out)


def write_corpus(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write one labelled row a sentence, for people to correct and models to learn from."""
    from themetag.writers.corpus import write_corpus_rows  # only this format needs the corpus package

    write_corpus_rows(reports, out, raw)


FORMATS: Final = {
    "json": Format("json", write_json),
    "jsonl": Format("jsonl", write_jsonl),
    "csv": Format("csv", write_csv),
    "html": Format("html", write_html),
    "corpus": Format("corpus", write_corpus),
}
