from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import themetag
from pdf_samples import a_pdf
from privileges import as_nobody
from themetag.errors import DocumentError, LooksLikeFileNameError, Status
from themetag.readers import files
from themetag.readers.files import MAX_PDF_BYTES, printable, read_bytes, read_data, read_file
from themetag.readers.text import MAX_BYTES

LETTER = "Plans are good. Visits are late."


def test_what_a_file_is_shows_in_its_bytes(tmp_path: Path) -> None:
    """A PDF is read as one whatever its name, and a text without any ending is read as text."""
    (tmp_path / "letter.txt").write_bytes(a_pdf(LETTER))
    (tmp_path / "letter").write_text(LETTER)
    for name in ("letter.txt", "letter"):
        document = read_file(tmp_path / name)
        assert [s.text for s in document.sentences] == ["Plans are good.", "Visits are late."]
        assert document.source == name


def test_a_pdf_by_name_only_is_refused(tmp_path: Path) -> None:
    """Text that is called .pdf is bad input, and the message says why."""
    (tmp_path / "letter.PDF").write_text(LETTER)
    with pytest.raises(DocumentError, match=r"letter\.PDF is no PDF, in spite of its name") as caught:
        read_file(tmp_path / "letter.PDF")
    assert caught.value.status is Status.BAD_INPUT


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("empty.txt", b" \n\t"),
        ("empty.txt", b"\xef\xbb\xbf"),
        ("empty.txt", "\u00a0\u2003".encode()),
        ("empty.pdf", b""),
        ("empty.pdf", b" \n\t"),
    ],
)
def test_an_empty_file_is_empty(tmp_path: Path, name: str, data: bytes) -> None:
    """No bytes, or nothing but white space, is the status `empty`; the message names the file."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentError, match=rf"{name} is empty") as caught:
        read_file(tmp_path / name)
    assert caught.value.status is Status.EMPTY


def test_notes_reach_the_document(tmp_path: Path) -> None:
    """What the reader had to do to a file stands in the document's notes."""
    (tmp_path / "letter.txt").write_bytes("Plans are good – mostly.".encode("cp1252"))
    assert read_file(tmp_path / "letter.txt").notes == ("read as Windows-1252 (it is not UTF-8)",)


def test_the_largest_text_is_read_whole_and_one_byte_more_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text file of 50,000,000 bytes reaches the parser whole; of 50,000,001 it is refused before it is decoded.

    The parser is replaced, since it would take minutes for so long a text.
    """
    taken: list[int] = []

    def parse(extract: object, source: str | None) -> None:
        taken.append(len(extract.text))  # type: ignore[attr-defined]

    monkeypatch.setattr(files, "parse", parse)
    path = tmp_path / "long.txt"
    path.write_bytes(b"Plans are good.\n" * (MAX_BYTES // 16))
    assert path.stat().st_size == 50_000_000
    read_file(path)
    assert taken == [50_000_000]
    with path.open("ab") as file:
        file.write(b".")
    monkeypatch.setattr(files, "decode", None)
    with pytest.raises(DocumentError, match=r"has 50,000,001 bytes, at most 50,000,000 are read; split it") as caught:
        read_file(path)
    assert caught.value.status is Status.REFUSED


def test_bytes_are_counted_and_not_characters() -> None:
    """Text from a pipe is refused by its bytes, so that none is cut off without a word."""
    with pytest.raises(DocumentError, match=r"standard input has 50,000,002 bytes") as caught:
        read_data("é".encode() * (MAX_BYTES // 2 + 1), "standard input", "-")
    assert caught.value.status is Status.REFUSED


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A file of 200,000,001 bytes costs neither time nor memory: the file is sparse, and its size decides."""
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(MAX_PDF_BYTES + 1)
    with pytest.raises(DocumentError, match=r"200,000,001 bytes, at most 200,000,000") as caught:
        read_file(path)
    assert caught.value.status is Status.REFUSED


def test_a_pipe_never_blocks(tmp_path: Path) -> None:
    """A FIFO that nobody writes to is refused at once; the child that tries it would hang for ever else."""
    fifo = tmp_path / "pipe.txt"
    os.mkfifo(fifo)
    code = (
        "import pathlib, sys, themetag\n"
        "try: themetag.read(pathlib.Path(sys.argv[1]))\n"
        "except themetag.DocumentError as e: print(e.status, e)"
    )
    done = subprocess.run([sys.executable, "-c", code, fifo], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"refused {fifo} is not a regular file\n"


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null"])
def test_devices_are_refused(name: str) -> None:
    """A device is no document, and an endless one is not read."""
    with pytest.raises(DocumentError, match="is not a regular file") as caught:
        read_bytes(name)
    assert caught.value.status is Status.REFUSED


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder is no document."""
    with pytest.raises(DocumentError, match="is not a regular file") as caught:
        read_file(tmp_path)
    assert caught.value.status is Status.REFUSED


def test_links_are_followed_and_broken_ones_named(tmp_path: Path) -> None:
    """A link to a file reads as that file under the link's name; a broken one, or a circle, is bad input."""
    (tmp_path / "letter.txt").write_text(LETTER)
    (tmp_path / "link.txt").symlink_to("letter.txt")
    (tmp_path / "broken.txt").symlink_to("gone.txt")
    (tmp_path / "circle.txt").symlink_to("circle.txt")
    assert read_file(tmp_path / "link.txt").source == "link.txt"
    with pytest.raises(DocumentError, match=r"broken\.txt cannot be opened: No such file"):
        read_file(tmp_path / "broken.txt")
    with pytest.raises(DocumentError, match=r"circle\.txt cannot be opened: Too many levels"):
        read_file(tmp_path / "circle.txt")


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    """A file that is gone when its turn comes costs that file, not the batch."""
    here, gone = tmp_path / "here.txt", tmp_path / "gone.txt"
    here.write_text(LETTER)
    reports = list(themetag.load("rules").tag_many([gone, here], on_error="report"))
    assert [r.status for r in reports] == [Status.BAD_INPUT, Status.OK]
    assert "gone.txt cannot be opened: No such file or directory" in str(reports[0].error)


def test_names_that_no_system_takes_are_our_errors() -> None:
    """A NUL or a lone surrogate in a path gives our error, not the interpreter's."""
    with pytest.raises(DocumentError, match="null byte"):
        read_file("a\0b.txt")
    with pytest.raises(DocumentError, match=r"a\\ud800\.txt cannot be opened"):
        read_file("a\ud800.txt")


def test_messages_show_control_characters_and_do_not_send_them(tmp_path: Path) -> None:
    """A file name with an escape sequence is shown with it escaped."""
    name = "a\x1b[31m\n.txt"
    assert printable(name) == r"a\x1b[31m\n.txt"
    with pytest.raises(DocumentError, match=r"a\\x1b\[31m\\n\.txt"):
        read_file(tmp_path / name)


def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    """A file that may not be read is bad input; the message says permission."""
    path = tmp_path / "secret.txt"
    path.write_text(LETTER)
    path.chmod(0)
    with as_nobody(), pytest.raises(DocumentError, match=r"secret\.txt cannot be opened: Permission denied"):
        read_file(path)


@pytest.mark.parametrize("name", ["report.pdf", "/data/My report 2023.PDF", "letter.txt ", "notes.docx"])
def test_a_file_name_passed_as_text_is_an_error(name: str) -> None:
    """A str that reads like a file name is refused, and the message says how to pass a file."""
    with pytest.raises(LooksLikeFileNameError, match=r"reads like a file name; for the file use Path\("):
        themetag.read(name)


@pytest.mark.parametrize("text", ["Plans are good.", "They wrote report.pdf.", "See a.pdf\nPlans are good"])
def test_ordinary_text_is_not_taken_for_a_file_name(text: str) -> None:
    """Text that only mentions a file, or runs over two lines, is read as text."""
    assert themetag.read(text).text == text


@pytest.mark.parametrize("item", [b"Plans are good.", 7, None, ["Plans are good."]])
def test_other_types_are_refused_by_name(item: object) -> None:
    """What is neither text nor file nor Document is a TypeError that names its type."""
    with pytest.raises(TypeError, match=rf"needed, was {type(item).__name__}$"):
        themetag.read(item)  # type: ignore[arg-type]


def test_a_document_is_handed_back() -> None:
    """Reading a Document gives the very same."""
    document = themetag.read(LETTER)
    assert themetag.read(document) is document
