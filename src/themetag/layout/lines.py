"""Printed lines: where they stand, what they look like, and how one follows the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from themetag.layout.marks import Mark, mark_of
from themetag.types import Kind, Span

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_ENDS = ".!?:;…"
_CLOSING = "\"'”’)]"
_ABBREVIATION = re.compile(r"(?:\b(?:i\.e|e\.g|etc|cf|vs|no|nos|para|paras|pp|Mr|Mrs|Ms|Dr|Cllr|St))\.\Z")
# A line that ends with such a word goes on.
OPEN_END = frozenset(
    "a an and are as at be by for from has have in into is of on or that the their to was were who with".split()  # noqa: SIM905  a list to read
)
_UNMARKED = frozenset("jklmnpqrstuwyzABCDEFGHIJKLMNOPQRSTUVWXYZ")  # no mark starts with these letters
_LONG_LINE = 150  # characters; a printed line is shorter, a pasted paragraph is one "line"


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is set, as a PDF reader reports it.

    `size` is the font size in points, `bold` whether the line's first and last letters are bold, `left` and
    `right` where the line starts and ends, `baseline` how high it stands: points from the page's lower left.
    A line-end hyphen joins two printed rows to one line; `last_baseline` is where its last row stands.
    """

    size: float
    bold: bool
    left: float
    right: float
    baseline: float
    last_baseline: float


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader hands on: the text, its pages, and for PDFs the style of each line.

    `styles` maps the offset of a line's first printed character to its style; empty for plain text.
    `markers` are spans of note markers: small raised figures that are glued to a word.
    """

    text: str
    pages: tuple[Span, ...]
    styles: dict[int, LineStyle]
    markers: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()


class Line:
    """One printed line, without the white space around it.

    `blank` counts the blank lines before it; `first` says that it is the first of its page; `index` is its place
    among the document's lines. `kind` is None until a recogniser has claimed the line. `cell` says that it opens a
    table cell that holds sentences. `mark` is what stands before its text, None where it starts with plain text.
    `terminal` says that it ends like a sentence or a lead-in, `lower` that it starts as only the inside of a sentence
    does: with a small letter, a bracket, an "&".
    """

    __slots__ = (
        "blank", "cell", "end", "first", "gap", "index", "kind", "lower", "mark", "page", "start", "style", "terminal",
        "text",
    )  # fmt: skip

    def __init__(
        self, index: int, start: int, text: str, page: int, blank: int, first: bool, style: LineStyle | None
    ) -> None:
        self.index = index
        self.start = start
        self.end = start + len(text)
        self.text = text
        self.page = page
        self.blank = blank
        self.first = first
        self.style = style
        self.gap: float | None = None  # baseline distance to the line before, in points; None: not known
        self.kind: Kind | None = None
        self.cell = False
        head = text[0]
        self.mark: Mark | None = None if head in _UNMARKED else mark_of(text)
        self.lower = head.islower() or head in "(&)/,;"
        self.terminal = (text[-1] in _ENDS or text[-1] in _CLOSING) and _ends_sentence(text)

    def __repr__(self) -> str:
        return f"<Line {self.page}:{self.start} {self.kind} {self.text!r}>"

    @property
    def open_ended(self) -> bool:
        """Whether the line ends with a word that must be followed by another."""
        return self.text.rsplit(None, 1)[-1].casefold() in OPEN_END


def _ends_sentence(text: str) -> bool:
    closed = text.rstrip(_CLOSING)
    if not closed or closed[-1] not in _ENDS:
        return False
    return text[-1] != "." or _ABBREVIATION.search(text, max(0, len(text) - 8)) is None


def split_lines(extract: Extract) -> list[Line]:
    """Return the lines that hold more than white space, in order."""
    text, styles = extract.text, extract.styles
    page_starts = [page.start for page in extract.pages]
    pages = len(page_starts)
    lines: list[Line] = []
    cursor, page, page_before = 0, 0, 0
    for match in _LINE.finditer(text):
        content = match.group()
        printed = content.strip()
        if not printed:
            continue
        begin, end = match.span()
        start = begin if len(printed) == len(content) else begin + len(content) - len(content.lstrip())
        while page < pages and page_starts[page] <= start:
            page += 1
        first = page != page_before
        blank = 0 if first or begin - cursor == 1 else _blank_lines(text[cursor:begin])
        lines.append(Line(len(lines), start, printed, page, blank, first, styles.get(start)))
        cursor, page_before = end, page
    if styles:
        for before, line in pairwise(lines):
            if before.style and line.style and before.page == line.page:
                line.gap = before.style.last_baseline - line.style.baseline
    return lines


def _blank_lines(between: str) -> int:
    return max(0, (between.count("\n") or between.count("\r") or len(between)) - 1)


class Geometry:
    """The measures of a document's body: how wide its lines run and how far apart they stand.

    Attributes:
        width: characters in a full line; None where lines are not wrapped (a paragraph is one line).
        size: font size of the body in points; None without styles.
        right: where full lines end, in points; None without styles.
        pitch: distance of two lines of a paragraph in points; None without styles.

    """

    def __init__(self, lines: Sequence[Line]) -> None:
        lengths = sorted([size for line in lines if (size := len(line.text)) >= 20])
        self.width: int | None = None
        if lengths:
            wide = lengths[int(len(lengths) * 0.9)]
            if wide <= _LONG_LINE and len(lengths) >= 4:
                self.width = wide
        styled = [(line, line.style) for line in lines if line.style and len(line.text) >= 40]
        self.size: float | None = None
        self.right: float | None = None
        self.pitch: float | None = None
        if styled:
            self.size = median(style.size for _, style in styled)
            rights = sorted(style.right for _, style in styled)
            self.right = rights[int(len(rights) * 0.9)]
            gaps = [g for line, style in styled if (g := line.gap) and 0 < g < 3 * style.size]
            self.pitch = _mode(gaps) if gaps else self.size * 1.2

    def filled(self, line: Line, following: Line) -> bool:
        """Tell whether the first word of `following` would not have fitted on `line` any more."""
        word = following.text.split(None, 1)[0]
        if self.right is not None and line.style and line.text:
            rows = 1 + (line.style.baseline - line.style.last_baseline > line.style.size)
            letter = (line.style.right - line.style.left) / len(line.text) if rows == 1 else 0.5 * line.style.size
            return line.style.right + letter * (len(word) + 1) > self.right - 2 * letter
        if self.width is None:
            return False
        return len(line.text) + 1 + len(word) > self.width * 0.94

    def apart(self, line: Line) -> bool | None:
        """Tell whether `line` stands further from the line before it than lines of one paragraph do.

        None: not known (a new page, or a plain text without blank lines).
        """
        if line.first:
            return None
        if line.gap is not None and self.pitch is not None:
            return line.gap > 1.3 * self.pitch or line.gap < -0.5 * self.pitch
        return True if line.blank else None


def _mode(values: Sequence[float]) -> float:
    """Return the commonest value, to a whole point, averaged over its bin and the next; of equals the smallest."""
    counts: dict[int, int] = {}
    for value in values:
        counts[int(value)] = counts.get(int(value), 0) + 1
    top = max(sorted(counts), key=lambda key: counts[key] + counts.get(key + 1, 0))
    near = [v for v in values if top <= v < top + 2]
    return sum(near) / len(near)
