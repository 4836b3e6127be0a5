"""Sentences to be labelled next: those of whose labels a model is least sure, in their context.

    python training/passages.py write REPORTS --known REAL.jsonl training/authored.jsonl --but DEV.jsonl --output DIR
    python training/passages.py read DIR --known REAL.jsonl --output DOUBTED.jsonl --readings second-reading-real.jsonl

`write` reads the reports of a folder, less the documents of DEV, and writes the sentences that no known corpus holds in
files of --size, document by document: `[n]` before each sentence to be labelled, the sentence before it after `~`, the
heading after `#`. One known row in --again is among them, to be read a second time; keys/ tells which. Whoever labels
writes beside 001.txt a file 001.tsv with a line for each: the number, a tab, and the labels, separated by spaces;
`-none-` where nothing is judged, `-bad-` where it is no sentence. `read` makes a corpus of what is labelled so far,
without the `-bad-` rows, and writes both readings of the known rows, ids and labels, as agreement.py takes them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from themetag.corpus import ReportFolder, read_corpus
from themetag.errors import CorpusError, Fault
from themetag.loading import load_model
from themetag.taxonomy import default_taxonomy
from themetag.training.taught import teach, unlike_any
from themetag.types import Kind
from themetag.units import units_of

SEED: Final = 7
LEAST_WORDS: Final = 3
NOTHING: Final = "-none-"
UNUSABLE: Final = "-bad-"
KEYS: Final = "keys"
_LABELS: Final = tuple(f"{key}{sign}" for key in default_taxonomy().keys for sign in "+-")
_CONTEXT: Final = 220  # characters of the sentence before that are shown
_LINE: Final = re.compile(r"(\d+)\t(\S+(?: \S+)*)")

Row = dict[str, Any]


def candidates(arguments: argparse.Namespace) -> list[Row]:
    """Return the sentences to be labelled or read again, in reading order of shuffled documents."""
    taxonomy = default_taxonomy()
    known = [read_corpus(path, taxonomy) for path in arguments.known]
    labelled = {(unit.doc, unit.text): unit for corpus in known for unit in corpus.units}
    reports = ReportFolder(arguments.reports)
    reports.pass_over(read_corpus(arguments.but, taxonomy).documents if arguments.but else ())
    documents = [(Path(name).stem, units_of(document.sentences)) for name, document in reports]
    for fault in reports.failed:
        print(f"not read: {fault}", file=sys.stderr)
    fresh = unlike_any((unit for _, units in documents for unit in units), known)
    if not fresh:
        raise CorpusError([Fault(str(arguments.reports), "", "holds no sentence that the known corpora lack")])
    scores = teach(load_model(arguments.model), fresh).targets
    doubt = dict(zip(map(id, fresh), np.minimum(scores, 1 - scores).sum(axis=1).tolist(), strict=True))
    least = float(np.quantile(list(doubt.values()), 1 - arguments.share))
    rng = random.Random(SEED)  # noqa: S311  nothing here is secret
    rows = []
    number = 0
    for name, units in rng.sample(documents, len(documents)):
        for unit in units:
            number += 1
            before = labelled.pop((name, unit.text), None)  # a sentence that stands there twice is read again once
            if before is None:
                wanted = doubt.get(id(unit), -1.0) >= least and len(unit.text.split()) >= LEAST_WORDS
            else:
                wanted = rng.random() < 1 / arguments.again
            if wanted:
                row = {
                    "id": before.id if before else f"y{number:05d}", "doc": name, "text": unit.text,
                    "kind": unit.kind.value, "heading": unit.heading, "lead_in": unit.lead_in,
                    "previous": unit.previous, "first": [str(label) for label in before.labels] if before else None,
                }  # fmt: skip
                rows.append(row)
    return rows


def shown(rows: list[Row]) -> str:
    """Return rows as they are read: numbered, under the name of their document and their heading."""
    lines = []
    document = heading = text = None
    for number, row in enumerate(rows, 1):
        if row["doc"] != document:
            document, heading, text = row["doc"], None, None
            lines.append(f"=== {document}")
        if row["heading"] != heading:
            heading = row["heading"]
            lines.append(f"# {heading}")
        if row["lead_in"]:
            lines.append(f"  list under: {row['lead_in']}")
        if row["previous"] and row["previous"] != text:
            lines.append(f"  ~ {row['previous'][-_CONTEXT:]}")
        text = row["text"]
        lines.append(f"[{number}] {'- ' if row['kind'] == Kind.LIST.value else ''}{text}")
    return "\n".join(lines) + "\n"


def write(arguments: argparse.Namespace) -> None:
    """Write the files to be labelled, into a new folder."""
    keys = arguments.output / KEYS
    keys.mkdir(parents=True)
    rows = candidates(arguments)
    for number, start in enumerate(range(0, len(rows), arguments.size), 1):
        some = rows[start : start + arguments.size]
        (arguments.output / f"{number:03d}.txt").write_text(shown(some), encoding="utf-8")
        (keys / f"{number:03d}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    again = sum(row["first"] is not None for row in rows)
    print(f"{len(rows):,} sentences in {arguments.output}, {again:,} of them to be read a second time")


def labels_of(line: str, number: int) -> set[str] | None:
    """Return what a line says of the sentence of that number, None where it does not fit."""
    found = _LINE.fullmatch(line.strip())
    labels = set(found[2].split()) if found and int(found[1]) == number else set()
    fits = labels in ({NOTHING}, {UNUSABLE}) or (labels and labels <= set(_LABELS))
    return labels if fits else None


def readings(folder: Path) -> Iterator[tuple[Row, set[str]]]:
    """Yield each row that is labelled with its labels; CorpusError names all that does not fit."""
    faults, found = [], []
    for path in sorted(folder.glob("*.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        key = folder / KEYS / f"{path.stem}.jsonl"
        rows = [json.loads(line) for line in key.read_text(encoding="utf-8").split("\n") if line]
        if len(lines) != len(rows):
            faults.append(Fault(str(path), "", f"has {len(lines)} lines for {len(rows)} sentences"))
            continue
        for number, (line, row) in enumerate(zip(lines, rows, strict=True), 1):
            labels = labels_of(line, number)
            if labels is None:
                problem = f"must be {number}, a tab and labels, {NOTHING} or {UNUSABLE} alone; was {line!r}"
                faults.append(Fault(str(path), f"line {number}", problem))
            else:
                found.append((row, labels))
    if not faults and not found:
        faults.append(Fault(str(folder), "", "holds no .tsv file with labels"))
    if faults:
        raise CorpusError(faults)
    yield from found


def read(arguments: argparse.Namespace) -> None:
    """Make a corpus of what is labelled, and write both readings of what was read twice."""
    units = [unit for path in arguments.known for unit in read_corpus(path, default_taxonomy()).units]
    collections = {unit.doc: unit.fields.get("collection", "") for unit in units}
    rows, twice, unusable = [], [], 0
    for row, labels in readings(arguments.folder):
        given = sorted(labels - {NOTHING, UNUSABLE}, key=_LABELS.index)
        first = row.pop("first")
        if UNUSABLE in labels:
            unusable += 1
        elif first is not None:
            twice.append({"id": row["id"], "first": first, "second": given})
        else:
            rows.append({**row, "labels": given, "readings": 1, "collection": collections.get(row["doc"], "")})
    arguments.output.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows):,} rows in {arguments.output}; {unusable:,} that are no sentences left out")
    if arguments.readings:
        arguments.readings.write_text("".join(json.dumps(row) + "\n" for row in twice), encoding="utf-8")
        print(f"{len(twice):,} rows read twice in {arguments.readings}")


def main(words: list[str] | None = None) -> None:
    """Write or read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(required=True)
    writer = commands.add_parser("write", help="write the files to be labelled")
    writer.add_argument("reports", type=Path)
    writer.add_argument("--but", type=Path, help="a corpus whose documents are measured on")
    writer.add_argument("--model", default="transformer", help="whose doubt decides")
    writer.add_argument("--share", type=float, default=0.5, help="of the sentences, those in most doubt")
    writer.add_argument("--size", type=int, default=110, help="sentences a file")
    writer.add_argument("--again", type=int, default=22, help="one known row in so many is read again")
    writer.set_defaults(call=write)
    reader = commands.add_parser("read", help="make a corpus of what is labelled")
    reader.add_argument("folder", type=Path)
    reader.add_argument("--readings", type=Path, help="where both readings of known rows go")
    reader.set_defaults(call=read)
    for command in (writer, reader):
        command.add_argument("--known", type=Path, nargs="+", required=True, help="what is labelled already")
        command.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args(words)
    arguments.call(arguments)


if __name__ == "__main__":
    main()
