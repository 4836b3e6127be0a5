"""Hugging Face `datasets`, both ways: one row a unit, labels as a list of strings."""

from __future__ import annotations

import json
from typing import Any

from themetag.corpus.model import Corpus
from themetag.corpus.rows import KNOWN, Row, RowReader, to_values
from themetag.optional import require
from themetag.taxonomy import Taxonomy


def to_dataset(corpus: Corpus) -> Any:
    """Return the corpus as a `datasets.Dataset`.

    Columns are those of the JSON Lines format; where one row lacks a field that another has, it holds None.
    Scores, and fields whose values are not of one simple type, are held as JSON text, as a table's columns
    have one type.

    Raises:
        MissingExtraError: the package `datasets` is not installed.

    """
    datasets = require("datasets", "train", "to build a Hugging Face dataset")
    rows = [to_values(unit) for unit in corpus.units]
    names = list(dict.fromkeys([*KNOWN, *(name for row in rows for name in row)]))
    columns: dict[str, list[Any]] = {}
    for name in names:
        column = [row.get(name) for row in rows]
        if all(value is None for value in column) and name not in ("labels", "text"):
            continue
        if name == "scores" or (name not in KNOWN and not _simple(column)):
            column = [None if value is None else _JSON + json.dumps(value, ensure_ascii=False) for value in column]
        columns[name] = column
    labels = datasets.Sequence(datasets.Value("string"))
    features = datasets.Features(
        {name: labels if name == "labels" else _feature(datasets, column) for name, column in columns.items()}
    )
    table = datasets.table.InMemoryTable.from_pydict(columns, schema=features.arrow_schema)
    # The fingerprint is the corpus's own: that of `datasets` is made by pickling, and differs from run to run.
    return datasets.Dataset(table, fingerprint=corpus.digest[:16])


def from_dataset(dataset: Any, taxonomy: Taxonomy, *, name: str = "dataset") -> Corpus:
    """Return the corpus of a `datasets.Dataset` with the columns `doc`, `text` and `labels`.

    Args:
        dataset: any iterable of rows as dicts; None stands for a field that a row lacks.
        taxonomy: the themes that the labels come from.
        name: of the corpus, and in messages.

    Raises:
        CorpusError: with every fault, by field; the rows of a dataset have no lines.

    """
    rows = []
    for row in dataset:
        values = {key: _value(value) for key, value in dict(row).items() if value is not None}
        rows.append(Row(values))
    return RowReader(name, taxonomy).read(rows, name=name)


_JSON = "json:"  # before a value that was written as JSON text


def _simple(column: list[Any]) -> bool:
    types = {type(value) for value in column if value is not None}
    if types == {str}:
        return not any(value.startswith(_JSON) for value in column if value is not None)
    return len(types) == 1 and types <= {bool, int, float}


def _feature(datasets: Any, column: list[Any]) -> Any:
    kind = next(type(value) for value in column if value is not None)
    return datasets.Value({str: "string", bool: "bool", int: "int64", float: "float64"}[kind])


def _value(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_JSON):
        try:
            return json.loads(value.removeprefix(_JSON))
        except (ValueError, RecursionError):
            return value
    return value
