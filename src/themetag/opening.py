"""Open a file of a stranger's choosing without ever waiting for it."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class NotRegularError(OSError):
    """It can be opened, but is a pipe, a device or a folder."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "it is not a regular file")


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file to read bytes; a pipe, a device or a folder is refused at once.

    Opened once and then looked at, so that nobody can exchange the file between the two.

    Raises:
        NotRegularError: it is no regular file.
        OSError: it cannot be opened; `strerror` says why, as for the other.

    """
    try:
        handle = os.open(path, _FLAGS)
    except ValueError as e:  # a NUL, or a lone surrogate, in the name
        raise OSError(errno.EINVAL, str(e)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegularError
    return os.fdopen(handle, "rb")
