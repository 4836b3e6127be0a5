"""Draws typeset pages as a PDF file, the same bytes every time, and says in which order text was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from boundary_key import Piece
from generator.source import Source
from generator.typeset import Line, Measure, Page

FONTS = {"vera": ("Vera", "VeraBd"), "helvetica": ("Helvetica", "Helvetica-Bold")}


def register() -> None:
    """Make the fonts that come with ReportLab known to it."""
    for name in FONTS["vera"]:
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


def measure_with(family: str) -> Measure:
    """Return a function that measures text in a family of fonts, in points."""

    def measure(text: str, bold: bool, size: float) -> float:
        return float(pdfmetrics.stringWidth(text, FONTS[family][bold], size))

    return measure


def in_stream_order(source: Source, page: Page) -> list[Line]:
    """Return a page's lines in the order in which they are drawn, which is that of the extracted text."""
    body = [*page.body, *page.notes]
    if source.setting("stream") == "foot-first":
        return [*page.head, *page.foot, *body]
    return [*page.head, *body, *page.foot]


def drawn(source: Source, pages: list[Page]) -> Iterator[Piece]:
    """Yield the text of the PDF piece by piece, in the order in which it is drawn."""
    for page in pages:
        for line in in_stream_order(source, page):
            if line.number:
                yield line.number.piece
            for word in line.words:
                yield word.piece


def draw(source: Source, pages: list[Page], path: Path) -> None:
    """Write the PDF file."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1, pageCompression=0, lang="en-GB")
    canvas.setTitle(source.setting("title"))
    canvas.setAuthor("The themetag maintainers")
    canvas.setSubject("A fictional report")
    fonts = FONTS[source.setting("font")]
    for page in pages:
        for line in in_stream_order(source, page):
            draw_line(canvas, fonts, source, line)
        if page.notes:
            canvas.line(60, 842 - page.notes[0].y + 12, 180, 842 - page.notes[0].y + 12)
        for x, y, width, height in page.boxes:
            canvas.rect(x, 842 - y - height, width, height)
        canvas.showPage()
    canvas.save()


def draw_line(canvas: Canvas, fonts: tuple[str, str], source: Source, line: Line) -> None:
    """Draw one line: its bullet or number, then its words, raised marks smaller and higher."""
    y = 842 - line.y
    font = fonts[line.bold]
    if line.bullet is not None:
        glyph = line.bullet or source.setting("bullet", "■")
        if line.mark_x > 60:
            glyph = "–"
        if glyph == "■":
            canvas.setFont("ZapfDingbats", 8)
            canvas.drawString(line.mark_x, y + 1, "n")
        else:
            canvas.setFont(font, line.size)
            canvas.drawString(line.mark_x, y, glyph)
    if line.number:
        small = line.size < 10
        canvas.setFont(font, 5 if small else line.size)
        canvas.drawString(line.mark_x, y + (3 if small else 0), line.number.text)
    x, run = line.x, ""
    for word in line.words:
        if word.raised:
            x = show(canvas, font, line.size, x, y, run)
            x = show(canvas, font, line.size * 0.6, x, y + line.size * 0.25, word.text)
            run = ""
        else:
            run += (" " if word.space and word is not line.words[0] else "") + word.text
    show(canvas, font, line.size, x, y, run)


def show(canvas: Canvas, font: str, size: float, x: float, y: float, text: str) -> float:
    """Draw a text and return where it ends."""
    if text:
        canvas.setFont(font, size)
        canvas.drawString(x, y, text)
    return x + float(pdfmetrics.stringWidth(text, font, size))
