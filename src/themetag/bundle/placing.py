"""Put a model folder in its place: whole or not at all.

The folder is written beside its place under another name, flushed to the disk, loaded once with every
check, and only then renamed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from themetag.bundle.format import FILES, MANIFEST
from themetag.bundle.load import MAX_BYTES, read_folder, shown_path
from themetag.errors import OutputError

_NAMES: Final = FILES | {MANIFEST}


def place_folder(
    folder: str | os.PathLike[str], content: Mapping[str, bytes], *, overwrite: bool = False, max_bytes: int = MAX_BYTES
) -> None:
    """Write the files of a model folder.

    Args:
        folder: where; its parent must exist.
        content: the bytes of each file, by name; the manifest is one of them. Names are used as they are.
        overwrite: replace the model folder that stands there. A folder that holds anything but a model's
            files is never replaced.
        max_bytes: how large the files may be together.

    Raises:
        ModelError: the folder could not be loaded again; nothing is written.
        OutputError: there is something at `folder` that may not be replaced, or it cannot be written.

    """
    # A last component like ".." or a slash at the end would make the name beside it another place.
    target = Path(os.path.abspath(folder))
    source = shown_path(folder)
    old = _replaceable(target, overwrite)
    mark = secrets.token_hex(4)
    new = target.with_name(f".{target.name}.{mark}.new")
    try:
        try:
            _write(new, content)
            read_folder(new, source, max_bytes)
            _swap(new, target, target.with_name(f".{target.name}.{mark}.old") if old else None)
        except BaseException:
            _remove(new)
            raise
    except OSError as e:
        raise OutputError(f"{source} cannot be written: {e.strerror or e}") from e


def check_place(folder: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Refuse a place where no model folder may be put, before work is done whose result could not be saved.

    What stands there is looked at once more when the folder is saved.

    Raises:
        OutputError: there is something that may not be replaced, or no folder to put it into.

    """
    target = Path(os.path.abspath(folder))
    _replaceable(target, overwrite)
    if not target.parent.is_dir():
        raise OutputError(f"{shown_path(folder)} cannot be written: there is no folder {shown_path(target.parent)}")


def _replaceable(target: Path, overwrite: bool) -> bool:
    """Tell whether something stands at `target` that is to be replaced; OutputError where it may not be."""
    try:
        info = os.lstat(target)
        if not stat.S_ISDIR(info.st_mode):
            raise OutputError(f"{shown_path(target)} is there and is no folder; choose another place")
        names = set(os.listdir(target))
    except FileNotFoundError:
        return False
    except (PermissionError, NotADirectoryError, ValueError) as e:
        raise OutputError(f"{shown_path(target)} cannot be written: {e}") from e
    if not names:
        return True
    if names - _NAMES or MANIFEST not in names:
        raise OutputError(f"{shown_path(target)} is a folder, but not of a model alone; choose another place")
    if not overwrite:
        raise OutputError(f"{shown_path(target)} is there already; choose another place, or overwrite it")
    return True


def _write(folder: Path, content: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name in sorted(content):
        with (folder / name).open("xb") as file:
            file.write(content[name])
            file.flush()
            os.fsync(file.fileno())
    _sync(folder)


def _swap(new: Path, target: Path, old: Path | None) -> None:
    # No rename replaces a folder that is not empty, so the old one steps aside first. Between the two
    # renames nothing stands at `target`; if this process dies just there, the old folder is the one named
    # .NAME.xxxxxxxx.old.
    if old is not None:
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        if old is not None:
            old.rename(target)
        raise
    try:
        _sync(target.parent)
    finally:
        if old is not None:
            _remove(old)


def _sync(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there, and renames are flushed with them
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    # Removes a model's files and no others; what cannot be removed stays under its hidden name.
    with contextlib.suppress(OSError):
        for name in _NAMES:
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()
