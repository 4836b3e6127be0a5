from __future__ import annotations

from pathlib import Path

import pytest

from commands import LETTER
from pdf_samples import a_pdf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a text, a PDF, a sub-folder with a text, and files that are no documents."""
    (tmp_path / "in" / "older").mkdir(parents=True)
    (tmp_path / "in" / "b.txt").write_text(LETTER)
    (tmp_path / "in" / "a.PDF").write_bytes(a_pdf("Plans are good.\nVisits are too late."))
    (tmp_path / "in" / "older" / "b.txt").write_text("Staff are well supported.")
    (tmp_path / "in" / "notes.docx").write_bytes(b"PK")
    (tmp_path / "in" / ".hidden.txt").write_text("Hidden.")
    return tmp_path / "in"
