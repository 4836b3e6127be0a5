"""Breaks the blocks of a source into lines and pages, for paper or for a plain text."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from boundary_key import Piece
from generator.source import Block, Source, Word

Measure = Callable[[str, bool, float], float]
"""The width of a text, whether it is bold, and its size, in points (or in characters, for a plain text)."""

LEFT, RIGHT, TOP, BOTTOM = 60.0, 60.0, 62.0, 74.0
INDENT = 28.0
PAGE_UNIT = 1_000_000  # unit numbers for running headers and footers, which no line of the source names


@dataclass(slots=True)
class Line:
    """One printed line: `y` falls down the page from its top; `begins` tells whether a block begins here.

    `mark` is the bullet, or the words of the printed number, in front of the line; `x` is where the text
    starts and `mark_x` where the mark does.
    """

    words: list[Word]
    x: float
    y: float = 0.0
    size: float = 12.0
    bold: bool = False
    begins: bool = False
    bullet: str | None = None
    number: Word | None = None
    mark_x: float = 0.0
    gap: float = 0.0
    height: float = 0.0


@dataclass(slots=True)
class Page:
    """A page: running header, body, footnotes and running footer, each in order from top to bottom.

    `boxes` are the frames of table rows: x, top, width, height.
    """

    head: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    foot: list[Line] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Face:
    """How a block looks: size, weight, the space above it."""

    size: float = 12.0
    bold: bool = False
    gap: float = 10.0


FACES = {
    ("H", "title"): Face(24, False, 18),
    ("H", "sub"): Face(12, True, 14),
    ("H", "light"): Face(12, False, 8),
    ("H", ""): Face(14, True, 18),
    ("F", "small"): Face(8, False, 8),
    ("F", "bold"): Face(12, True, 12),
    ("T", "bold"): Face(12, True, 0),
    ("T", ""): Face(12, False, 0),
    ("L", "cell"): Face(12, False, 0),
    ("S", "small"): Face(8, False, 24),
}


class Typesetter:
    """Sets one source: lines by the width of words, pages by the height of lines."""

    def __init__(self, source: Source, measure: Measure, width: float = 595.0, height: float = 842.0) -> None:
        self.source = source
        self.measure = measure
        self.width = width - LEFT - RIGHT if math.isfinite(width) else width
        self.height = height
        self.pages: list[Page] = []
        self.y = 0.0
        self.reserved = 0.0

    def run(self) -> list[Page]:
        """Return the pages."""
        self.new_page()
        in_table = False
        for block in self.source.blocks:
            if block.new_page:
                self.new_page()
            if block.letter == "T" or block.style == "cell":
                self.y += 0.0 if in_table else 12.0
                self.row(block)
                in_table = True
            else:
                self.lines(block)
                in_table = False
        return self.pages

    def new_page(self) -> None:
        """Begin a page, with its running header and footer."""
        self.pages.append(Page())
        self.y, self.reserved = TOP, 0.0
        page, count = self.pages[-1], len(self.pages)
        first = count == 1 and self.source.setting("number-first-page") != "yes"
        if count > 1:
            page.head = self.running("head", 30.0)
        if not first:
            lines = [name for name in self.source.settings if name.partition(".")[0] == "foot"]
            for name in lines:
                page.foot.extend(self.running(name, self.height - 45.0))

    def running(self, name: str, y: float) -> list[Line]:
        """Return the lines of a running header or footer on the page that was begun last."""
        result = []
        for index, text in enumerate(self.source.settings.get(name, [])):
            unit = PAGE_UNIT + 100 * len(self.pages) + index + (50 if name == "head" else 0)
            text = text.replace("{page}", str(len(self.pages)))
            spaced = [Word(Piece(unit, "furniture", token), space=True) for token in text.split()]
            side = name.partition(".")[2]
            x = {"right": LEFT + self.width - 12, "centre": LEFT + self.width / 2}.get(side, LEFT)
            result.append(Line(spaced, x, y + 10 * index, 8.0))
        return result

    def wrap(self, words: list[Word], width: float, bold: bool, size: float) -> list[list[Word]]:
        """Break words into lines that are no wider than `width`; a word alone may be."""
        lines: list[list[Word]] = [[]]
        used = 0.0
        for index, word in enumerate(words):
            need = self.measure(word.text, bold, size * (0.6 if word.raised else 1))
            space = self.measure(" ", bold, size) if word.space and lines[-1] else 0.0
            # What sticks to this word with no place to break must fit too.
            tail = 0.0
            for after in words[index + 1 :]:
                if after.space or after.after_hyphen:
                    break
                tail += self.measure(after.text, bold, size)
            may_break = word.space or word.after_hyphen
            if lines[-1] and may_break and used + space + need + tail > width:
                lines.append([])
                used = space = 0.0
            lines[-1].append(word)
            used += space + need
        return lines

    def lines(self, block: Block) -> None:
        """Set a paragraph, item, heading or lines of furniture."""
        face = FACES.get((block.letter, block.style), Face())
        indent = 0.0
        if block.bullet is not None:
            indent = INDENT * (2 if block.dash else 1)
        elif block.number is not None:
            indent = INDENT
        first = True
        for cell in block.cells:
            if block.style == "dots":
                self.entry(cell)
                continue
            for words in self.wrap(cell, self.width - indent, face.bold, face.size):
                line = Line(words, LEFT + indent, size=face.size, bold=face.bold, begins=first)
                if first:
                    line.bullet, line.number, line.gap = block.bullet, block.number, face.gap
                    line.mark_x = LEFT + max(0.0, indent - INDENT)
                self.place(line, keep=32.0 if block.letter == "H" else 0.0)
                first = False
                if any(word.ends_page for word in words):
                    self.new_page()

    def entry(self, cell: list[Word]) -> None:
        """Set a contents entry as two lines of one height: its title left, its page number right."""
        self.place(Line(cell[:-2], LEFT, begins=True, gap=6.0))
        last = self.pages[-1].body[-1]
        self.pages[-1].body.append(Line(cell[-1:], LEFT + self.width - 20, last.y, begins=True))

    def place(self, line: Line, keep: float = 0.0) -> None:
        """Put a line on the page, or on a new one where it, `keep` below it and its footnotes do not fit."""
        line.height = line.size * 1.22
        notes = [self.source.notes[word.text] for word in line.words if word.raised]
        set_notes = [self.note(block) for block in notes]
        extra = sum(len(note) * 10.0 + 6.0 for note in set_notes)
        if self.y + line.gap + line.height + keep + extra > self.height - BOTTOM - self.reserved:
            self.new_page()
            line.gap = 0.0
        self.y += line.gap
        line.y = self.y + line.size
        self.y += line.height
        page = self.pages[-1]
        page.body.append(line)
        self.reserved += extra
        for note in set_notes:
            page.notes.extend(note)
        for index, note_line in enumerate(reversed(page.notes)):
            note_line.y = self.height - BOTTOM - 10.0 * index

    def note(self, block: Block) -> list[Line]:
        """Return the lines of a footnote, its number raised in front of the first."""
        rows = self.wrap(block.cells[0], self.width - 8, False, 8.0)
        lines = [Line(words, LEFT + 8, size=8.0) for words in rows]
        lines[0].number, lines[0].mark_x, lines[0].begins = block.number, LEFT, True
        return lines

    def row(self, block: Block) -> None:
        """Set a table row; a page never divides it."""
        count = len(block.cells)
        face = FACES[(block.letter, block.style)]
        width = self.width / count
        cells = [self.wrap(cell, width - 12, face.bold, face.size) for cell in block.cells]
        high = max(map(len, cells)) * face.size * 1.22 + 10
        if self.y + high > self.height - BOTTOM - self.reserved:
            self.new_page()
        for column, lines in enumerate(cells):
            x = LEFT + width * column
            self.pages[-1].boxes.append((x, self.y, width, high))
            for index, words in enumerate(lines):
                y = self.y + 4 + face.size * (1.22 * index + 1)
                line = Line(words, x + 6, y, face.size, face.bold, begins=index == 0)
                self.pages[-1].body.append(line)
        self.y += high
