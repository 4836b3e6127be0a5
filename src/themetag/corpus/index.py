"""A corpus without its text: ids, documents, labels, and the letters of each sentence as numbers only.

It lets a corpus be published whose text may not be: whoever has the documents gets the text back (`rebuild`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from themetag.corpus.letters import DIGEST_HEX, PRIME, Needle, located_letters, needle_of
from themetag.corpus.lines import read_lines, write_text
from themetag.corpus.model import Corpus, Label, Scheme
from themetag.corpus.rows import LabelNames, shortened
from themetag.errors import CorpusError, Fault
from themetag.taxonomy import Taxonomy
from themetag.types import Kind

FORMAT: Final = "themetag-corpus-index"
VERSION: Final = 1  # to be raised, with a reader for the old version kept, whenever a field changes its meaning
KEPT_FIELDS: Final = ("collection", "readings")  # fields of a row that say nothing of its text


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One unit without its text.

    `before` and `after` are how many characters stand before its first and after its last letter (a number, a
    bracket, the full stop), with white space folded.
    """

    id: str
    doc: str
    labels: tuple[Label, ...]
    kind: Kind
    needle: Needle
    before: int
    after: int
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CorpusIndex:
    """The rows of a corpus without their text; `digest` is that of the corpus it was made from."""

    name: str
    taxonomy: Taxonomy
    rows: tuple[IndexRow, ...]
    digest: str


def make_index(corpus: Corpus) -> CorpusIndex:
    """Return the index of a corpus with a polarity for each label.

    Raises:
        CorpusError: rows that have no letter from a to z, or a corpus of another scheme.

    """
    if corpus.scheme is not Scheme.POLARITY:
        raise CorpusError([Fault(corpus.name, "labels", f"an index needs a polarity a label, not {corpus.scheme}")])
    rows, faults = [], []
    for unit in corpus.units:
        needle = needle_of(unit.text)
        if needle is None:
            faults.append(Fault(corpus.name, "text", f"unit {unit.id!r} has no letter, so it cannot be found again"))
            continue
        text = " ".join(unit.text.split())
        _, offsets = located_letters(text)
        fields = {name: unit.fields[name] for name in KEPT_FIELDS if name in unit.fields}
        before, after = int(offsets[0]), len(text) - 1 - int(offsets[-1])
        rows.append(IndexRow(unit.id, unit.doc, unit.labels, unit.kind, needle, before, after, fields))
    if faults:
        raise CorpusError(shortened(faults))
    return CorpusIndex(corpus.name, corpus.taxonomy, tuple(rows), corpus.digest)


def write_index(path: str | Path, index: CorpusIndex) -> None:
    """Write an index as JSON Lines: a line that says what it is, then one a row; whole or not at all."""
    head = {"format": FORMAT, "version": VERSION, "name": index.name, "taxonomy": index.taxonomy.name}
    head |= {
        "taxonomy_version": index.taxonomy.version,
        "corpus_sha256": index.digest,
        "rows": len(index.rows),
    }
    lines = [json.dumps(head)]
    for row in index.rows:
        values = {"id": row.id, "doc": row.doc, **row.fields, "kind": row.kind}
        values |= {"labels": [str(label) for label in row.labels], "letters": row.needle.length}
        values |= {"rolling": f"{row.needle.rolling:016x}", "sha256": row.needle.digest}
        values |= {"before": row.before, "after": row.after}
        lines.append(json.dumps(values, separators=(",", ":")))
    write_text(Path(path), "\n".join(lines) + "\n")


def read_index(path: str | Path, taxonomy: Taxonomy) -> CorpusIndex:
    """Read an index.

    Raises:
        CorpusError: it is no index, of an unknown version or for another taxonomy, or rows have faults.

    """
    faults: list[Fault] = []
    lines = [line for line in read_lines(Path(path), faults) if line.strip()]
    head = _object(lines[0]) if lines else None
    if head is None or head.get("format") != FORMAT:
        raise CorpusError([Fault(str(path), "format", f"is no corpus index; its first line must say {FORMAT!r}", 1)])
    if head.get("version") != VERSION:
        problem = f"is {head.get('version')!r}; this version of themetag reads version {VERSION}"
        raise CorpusError([Fault(str(path), "version", problem, 1)])
    made_for = (head.get("taxonomy"), head.get("taxonomy_version"))
    if made_for != (taxonomy.name, taxonomy.version):
        problem = f"is {made_for[0]} {made_for[1]}, not {taxonomy.name} {taxonomy.version}"
        faults.append(Fault(str(path), "taxonomy", problem, 1))
    names = LabelNames(taxonomy)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        try:
            rows.append(_row(_object(line) or {}, names))
        except (KeyError, TypeError, ValueError) as e:
            problem = f"{e} is missing" if isinstance(e, KeyError) else str(e)
            faults.append(Fault(str(path), "", problem, number))
    if head.get("rows") != len(lines) - 1:
        problem = f"the first line promises {head.get('rows')!r} rows, there are {len(lines) - 1}; the file is cut"
        faults.append(Fault(str(path), "rows", problem, 1))
    if faults:
        raise CorpusError(shortened(faults))
    return CorpusIndex(str(head.get("name", Path(path).name)), taxonomy, tuple(rows), str(head.get("corpus_sha256")))


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _row(values: dict[str, Any], names: LabelNames) -> IndexRow:
    labels = []
    for name in values["labels"]:
        label = names.find(name)
        if label is None or label.polarity is None:
            raise ValueError(names.problem(name))
        labels.append(label)
    length, rolling, digest = int(values["letters"]), int(values["rolling"], 16), str(values["sha256"])
    if length < 1 or not 0 <= rolling < PRIME or len(digest) != DIGEST_HEX:
        raise ValueError("letters, rolling or sha256 is out of range")
    return IndexRow(
        id=str(values["id"]),
        doc=str(values["doc"]),
        labels=tuple(labels),
        kind=Kind(values["kind"]),
        needle=Needle(length, rolling, digest),
        before=max(0, int(values["before"])),
        after=max(0, int(values["after"])),
        fields={name: values[name] for name in KEPT_FIELDS if name in values},
    )
