"""Facts that the user gives instead of what front matter says: `--meta FILE.csv`."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from themetag.document import Fact, Grade, Meta
from themetag.errors import Fault, MetaError
from themetag.readers.files import read_bytes
from themetag.readers.text import decode

_TEXTS: Final = ("title", "authority", "kind", "framework")
_DATES: Final = ("inspected_from", "inspected_to", "published")
COLUMNS: Final = ("file", *_TEXTS, *_DATES, "overall")


@dataclass(frozen=True, slots=True)
class MetaTable:
    """What a table says of documents, by file name; an empty cell says nothing."""

    rows: Mapping[str, Mapping[str, Any]]

    def without_document(self, names: Iterable[str]) -> list[str]:
        """Return the file names of the table that stand for none of `names`: most often a slip of the pen."""
        given = {part for name in names for part in (name, Path(name).name)}
        return [name for name in self.rows if name not in given]

    def apply(self, meta: Meta, name: str) -> Meta:
        """Return the front matter of the document `name` with what the table says of it."""
        row = self.rows.get(name) or self.rows.get(Path(name).name)
        if not row:
            return meta
        grades = meta.grades
        if "overall" in row:
            grades = (
                Grade("Overall effectiveness", row["overall"]),
                *(g for g in grades if g is not meta.overall),
            )
        facts = {key: Fact(value) for key, value in row.items() if key != "overall"}
        return replace(meta, grades=grades, **facts)


def load_meta_table(path: str | Path) -> MetaTable:
    """Read a CSV with a head row: `file`, and any of title, authority, kind, framework, inspected_from,
    inspected_to, published (dates as 2024-03-31) and overall.

    Raises:
        MetaError: with every fault, each with its line.
        DocumentError: the file cannot be read.

    """  # noqa: D205  the columns are the summary
    name = str(path)
    text, _ = decode(read_bytes(name), name)
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    faults: list[Fault] = []
    rows: dict[str, dict[str, Any]] = {}
    try:
        head = reader.fieldnames or []
        legal = ", ".join(COLUMNS)
        faults.extend(
            Fault(name, str(c), f"is no column; the columns are {legal}", 1) for c in head if c not in COLUMNS
        )
        faults.extend(Fault(name, str(c), "is the name of two columns", 1) for c in COLUMNS if list(head).count(c) > 1)
        if "file" not in head:
            faults.append(Fault(name, "file", "this column is missing", 1))
        for row in reader:
            file = (row.get("file") or "").strip()
            if not file:
                faults.append(Fault(name, "file", "is empty", reader.line_num))
            elif file in rows:
                faults.append(Fault(name, "file", f"{file!r} stands here a second time", reader.line_num))
            rows[file] = _values(row, name, reader.line_num, faults)
    except csv.Error as e:
        faults.append(Fault(name, "", f"is no CSV: {e}", reader.line_num))
    if faults:
        raise MetaError(faults)
    return MetaTable(rows)


def _values(row: Mapping[str, Any], file: str, line: int, faults: list[Fault]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if None in row:
        faults.append(Fault(file, "", "has more cells than the head row", line))
    for column in (*_TEXTS, "overall"):
        if cell := (row.get(column) or "").strip():
            values[column] = cell
    for column in _DATES:
        if cell := (row.get(column) or "").strip():
            try:
                day = datetime.date.fromisoformat(cell)
            except ValueError:
                day = None
            if day is None or day.isoformat() != cell:  # it would also take 20240331 and 2024-W13-7
                faults.append(Fault(file, column, f"must be a date as 2024-03-31, was {cell!r}", line))
            else:
                values[column] = day
    return values
