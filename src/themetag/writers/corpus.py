"""Reports as a labelled corpus: rows for people to correct, and for a model to learn from next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import IO

from themetag.corpus.jsonl import line_of
from themetag.corpus.predictions import units_of_tagged
from themetag.errors import Status
from themetag.report import Report


def write_corpus_rows(reports: Iterable[Report], out: IO[str], raw: bool = False) -> None:
    """Write one row of JSON Lines a sentence, as `themetag.corpus.read_corpus` reads them.

    Reports that failed have no rows. A second report of the same name gets a number behind it, as the ids of a
    corpus are unique. `raw` changes nothing: no spreadsheet opens JSON Lines.
    """
    seen: Counter[str] = Counter()
    for report in reports:
        if report.status is not Status.OK:
            continue
        name = report.source or "text"
        seen[name] += 1
        doc = name if seen[name] == 1 else f"{name} ({seen[name]})"
        model = f"{report.model.name} {report.model.version}".strip()
        for unit in units_of_tagged(doc, report.sentences, report.taxonomy, model):
            out.write(line_of(unit))
