"""The marked source of an example report, read into blocks.

A source has one unit a line and a blank line between blocks:

    H text    a heading (H.title: the report's title; H.sub: smaller; H.light: not bold; | breaks the line)
    S text    a sentence of prose; the S lines of one block are one paragraph (S.small: small print)
    L text    a sentence of a list item; a block of L.cell is a cell that holds such an item
    N 12.     the printed number of a paragraph, item, heading or footnote; it begins the block
    B glyph   a bullet; it begins an item (B: the report's bullet; B.dash: an indented dash)
    T text    a table cell; the T lines of one block are a row (T.bold: bold)
    F text    a line of page furniture (F.small, F.bold; F.dots: a contents entry, its page after the last …)
    {1}       a footnote's raised mark
    [page]    inside a unit: the page ends with the line that has the word before
    @page     a new page
    @note     the next lines are a footnote; it goes to the foot of the page that has its mark

Lines that start with # are remarks; lines that start with @ above the first block are settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from boundary_key import Piece

KIND_OF = {
    "H": "heading",
    "S": "sentence",
    "L": "item",
    "N": "number",
    "T": "table",
    "F": "furniture",
}
LINE = re.compile(r"([HSLNBTF])(?:\.(\w+))?(?: (.*))?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text that no line break divides.

    `space` tells whether white space stands before it; a line may break before it where there is any, or
    where the piece before ends in a hyphen (`after_hyphen`). A page ends after the line of a word that
    `ends_page`.
    """

    piece: Piece
    space: bool
    after_hyphen: bool = False
    ends_page: bool = False

    @property
    def text(self) -> str:
        """What is printed."""
        return self.piece.text

    @property
    def raised(self) -> bool:
        """Whether it is a footnote's mark."""
        return self.piece.furniture


@dataclass(slots=True)
class Block:
    """One block: its units by line, its style, and what stands in front of it."""

    letter: str
    style: str = ""
    cells: list[list[Word]] = field(default_factory=list)
    number: Word | None = None
    bullet: str | None = None
    dash: bool = False
    new_page: bool = False


@dataclass(slots=True)
class Source:
    """A parsed source: settings (each with all its values), blocks in order, and footnotes by mark."""

    settings: dict[str, list[str]]
    blocks: list[Block]
    notes: dict[str, Block]

    def setting(self, name: str, default: str = "") -> str:
        """Return the last value of a setting, or the default."""
        return self.settings.get(name, [default])[-1]


def words(text: str, unit: int, letter: str) -> list[Word]:
    """Cut a unit's text into pieces at white space, at footnotes' marks and after hyphens inside a word."""
    result: list[Word] = []
    for token in text.split():
        if token == "[page]":  # noqa: S105  a token of text
            result[-1] = replace(result[-1], ends_page=True)
            continue
        space = True
        for part in re.findall(r"\{\w+\}|[^{}]+", token):
            if part.startswith("{"):
                result.append(Word(Piece(unit, KIND_OF[letter], part[1:-1], furniture=True), space))
                space = False
                continue
            for bit in re.findall(r".+?(?<=\w)-(?=\w{2})|.+$", part):
                hyphen = not space and bool(result) and result[-1].text.endswith("-")
                result.append(Word(Piece(unit, KIND_OF[letter], bit), space, after_hyphen=hyphen))
                space = False
    return result


def parse(path: Path) -> Source:
    """Read a source; ValueError names the line that has no form."""
    settings: dict[str, list[str]] = {}
    blocks: list[Block] = []
    notes: dict[str, Block] = {}
    block: Block | None = None
    new_page = note = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            block = None
        elif line == "@page":
            new_page = True
        elif line == "@note":
            note = True
        elif line.startswith("@"):
            name, _, value = line[1:].partition(" ")
            settings.setdefault(name, []).append(value)
        else:
            found = LINE.match(line)
            if not found:
                raise ValueError(f"{path.name}:{number}: no kind of unit: {line[:40]!r}")
            letter, style, text = found[1], found[2] or "", found[3] or ""
            if block is None:
                block = Block(letter, new_page=new_page)
                new_page = False
                if note:
                    notes[text.strip(".")] = block
                    note = False
                else:
                    blocks.append(block)
            add(block, letter, style, text, number)
    return Source(settings, blocks, notes)


def add(block: Block, letter: str, style: str, text: str, unit: int) -> None:
    """Add one line of the source to its block; its line number names the unit."""
    if letter == "N":
        block.number = words(text, unit, letter)[0]
        return
    if letter == "B":
        block.bullet, block.dash = text, style == "dash"
        return
    if block.letter in "NB":
        block.letter = letter
    block.style = block.style or style
    if letter in "TF" or not block.cells:
        block.cells.append([])
    if letter == "H":
        for part in text.split("|"):
            block.cells.append(words(part, unit, letter))
        block.cells = [cell for cell in block.cells if cell]
        return
    block.cells[-1].extend(words(text, unit, letter))
