"""Cost is linear in the text.

Two measures, since neither sees all: the count of calls, which is the same in each run and shows a scan repeated in
Python; and processor time on one long line, which shows a pattern that backtracks. What backtracks needs many
seconds where the linear reading needs a fraction of one, so the bound is wide enough for a busy machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from counting import calls
from themetag.layout.lines import Extract, LineStyle, split_lines
from themetag.parse import parse
from themetag.readers.files import read_text
from themetag.readers.text import extract_text
from themetag.types import Span

WORDS = "children are safe and staff know them well "

# Rows of lines: each unit is repeated.
LINES = {
    "one letter": "a\n",
    "one capital": "A\n",
    "one figure": "1\n",
    "a word": "word\n",
    "bullets": "• item\n",
    "bullets alone": "•\n",
    "dashes": "- \n",
    "letters in brackets": "(i) a\n",
    "number ones": "1. Staff\n",
    "section ones": "1.1 Staff\n",
    "headings": "The experiences of children\n\n",
    "questions": "What is it?\n",
    "colons": "Areas to improve:\n",
    "lead-ins": "Leaders say:\n• item\n",
    "form feeds": "\f",
    "pages": "Some text.\n\f",
    "pages cut": "goes on and. On\n3\n\f",
    "hyphens": "word-\n",
    "hyphens alone": "-\n",
    "soft hyphens": "a\u00ad\n",
    "deep indentation": " " * 200 + "word\n",
    "spaces": "   \n",
    "carriage returns": "a\r",
    "grades": "Good\n",
    "rows": "Leaders Good\n",
    "table heads": "Judgement\n",
    "heads and labels": "Judgement\nlabel\nlabel\n",
    "scales": "Good (Grade 2) A service that\n",
    "postcodes": "Some Road\nAB1 2CD\n",
    "salutations": "Dear Jo\n",
    "sign-offs": "Yours sincerely\nJo\n",
    "fields": "Lead inspector: Jo,\n",
    "presences": "Present: A, B\nC, D\n",
    "inspection teams": "Inspection team\n",
    "teams of one": "Inspection team\nJo Marsh\n",
    "full lines": WORDS + WORDS + "and\n",
    "notes": "word.1 The\n",
    "dates": "3 May 2022\n",
}
# One line: each unit is repeated without a break.
LONG_LINES = {
    "no full stop": WORDS,
    "no space": "x",
    "spaces between": " ",
    "full stops": ".",
    "dots apart": ". ",
    "ellipses": "a… ",
    "unclosed quotes": "“She said that it ‘was « late. ",
    "apostrophes": "'",
    "quotes after stops": "a.' 'B ",
    "brackets": "(",
    "brackets after stops": "a. (",
    "closed brackets": "Late.) ",
    "remarks": "Late. (R) ",
    "closing quotes": "”",
    "titles": "Cllr. ",
    "initials": "A. B. C. ",
    "short forms": "e.g. ",
    "and so on": "etc. A ",
    "at signs": "a@",
    "dots and at signs": "@.",
    "addresses": "www.a.",
    "numbers": "1 2 3 ",
    "number parts": "1.",
    "odd spaces": "B\u00a0. It ",
    "surrogates": "\ud800",
    "zero width": "\u200b",
    "accents": "e\u0301",
    "inspections": "inspection of ",
    "Inspections of": "Inspection of A and ",
    "visits": "visit ",
    "verdicts": "overall judgement ",
    "periods": "3 May 2022 to ",
    "hyphens": "a- ",
}
UNIT = 2_000  # characters


def repeated(unit: str, characters: int) -> str:
    return unit * (characters // len(unit)) + "end"


def growth(read: Callable[[str], object], unit: str) -> float:
    """Return how many times the calls grow where the text doubles twice."""
    small, large = (repeated(unit, size) for size in (UNIT, 4 * UNIT))
    read(small)  # what is imported and compiled at first use is not counted
    return calls(lambda: read(large)) / calls(lambda: read(small))


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def styled(text: str, column: int) -> Extract:
    """Return an extract whose lines have a place: every third line is bold, every fifth in a second column."""
    plain = extract_text(text)
    styles = {}
    for line in split_lines(plain):
        left = 300.0 if line.index % 5 == column else 72.0
        height = 800.0 - 12 * line.index
        styles[line.start] = LineStyle(11.0, line.index % 3 == 0, left, left + 5 * len(line.text), height, height)
    markers = tuple(Span(at, at + 1) for at in range(1, len(text)) if text[at] == "1" and text[at - 1] == ".")
    return Extract(text, plain.pages, styles, markers)


@pytest.mark.parametrize("unit", LINES.values(), ids=LINES)
def test_calls_grow_with_the_lines(unit: str) -> None:
    """Four times as many lines cost about four times as many calls."""
    assert growth(read_text, unit) < 5


@pytest.mark.parametrize("column", [4, 9], ids=["two columns", "one column"])
@pytest.mark.parametrize("unit", LINES.values(), ids=LINES)
def test_calls_grow_with_the_lines_of_pages(unit: str, column: int) -> None:
    """The same holds where lines have a place on the page."""
    assert growth(lambda text: parse(styled(text, column)), unit) < 5


@pytest.mark.parametrize("unit", LONG_LINES.values(), ids=LONG_LINES)
@pytest.mark.parametrize("head", ["", "Contents\n", "Inspection of A\n\nInspection dates: ", "• ", "Help "], ids=repr)
def test_a_long_line_is_read_in_time(unit: str, head: str) -> None:
    """A line of 60,000 characters takes no more than three times what half of it takes, or a second."""
    half, whole = (f"{head}{repeated(unit, size)} Good\n" for size in (30_000, 60_000))
    first, second = seconds(lambda: read_text(half)), seconds(lambda: read_text(whole))
    for _ in range(2):  # what else the machine does can only make it slower
        if first < 5 and second > max(1.0, 3 * first):
            first, second = min(first, seconds(lambda: read_text(half))), min(second, seconds(lambda: read_text(whole)))
    assert first < 5
    assert second < max(1.0, 3 * first)


def test_five_megabytes_without_a_full_stop() -> None:
    """One line of 5 MB without a full stop is read; its sentences are cut at 20,000 characters, and none is lost."""
    text = repeated(WORDS, 5_000_000)
    document = read_text(text)
    assert max(len(sentence.text) for sentence in document.sentences) <= 20_000
    assert " ".join(sentence.text for sentence in document.sentences) == text


def test_an_item_of_many_lines_is_not_scanned_again() -> None:
    """Where a list item runs over many lines of a page, each line is compared once."""

    def extract(lines: int) -> Extract:
        text = "• item\n" + "goes on and on\n" * lines
        plain = extract_text(text)
        styles = {
            line.start: LineStyle(11.0, False, 80.0, 450.0, 800.0 - 12 * line.index, 800.0 - 12 * line.index)
            for line in split_lines(plain)
        }
        return Extract(text, plain.pages, styles)

    small, large = extract(300), extract(1_200)
    assert calls(lambda: parse(large)) < 5 * calls(lambda: parse(small))
