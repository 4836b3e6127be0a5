"""Texts to their blocks, and pages whose lines have a place."""

from __future__ import annotations

from themetag.document import Block, Document
from themetag.layout.blocks import find_blocks
from themetag.layout.lines import Extract, LineStyle
from themetag.parse import parse
from themetag.readers.files import read_text
from themetag.repair import Lexicon, repair
from themetag.types import Kind, Span

# A report's usual paragraph: full lines, then a last one.
BODY = (
    "Leaders have a clear view of the service and they know what has to be done to\n"
    "improve it for the children who need help, for those in care and for those who\n"
    "have left it.\n"
)


def running(text: str, block: Block) -> str:
    return repair(text, block.spans, Lexicon(text))[0]


def pairs(document: Document) -> list[tuple[Kind, str]]:
    """Return the kind and the running text of each block."""
    return [(block.kind, running(document.text, block)) for block in document.blocks]


def blocks_of(text: str) -> list[tuple[Kind, str]]:
    return pairs(read_text(text))


def of_kind(kind: Kind, text: str) -> list[str]:
    return [found for which, found in blocks_of(text) if which is kind]


class Sheet:
    """Pages on which each line has its place, as a PDF reader reports it."""

    def __init__(self) -> None:
        self.text = ""
        self.styles: dict[int, LineStyle] = {}
        self.markers: list[Span] = []
        self.pages: list[int] = [0]
        self.height = 760.0

    def line(
        self, text: str, *, size: float = 11.0, bold: bool = False, left: float = 72.0, down: float | None = None
    ) -> Sheet:
        """Set a line `down` points below the one before (None: as lines of a paragraph)."""
        self.height -= 14.0 if down is None else down
        if self.text and not self.text.endswith("\f"):
            self.text += "\n"
        right = left + len(text) * size * 0.5
        self.styles[len(self.text)] = LineStyle(size, bold, left, right, self.height, self.height)
        self.text += text
        return self

    def body(self, text: str = BODY, *, left: float = 72.0, down: float = 22.0) -> Sheet:
        """Set a paragraph, with space above it."""
        for i, line in enumerate(text.splitlines()):
            self.line(line, left=left, down=down if i == 0 else None)
        return self

    def page(self) -> Sheet:
        """Start a page."""
        self.text += "\f"
        self.pages.append(len(self.text))
        self.height = 760.0
        return self

    def marker(self, word: str) -> Sheet:
        """Say that the figure at the end of `word`, where it stands last, is the marker of a note."""
        end = self.text.rindex(word) + len(word)
        self.markers.append(Span(end - 1, end))
        return self

    @property
    def extract(self) -> Extract:
        ends = [*(start - 1 for start in self.pages[1:]), len(self.text)]
        pages = tuple(Span(start, end) for start, end in zip(self.pages, ends, strict=True))
        return Extract(self.text, pages, self.styles, tuple(self.markers))

    @property
    def document(self) -> Document:
        return parse(self.extract)

    def blocks(self) -> list[tuple[Kind, str]]:
        blocks = find_blocks(self.extract, Lexicon(self.text))
        return [(block.kind, running(self.text, block)) for block in blocks]
