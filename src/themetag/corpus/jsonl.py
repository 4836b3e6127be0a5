"""JSON Lines: one unit a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from themetag.corpus.lines import read_lines, write_text
from themetag.corpus.model import Corpus, LabelledUnit
from themetag.corpus.rows import Row, RowReader, to_values
from themetag.errors import Fault
from themetag.taxonomy import Taxonomy


def read_jsonl(path: Path, taxonomy: Taxonomy) -> Corpus:
    """Read a corpus from JSON Lines; empty lines are skipped.

    Raises:
        CorpusError: with every fault of the file, by line and field.

    """
    reader = RowReader(str(path), taxonomy)
    rows = []
    for number, line in enumerate(read_lines(path, reader.faults), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line, object_pairs_hook=_unique, parse_constant=_refuse)
        except RecursionError:
            reader.faults.append(Fault(reader.file, "", "is nested too deeply", number))
            continue
        except ValueError as e:
            reader.faults.append(Fault(reader.file, "", f"is not a JSON object: {e}", number))
            continue
        if isinstance(values, dict):
            rows.append(Row(values, number))
        else:
            reader.faults.append(Fault(reader.file, "", f"must be a JSON object, was {line!r:.60}", number))
    return reader.read(rows, name=path.name)


def write_jsonl(path: Path, corpus: Corpus) -> None:
    """Write a corpus as JSON Lines, UTF-8, whole or not at all."""
    write_text(path, "".join(map(line_of, corpus.units)))


def line_of(unit: LabelledUnit) -> str:
    """Return one unit as a line of JSON Lines, with its line feed."""
    return json.dumps(to_values(unit), ensure_ascii=False, allow_nan=False) + "\n"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"field {twice[0]!r} stands twice")
    return values


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number of JSON")
