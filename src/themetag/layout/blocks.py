"""Blocks: lines put together into paragraphs, list items, headings, table cells and furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from themetag.document import Block
from themetag.layout.drafts import Draft, same_row, spans_of
from themetag.layout.furniture import mark_furniture
from themetag.layout.headings import HeadingFinder
from themetag.layout.lines import Extract, Geometry, Line, split_lines
from themetag.layout.marks import Mark, follows
from themetag.layout.tables import mark_columns, mark_details, mark_name_runs, mark_scale, mark_tables
from themetag.repair import Lexicon, repair
from themetag.scale import joined
from themetag.types import Kind

# Numbered paragraphs under such a heading are the items of a list.
_LISTING = re.compile(
    r"areas? for improvement|needs? to improve|to be improved|recommendation|priority (?:and immediate )?action"
    r"|areas? for (?:priority|further) ",
    re.IGNORECASE,
)
_SMALL = 0.93  # a note is set at most so many times the body's size
_MAX_STEP = 3  # numbers of paragraphs may skip as many


class _Assembler:
    """Walks over the lines once and keeps the block that is open."""

    def __init__(self, extract: Extract, lines: Sequence[Line], lexicon: Lexicon) -> None:
        self.extract = extract
        self.lines = lines
        self.lexicon = lexicon
        self.geometry = Geometry([line for line in lines if line.kind is None])
        self.headings = HeadingFinder(lines, self.geometry)
        self.plain = not extract.styles  # the reader knows only the words
        self.drafts: list[Draft] = []
        self.body: Draft | None = None  # the open paragraph or item of the running text
        self.note: Draft | None = None  # the open note at the foot of the page
        self.note_number: str | None = None
        self.pending: Mark | None = None  # a mark that stands on a line of its own
        self.pending_glyph = ""
        self.heading = ""
        self.lead_in = ""
        self.parent_glyph = ""
        self.listing = False
        self.last_number = 0
        self.last_printed = "0"  # the last number of a paragraph or heading, as printed
        self.before: Line | None = None  # the last line that is not furniture

    def run(self) -> list[Draft]:
        i = 0
        while i < len(self.lines):
            i += self.take(i)
        return self.drafts

    def take(self, i: int) -> int:
        """Put line i, or the heading that starts at it, where it belongs; return how many lines were taken."""
        line = self.lines[i]
        if line.lower and line.kind is None and self.plain and self.goes_on(line):
            return 1  # the commonest line by far: the inside of a paragraph
        if line.kind is Kind.FURNITURE:
            self.open(line, Kind.FURNITURE, 0, keep=True)
            return 1
        count = 1
        if line.kind is Kind.TABLE:
            self.open(line, Kind.TABLE, 0)
            self.close()
        elif self.is_note(line):
            self.take_note(line)
            return 1
        elif self.pending is None and (length := self.headings.find(i, self.before)):
            self.take_heading(self.lines[i : i + length])
            count = length
        else:
            self.take_text(line)
        self.note = None
        self.before = self.lines[i + count - 1]
        return count

    def goes_on(self, line: Line) -> bool:
        """Take a line of a plain text that starts inside a sentence which the open block has not ended, else False."""
        body = self.body
        if body is None or self.pending is not None or line.mark is not None or body.last.terminal or line.cell:
            return False
        body.add(line, line.start)
        self.note = None
        self.before = line
        return True

    def open(self, line: Line, kind: Kind, skip: int, number: str | None = None, *, keep: bool = False) -> Draft:
        """Start a block with this line, leaving out its first `skip` characters; `keep` leaves the body open."""
        draft = Draft(kind, line.page, number, self.heading)
        draft.add(line, line.start + skip)
        self.drafts.append(draft)
        if not keep:
            self.body = draft
        return draft

    def close(self) -> None:
        self.body = None
        self.pending = None

    def is_note(self, line: Line) -> bool:
        """Whether the line belongs to a note at the foot of a page: smaller than the body, and not a display line."""
        size = self.geometry.size
        return bool(line.style and size and line.style.size <= _SMALL * size and not line.style.bold and not line.first)

    def take_note(self, line: Line) -> None:
        """Keep a note as prose of its own, so that a sentence cut by it goes on after it."""
        if line.text.isdecimal():
            self.note_number = line.text
            self.note = None
            return
        mark = line.mark
        if self.note_number is not None:
            self.note = None
        if self.note is not None and mark is None and line.page == self.note.last.page:
            self.note.add(line, line.start)
            return
        skip, number = (mark.length, mark.number) if mark else (0, self.note_number)
        if skip < len(line.text):
            self.note = self.open(line, Kind.PROSE, skip, number, keep=True)
        self.note_number = None

    def take_heading(self, lines: Sequence[Line]) -> None:
        mark = lines[0].mark
        skip, number = (
            (mark.length, mark.number) if mark and not mark.bullet and mark.length < len(lines[0].text) else (0, None)
        )
        if number is not None:
            self.last_printed = number
        for line in lines:
            line.kind = Kind.HEADING
        draft = self.open(lines[0], Kind.HEADING, skip, number)
        for line in lines[1:]:
            draft.add(line, line.start)
        heading = self.text_of(draft)
        if heading == self.heading and self.before is not None and self.before.kind is Kind.HEADING:
            draft.kind = Kind.TABLE  # the head of a box that repeats the heading above it
        self.heading = joined(self.heading, heading)
        self.listing = bool(_LISTING.search(self.heading))
        self.lead_in = self.parent_glyph = ""
        self.close()

    def take_text(self, line: Line) -> None:
        mark = line.mark if self.pending is None else None
        if mark is not None and not self.accepts(mark, line):
            mark = None
        if mark is not None and mark.length >= len(line.text):
            self.pending, self.pending_glyph = mark, line.text
            return
        if mark is None and self.pending is None and self.continues(line):
            assert self.body is not None
            self.body.add(line, line.start)
            return
        glyph = self.pending_glyph if self.pending is not None else line.text[: mark.length].strip() if mark else ""
        found = self.pending or mark
        skip = mark.length if mark else 0
        self.pending = None
        if found is None:
            self.end_list()
            self.open(line, Kind.LIST if line.cell else Kind.PROSE, skip)
        elif found.bullet:
            self.take_item(line, skip, glyph)
        else:
            self.last_number = int(found.number.split(".")[0]) if found.number else 0
            self.last_printed = found.number or "0"
            if not self.listing:
                self.end_list()
            self.open(line, Kind.LIST if self.listing else Kind.PROSE, skip, found.number)

    def take_item(self, line: Line, skip: int, glyph: str) -> None:
        """Start a list item; the block before it introduces the list if it ends with a colon."""
        before = self.body
        if before is not None and before.last.text.endswith(":") and glyph != before.bullet:
            self.lead_in = self.text_of(before)
            self.parent_glyph = before.bullet
        elif self.parent_glyph and glyph == self.parent_glyph:
            self.lead_in = self.parent_glyph = ""
        draft = self.open(line, Kind.LIST, skip)
        draft.bullet, draft.lead_in = glyph, self.lead_in

    def end_list(self) -> None:
        self.lead_in = self.parent_glyph = ""

    def accepts(self, mark: Mark, line: Line) -> bool:
        """Whether a mark is one: a number must stand where a paragraph may start, and count on."""
        if mark.bullet or mark.number is None:
            return True
        if not mark.dotted:
            return "." in mark.number and follows(self.last_printed, mark.number) and self.boundary(line)
        first = int(mark.number.split(".")[0])
        boundary = self.boundary(line)
        if 0 <= first - self.last_number <= 1 or first == 1:
            return boundary
        return boundary and (
            (first - self.last_number <= _MAX_STEP and first > self.last_number) or bool(self.geometry.apart(line))
        )

    def boundary(self, line: Line) -> bool:
        """Whether a paragraph may start at this line."""
        if self.body is None or self.before is None:
            return True
        return (
            self.body.last.terminal or bool(self.geometry.apart(line)) or not self.geometry.filled(self.body.last, line)
        )

    def continues(self, line: Line) -> bool:
        """Whether a line without a mark goes on with the open block."""
        body = self.body
        if body is None or body.kind in (Kind.FURNITURE, Kind.TABLE):
            return False
        last = body.last
        if line.cell:
            return False
        if same_row(last, line):
            return True
        cut = not last.terminal and (line.lower or self.geometry.filled(last, line) or last.text.endswith(","))
        if last.page != line.page:
            # Prose that has not come to an end goes on; a list item may end without a full stop.
            cut = cut or (not last.terminal and body.kind is not Kind.LIST)
            return cut or last.open_ended or (self.geometry.filled(last, line) and self.aligned(body, line))
        apart = self.geometry.apart(line)
        if apart:
            return not last.terminal and line.lower
        if apart is False:
            return self.aligned(body, line) or cut
        if last.terminal:
            return self.geometry.filled(last, line)
        return body.kind is not Kind.LIST or line.lower or self.geometry.filled(last, line)

    def aligned(self, body: Draft, line: Line) -> bool:
        """Whether a line starts where the open item's text does; True where nothing is known of it."""
        first = body.lines[0]
        if first.style is None or line.style is None or body.kind is not Kind.LIST:
            return True
        if body.left is not None:
            return abs(line.style.left - body.left) < 8
        return line.style.left > first.style.left - 3

    def text_of(self, draft: Draft) -> str:
        return repair(self.extract.text, spans_of(draft, self.extract), self.lexicon)[0]


def find_blocks(extract: Extract, lexicon: Lexicon) -> tuple[Block, ...]:
    """Return the blocks of a text, in order of their start."""
    lines = split_lines(extract)
    mark_furniture(lines)
    mark_tables(lines)
    mark_scale(lines)
    if extract.styles:
        mark_columns(lines)
    mark_details(lines)
    mark_name_runs(lines, Geometry([line for line in lines if line.kind is None]).width)
    assembler = _Assembler(extract, lines, lexicon)
    blocks = [
        Block(draft.kind, spans_of(draft, extract), draft.page, draft.number, draft.heading, draft.lead_in)
        for draft in assembler.run()
    ]
    return tuple(sorted(blocks, key=lambda block: block.start))
