from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from model_folders import SOME_CONFIG, a_manifest, some_arrays, some_probes

from themetag.bundle import save_folder


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a good model folder that no test may change."""
    folder = tmp_path_factory.mktemp("pristine") / "model"
    save_folder(folder, a_manifest(), some_arrays(), SOME_CONFIG, some_probes())
    return folder


@pytest.fixture
def copy_of(pristine: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies the good folder to a new one of the given name."""
    return lambda name="model": Path(shutil.copytree(pristine, tmp_path / name))
