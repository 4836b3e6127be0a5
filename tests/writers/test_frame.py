from __future__ import annotations

import sys

import pytest

from report_samples import failed, letter
from themetag.errors import MissingExtraError
from themetag.writers.rows import COLUMNS


def test_a_frame_has_the_columns_of_the_table() -> None:
    """One row a tag and one a sentence without, in the columns of the CSV format; numbers are numbers."""
    pytest.importorskip("pandas", reason="frames are tested where pandas is installed")
    frame = letter().to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert frame["score"].max() == 0.875
    assert frame["page"].tolist() == [1] * len(frame)
    assert frame["theme"].tolist()[:3] == ["planning", "staffing", "timeliness"]


def test_a_failed_report_is_a_row_of_a_frame() -> None:
    """A document that could not be read is one row, with its offsets missing."""
    pytest.importorskip("pandas", reason="frames are tested where pandas is installed")
    frame = failed().to_frame()
    assert frame["status"].tolist() == ["bad_input"]
    assert frame["start"].isna().all()


def test_without_pandas_the_error_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pandas is missing, the error holds the command that installs it."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'themetag\[frame\]'") as caught:
        letter().to_frame()
    assert caught.value.extra == "frame"
