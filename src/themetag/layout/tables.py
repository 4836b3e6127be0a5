"""Tables: which lines they take. Tables of grades, tables of two columns, and lists of names and addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median_high

from themetag.layout.lines import Line
from themetag.types import Kind

_GRADE = (
    r"(?:Outstanding|Good|Requires(?:\s+improvement(?:\s+to(?:\s+be(?:\s+good)?)?)?)?|Inadequate|Adequate|Satisfactory)"
)
_GRADE_ENDS = (
    "Outstanding",
    "Good",
    "Requires",
    "mprovement",
    "to",
    "be",
    "good",
    "nadequate",
    "Adequate",
    "Satisfactory",
)
GRADE_ALONE = re.compile(rf"{_GRADE}\Z")
GRADE_AT_END = re.compile(rf"(?P<label>\S(?:.*\S)?)\s+(?P<grade>{_GRADE})\Z")  # linear: the label ends with no space
_REST = re.compile(r"(?:improvement(?:\s+to\s+be\s+good)?|to\s+be\s+good|be\s+good|good)\Z", re.IGNORECASE)
HEAD = re.compile(
    r"(?:Key\s+)?(?:Judge?ment|Area|Aspect)s?(?:\s+(?:Judge?ment\s+)?Grades?)?\Z|(?:Judge?ment\s+)?Grades?\Z",
    re.IGNORECASE,
)
_HEAD_STARTS = "KJAGkjag"
_DETAILS = re.compile(
    r"Local area partnership details|Inspection team|Inspection details|Provider details", re.IGNORECASE
)
_SCALE_ROW = re.compile(rf"{_GRADE} \(Grade \d\)\s+A service ", re.IGNORECASE)
_LABEL_LINES = 4  # a label of a row runs over at most so many lines
_HEAD_LINES = 6  # a table's head runs over at most so many
_LEFT_LINES = 12  # a left cell runs over at most so many lines
_LONG = 75  # characters; a longer line is running text, not a label


def mark_tables(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Set `kind` to table on the lines of tables of grades; return their ranges of line indices.

    A table is a head ("Judgement", "Grade") followed by grades, or at least three grades that stand at most
    four lines apart.
    """
    tables: list[tuple[int, int]] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        if line.kind is None and ((head := _is_head(line.text)) or _is_grade(lines, i)):
            end, grades = _extent(lines, i)
            if grades >= (1 if head else 3):
                start = i if head else _label_start(lines, i)
                for cell in lines[start:end]:
                    if cell.kind is None:
                        cell.kind = Kind.TABLE
                tables.append((start, end))
                i = end
                continue
        i += 1
    return tables


def mark_columns(lines: Sequence[Line]) -> None:
    """Set `kind` on the cells of tables of two columns, where the reader knows where lines stand.

    The reader gives a row's left cell first and then jumps up to the right one. A left cell is a label and
    becomes table; a right cell that holds sentences becomes an item of a list, else table. A bold line right
    above the first row is the table's head.
    """
    for i in range(1, len(lines)):
        line, before = lines[i], lines[i - 1]
        if line.kind is not None or before.kind is not None or not _jumps_right(before, line):
            continue
        assert line.style is not None
        start = i
        while start > 0 and i - start <= _LEFT_LINES and _in_left_cell(lines[start - 1], line):
            start -= 1
        if start == i or i - start > _LEFT_LINES or any(cell.terminal for cell in lines[start:i]):
            continue
        end = i
        while end < len(lines) and _in_column(lines[end], line):
            end += 1
        sentences = sum(len(cell.text) for cell in lines[i:end]) > 60 and lines[end - 1].terminal
        for cell in lines[start:i]:
            cell.kind = Kind.TABLE
        for cell in lines[i:end]:
            if sentences:
                cell.cell = cell is line
            else:
                cell.kind = Kind.TABLE
        head = lines[start - 1] if start else None
        if head and head.kind is None and head.style and head.style.bold and _close(head, lines[start]):
            head.kind = Kind.TABLE


def _jumps_right(before: Line, line: Line) -> bool:
    if line.style is None or before.style is None or line.gap is None:
        return False
    if line.gap > 2 or line.style.left <= before.style.left + 60 or abs(line.style.size - before.style.size) >= 2:
        return False
    return line.gap < -2 or line.style.left > before.style.right + 15


def _in_left_cell(cell: Line, right: Line) -> bool:
    """Whether a line stands to the left of the right cell's first line and not above it."""
    if cell.kind is not None or cell.style is None or right.style is None or cell.page != right.page:
        return False
    return cell.style.left < right.style.left - 60 and cell.style.baseline <= right.style.baseline + 2


def _in_column(cell: Line, first: Line) -> bool:
    """Whether a line stands in the column that `first` opens, at it or below it."""
    if cell.kind is not None or cell.style is None or first.style is None or cell.page != first.page:
        return False
    return abs(cell.style.left - first.style.left) < 12 and cell.style.baseline <= first.style.baseline + 2


def _close(above: Line, below: Line) -> bool:
    return below.gap is not None and below.style is not None and 0 < below.gap < 2 * below.style.size


def mark_name_runs(lines: Sequence[Line], width: int | None) -> None:
    """Set `kind` to table on four or more short lines in a row that end no sentence: names, posts, cells.

    Only for plain text; a reader that knows where lines stand finds columns by that. `width` is that of a
    full line in characters, None where lines are not wrapped.
    """
    if width is None or width < 60:
        return
    run: list[Line] = []
    short = 0.55 * width
    for line in lines:
        if len(line.text) <= short and line.kind is None and not line.terminal and not (line.mark or line.style):
            run.append(line)
            continue
        if not run:
            continue
        # The last line may be the start of a sentence, or a heading.
        _claim_run(run[:-1] if line.lower else run)
        run = []
    _claim_run(run)


def _claim_run(run: Sequence[Line]) -> None:
    if len(run) >= 4 and not run[0].lower:
        for line in run:
            line.kind = Kind.TABLE


def mark_details(lines: Sequence[Line]) -> None:
    """Set `kind` to table on the names and addresses below a heading such as "Inspection team"."""
    inside: Line | None = None
    body = _sizes(lines)
    for i, line in enumerate(lines):
        if len(line.text) < 70 and _DETAILS.fullmatch(line.text):
            inside = line
            continue
        if inside is None:
            continue
        before = lines[i - 1]
        paragraph = len(line.text) >= 70 and i + 1 < len(lines) and not lines[i + 1].text[0].isupper()
        larger = line.style and inside.style and line.style.bold and line.style.size > 1.1 * body[line.page]
        if line.page != inside.page or larger:
            inside = None
        elif paragraph or len(line.text) > 110 or (line.text.endswith(".") and len(line.text) > 40):
            if before.kind is Kind.TABLE and (
                before.text.startswith("Information") or (before.style and before.style.bold)
            ):
                before.kind = None  # the heading of the paragraph that starts here
            inside = None
        elif line.kind is None:
            line.kind = Kind.TABLE


def _sizes(lines: Sequence[Line]) -> dict[int, float]:
    """Return the font size of running text by page, as the median over the page's lines."""
    pages: dict[int, list[float]] = {}
    for line in lines:
        if line.style:
            pages.setdefault(line.page, []).append(line.style.size)
    return {page: median_high(sizes) for page, sizes in pages.items()}


def _is_head(text: str) -> bool:
    return text[0] in _HEAD_STARTS and HEAD.match(text) is not None


def _is_grade(lines: Sequence[Line], i: int) -> bool:
    """Whether line i is a grade, or ends with one as a row of a table does."""
    text = lines[i].text
    if not text.endswith(_GRADE_ENDS):
        return False
    if GRADE_ALONE.match(text):
        return True
    match = GRADE_AT_END.match(text)
    if match is None or len(text) > _LONG + 20:
        return False
    label = match["label"]
    if _reads_on(label):
        return False
    if label[0].islower():
        # The end of a label that runs over two lines.
        return i > 0 and len(label) <= 40 and not lines[i - 1].terminal and lines[i - 1].text[0].isupper()
    return True


def mark_scale(lines: Sequence[Line]) -> None:
    """Set `kind` to table on the rows that explain a scale of grades ("Good (Grade 2) A service that ...")."""
    row: Line | None = None
    for line in lines:
        if "(" in line.text and _SCALE_ROW.match(line.text):
            row = line
        elif row is None:
            continue
        elif line.page != row.page or line.text[0].isupper() or len(line.text) > _LONG:
            row = None
        if row is not None and line.kind is None:
            line.kind = Kind.TABLE


def _reads_on(label: str) -> bool:
    """Whether a grade word after this label belongs to a sentence ("are Good")."""
    return label.rsplit(None, 1)[-1].casefold() in {
        "is",
        "are",
        "be",
        "was",
        "were",
        "as",
        "not",
        "to",
        "and",
        "the",
    }


def _extent(lines: Sequence[Line], start: int) -> tuple[int, int]:
    """Return the end of the table that starts here and how many grades it holds."""
    end, grades, gap, heads = start + 1, 0, 0, 0
    for j in range(start, len(lines)):
        line = lines[j]
        if line.kind is not None:
            continue  # a table may go on behind a page break
        if _is_grade(lines, j):
            end, grades, gap = j + 1, grades + 1, 0
        elif end == j and grades and _REST.match(line.text):
            end = j + 1
        elif grades == 0 and heads < _HEAD_LINES and _is_head(line.text):
            end, heads = j + 1, heads + 1
        else:
            gap += 1
            if gap > _LABEL_LINES or len(line.text) > _LONG or line.text.endswith("."):
                break
    return end, grades


def _label_start(lines: Sequence[Line], i: int) -> int:
    """Return where the label of the row that line i ends begins."""
    if not GRADE_ALONE.match(lines[i].text):
        return i
    start = i
    for j in range(i - 1, max(-1, i - 4), -1):
        line = lines[j]
        if line.kind is not None or len(line.text) > _LONG or line.terminal or line.page != lines[i].page:
            break
        start = j
        if line.text[0].isupper() or line.text[0].isdigit():
            break
    return start
