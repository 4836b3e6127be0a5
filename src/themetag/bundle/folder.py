"""Open a folder that a stranger made and read its files, without being led out of it.

The folder is opened once and its files are opened relative to that handle, so it may be renamed or replaced
meanwhile. A file is opened once, without following a link or waiting for a pipe; what it is and how long
it is are asked of the open file; its bytes are read once, so what was checked is what is used.

A hard link cannot be told from the file it shares, and package managers install files as hard links: it is
read like any other file, and its bytes must have the hash that the manifest says.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Final, Self

MAX_ENTRIES: Final = 50

_HAS_HANDLES: Final = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd
_FILE_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_FOLDER_FLAGS: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


class Refused(Exception):  # noqa: N818  # not an error that leaves the package
    """A file that is not read; the message is the end of a sentence that starts with its name."""


class OpenFolder:
    """An open folder; use it in a `with` statement.

    `handles`: open files relative to a handle of the folder, which not every system can; without it a file
    is looked at before and after it is opened, and refused where the two are not the same.
    """

    def __init__(self, path: str | os.PathLike[str], handles: bool = _HAS_HANDLES) -> None:
        self._path = Path(path)
        self._handle: int | None = None
        try:
            if handles:
                self._handle = os.open(self._path, _FOLDER_FLAGS)
            elif not stat.S_ISDIR(os.stat(self._path).st_mode):
                raise NotADirectoryError(20, "Not a directory")
        except (OSError, ValueError) as e:
            raise Refused(f"cannot be opened as a folder: {_reason(e)}") from None

    def __enter__(self) -> Self:
        """Return the folder itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the folder."""
        if self._handle is not None:
            os.close(self._handle)

    def names(self) -> list[str]:
        """Return the names of what stands in the folder, sorted; `Refused` where there are more than 50."""
        names: list[str] = []
        try:
            with os.scandir(self._path if self._handle is None else self._handle) as entries:
                for entry in entries:
                    if len(names) == MAX_ENTRIES:
                        raise Refused(f"has more than {MAX_ENTRIES} files; it is not a model folder")
                    names.append(entry.name)
        except OSError as e:
            raise Refused(f"cannot be listed: {_reason(e)}") from None
        return sorted(names)

    def read(self, name: str, most: int, exactly: int | None = None) -> bytes:
        """Return the bytes of one file of the folder.

        Args:
            name: the name of a file, not a path.
            most: how many bytes it may have.
            exactly: how many bytes it must have; None: any number up to `most`.

        Raises:
            Refused: it is missing, no regular file, of another size, or cannot be read.

        """
        if name in ("", ".", "..") or set(name) & set("/\\:\0"):
            raise Refused("is not the name of a file")
        try:
            # Opening some devices has effects of its own, so what is no file is not opened at all.
            before = self._stat(name)
            _check_kind(before)
            with os.fdopen(self._open(name), "rb") as file:
                info = os.fstat(file.fileno())
                _check_kind(info)
                if not os.path.samestat(before, info):
                    raise Refused("was exchanged while it was opened; load the folder again")
                if exactly is not None and info.st_size != exactly:
                    raise Refused(f"has {info.st_size:,} bytes, the manifest says {exactly:,}; get it again")
                if info.st_size > most:
                    raise Refused(f"has {info.st_size:,} bytes, at most {most:,} are read")
                data = file.read(info.st_size + 1)
        except (OSError, ValueError) as e:
            raise Refused(f"cannot be read: {_reason(e)}") from None
        if len(data) != info.st_size:
            raise Refused("changed while it was read; load the folder again")
        return data

    def _stat(self, name: str) -> os.stat_result:
        if self._handle is not None:
            return os.stat(name, dir_fd=self._handle, follow_symlinks=False)
        return os.lstat(self._path / name)

    def _open(self, name: str) -> int:
        if self._handle is not None:
            return os.open(name, _FILE_FLAGS, dir_fd=self._handle)
        return os.open(self._path / name, _FILE_FLAGS)


def _check_kind(info: os.stat_result) -> None:
    if stat.S_ISLNK(info.st_mode):
        raise Refused("is a link, which may lead out of the folder; copy the file itself there")
    if not stat.S_ISREG(info.st_mode):
        raise Refused("is not a regular file")


def _reason(e: OSError | ValueError) -> str:
    return getattr(e, "strerror", None) or str(e)
