"""Sentences to be labelled next: those of whose labels a model is least sure, in their context.

    python training/passages.py write REPORTS --known REAL.jsonl training/authored.jsonl --but DEV.jsonl \
        --model transformer --output passages
    python training/passages.py read passages --output real-more.jsonl --readings second-reading-real.jsonl

`write` reads the reports of a folder, less the documents of DEV, and writes the sentences that no known corpus holds in
files of --size, document by document: `[n]` before each sentence to be labelled, the sentence before it after `~`, the
heading after `#`. One known row in --again is among them, to be read a second time. Whoever labels writes beside
NN.txt a file NN.tsv with a line for each: the number, a tab, and the labels, separated by spaces; `-none-` where
nothing is judged, `-bad-` where it is no sentence. `read` makes a corpus of what is labelled so far, in which `-bad-`
rows are left out, and writes the two readings of the known rows, ids and labels, as agreement.py takes them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from themetag.corpus import ReportFolder, read_corpus
from themetag.loading import load_model
from themetag.taxonomy import default_taxonomy
from themetag.training.taught import teach, unlike_any
from themetag.types import Kind
from themetag.units import units_of

SEED: Final = 7
LEAST_WORDS: Final = 3
NOTHING: Final = "-none-"
UNUSABLE: Final = "-bad-"
_CONTEXT: Final = 220  # characters of the sentence before that are shown
_LINE: Final = re.compile(r"(\d+)\t(\S+(?: \S+)*)")


def candidates(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the sentences to be labelled or read again, in reading order of shuffled documents."""
    taxonomy = default_taxonomy()
    known = [read_corpus(path, taxonomy) for path in arguments.known]
    labels = {(unit.doc, unit.text): unit for corpus in known for unit in corpus.units}
    but = read_corpus(arguments.but, taxonomy).documents if arguments.but else ()
    reports = ReportFolder(arguments.reports)
    reports.paths = [path for path in reports.paths if path.stem not in but]
    documents = [(Path(name).stem, units_of(document.sentences)) for name, document in reports]
    fresh = unlike_any((unit for _, units in documents for unit in units), known)
    scores = teach(load_model(arguments.model), fresh).targets
    doubt = dict(zip(map(id, fresh), np.minimum(scores, 1 - scores).sum(axis=1).tolist(), strict=True))
    least = float(np.quantile(list(doubt.values()), 1 - arguments.share))
    rng = random.Random(SEED)  # noqa: S311  nothing here is secret
    rng.shuffle(documents)
    rows = []
    number = 0
    for name, units in documents:
        for unit in units:
            number += id(unit) in doubt
            before = labels.get((name, unit.text))
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


def shown(rows: list[dict[str, Any]]) -> str:
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
    """Write the files to be labelled."""
    rows = candidates(arguments)
    arguments.output.mkdir(parents=True)
    for number, start in enumerate(range(0, len(rows), arguments.size), 1):
        some = rows[start : start + arguments.size]
        (arguments.output / f"{number:03d}.txt").write_text(shown(some), encoding="utf-8")
        key = "".join(json.dumps(row) + "\n" for row in some)
        (arguments.output / f"{number:03d}.jsonl").write_text(key, encoding="utf-8")
    again = sum(row["first"] is not None for row in rows)
    print(f"{len(rows):,} sentences in {arguments.output}, {again:,} of them to be read a second time")


def labelled(folder: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield each labelled row with its labels; ValueError where a line does not fit what was asked."""
    taxonomy = default_taxonomy()
    known = {f"{key}{sign}" for key in taxonomy.keys for sign in "+-"} | {NOTHING, UNUSABLE}
    for path in sorted(folder.glob("*.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        rows = [json.loads(line) for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").split("\n") if line]
        if len(lines) != len(rows):
            raise ValueError(f"{path} has {len(lines)} lines for {len(rows)} sentences")
        for number, (line, row) in enumerate(zip(lines, rows, strict=True), 1):
            found = _LINE.fullmatch(line.strip())
            labels = found[2].split() if found else []
            if not found or int(found[1]) != number or not known.issuperset(labels):
                raise ValueError(f"{path}, line {number}: {line!r} is not a number, a tab and labels")
            yield row, labels


def read(arguments: argparse.Namespace) -> None:
    """Make a corpus of what is labelled, and write both readings of what was read twice."""
    collections = {}
    for path in arguments.known:
        collections |= {unit.doc: unit.fields.get("collection") for unit in read_corpus(path, default_taxonomy()).units}
    order = [f"{key}{sign}" for key in default_taxonomy().keys for sign in "+-"]
    rows, twice, unusable = [], [], 0
    for row, labels in labelled(arguments.folder):
        given = sorted((label for label in set(labels) if label in order), key=order.index)
        if row.pop("first") is not None:
            twice.append((row["id"], given))
        elif UNUSABLE in labels:
            unusable += 1
        else:
            rows.append({**row, "labels": given, "readings": 1, "collection": collections.get(row["doc"]) or ""})
    arguments.output.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows):,} rows in {arguments.output}; {unusable:,} that are no sentences left out")
    if arguments.readings:
        firsts = {row["id"]: row["first"] for row, _ in labelled(arguments.folder) if row["first"] is not None}
        lines = (json.dumps({"id": key, "first": firsts[key], "second": second}) + "\n" for key, second in twice)
        arguments.readings.write_text("".join(lines), encoding="utf-8")
        print(f"{len(twice):,} rows read twice in {arguments.readings}")


def main() -> None:
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
        command.add_argument("--known", type=Path, nargs="+", default=[])
        command.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.call(arguments)


if __name__ == "__main__":
    main()
