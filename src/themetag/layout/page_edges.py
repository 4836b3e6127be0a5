"""What stands at the edges of pages: running headers and footers, page numbers, markers of notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from themetag.layout.lines import Line
from themetag.types import Kind

_EDGE = 4  # lines from a page's top or bottom that may be a running header or footer
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—]?\s*(\d{1,4})\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,4})?\Z", re.IGNORECASE)
_PAGE_OF = re.compile(r"page\s+\d{1,4}(?:\s+of\s+\d{1,4})?\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def mark_page_edges(lines: Sequence[Line]) -> None:
    """Set `kind` to furniture on each line that belongs to the page and not to the text on it."""
    pages = _pages(lines)
    _running_lines(pages)
    _page_numbers(lines, pages)
    if any(line.style for line in lines):
        _raised_figures(lines)
        _small_edges(lines, pages)


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return list(pages.values())


def _shape(line: Line) -> str:
    """Return what a running line keeps from page to page: its letters, any number for every number."""
    return _DIGITS.sub("#", line.text.casefold())


def _running_lines(pages: Sequence[Sequence[Line]]) -> None:
    """Claim lines that repeat at the top or bottom of pages."""
    if len(pages) < 2:
        return
    seen: Counter[str] = Counter()
    shapes: dict[int, str] = {}  # by the line's index
    for page in pages:
        near = {line.index: _shape(line) for line in (*page[:_EDGE], *page[-_EDGE:])}
        seen.update({shape for shape in near.values() if any(c.isalpha() for c in shape)})
        shapes.update(near)
    enough = 2 if len(pages) <= 5 else 3
    running = {shape for shape, count in seen.items() if count >= enough}
    # The title page may print as its title what later pages repeat above the text.
    title_free = {shapes[line.index] for line in pages[0][:_EDGE]}
    for number, page in enumerate(pages):
        for edge in (page[:_EDGE], page[-_EDGE:][::-1]):
            for line in edge:
                if _PAGE_NUMBER.match(line.text):
                    continue
                shape = shapes[line.index]
                mark = line.mark
                if shape not in running or (mark and (mark.bullet or mark.dotted)):
                    break
                if number == 0 and edge[0] is page[0] and shape in title_free and _is_title(line, pages[1]):
                    break
                line.kind = Kind.FURNITURE


def _is_title(line: Line, later: Sequence[Line]) -> bool:
    """Whether a first-page line is set larger than its repetition (or nothing is known of its size)."""
    for other in (*later[:_EDGE], *later[-_EDGE:]):
        if _shape(other) == _shape(line) and line.style and other.style:
            return line.style.size > other.style.size * 1.2
    return True


def _page_numbers(lines: Sequence[Line], pages: Sequence[Sequence[Line]]) -> None:
    """Claim figures at a page's edge that count with the pages; in plain text any line that is one figure."""
    candidates: list[tuple[int, Line]] = []
    for page in pages:
        body = [line for line in page if line.kind is None]
        near = {id(line): line for line in (*body[:3], *body[-3:])}
        for line in near.values():
            match = _PAGE_NUMBER.match(line.text)
            if match:
                candidates.append((int(match[1]) - line.page, line))
    offsets = Counter(offset for offset, _ in candidates)
    for offset, line in candidates:
        if offsets[offset] >= 2 or (offset == 0 and len(pages) == 2):
            line.kind = Kind.FURNITURE
    for line in lines:
        if line.style is not None or len(line.text) > 20:
            continue
        if (len(line.text) <= 4 and line.text.isdecimal()) or _PAGE_OF.match(line.text):
            line.kind = Kind.FURNITURE


def _raised_figures(lines: Sequence[Line]) -> None:
    """Claim the marker of a note that the reader gives as a line of its own."""
    for before, line in pairwise(lines):
        if line.text.isdecimal() and line.style and before.style and line.page == before.page:
            raised = line.style.baseline >= before.style.last_baseline and line.style.size < 0.8 * before.style.size
            if raised and abs(line.style.left - before.style.right) < 10:
                line.kind = Kind.FURNITURE


def _small_edges(lines: Sequence[Line], pages: Sequence[Sequence[Line]]) -> None:
    """Claim a line in small type that opens or closes a page and is no sentence."""
    sizes = [line.style.size for line in lines if line.style and len(line.text) >= 40]
    if not sizes:
        return
    body = median(sizes)
    for page in pages:
        for line in (page[0], page[-1]):
            if line.kind is None and line.style and line.style.size < 0.9 * body:
                if line.terminal or len(line.text) > 60:
                    continue
                line.kind = Kind.FURNITURE
