from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import themetag
from pdf_samples import a_pdf, assemble, encrypted_pdf, scanned_pdf
from themetag.errors import DocumentError, Status
from themetag.readers.files import read_data
from themetag.readers.pdf import PdfReader, shared_reader
from themetag.readers.pdf_worker import MAX_PAGES
from themetag.types import Span

LETTER = "Plans are good.\nVisits are late."


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader() as reader:
        yield reader


def test_pages_are_parted_by_form_feeds(reader: PdfReader) -> None:
    """Each page is one span of the text, and form feeds stand between them."""
    extract = reader.read(a_pdf("Plans are good.", "", "Visits are late."), "x.pdf")
    assert extract.text == "Plans are good.\f\fVisits are late."
    assert extract.pages == (Span(0, 15), Span(16, 16), Span(17, 33))


def test_a_pdf_becomes_a_document(tmp_path: Path) -> None:
    """Sentences of a PDF carry their page, and slices of the text are exact."""
    (tmp_path / "letter.pdf").write_bytes(a_pdf(LETTER, "Staff stay – “for years”."))
    document = themetag.read(tmp_path / "letter.pdf")
    assert [(s.page, s.text) for s in document.sentences] == [
        (1, "Plans are good."),
        (1, "Visits are late."),
        (2, "Staff stay – “for years”."),
    ]
    assert all(document.text[s.start : s.end] == s.raw for s in document.sentences)
    assert document.source == "letter.pdf"


def test_styles_stand_at_their_lines(reader: PdfReader) -> None:
    """The style of each line is keyed by the offset of its first letter in the whole text."""
    extract = reader.read(a_pdf(LETTER, "Staff stay."), "x.pdf")
    assert [extract.text[start:].split()[0] for start in sorted(extract.styles)] == ["Plans", "Visits", "Staff"]
    assert {style.size for style in extract.styles.values()} == {11.0}


@pytest.mark.parametrize(
    ("data", "status", "problem"),
    [
        (encrypted_pdf(), Status.ENCRYPTED, "a password is needed to open it"),
        (scanned_pdf(), Status.NO_TEXT, r"its pages are pictures \(a scan\?\); run text recognition \(OCR\) first"),
        (a_pdf("", ""), Status.NO_TEXT, "its pages are pictures"),
        (a_pdf(), Status.NO_TEXT, "it has no pages"),
        (a_pdf(LETTER)[:300], Status.BAD_INPUT, "it is damaged or no PDF"),
        (b"%PDF-1.7\n", Status.BAD_INPUT, "it is damaged or no PDF"),
        (b"%PDF-" + bytes(range(256)) * 50, Status.BAD_INPUT, "it is damaged or no PDF"),
        (a_pdf(*["a"] * (MAX_PAGES + 1)), Status.REFUSED, "it has 5,001 pages, at most 5,000 are read"),
    ],
    ids=["encrypted", "scanned", "blank", "no pages", "truncated", "head only", "noise", "too many pages"],
)
def test_what_cannot_be_read_has_its_status(reader: PdfReader, data: bytes, status: Status, problem: str) -> None:
    """Each way of not being readable has its own status, and the message names the file and the cause."""
    with pytest.raises(DocumentError, match=f"^report.pdf .*{problem}") as caught:
        reader.read(data, "report.pdf")
    assert caught.value.status is status


def test_no_status_leaks_into_the_next_document(reader: PdfReader) -> None:
    """A PDF without pages is not called encrypted because the one before it was: PDFium keeps its last error."""
    for data, status in [(encrypted_pdf(), Status.ENCRYPTED), (a_pdf(), Status.NO_TEXT), (b"%PDF-", Status.BAD_INPUT)]:
        with pytest.raises(DocumentError, match="cannot be read") as caught:
            reader.read(data, "x.pdf")
        assert caught.value.status is status
    assert reader.read(a_pdf("Plans are good."), "x.pdf").text == "Plans are good."


def test_a_damaged_pdf_that_can_be_mended_is_read(reader: PdfReader) -> None:
    """PDFium rebuilds a cross-reference table that is not where it should be, so such a file is read."""
    data = a_pdf(LETTER).replace(b"startxref\n", b"startxref\n9")
    assert reader.read(data, "x.pdf").text.split() == LETTER.split()


def test_a_page_that_is_none_is_named(reader: PdfReader) -> None:
    """A page that PDFium cannot load is bad input, and the message says which page."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    pages = b"<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 2 >>"
    data = assemble([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page])
    with pytest.raises(DocumentError, match="page 2 is damaged") as caught:
        reader.read(data, "x.pdf")
    assert caught.value.status is Status.BAD_INPUT


def test_a_pdf_is_found_behind_other_bytes(reader: PdfReader) -> None:
    """The mark of a PDF may stand within the first 1,024 bytes; behind them the bytes are no PDF."""
    document = read_data(b"HTTP/1.1 200 OK\r\n\r\n" + a_pdf(LETTER), "x", "x", reader)
    assert len(document.sentences) == 2
    with pytest.raises(DocumentError, match="x is no text"):
        read_data(b"\0" * 1_020 + a_pdf(LETTER), "x", "x", reader)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("inf"), float("nan")])
def test_the_time_limit_is_checked(seconds: float) -> None:
    """A time limit that is not finite or not above 0 is refused, and the message echoes it."""
    with pytest.raises(ValueError, match=rf"time_limit must be .* above 0, was {seconds}"):
        PdfReader(time_limit=seconds)


def test_the_memory_limit_is_checked() -> None:
    """A negative memory limit is refused; 0 means none, and documents are read under it."""
    with pytest.raises(ValueError, match=r"memory_limit must be 0 \(no limit\) or more bytes, was -1"):
        PdfReader(memory_limit=-1)
    with PdfReader(memory_limit=0) as reader:
        assert reader.read(a_pdf("Plans are good."), "x.pdf").text == "Plans are good."


def test_one_reader_is_shared() -> None:
    """All calls in a process share one reader, and so one child."""
    assert shared_reader() is shared_reader()
