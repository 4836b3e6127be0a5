"""A document's structure, before any tagging, as plain values, rows and text."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from themetag.document import Document
from themetag.repair import Lexicon, repair
from themetag.writers.plain import meta_to_dict, sentence_to_dict
from themetag.writers.rows import Cell
from themetag.writers.scrub import safe_cell, scrub, visible

COLUMNS: Final = ("source", "page", "paragraph", "heading", "kind", "sentence", "text", "start", "end")


def document_to_dict(document: Document) -> dict[str, Any]:
    """Return the document without its text: front matter, blocks, sentences (which carry theirs)."""
    return {
        "source": None if document.source is None else scrub(document.source),
        "pages": [[page.start, page.end] for page in document.pages],
        "meta": meta_to_dict(document.meta),
        "notes": [scrub(note) for note in document.notes],
        "blocks": [
            {
                "kind": str(block.kind),
                "spans": [[span.start, span.end] for span in block.spans],
                "page": block.page,
                "number": block.number,
            }
            for block in document.blocks
        ],
        "sentences": [
            {key: value for key, value in sentence_to_dict(sentence).items() if key != "tags"}
            for sentence in document.sentences
        ],
    }


def structure_rows(document: Document, *, everything: bool = False) -> Iterator[dict[str, Cell]]:
    """Yield one row a sentence, in reading order.

    Args:
        document: the document.
        everything: whether headings, table cells and furniture get rows too.

    """
    lexicon = Lexicon(document.text)
    sentences = iter(document.sentences)
    sentence = next(sentences, None)
    for index, block in enumerate(document.blocks):
        spoken = False
        while sentence is not None and sentence.paragraph_index == index:
            yield _row(
                document, sentence.page, sentence.paragraph, sentence.heading, str(sentence.kind), sentence.index,
                sentence.text, sentence.start, sentence.end,
            )  # fmt: skip
            sentence, spoken = next(sentences, None), True
        if everything and not spoken:
            text = repair(document.text, block.spans, lexicon)[0]
            yield _row(
                document,
                block.page,
                block.number,
                block.heading,
                str(block.kind),
                None,
                text,
                block.start,
                block.end,
            )


def _row(document: Document, *cells: Cell) -> dict[str, Cell]:
    return dict(zip(COLUMNS, (document.source, *cells), strict=True))


def write_structure_json(documents: Iterable[Document], out: IO[str], everything: bool, raw: bool) -> None:
    """Write a JSON array of documents."""
    out.write("[")
    for number, document in enumerate(documents):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(document_to_dict(document), ensure_ascii=False, allow_nan=False))
    out.write("\n]\n")


def write_structure_jsonl(documents: Iterable[Document], out: IO[str], everything: bool, raw: bool) -> None:
    """Write one JSON object a row of the table."""
    for document in documents:
        for row in structure_rows(document, everything=everything):
            clean = {key: scrub(value) if isinstance(value, str) else value for key, value in row.items()}
            out.write(json.dumps(clean, ensure_ascii=False, allow_nan=False) + "\n")


def write_structure_csv(documents: Iterable[Document], out: IO[str], everything: bool, raw: bool) -> None:
    """Write CSV with a head row; cells that start a formula are made safe unless `raw`."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for document in documents:
        for row in structure_rows(document, everything=everything):
            cells = [scrub(value) if isinstance(value, str) else value for value in row.values()]
            writer.writerow([safe_cell(c) if isinstance(c, str) and not raw else c for c in cells])


def write_structure_table(documents: Iterable[Document], out: IO[str], everything: bool, raw: bool) -> None:
    """Write text for people: front matter, then the sentences under their headings."""
    for number, document in enumerate(documents):
        out.write("\n" if number else "")
        out.write(f"{visible(document.source or 'text')}: {len(document.pages)} pages, ")
        out.write(f"{len(document.sentences)} sentences\n")
        for name, fact in _known(document):
            out.write(f"  {name}: {visible(fact)}\n")
        heading = None
        for row in structure_rows(document, everything=everything):
            if row["heading"] != heading and row["kind"] in ("prose", "list"):
                heading = row["heading"]
                out.write(f"\n{visible(str(heading)) or '(before the first heading)'}\n")
            place = f"p{row['page']}" + (f" {row['paragraph']}" if row["paragraph"] else "")
            mark = "" if row["kind"] == "prose" else f"[{row['kind']}] "
            out.write(f"  {place:8} {mark}{visible(str(row['text']))}\n")


def _known(document: Document) -> Iterator[tuple[str, str]]:
    values = meta_to_dict(document.meta)
    for grade in values.pop("grades"):
        yield "grade", f"{grade['heading']}: {grade['grade']}"
    for name, fact in values.items():
        if fact is not None:
            yield name.replace("_", " "), fact["value"]
