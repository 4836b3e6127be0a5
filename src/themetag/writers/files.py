"""Write a file whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

from themetag.errors import OutputError

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@contextmanager
def whole_file(path: str | os.PathLike[str], mode: Literal["text", "bytes"] = "text") -> Iterator[IO[Any]]:
    """Open a file to write that appears under its name only when all is written.

    It is written beside its place under a temporary name and renamed at the end; after an error the
    temporary file is gone and what stood there before stands there still. Of a link, the file that it leads
    to is written. A device or a pipe is written to directly.

    Args:
        path: where the file shall be.
        mode: "text" for UTF-8 without newline translation, "bytes" for bytes.

    Raises:
        OutputError: it cannot be written there.

    """
    target = Path(path)
    options: dict[str, Any] = {"mode": "w", "encoding": "utf-8", "newline": ""} if mode == "text" else {"mode": "wb"}
    try:
        if _is_special(target):
            with target.open(**options) as file:
                yield file
            return
        place = Path(os.path.realpath(target))
        mode_before = _mode_of(place)
        temporary = place.with_name(f".themetag-{secrets.token_hex(8)}.tmp")
        handle = os.open(temporary, _NEW, 0o666 if mode_before is None else 0o600)
    except OSError as e:
        raise OutputError(f"{target} cannot be written: {e.strerror}") from e
    try:
        with os.fdopen(handle, **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode_before is not None:
            temporary.chmod(mode_before)
        temporary.replace(place)
    except OSError as e:
        raise OutputError(f"{target} cannot be written: {e.strerror or e}") from e
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _is_special(target: Path) -> bool:
    """Whether the target exists and is no regular file, or is a name for an open one, as /dev/stdout."""
    if target.as_posix().startswith(("/dev/std", "/dev/fd/", "/proc/")):
        return True
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _mode_of(place: Path) -> int | None:
    """Return the permissions of the file that will be replaced, None where there is none.

    OSError where it is a folder, or may not be written.
    """
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(mode)
