"""--meta FILE.csv: facts instead of what the front matter says."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from commands import messages, run


def test_facts_are_taken(folder: Path, tmp_path: Path) -> None:
    """A row says what a file's authority and dates are; files of sub-folders are known by path or by name."""
    table = tmp_path / "facts.csv"
    table.write_text("file,authority,published,overall\na.PDF,Larkmoor,2024-03-31,Good\nolder/b.txt,Elverdale,,\n")
    rows = csv.DictReader(io.StringIO(run("tag", folder, "-f", "csv", "--meta", table).stdout.decode()))
    facts = {r["source"]: (r["authority"], r["published"], r["overall"]) for r in rows}
    assert facts == {
        "a.PDF": ("Larkmoor", "2024-03-31", "Good"),
        "b.txt": ("", "", ""),
        "older/b.txt": ("Elverdale", "", ""),
    }


def test_faults_come_together(folder: Path, tmp_path: Path) -> None:
    """All faults of the table are said at once, each with its line, and nothing is written."""
    table = tmp_path / "facts.csv"
    table.write_text(
        "file,authority,publishd,published\n"
        "a.PDF,Larkmoor,,31 March 2024\n"
        ",Elverdale,,\n"
        "a.PDF,Larkmoor,,\n"
        "b.txt,x,,2024-13-01,and more\n"
    )
    done = run("tag", folder, "--meta", table)
    assert (done.returncode, done.stdout) == (1, b"")
    assert messages(done)[0] == "error: the table of document facts has 6 faults:"
    assert [line.strip().removeprefix(f"{table}:")[:28] for line in messages(done)[1:]] == [
        "1: publishd: is no column; t",
        "2: published: must be a date",
        "3: file: is empty",
        "4: file: 'a.PDF' stands here",
        "5: has more cells than the h",
        "5: published: must be a date",
    ]


def test_a_name_that_stands_for_no_document(folder: Path, tmp_path: Path) -> None:
    """A row for a file that is not given is most often a slip: it is said, and the work goes on."""
    table = tmp_path / "facts.csv"
    table.write_text("file,authority\na.pdf,Larkmoor\n")
    done = run("tag", folder, "--meta", table, "-f", "jsonl")
    assert done.returncode == 0
    assert messages(done) == [f"warning: {table} names documents that are not among those given: a.pdf"]


def test_a_table_that_is_none(folder: Path, tmp_path: Path) -> None:
    """A PDF, a folder or a pipe as table is an error in one line."""
    os.mkfifo(tmp_path / "pipe.csv")
    for name, problem in ((tmp_path, "is not a regular file"), (tmp_path / "pipe.csv", "is not a regular file")):
        done = run("tag", folder, "--meta", name)
        assert done.returncode == 1
        assert problem in messages(done)[0]
