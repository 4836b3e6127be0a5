"""Writes typeset pages as plain text: as a PDF-to-text converter leaves them, or as people paste them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from boundary_key import Piece
from generator.source import Source, Word
from generator.typeset import Line, Page, Typesetter


def set_plain(source: Source) -> list[Page]:
    """Typeset a source that exists as text only: one endless page, lines by their number of characters.

    The setting `wrap` is "none", or one width, or two: lines of the first width broken again at the second,
    as mail programs do.
    """
    widths = source.setting("wrap", "none").split()
    if widths == ["none"]:
        return Typesetter(source, lambda text, _bold, _size: len(text), math.inf, math.inf).run()
    first, *second = map(float, widths)
    typesetter = Typesetter(source, lambda text, _bold, _size: len(text), first + 120, math.inf)
    pages = typesetter.run()
    for page in pages if second else []:
        page.body = [part for line in page.body for part in broken_again(typesetter, line, second[0])]
    return pages


def broken_again(typesetter: Typesetter, line: Line, width: float) -> Iterator[Line]:
    """Yield a line's parts, none wider than `width`."""
    head, *tail = typesetter.wrap(line.words, width, False, 12)
    line.words = head
    yield line
    for words in tail:
        yield Line(words, line.x)


def in_reading_order(page: Page) -> list[Line]:
    """Return a page's lines from top to bottom."""
    return [*page.head, *page.body, *page.notes, *page.foot]


def written(pages: list[Page]) -> Iterator[Piece]:
    """Yield the text piece by piece, in the order in which it is written."""
    for page in pages:
        for line in in_reading_order(page):
            if line.number:
                yield line.number.piece
            for word in line.words:
                yield word.piece


def as_text(source: Source, pages: list[Page]) -> str:
    """Return the text; pages are separated by form feeds.

    Settings: `text-gap` yes puts blank lines between blocks; `text-number` alone puts printed numbers on
    lines of their own; `text-bullet` alone GLYPH does the same for bullets, and says which glyph stands for
    them.
    """
    gap = "\n" if source.setting("text-gap") == "yes" else ""
    number_end = "\n" + gap if source.setting("text-number") == "alone" else " "
    place, _, glyph = source.setting("text-bullet", "same").partition(" ")
    glyph = glyph.encode("ascii", "backslashreplace").decode("unicode_escape") if glyph else "-"
    bullet_end = "\n" + gap if place == "alone" else " "
    texts = []
    for page in pages:
        parts: list[str] = []
        for line in in_reading_order(page):
            if parts and (line.begins or line in page.foot):
                parts.append(gap)
            if line.bullet is not None:
                parts.append((line.bullet or ("–" if line.mark_x > 60 else glyph)) + bullet_end)
            if line.number:
                parts.append(line.number.text + number_end)
            parts.append(plain(line.words) + "\n")
        texts.append("".join(parts))
    return "\f".join(texts)


def plain(words: list[Word]) -> str:
    """Return the words of a line as they are written."""
    return "".join((" " if word.space and index else "") + word.text for index, word in enumerate(words))
