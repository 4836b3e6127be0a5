"""Turn a report's units, marked by a reader, into a boundary key that holds no text.

    python benchmarks/make_boundary_key.py MARKS SOURCE OUT

MARKS has one unit a line, in the order of the source's text, every letter of the source once:
H heading, S sentence, L sentence of a list item, N printed number, T table cell, F furniture;
+S, +L or +H goes on with a unit that furniture has cut; what stands in {} is a footnote's mark. SOURCE is the
PDF or text file that was marked. The key is written to OUT; exit code 1 where marks and source differ.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from boundary_key import KeyFaultError, Piece, build_key, file_hash, letters

KIND_OF = {
    "H": "heading",
    "S": "sentence",
    "L": "item",
    "N": "number",
    "T": "table",
    "F": "furniture",
}
MARK = re.compile(r"(\+?)([HSLNTF])(?: (.*))?$")
CLOSED = re.compile(r"[.?!:][’”'\")\]]*(?:\{\w+\})?$")
REACH = 5  # a footnote's sentences between the halves of a cut one: three were met


def pieces(marks: str) -> Iterator[Piece]:
    """Yield the pieces that the lines of `marks` stand for.

    A line with + goes on with the latest of the last units of its kind that does not end like a sentence, for
    a footnote may stand between the two halves; where all do, with the latest.
    """
    recent: dict[str, dict[int, bool]] = {}
    for number, line in enumerate(marks.split("\n"), 1):
        if not line.strip():
            continue
        found = MARK.match(line.rstrip())
        if not found:
            raise KeyFaultError(f"line {number} starts with none of H S L N T F +S +L +H: {line[:40]!r}")
        plus, letter, text = found[1], found[2], found[3] or ""
        closed = recent.setdefault(letter, {})
        unit = number
        if plus:
            if not closed:
                raise KeyFaultError(f"line {number} goes on with a unit that never began: {line[:40]!r}")
            last = list(closed)[-REACH:]
            unit = next((u for u in reversed(last) if not closed[u]), last[-1])
        closed[unit] = bool(CLOSED.search(text))
        for part in re.split(r"(\{[^}]*\})", text):
            yield Piece(unit, KIND_OF[letter], part, furniture=part.startswith("{"))


def source_text(path: Path) -> str:
    """Return a source's text as its reader extracts it: PDFium for a PDF, UTF-8 for a text."""
    if path.suffix.lower() != ".pdf":
        return path.read_text(encoding="utf-8")
    pdf = pypdfium2.PdfDocument(path)
    try:
        return "\f".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()


def first_difference(marked: str, source: str) -> str:
    """Return where two runs of letters part, for a message."""
    at = next((i for i, (a, b) in enumerate(zip(marked, source, strict=False)) if a != b), None)
    at = min(len(marked), len(source)) if at is None else at
    return f"after {at} letters: marks have {marked[at : at + 30]!r}, source has {source[at : at + 30]!r}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("marks", type=Path, help="the marked units, one a line")
    parser.add_argument("source", type=Path, help="the PDF or text file that was marked")
    parser.add_argument("out", type=Path, help="the JSON file to write")
    options = parser.parse_args(arguments)
    try:
        marked = list(pieces(options.marks.read_text(encoding="utf-8")))
    except KeyFaultError as error:
        print(error, file=sys.stderr)
        return 1
    key = build_key(options.source.stem, file_hash(options.source), marked)
    run, source = letters("".join(piece.text for piece in marked)), letters(source_text(options.source))
    if run != source:
        print(f"marks and source differ {first_difference(run, source)}", file=sys.stderr)
        return 1
    faults = list(key.faults())
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    options.out.write_text(key.to_json(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
