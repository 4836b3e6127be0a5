"""The key of a document's boundaries: where its units begin and end, counted in letters, without its text.

An offset counts the letters and digits before a place (after NFKC, code point by code point), so a key stays
true when white space, bullets, hyphens or quotation marks change, and a key of a document that may not be
passed on gives none of it away.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

KINDS = ("sentence", "item", "heading", "table", "number", "furniture")
"""What a unit is: a sentence of prose; one sentence of a list item; a heading; a table cell; a printed
paragraph, item or footnote number; a line of page furniture."""


class KeyFaultError(ValueError):
    """A key file does not have the form of one."""


@dataclass(frozen=True, slots=True)
class KeyUnit:
    """One unit: `start` and `end` (exclusive) in letters; `heading` is the index of the heading in force.

    `heading` is None before the first heading, and for furniture.
    """

    kind: str
    start: int
    end: int
    heading: int | None = None


@dataclass(frozen=True, slots=True)
class BoundaryKey:
    """The key of one document.

    Attributes:
        name: the source's name without its folder and, for a report with one rendering, without its suffix.
        sha256: of the source file's bytes.
        letters: how many letters and digits the document has.
        letters_sha256: of those letters in UTF-8: tells whether a reader found the same text.
        units: in order of their start; a footnote may lie inside a sentence that a page break cuts.
        furniture: ranges in letters that belong to no sentence: lines of page furniture and the raised
            marks of footnotes; in order, not touching.

    """

    name: str
    sha256: str
    letters: int
    letters_sha256: str
    units: tuple[KeyUnit, ...]
    furniture: tuple[tuple[int, int], ...]

    def to_json(self) -> str:
        """Return the key as JSON, a unit a line."""
        units = ",\n  ".join(json.dumps([u.kind, u.start, u.end, u.heading]) for u in self.units)
        furniture = json.dumps([list(pair) for pair in self.furniture])
        head = {"name": self.name, "sha256": self.sha256, "letters": self.letters}
        fields = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
        fields.append(f'"letters_sha256": {json.dumps(self.letters_sha256)}')
        fields.append(f'"units": [\n  {units}\n ]')
        fields.append(f'"furniture": {furniture}')
        return "{" + ",\n ".join(fields) + "}\n"

    @classmethod
    def from_json(cls, text: str) -> BoundaryKey:
        """Read what `to_json` wrote; KeyFaultError says what is wrong with anything else."""
        data = json.loads(text)
        names = ["furniture", "letters", "letters_sha256", "name", "sha256", "units"]
        if not isinstance(data, dict) or sorted(data) != names:
            raise KeyFaultError(f"a key has the fields {', '.join(names)}")
        key = cls(
            data["name"],
            data["sha256"],
            data["letters"],
            data["letters_sha256"],
            tuple(KeyUnit(*unit) for unit in data["units"]),
            tuple((start, end) for start, end in data["furniture"]),
        )
        for fault in key.faults():
            raise KeyFaultError(f"the key of {key.name} has a fault: {fault}")
        return key

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the key; nothing where it is well formed."""
        before = 0
        for index, unit in enumerate(self.units):
            if unit.kind not in KINDS:
                yield f"unit {index} has the kind {unit.kind!r}; kinds are {', '.join(KINDS)}"
            if not before <= unit.start < unit.end <= self.letters:
                yield f"unit {index} [{unit.start}, {unit.end}) is empty, out of order or past the end"
            heading = unit.heading
            if heading is not None and not (0 <= heading < index and self.units[heading].kind == "heading"):
                yield f"unit {index} names {heading} as its heading"
            before = unit.start
        edge = -1
        for start, end in self.furniture:
            if not edge < start < end <= self.letters:
                yield f"furniture [{start}, {end}) is empty, out of order or past the end"
            edge = end


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a document's text in the order in which the document has it, and the unit it belongs to.

    `furniture` marks what lies inside the unit but is no part of it (a footnote's raised mark).
    """

    unit: int
    kind: str
    text: str
    furniture: bool = False


def build_key(name: str, sha256: str, pieces: Iterable[Piece]) -> BoundaryKey:
    """Build the key of a document from its text, piece by piece, in the document's own order."""
    spans: dict[int, tuple[str, int, int]] = {}
    furniture: list[tuple[int, int]] = []
    text: list[str] = []
    place = 0
    for piece in pieces:
        run = letters(piece.text)
        if not run:
            continue
        text.append(run)
        start, place = place, place + len(run)
        if piece.furniture or piece.kind == "furniture":
            if furniture and furniture[-1][1] == start:
                start = furniture.pop()[0]
            furniture.append((start, place))
        if piece.furniture:
            continue
        _, first, _ = spans.get(piece.unit, ("", place - len(run), 0))
        spans[piece.unit] = (piece.kind, first, place)
    units: list[KeyUnit] = []
    heading: int | None = None
    for kind, start, end in sorted(spans.values(), key=lambda span: span[1]):
        units.append(KeyUnit(kind, start, end, None if kind == "furniture" else heading))
        if kind == "heading":
            heading = len(units) - 1
    joined = "".join(text)
    return BoundaryKey(name, sha256, place, letters_hash(joined), tuple(units), tuple(furniture))


@lru_cache(maxsize=4096)
def letters_of(character: str) -> str:
    """Return the letters and digits of one code point after NFKC: "ﬁ" has two, "-" none."""
    return "".join(c for c in unicodedata.normalize("NFKC", character) if c.isalnum())


def letters(text: str) -> str:
    """Return the letters and digits of a text after NFKC, code point by code point."""
    return "".join(map(letters_of, text))


def letters_hash(text: str) -> str:
    """Return the SHA-256 of letters, in UTF-8; lone surrogates as they stand."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class LetterCount:
    """Counts the letters of a text before any offset."""

    def __init__(self, text: str) -> None:
        self._before = [0, *accumulate(len(letters_of(character)) for character in text)]

    @property
    def total(self) -> int:
        """How many letters the text has."""
        return self._before[-1]

    def before(self, offset: int) -> int:
        """Return how many letters stand before `offset` (code points of the text)."""
        return self._before[offset]


def inside(ranges: tuple[tuple[int, int], ...], letter: int) -> bool:
    """Whether a letter lies in one of the ranges, which are in order and do not overlap."""
    at = bisect_right(ranges, (letter, float("inf"))) - 1
    return at >= 0 and ranges[at][0] <= letter < ranges[at][1]
