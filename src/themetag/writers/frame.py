"""A report as a pandas data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from themetag.optional import require
from themetag.report import Report
from themetag.writers.rows import COLUMNS, report_rows
from themetag.writers.scrub import scrub

if TYPE_CHECKING:
    import pandas as pd


def report_to_frame(report: Report) -> pd.DataFrame:
    """Return one row a tag, and one row a sentence that has none.

    Raises:
        MissingExtraError: pandas is not installed.

    """
    pandas = require("pandas", "frame", "a data frame")
    rows = [{k: scrub(v) if isinstance(v, str) else v for k, v in row.items()} for row in report_rows(report)]
    frame = pandas.DataFrame(rows, columns=list(COLUMNS))
    whole = dict.fromkeys(("page", "sentence", "start", "end"), "Int64")
    return frame.astype(whole)
