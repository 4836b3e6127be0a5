"""Excel workbooks that hold text as text: no formula, no link, no clock time. Needs XlsxWriter (extra `xlsx`)."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final

from themetag.errors import OutputError
from themetag.optional import require
from themetag.writers.scrub import scrub

Cell = str | int | float | datetime.date | None

MAX_ROWS: Final = 1_048_576  # of a sheet, the head row among them
MAX_CELL: Final = 32_767  # of a cell, in UTF-16 code units
CUT: Final = " […cut: the cell is full]"
_CREATED: Final = datetime.datetime(2000, 1, 1)  # every file says so: a clock time would make equal files differ
_LINE_HEIGHT: Final = 15.0  # points
_TALLEST: Final = 409.0  # points; no row can be higher
_RAGGED: Final = 1.06  # lines end with a word, not with the cell
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML 1.0 file can hold these
_LINE_END: Final = re.compile("\r\n?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and whether long text is folded."""

    head: str
    width: float
    fold: bool = False


def cell_text(text: str) -> str:
    """Return the text as a cell can hold it.

    Lone surrogates and control characters become U+FFFD, line ends become LF, and what is longer than a cell
    is cut and ends with `CUT`.
    """
    clean = _LINE_END.sub("\n", _ILLEGAL.sub("\ufffd", scrub(text)))
    if len(clean) * 2 <= MAX_CELL or _units(clean) <= MAX_CELL:
        return clean
    room = MAX_CELL - len(CUT)
    kept = clean[:room]
    while _units(kept) > room:
        kept = kept[: len(kept) - (_units(kept) - room + 1) // 2]
    return kept + CUT


def _units(text: str) -> int:
    """Return the length in UTF-16 code units, which is what a spreadsheet counts."""
    return len(text) if text.isascii() else len(text) + sum(c > "\uffff" for c in text)


def _lines(cell: Cell, column: Column) -> int:
    """Return how many lines a cell takes, about: a character of the default font is as wide as a unit."""
    if not column.fold or not isinstance(cell, str) or (len(cell) <= column.width and "\n" not in cell):
        return 1
    return sum(1 + int(len(line) * _RAGGED / column.width) for line in cell.split("\n"))


class Sheet:
    """One table of a workbook: a head row that stays in view, a filter, and rows written one after the other.

    Where a sheet is full, the table goes on in another, "Name 2", with the same head.
    """

    def __init__(self, book: Any, name: str, columns: Sequence[Column], max_rows: int) -> None:
        self._book = book
        self._name = name
        self._columns = tuple(columns)
        self._max_rows = max_rows
        self._bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True, "bottom": 1})
        self._plain = book.add_format({"valign": "top", "indent": 1})
        self._folded = book.add_format({"valign": "top", "text_wrap": True, "indent": 1})
        self._day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        self._decimals = book.add_format({"valign": "top", "num_format": "0.00"})
        self._number = 0
        self._start()

    def _start(self) -> None:
        """Start the first sheet, or the next."""
        self._number += 1
        name = self._name if self._number == 1 else f"{self._name} {self._number}"
        self._sheet = self._book.add_worksheet(name)
        for i, column in enumerate(self._columns):
            self._sheet.set_column(i, i, column.width, self._folded if column.fold else self._plain)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._row = 0
        self._write([column.head for column in self._columns], self._bold)

    def add(self, cells: Sequence[Cell]) -> None:
        """Write the next row, one cell a column; None leaves a cell empty.

        Raises:
            OutputError: the workbook does not take a cell.
            ValueError: not one cell a column.

        """
        if len(cells) != len(self._columns):
            raise ValueError(f"a row of {self._name!r} has {len(self._columns)} cells, was given {len(cells)}")
        if self._row >= self._max_rows:
            self._filter()
            self._start()
        self._write(cells)

    def end(self) -> None:
        """Set the filter over what was written."""
        self._filter()

    def _filter(self) -> None:
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(self._columns) - 1)

    def _write(self, cells: Sequence[Cell], style: Any = None) -> None:
        lines = max(_lines(cell, column) for cell, column in zip(cells, self._columns, strict=True))
        if lines > 1:  # not every program fits rows to folded text by itself
            self._sheet.set_row(self._row, min(_TALLEST, _LINE_HEIGHT * lines))
        for i, (cell, column) in enumerate(zip(cells, self._columns, strict=True)):
            if (code := self._write_cell(i, cell, style or (self._folded if column.fold else self._plain))) != 0:
                raise OutputError(f"the workbook does not take row {self._row + 1} of {self._name!r} (code {code})")
        self._row += 1

    def _write_cell(self, i: int, cell: Cell, style: Any) -> int:
        """Write one cell by its type; return XlsxWriter's code, 0 where all went well."""
        if cell is None or cell == "":
            return 0
        if isinstance(cell, str):
            code = self._sheet.write_string(self._row, i, cell_text(cell), style)
        elif isinstance(cell, datetime.date):
            code = self._sheet.write_datetime(self._row, i, cell, self._day)
        else:
            number_style = self._decimals if isinstance(cell, float) else style
            code = self._sheet.write_number(self._row, i, cell, number_style)
        return int(code)


class Workbook:
    """A workbook being written; see `open_workbook`."""

    def __init__(self, book: Any, max_rows: int) -> None:
        self._book = book
        self._max_rows = max_rows
        self._sheets: list[Sheet] = []

    def sheet(self, name: str, columns: Sequence[Column]) -> Sheet:
        """Add a sheet; sheets stand in the order in which they are added, and may be written in turns."""
        sheet = Sheet(self._book, name, columns, self._max_rows)
        self._sheets.append(sheet)
        return sheet

    def end(self) -> None:
        """Finish all sheets."""
        for sheet in self._sheets:
            sheet.end()


@contextmanager
def open_workbook(out: IO[bytes], title: str, max_rows: int = MAX_ROWS) -> Iterator[Workbook]:
    """Open a workbook to write; it is whole when the block ends.

    Rows go to temporary files as they come, so memory does not grow with their number.

    Args:
        out: where to, opened for bytes.
        title: the title in the file's properties.
        max_rows: rows of a sheet, the head row among them; beyond them a table goes on in another sheet.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
        OutputError: a cell cannot be written.
        ValueError: `max_rows` outside [2, 1,048,576].

    """
    if not 2 <= max_rows <= MAX_ROWS:
        raise ValueError(f"max_rows must be in [2, {MAX_ROWS:,}], was {max_rows}")
    xlsxwriter = require("xlsxwriter", "xlsx", "a workbook")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # Rows wait in files of this folder, which goes whatever happens. A pipe cannot be sought, as ZIP needs it.
    with tempfile.TemporaryDirectory(prefix="themetag-") as folder, tempfile.TemporaryFile(dir=folder) as file:
        book = xlsxwriter.Workbook(file, options | {"tmpdir": folder})
        book.set_properties({"title": title, "created": _CREATED, "comments": ""})
        workbook = Workbook(book, max_rows)
        try:
            yield workbook
            workbook.end()
            book.close()
        except BaseException:
            _abandon(book)
            raise
        file.seek(0)
        shutil.copyfileobj(file, out)


def _abandon(book: Any) -> None:
    """Let go of a workbook that is not whole, so that it neither writes itself nor keeps files open."""
    book.fileclosed = True
    for sheet in book.worksheets():
        rows = getattr(sheet, "row_data_fh", None)
        if rows is not None:
            rows.close()
