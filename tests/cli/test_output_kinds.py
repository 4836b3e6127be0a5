"""Formats, files, pipes, terminals."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from commands import COMMAND, LETTER, messages, run
from themetag.writers.rows import COLUMNS


@pytest.mark.parametrize("command", ["split", "tag"])
@pytest.mark.parametrize("name", ["table", "json", "jsonl", "csv"])
def test_a_file_holds_what_the_pipe_would(folder: Path, tmp_path: Path, command: str, name: str) -> None:
    """--output writes the very bytes that standard output gets, and says nothing."""
    piped = run(command, folder, "--format", name)
    done = run(command, folder, "--format", name, "--output", tmp_path / "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "out").read_bytes() == piped.stdout != b""
    assert b"\x1b" not in piped.stdout


def test_json_is_an_array(folder: Path) -> None:
    """Json is one array, of one document as of many."""
    assert len(json.loads(run("tag", folder / "b.txt", "--format", "json").stdout)) == 1
    assert len(json.loads(run("split", folder, "--format", "json").stdout)) == 3


def test_csv_has_its_columns(folder: Path) -> None:
    """Csv has a head row, one for all documents."""
    lines = run("tag", folder, "--format", "csv").stdout.decode().split("\r\n")
    assert lines[0] == ",".join(COLUMNS)
    assert sum(line.startswith("source,") for line in lines) == 1


def test_raw_leaves_formulas(tmp_path: Path) -> None:
    """Cells that start a formula are made safe in CSV, and --raw leaves them."""
    (tmp_path / "a.txt").write_text("=1+1 is how they count, and plans are good.")
    for command in ("split", "tag"):
        for raw, expected in (([], "'=1+1"), (["--raw"], "=1+1")):
            done = run(command, tmp_path / "a.txt", "--format", "csv", *raw)
            row = next(csv.DictReader(io.StringIO(done.stdout.decode())))
            assert row["text"].startswith(expected)


def test_all_adds_the_headings(folder: Path) -> None:
    """Split --all lists headings too."""
    kinds = [
        [json.loads(line)["kind"] for line in run("split", folder / "b.txt", "-f", "jsonl", *more).stdout.splitlines()]
        for more in ([], ["--all"])
    ]
    assert kinds == [["prose", "prose"], ["heading", "prose", "prose"]]


def test_min_tags_and_explain_are_passed_on(folder: Path) -> None:
    """--min-tags gives every sentence so many; --explain gives tags their evidence."""
    report = json.loads(run("tag", folder / "b.txt", "-f", "jsonl", "--min-tags", "2", "--explain").stdout)
    assert all(len(sentence["tags"]) >= 2 for sentence in report["sentences"])
    assert any(tag["evidence"] for sentence in report["sentences"] for tag in sentence["tags"])


@pytest.mark.parametrize("output", ["no/such/folder/out.csv", "folder"])
def test_an_output_that_cannot_be_written(folder: Path, tmp_path: Path, output: str) -> None:
    """A folder, or a place in a folder that is not there: one line, and 1, before any work."""
    (tmp_path / "folder").mkdir()
    done = run("tag", folder, "--output", tmp_path / output)
    assert done.returncode == 1
    assert messages(done)[0].startswith(f"error: {tmp_path / output} cannot be written: ")


def test_a_full_disk(folder: Path) -> None:
    """A full disk is said in one line, on standard output as in a file."""
    for more in (["--output", "/dev/full"], []):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [*COMMAND, "split", folder, *more], stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.returncode == 1
        assert done.stderr.endswith("cannot be written: No space left on device\n")
        assert done.stderr.count("\n") == 1


def test_a_reader_that_has_enough(folder: Path) -> None:
    """Where the reader of the pipe goes, as `head` does, the command ends without a word."""
    (folder / "long.txt").write_text("Plans are good. " * 20_000)
    with subprocess.Popen(
        [*COMMAND, "split", folder, "-f", "csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(100)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_closed_streams(folder: Path) -> None:
    """Without standard output there is one line; without standard error there is silence and the same code."""
    for closed, code, said in ((">&-", 1, "error: standard output is closed; name a file with --output\n"),
                               ("2>&- >/dev/null", 0, "")):  # fmt: skip
        shell = f'"$@" {closed}'
        command = ["sh", "-c", shell, "sh", *COMMAND, "split", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (code, said)
    missing = ["sh", "-c", '"$@" 2>&-', "sh", *COMMAND, "split", "no-such"]
    assert subprocess.run(missing, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("environment", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "cp1252"}])
def test_output_is_utf_8(folder: Path, environment: dict[str, str]) -> None:
    """Output is UTF-8 whatever the locale says; messages fall back to what the terminal knows."""
    done = run("split", folder / "b.txt", **environment)
    assert done.returncode == 0
    assert "Plans are good – and staff stay." in done.stdout.decode("utf-8")
    assert run("split", "nö-such – file", **environment).returncode == 1


def test_a_failure_leaves_the_old_file(folder: Path, tmp_path: Path) -> None:
    """A command that is killed in the middle leaves the file that was there."""
    out = tmp_path / "out.csv"
    out.write_text("old")
    (folder / "pause.txt").write_text(LETTER * 3_000)
    with subprocess.Popen([*COMMAND, "tag", folder, "-f", "csv", "-o", out]) as process:
        while process.poll() is None and not list(tmp_path.glob(".themetag-*")):
            time.sleep(0.01)
        assert process.poll() is None, "it was too quick to be killed"
        process.send_signal(signal.SIGKILL)
    assert out.read_text() == "old"


def test_an_interrupt_leaves_the_old_file(folder: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the command with 130 or 1, leaves the old file, no half one, and no traceback."""
    out = tmp_path / "out.csv"
    out.write_text("old")
    (folder / "pause.txt").write_text(LETTER * 3_000)
    command = [*COMMAND, "tag", folder, "-f", "csv", "-o", out]
    # A command that a shell runs in the background is told to ignore Ctrl-C, and so is all that it starts.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=heard) as process:
        while process.poll() is None and not list(tmp_path.glob(".themetag-*")):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 130
    assert out.read_text() == "old"
    assert list(tmp_path.glob(".themetag-*")) == []


def test_two_runs_give_the_same_bytes(folder: Path) -> None:
    """The same input gives the same bytes, whatever the seed of hashes and the number of columns."""
    outs = {
        run("tag", folder, PYTHONHASHSEED=seed, COLUMNS=columns).stdout for seed, columns in (("1", "40"), ("2", "200"))
    }
    assert len(outs) == 1
