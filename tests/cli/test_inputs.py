from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from privileges import as_nobody
from themetag.cli.inputs import Input, find_inputs
from themetag.errors import DocumentError


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that everybody may read; pytest's own may not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_file_without_permission_is_read_as_an_error(open_folder: Path) -> None:
    """A file that may not be read is found all the same, and reading it says why not."""
    (open_folder / "a.txt").write_text("Plans are good.")
    (open_folder / "a.txt").chmod(0)
    with as_nobody():
        (found,) = find_inputs([str(open_folder)])
        with pytest.raises(DocumentError, match=r"a\.txt cannot be opened: Permission denied"):
            found.read()


def test_a_folder_that_cannot_be_listed_is_never_passed_over(open_folder: Path) -> None:
    """A sub-folder without permission is an error that names it, since its documents would be missing."""
    (open_folder / "a.txt").write_text("Plans are good.")
    (open_folder / "older").mkdir(mode=0)
    (open_folder / "older").chmod(0)
    with as_nobody(), pytest.raises(typer.BadParameter, match="older cannot be listed: Permission denied"):
        find_inputs([str(open_folder)])


def test_a_file_in_a_closed_folder_is_a_wrong_call(open_folder: Path) -> None:
    """A path through a folder that may not be entered is said to be not there, without a traceback."""
    (open_folder / "older").mkdir()
    (open_folder / "older" / "a.txt").write_text("Plans are good.")
    (open_folder / "older").chmod(0)
    with as_nobody(), pytest.raises(typer.BadParameter, match="there is no file or folder"):
        find_inputs([str(open_folder / "older" / "a.txt")])


def test_a_file_that_vanishes_is_an_error_of_its_own(tmp_path: Path) -> None:
    """A file that is gone between listing and reading costs that file only."""
    path = tmp_path / "a.txt"
    path.write_text("Plans are good.")
    (found,) = find_inputs([str(path)])
    path.unlink()
    assert found == Input("a.txt", path)
    with pytest.raises(DocumentError, match=r"a\.txt cannot be opened: No such file"):
        found.read()
