"""Exit codes: 0 all done, 1 wrong call or nothing done, 3 some documents failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from commands import LETTER, messages, run
from pdf_samples import encrypted_pdf, scanned_pdf


def test_all_done(folder: Path) -> None:
    """Every document of a folder was read: 0, and nothing on standard error."""
    for command in ("split", "tag"):
        done = run(command, folder)
        assert (done.returncode, done.stderr) == (0, b"")


def test_some_failed(folder: Path) -> None:
    """One broken file is named, the rest are done: 3."""
    (folder / "c.pdf").write_bytes(encrypted_pdf())
    done = run("tag", folder, "--format", "jsonl")
    assert done.returncode == 3
    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["ok", "ok", "encrypted", "ok"]
    assert len(messages(done)) == 1
    assert messages(done)[0].startswith("encrypted: ")
    assert "c.pdf cannot be read: a password is needed" in messages(done)[0]


def test_nothing_done(tmp_path: Path) -> None:
    """No document could be read, one or several: 1."""
    (tmp_path / "a.txt").write_text(" ")
    (tmp_path / "b.pdf").write_bytes(scanned_pdf())
    assert run("split", tmp_path / "a.txt").returncode == 1
    assert run("split", tmp_path).returncode == 1
    assert run("tag", tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["split"], "Missing argument"),
        (["split", "no-such-file.txt"], "there is no file or folder no-such-file.txt"),
        (["split", "-", "-"], "- (standard input) can be given once"),
        (["split", "-", "--format", "xml"], "'--format'"),
        (["split", "-", "--no-such-option"], "No such option"),
        (["no-such-command"], "No such command 'no-such-command'"),
        (["tag", "-", "--model", "no-such"], "there are default"),
        (["tag", "-", "--min-tags", "-1"], "'--min-tags'"),
        (["tag", "-", "--meta", "no-such.csv"], "no-such.csv cannot be opened: No such file or directory"),
        (["tag", "-", "--taxonomy", "no-such.toml"], "no-such.toml: cannot be read (No such file or directory)"),
        (["themes", "--taxonomy", "no-such.toml"], "no-such.toml: cannot be read (No such file or directory)"),
    ],
)
def test_a_wrong_call(arguments: Sequence[str], problem: str) -> None:
    """A wrong call says what is wrong on standard error, writes nothing, and ends with 1."""
    done = run(*arguments, stdin=LETTER.encode())
    assert problem in done.stderr.decode()
    assert (done.returncode, done.stdout) == (1, b"")


def test_help_and_version() -> None:
    """Help and version go to standard output and end with 0; so does no argument at all, with 1."""
    assert run("--version").stdout.startswith(b"themetag 0.")
    for arguments in (["--help"], ["-h"], ["tag", "-h"], ["split", "--help"], ["themes", "-h"]):
        done = run(*arguments)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"Usage" in done.stdout
    assert b"Usage" in run().stdout + run().stderr
