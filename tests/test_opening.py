from __future__ import annotations

import os
from pathlib import Path

import pytest

from themetag.opening import NotRegularError, open_regular


def test_a_regular_file_is_opened(tmp_path: Path) -> None:
    """A file, also by way of a link, is opened to read its bytes."""
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("a")
    for name in ("a", "link"):
        with open_regular(tmp_path / name) as file:
            assert file.read() == b"abc"


def test_pipes_devices_and_folders_are_refused(tmp_path: Path) -> None:
    """A FIFO that nobody writes to, an endless device and a folder are refused at once, and no handle stays open."""
    os.mkfifo(tmp_path / "pipe")
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(NotRegularError, match="it is not a regular file"):
            open_regular(path)
    assert (len(os.listdir("/proc/self/fd")) if before else 0) == before


def test_what_cannot_be_opened_is_an_os_error(tmp_path: Path) -> None:
    """A missing file, and a name that no system takes, are OSErrors with a reason."""
    with pytest.raises(FileNotFoundError, match="No such file"):
        open_regular(tmp_path / "none")
    for name in ("a\0b", "a\ud800b"):
        with pytest.raises(OSError, match=r"null byte|surrogates not allowed") as caught:
            open_regular(name)
        assert caught.value.strerror
