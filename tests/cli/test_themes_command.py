"""`themetag themes`."""

from __future__ import annotations

import json
import os
from pathlib import Path

from commands import LETTER, messages, run


def test_the_themes_that_ship() -> None:
    """Without a file the themes that ship are shown, in four groups."""
    done = run("themes")
    assert done.returncode == 0
    assert done.stdout.decode().count("\n      covers ") == 18
    assert len(json.loads(run("themes", "--json").stdout)["themes"]) == 18


def test_a_taxonomy_with_five_faults(tmp_path: Path) -> None:
    """All five faults of a file are shown with their places."""
    path = tmp_path / "bad.toml"
    path.write_text(
        'name = "Not A Name"\nversion = 0\n[[theme]]\nkey = "Bad Key"\ntitle = "A"\n'
        '[[theme]]\nkey = "b"\n[[theme]]\nkey = "c"\ntitle = "C"\nextra = 1\n'
    )
    for arguments in (["themes", "--taxonomy", path], ["tag", "-", "--taxonomy", path]):
        done = run(*arguments, stdin=LETTER.encode())
        assert (done.returncode, done.stdout) == (1, b"")
        assert messages(done)[0] == "error: the taxonomy has 5 faults:"
        assert [line.split(": ")[1] for line in messages(done)[1:]] == [
            "name",
            "version",
            "theme[0].key",
            "theme[1].title",
            "theme[2].extra",
        ]


def test_a_pipe_as_taxonomy_never_blocks(tmp_path: Path) -> None:
    """A FIFO as taxonomy is refused at once."""
    os.mkfifo(tmp_path / "pipe.toml")
    done = run("themes", "--taxonomy", tmp_path / "pipe.toml")
    assert done.returncode == 1
    assert "is not a regular file" in messages(done)[1]
