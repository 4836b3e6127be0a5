"""Write a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

from themetag.errors import OutputError


@contextmanager
def whole_file(path: str | os.PathLike[str], mode: Literal["text", "bytes"] = "text") -> Iterator[IO[Any]]:
    """Open a file to write that appears under its name only when all is written.

    It is written beside its place under a temporary name and renamed at the end; after an error the
    temporary file is gone and what stood there before stands there still. A device or a pipe is written to
    directly.

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
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    except OSError as e:
        raise OutputError(f"{target} cannot be written: {e.strerror}") from e
    temporary = Path(name)
    try:
        with os.fdopen(handle, **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_for(target))
        temporary.replace(target)
    except OSError as e:
        raise OutputError(f"{target} cannot be written: {e.strerror or e}") from e
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _is_special(target: Path) -> bool:
    """Whether the target exists and is no regular file, as /dev/stdout."""
    try:
        return not stat.S_ISREG(target.stat().st_mode) and not target.is_dir()
    except FileNotFoundError:
        return False


def _mode_for(target: Path) -> int:
    """Return the permissions that a file newly made there would have, or has."""
    with suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
