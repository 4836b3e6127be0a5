"""`themetag tag --format html`: what it writes, and what it refuses."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from page_reports import a_report, some_lines
from themetag.cli import app as application
from themetag.cli import tag as command
from themetag.document import Document
from themetag.errors import DocumentError, Status
from themetag.report import Report

Run = Callable[..., int]


class FakeTagger:
    """Tags every document alike, and fails as a Tagger does."""

    def tag(self, document: Document, **_: object) -> Report:
        return a_report(some_lines(), source=document.source)

    def failed(self, error: DocumentError, source: str | None) -> Report:
        return Report(error.status, (), a_report([]).taxonomy, a_report([]).model, source=source, error=str(error))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(command, "load", lambda *_, **__: FakeTagger())

    def call(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["themetag", "tag", *map(str, arguments)])
        try:
            application.main()
        except SystemExit as e:
            return int(e.code or 0)
        return 0

    return call


@pytest.fixture
def two_files(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for file in files:
        file.write_text("Plans are late in Larkmoor.", encoding="utf-8")
    return files


def test_command_writes_the_page_of_a_document(run: Run, two_files: list[Path], tmp_path: Path) -> None:
    """The file holds the page that to_html gives, and nothing else is written."""
    assert run(two_files[0], "--format", "html", "-o", tmp_path / "page.html") == 0
    expected = a_report(some_lines(), source="one.txt").to_html()
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == expected


def test_command_writes_a_page_to_standard_output(
    run: Run, two_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without -o the page goes to standard output, for a pipe."""
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    assert run(two_files[0], "--format", "html") == 0
    assert buffer.getvalue().decode("utf-8").startswith("<!DOCTYPE html>")


def test_command_refuses_several_documents(
    run: Run, two_files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several documents are refused before any is read; the message says what to do instead; no file is left."""
    assert run(*two_files, "--format", "html", "-o", tmp_path / "page.html") == 1
    message = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert "a page shows one document, 2 were given: make a page of each" in message
    assert not (tmp_path / "page.html").exists()


def test_command_shows_a_document_that_cannot_be_read(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page of an unreadable document says why, and the command ends with 1."""
    (tmp_path / "empty.txt").write_bytes(b"  \n")
    assert run(tmp_path / "empty.txt", "--format", "html", "-o", tmp_path / "page.html") == 1
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"This document could not be read ({Status.EMPTY})" in page
    assert "empty: " in capsys.readouterr().err
