"""CSV: one row a unit, one column a label."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any, Final

from themetag.corpus.lines import read_lines, write_text
from themetag.corpus.model import Corpus
from themetag.corpus.rows import KNOWN, Row, RowReader, to_values
from themetag.errors import Fault
from themetag.taxonomy import Taxonomy

DELIMITERS: Final = ",;\t"
FIELD_PREFIX: Final = "field:"  # marks a column that is no label, whatever its name looks like
_TRUE = frozenset({"1", "true", "yes", "x"})
_FALSE = frozenset({"", "0", "false", "no"})
_PLAIN = tuple(name for name in KNOWN if name not in ("labels", "scores"))

# A spreadsheet runs a cell that starts with one of these as a formula. A quote before it keeps it text; one
# more quote is put before quotes that precede such a character, so that reading gives back what was written.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def read_csv(path: Path, taxonomy: Taxonomy) -> Corpus:
    """Read a corpus from CSV with comma, semicolon or tab; a byte-order mark is dropped.

    Columns are `id`, `doc`, `text`, `kind`, `heading`, `lead_in`, `previous`, `polarity`, and one a label,
    headed by the label (`planning+`) or by a theme's key or title. A label's cell is 1, true, yes or x for
    "given", 0, false, no or empty for "not given". Other columns become fields of the unit, `field:` before
    the name dropped.

    Raises:
        CorpusError: with every fault of the file, by line and column.

    """
    reader = RowReader(str(path), taxonomy)
    lines = read_lines(path, reader.faults)
    text = "\n".join(lines)
    delimiter = next((d for d in DELIMITERS if "text" in _header(lines[0], d)), ",")
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    header: list[str] = []
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in table:
            filled = any(cell.strip() for cell in record)  # spreadsheets leave rows of empty cells behind
            if filled and not header:
                header = [cell.strip() for cell in record]
            elif filled:
                records.append((line, record))
            line = table.line_num + 1
    except csv.Error as e:
        reader.faults.append(Fault(reader.file, "", f"is not CSV: {e}", line))
    columns = _Columns(reader, header, records)
    if not columns.usable:
        records = []
    for number, record in records:
        if len(record) != len(header):
            problem = f"has {len(record)} cells, the header has {len(header)}"
            reader.faults.append(Fault(reader.file, "", problem, number))
        else:
            rows.append(Row(columns.values(record, number), number))
    return reader.read(rows, name=path.name)


def write_csv(path: Path, corpus: Corpus) -> None:
    """Write a corpus as CSV with one column for each label of its scheme.

    Every cell is quoted; a text that a spreadsheet would run as a formula gets a single quote in front, which
    `read_csv` takes off again. Fields that are not text are written as JSON.
    """
    labels = corpus.label_names
    extra = list(dict.fromkeys(name for unit in corpus.units for name in unit.fields))
    scored = any(unit.scores for unit in corpus.units)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    plain = [name for name in _PLAIN if name != "previous"]
    if any(unit.previous is not None for unit in corpus.units):
        plain.append("previous")
    header = [*plain, *labels, *(["scores"] if scored else []), *(FIELD_PREFIX + name for name in extra)]
    writer.writerow(header)
    for unit, inputs in zip(corpus.units, corpus.inputs(), strict=True):
        values = to_values(unit) | {"previous": inputs.previous}
        given = set(values["labels"])
        row = [_guard(str(values.get(name, ""))) for name in plain]
        row += ["1" if label in given else "0" for label in labels]
        if scored:
            row.append(json.dumps(dict(unit.scores)) if unit.scores else "")
        row += [_guard(_cell(unit.fields[name])) if name in unit.fields else "" for name in extra]
        writer.writerow(row)
    write_text(path, out.getvalue())


class _Columns:
    """What each column of one file means."""

    def __init__(self, reader: RowReader, header: list[str], records: list[tuple[int, list[str]]]) -> None:
        self.reader = reader
        self.header = header
        self.labels = {i: name for i, name in enumerate(header) if name not in KNOWN and reader.names.find(name)}
        before = len(reader.faults)
        for name in sorted({name for name in header if header.count(name) > 1}):
            self._fault(name, "heads more than one column")
        if header and "text" not in header:
            self._fault("text", f"is missing among the columns {', '.join(header)}"[:400])
        if "labels" in header:
            self._fault("labels", "CSV has one column a label (`planning+`), not one for all")
        if header and not self.labels and "labels" not in header:
            self._fault("", f"has no column of a label; {reader.names.problem(header[-1])}")
        for i, name in enumerate(header):
            known = name in KNOWN or i in self.labels or name.startswith(FIELD_PREFIX)
            cells = {record[i].strip().lower() for _, record in records if i < len(record)}
            if not known and (name[-1:] in ("+", "-") or (cells & {"1"} and cells <= _TRUE | _FALSE)):
                other = f"; a column that is no label is headed `{FIELD_PREFIX}{name}`"
                self._fault(name, reader.names.problem(name) + other)
        self.usable = len(reader.faults) == before

    def _fault(self, field: str, problem: str) -> None:
        self.reader.faults.append(Fault(self.reader.file, field, problem, 1))

    def values(self, record: list[str], line: int) -> dict[str, Any]:
        values: dict[str, Any] = {"labels": []}
        for i, (name, cell) in enumerate(zip(self.header, record, strict=True)):
            if i in self.labels:
                if cell.strip().lower() in _TRUE:
                    values["labels"].append(name)
                elif cell.strip().lower() not in _FALSE:
                    problem = f"must be 1 or 0, was {cell!r:.60}"
                    self.reader.faults.append(Fault(self.reader.file, name, problem, line))
            elif name == "scores":
                values["scores"] = _parsed(cell) if cell else None
            elif name in KNOWN:
                values[name] = _unguard(cell)
            elif cell:
                values[name.removeprefix(FIELD_PREFIX)] = _parsed(_unguard(cell))
        if not values.get("id", "x"):
            del values["id"]
        return values


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _guard(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _cell(value: Any) -> str:
    """Write a field so that reading gives the same value: text as it is unless it reads as JSON."""
    if isinstance(value, str) and value and isinstance(_parsed(value), str):
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _parsed(cell: str) -> Any:
    """Return a cell's JSON value, the cell itself where it is none."""
    if cell[:1] not in '"[{-0123456789tfn':
        return cell
    try:
        return json.loads(cell, parse_constant=lambda _: cell)
    except (ValueError, RecursionError):
        return cell
