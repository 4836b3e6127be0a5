from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from privileges import as_nobody
from themetag.errors import OutputError
from themetag.writers.files import whole_file


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    """Nothing stands under the name until all is written; then UTF-8, with line ends as they were given."""
    target = tmp_path / "out.csv"
    with whole_file(target) as file:
        file.write("café\r\n")
        file.flush()
        assert not target.exists()
    assert target.read_bytes() == "café\r\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    """In the mode "bytes" the file takes bytes."""
    with whole_file(tmp_path / "out.bin", "bytes") as file:
        file.write(b"\0\xff\n")
    assert (tmp_path / "out.bin").read_bytes() == b"\0\xff\n"


def test_after_an_error_the_old_file_stands(tmp_path: Path) -> None:
    """An error in the middle leaves the file that was there, and no other."""
    target = tmp_path / "out.csv"
    target.write_text("old")

    def fail() -> None:
        with whole_file(target) as file:
            file.write("half")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    """A process that is killed while it writes leaves the old file as it was."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    code = (
        "import sys, time\nfrom themetag.writers.files import whole_file\n"
        "with whole_file(sys.argv[1]) as file:\n"
        "    file.write('half')\n    file.flush()\n    print('now', flush=True)\n    time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code, target], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert target.read_text() == "old"


def test_permissions_are_those_of_new_files(tmp_path: Path) -> None:
    """A new file has the permissions that the process's mask gives; a replaced one keeps its own."""
    before = os.umask(0o027)
    try:
        with whole_file(tmp_path / "new.csv") as file:
            file.write("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o640
    (tmp_path / "new.csv").chmod(0o606)
    with whole_file(tmp_path / "new.csv") as file:
        file.write("y")
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o606


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Where the name is a link, the file that it leads to is replaced, in its own folder."""
    (tmp_path / "there").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "there" / "real.csv")
    with whole_file(tmp_path / "link.csv") as file:
        file.write("x")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "there" / "real.csv").read_text() == "x"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """A named pipe stays a pipe, and whoever reads it gets the text."""
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(fifo.read_text()))
    reader.start()
    with whole_file(fifo) as file:
        file.write("through")
    reader.join()
    assert got == ["through"]
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_names_of_open_files_are_written_to(tmp_path: Path) -> None:
    """/dev/stdout leads to the file that the shell opened; the link itself is not replaced by a file."""
    code = "from themetag.writers.files import whole_file\nwith whole_file('/dev/stdout') as file: file.write('x')"
    with (tmp_path / "out.txt").open("wb") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert (tmp_path / "out.txt").read_text() == "x"
    assert Path("/dev/stdout").is_symlink()


@pytest.mark.parametrize(
    ("name", "problem"),
    [("folder", "Is a directory"), ("none/out.csv", "No such file or directory"), ("file/out.csv", "Not a directory")],
)
def test_what_cannot_be_written_is_said_before_the_work(tmp_path: Path, name: str, problem: str) -> None:
    """A folder, a folder that is not there, a file taken for a folder: the error comes before anything is written."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=f"{name} cannot be written: {problem}"), whole_file(tmp_path / name):
        pytest.fail("the file was opened")


def test_a_folder_without_permission(tmp_path: Path) -> None:
    """A folder that may not be written to is said to be so."""
    tmp_path.chmod(0o500)
    with (
        as_nobody(),
        pytest.raises(OutputError, match="cannot be written: Permission denied"),
        whole_file(tmp_path / "out.csv"),
    ):
        pytest.fail("the file was opened")


def test_a_file_without_permission(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that is protected from writing is not replaced, although its folder would allow that."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write it all the same
    with pytest.raises(OutputError, match=r"out\.csv cannot be written: Permission denied"), whole_file(target):
        pytest.fail("the file was opened")
    assert target.read_text() == "old"


def test_a_full_disk_is_an_output_error() -> None:
    """A device that takes nothing gives our error with the system's reason."""

    def fill() -> None:
        with whole_file("/dev/full") as file:
            file.write("x" * 100_000)

    with pytest.raises(OutputError, match="/dev/full cannot be written: No space left on device"):
        fill()


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    """Two that write the same file at once leave one of the two texts, whole."""
    target = tmp_path / "out.csv"

    def write(text: str) -> None:
        with whole_file(target) as file:
            for _ in range(50):
                file.write(text)
                time.sleep(0.001)

    threads = [threading.Thread(target=write, args=(text,)) for text in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_text() in ("a" * 50, "b" * 50)
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
