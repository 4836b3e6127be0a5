"""Files, folders, links, standard input."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from commands import COMMAND, LETTER, messages, run
from pdf_samples import a_pdf


def test_a_folder_is_its_documents(folder: Path) -> None:
    """PDFs and texts of a folder and its sub-folders are taken, in order; others and hidden ones are not."""
    rows = list(csv.DictReader(io.StringIO(run("tag", folder, "--format", "csv").stdout.decode())))
    assert list(dict.fromkeys(row["source"] for row in rows)) == ["a.PDF", "b.txt", "older/b.txt"]


def test_files_of_one_name_can_be_told_apart(folder: Path) -> None:
    """Two files of the same name in different folders are called by their paths as given."""
    done = run("tag", folder / "b.txt", folder / "older" / "b.txt", folder / "a.PDF", "--format", "jsonl")
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == [
        str(folder / "b.txt"),
        str(folder / "older" / "b.txt"),
        "a.PDF",
    ]


def test_an_empty_folder_is_a_wrong_call(tmp_path: Path) -> None:
    """A folder without documents says what it looked for."""
    done = run("split", tmp_path)
    assert done.returncode == 1
    assert "holds no documents (.pdf, .txt, .text, .md)" in done.stderr.decode()


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    """A link back to the folder itself makes no circle."""
    (folder / "again").symlink_to(folder)
    assert run("split", folder, "--format", "jsonl").stdout.count(b'"older/b.txt"') == 1


def test_text_from_standard_input() -> None:
    """- is standard input, in any encoding that files may have; notes reach the result."""
    for data in (LETTER.encode(), LETTER.encode("utf-16"), LETTER.encode("cp1252")):
        done = run("tag", "-", "--format", "jsonl", stdin=data)
        report = json.loads(done.stdout)
        assert (done.returncode, report["source"]) == (0, "-")
        assert report["sentences"][0]["text"] == "Plans are good – and staff stay."
    assert report["notes"] == ["read as Windows-1252 (it is not UTF-8)"]


def test_a_pdf_from_standard_input() -> None:
    """A PDF may come from standard input too."""
    done = run("split", "-", "--format", "jsonl", stdin=a_pdf("Plans are good.", "Visits are late."))
    assert [json.loads(line)["page"] for line in done.stdout.splitlines()] == [1, 2]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty: standard input is empty"),
        (b"\x89PNG\r\n", "bad_input: standard input is no text but a PNG picture"),
        (b"\xc3\xa9" * 25_000_001, "refused: standard input has 50,000,002 bytes, at most 50,000,000 are read"),
    ],
)
def test_bad_standard_input(data: bytes, problem: str) -> None:
    """What standard input cannot be is said as of files; nothing is cut off without a word."""
    done = run("split", "-", stdin=data)
    assert done.returncode == 1
    assert messages(done)[0].startswith(problem)


def test_closed_standard_input() -> None:
    """Where standard input is closed, that is said."""
    done = subprocess.run(
        ["sh", "-c", '"$@" <&-', "sh", *COMMAND, "split", "-"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "empty: standard input is closed: there is nothing to read\n")


def test_odd_files_are_statuses(tmp_path: Path) -> None:
    """A pipe, a broken link, a binary, an empty file: each is named with its status, none is waited for."""
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to("gone")
    (tmp_path / "c.txt").write_bytes(b"\x7fELF\x02")
    (tmp_path / "d.txt").write_text("")
    (tmp_path / "e.txt").write_text(LETTER)
    done = run("tag", tmp_path, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert {row["source"]: row["status"] for row in rows} == {
        "a.txt": "refused",
        "b.txt": "bad_input",
        "c.txt": "bad_input",
        "d.txt": "empty",
        "e.txt": "ok",
    }
    assert (done.returncode, len(messages(done))) == (3, 4)


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """A file name with bytes that are no UTF-8, or an escape sequence, is shown escaped and read."""
    for raw in (b"b\xff.txt", b"a\x1b[31m.txt"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + raw)).write_text(LETTER)
    done = run("tag", tmp_path, "--format", "jsonl")
    sources = [json.loads(line)["source"] for line in done.stdout.splitlines()]
    assert sources == [r"a\x1b[31m.txt", r"b\udcff.txt"]
    table = run("tag", tmp_path).stdout
    assert b"\x1b" not in table
    assert rb"b\udcff.txt" in table
