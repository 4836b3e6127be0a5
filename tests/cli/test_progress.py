"""The progress bar: on a terminal, for several files, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from commands import COMMAND, run


def in_terminal(arguments: Sequence[str | Path], *, output_too: bool) -> tuple[str, str]:
    """Run a command whose standard error, and perhaps output, is a terminal; return what both got."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=theirs if output_too else subprocess.PIPE,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        out: list[bytes] = []
        if process.stdout is not None:
            stream = process.stdout
            reader = threading.Thread(target=lambda: out.append(stream.read()))
            reader.start()
        seen = b"".join(_all_of(ours))
        if process.stdout is not None:
            reader.join()
    os.close(ours)
    return b"".join(out).decode(), seen.decode()


def _all_of(handle: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(handle, 65_536)
        except OSError:  # how Linux says that the other end is closed
            return
        if not data:
            return
        yield data


def test_a_terminal_sees_it(folder: Path) -> None:
    """With results in a pipe and messages on a terminal, the bar shows there, and the pipe stays clean."""
    out, seen = in_terminal(["tag", folder, "-f", "csv"], output_too=False)
    assert "tagging" in seen
    assert "3/3" in seen
    assert "\x1b" not in out
    assert out.startswith("source,status")


def test_one_file_needs_none(folder: Path) -> None:
    """A single document shows no bar."""
    assert in_terminal(["tag", folder / "b.txt", "-f", "csv"], output_too=False)[1] == ""


def test_results_on_the_terminal_are_not_disturbed(folder: Path) -> None:
    """Where the results themselves go to the terminal, no bar runs through them."""
    _, seen = in_terminal(["split", folder], output_too=True)
    assert "reading" not in seen
    assert "a.PDF: 1 pages" in seen


def test_a_pipe_sees_nothing(folder: Path) -> None:
    """With standard error in a pipe there is no bar."""
    assert run("tag", folder).stderr == b""
