"""Tables of grades: which lines they take, and what was graded how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from themetag.layout.lines import Line
from themetag.types import Kind

_GRADE = r"(?:Outstanding|Good|Requires(?:\s+improvement(?:\s+to\s+be\s+good)?)?|Inadequate|Adequate|Satisfactory)"
GRADE_ALONE = re.compile(rf"{_GRADE}\Z", re.IGNORECASE)
GRADE_AT_END = re.compile(rf"(?P<label>\S.*?)\s+(?P<grade>{_GRADE})\Z")
_REST = re.compile(r"(?:improvement(?:\s+to\s+be\s+good)?|to\s+be\s+good|be\s+good|good)\Z", re.IGNORECASE)
_HEAD = re.compile(r"(?:Judge?ment|Area|Aspect)s?(?:\s+Grades?)?\Z|Grades?\Z", re.IGNORECASE)
_LABEL_LINES = 4  # a label of a row runs over at most so many lines
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
        if line.kind is None and (_HEAD.match(line.text) or _is_grade(lines, i)):
            head = bool(_HEAD.match(line.text))
            end, grades = _extent(lines, i)
            if grades >= (1 if head and end - i > 2 else 3):
                start = i if head else _label_start(lines, i)
                for cell in lines[start:end]:
                    if cell.kind is None:
                        cell.kind = Kind.TABLE
                tables.append((start, end))
                i = end
                continue
        i += 1
    return tables


def _is_grade(lines: Sequence[Line], i: int) -> bool:
    """Whether line i is a grade, or ends with one as a row of a table does."""
    text = lines[i].text
    if GRADE_ALONE.match(text):
        return True
    match = GRADE_AT_END.match(text)
    if match is None or len(text) > _LONG + 20:
        return False
    label = match["label"]
    return (label[0].isupper() or label[0].isdigit()) and not _reads_on(label)


def _reads_on(label: str) -> bool:
    """Whether a grade word after this label belongs to a sentence ("are Good")."""
    return label.rsplit(None, 1)[-1].casefold() in {"is", "are", "be", "was", "were", "as", "not", "to", "and", "the"}


def _extent(lines: Sequence[Line], start: int) -> tuple[int, int]:
    """Return the end of the table that starts here and how many grades it holds."""
    end, grades, gap = start + 1, 0, 0
    for j in range(start, len(lines)):
        line = lines[j]
        if line.kind is not None:
            if line.kind is Kind.FURNITURE and line.page != lines[start].page:
                break
            continue
        if _is_grade(lines, j):
            end, grades, gap = j + 1, grades + 1, 0
        elif end == j and grades and _REST.match(line.text):
            end = j + 1
        elif _HEAD.match(line.text) and grades == 0:
            end = j + 1
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
