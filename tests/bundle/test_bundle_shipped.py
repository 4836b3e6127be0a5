from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import themetag.bundle.shipped as shipped
from themetag.bundle import find_model, load_folder, shipped_models
from themetag.errors import UnknownBackendError


@pytest.fixture
def source_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the root of a source tree without models, which the package seems to lie in."""
    (tmp_path / "src" / "themetag").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "src" / "themetag")
    return tmp_path


def test_a_model_is_found_in_the_source_tree(source_tree: Path, pristine: Path) -> None:
    """In a source tree, models stand in models/ at its root; what is no model is not listed."""
    shutil.copytree(pristine, source_tree / "models" / "parks-linear")
    (source_tree / "models" / "notes").mkdir()
    assert shipped_models() == ("parks-linear",)
    assert load_folder(find_model("parks-linear")).manifest.name == "parks-linear"


def test_the_installed_package_comes_first(source_tree: Path, pristine: Path) -> None:
    """Where both are there, the model inside the package is the one."""
    inside = source_tree / "src" / "themetag" / "models" / "parks-linear"
    shutil.copytree(pristine, inside)
    shutil.copytree(pristine, source_tree / "models" / "parks-linear")
    assert find_model("parks-linear") == inside


def test_an_installed_package_does_not_look_around(
    tmp_path: Path, pristine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a source tree, a models folder above the package is nobody's."""
    (tmp_path / "lib" / "themetag").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    shutil.copytree(pristine, tmp_path / "models" / "parks-linear")
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "lib" / "themetag")
    assert shipped_models() == ()


@pytest.mark.parametrize("name", ["gone", "../parks-linear", "/etc", "", "Parks", "a" * 100, "a\n"])
def test_an_unknown_model_is_an_error_that_lists_the_known(name: str, source_tree: Path, pristine: Path) -> None:
    """A name that no model has, or that is a path, says which models there are."""
    shutil.copytree(pristine, source_tree / "models" / "parks-linear")
    with pytest.raises(UnknownBackendError, match="comes with themetag; there are: parks-linear"):
        find_model(name)


def test_every_shipped_model_loads() -> None:
    """Each model that comes with themetag loads under its own name."""
    for name in shipped_models():
        assert load_folder(find_model(name)).manifest.name == name
