from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from model_folders import SOME_CONFIG, a_manifest, edit_manifest, some_arrays

import themetag
import themetag.bundle.folder as folders
import themetag.bundle.load as loading
from themetag.bundle import load_folder
from themetag.bundle.folder import OpenFolder, Refused
from themetag.errors import ModelError

PACKAGE = Path(themetag.__file__).parent / "bundle"
FORMATS = Path(__file__).parent / "formats"


@pytest.mark.parametrize("version", sorted(path.name for path in FORMATS.iterdir()))
def test_folders_of_every_format_version_load(version: str) -> None:
    """A folder that was saved when its format version was new still loads, with the same content."""
    bundle = load_folder(FORMATS / version)
    assert bundle.manifest.thresholds == a_manifest().thresholds
    assert bundle.manifest.held_out == a_manifest().held_out
    assert dict(bundle.config) == SOME_CONFIG
    np.testing.assert_array_equal(bundle.arrays["weights"], some_arrays()["weights"], strict=True)
    assert len(bundle.probes) == 2


def test_hard_links_are_read_and_links_to_the_folder_followed(copy_of: Callable[..., Path], tmp_path: Path) -> None:
    """Package managers install by hard links, and users link folders: both load; the bytes are what counts."""
    folder = copy_of()
    os.link(folder / "config.json", tmp_path / "shared.json")
    (tmp_path / "alias").symlink_to(folder)
    assert dict(load_folder(tmp_path / "alias").config) == SOME_CONFIG
    (tmp_path / "shared.json").write_bytes((tmp_path / "shared.json").read_bytes().replace(b"0.5", b"0.6"))
    with pytest.raises(ModelError, match=r"config\.json: was changed after it was saved"):
        load_folder(folder)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.write_text("x"), "Not a directory"),
        (lambda path: os.mkfifo(path), "Not a directory"),
        (lambda path: path.mkdir(), "is not a model folder"),
        (lambda path: path.symlink_to(path), "symbolic links"),
    ],
    ids=["nothing", "a file", "a pipe", "an empty folder", "a link to itself"],
)
@pytest.mark.parametrize("handles", [True, False])
def test_what_is_no_model_folder_is_refused(
    make: Callable[[Path], object], message: str, handles: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing path, a file, a pipe and an empty folder are refused with the reason, without waiting."""
    make(tmp_path / "m")
    monkeypatch.setattr(loading, "OpenFolder", lambda path: OpenFolder(path, handles))
    with pytest.raises(ModelError, match=message):
        load_folder(tmp_path / "m")


def test_odd_paths_are_refused_and_shown_escaped(tmp_path: Path) -> None:
    """A path with NUL or escape codes gives ModelError, and the message holds neither."""
    for name in ("a\0b", "\x1b[31m", "\udcff"):
        with pytest.raises(ModelError, match=r"cannot be opened as a folder") as caught:
            load_folder(tmp_path / name)
        assert str(caught.value).replace("\n", "").isprintable()


def test_all_faults_of_the_files_come_together(copy_of: Callable[..., Path]) -> None:
    """Two changed files and two faults in the manifest are reported two by two, not one at a time."""
    folder = copy_of()
    for name in ("config.json", "NOTICE"):
        (folder / name).write_bytes((folder / name).read_bytes()[::-1])
    with pytest.raises(ModelError, match="has 2 faults") as caught:
        load_folder(folder)
    assert {fault.field for fault in caught.value.faults} == {"config.json", "NOTICE"}
    edit_manifest(folder, lambda m: m.update(name="?", version="?", extra=1))
    with pytest.raises(ModelError, match="has 3 faults"):
        load_folder(folder)


def test_many_faults_are_counted_not_listed(copy_of: Callable[..., Path]) -> None:
    """A file with 500 faults reports 20 of them and how many more there are."""
    folder = copy_of()
    edit_manifest(folder, lambda m: m.update({f"k{i}": 1 for i in range(500)}))
    with pytest.raises(ModelError, match="480 more faults") as caught:
        load_folder(folder)
    assert len(caught.value.faults) == 21


def test_the_size_limit_can_be_moved(pristine: Path) -> None:
    """max_bytes bounds the files together, the manifest not counted: exactly their size passes, one less not."""
    total = sum(p.stat().st_size for p in pristine.iterdir() if p.name != "manifest.json")
    assert load_folder(pristine, max_bytes=total).manifest.name == "parks-linear"
    with pytest.raises(ModelError, match=f"at most {total - 1:,} are read"):
        load_folder(pristine, max_bytes=total - 1)


def test_an_array_is_asked_for_by_shape(pristine: Path) -> None:
    """A back end names the shape and dtype that it needs and gets the array or an error that says both."""
    bundle = load_folder(pristine)
    assert bundle.array("weights", (2, None), "float32").shape == (2, 3)
    for name, shape, dtype, message in (
        ("weights", (2, 4), "float32", r"is float32 \[2, 3\], this model needs float32 \[2, 4\]"),
        ("weights", (6,), "float32", r"needs float32 \[6\]"),
        ("weights", (2, 3), "float16", r"needs float16"),
        ("gone", (1,), "float16", "gone.*is missing; there are bias, ids, weights"),
    ):
        with pytest.raises(ModelError, match=message):
            bundle.array(name, shape, dtype)


def test_a_back_end_reads_its_config_field_by_field(pristine: Path) -> None:
    """The config is read through a closed schema; a field that nobody asked for is a fault of config.json."""
    table, faults = load_folder(pristine).read_config()
    assert table.texts("vocabulary", 10) == tuple(SOME_CONFIG["vocabulary"])  # type: ignore[arg-type]
    assert table.integer("dimensions", 1, 10) == 3
    table.close()
    with pytest.raises(ModelError, match=r"config\.json: scale: is not known here; the fields are vocabulary, dim"):
        faults.raise_any()


@pytest.mark.parametrize("handles", [True, False])
def test_no_file_leads_out_of_an_open_folder(handles: bool, copy_of: Callable[..., Path], tmp_path: Path) -> None:
    """With and without folder handles: links, pipes, folders and names that are paths are not read."""
    folder = copy_of()
    (tmp_path / "secret").write_text("s")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "sub").mkdir()
    os.mkfifo(folder / "pipe")
    with OpenFolder(folder, handles) as opened:
        assert opened.read("config.json", 10_000) == (folder / "config.json").read_bytes()
        assert {"link", "sub", "pipe", "config.json"} <= set(opened.names())
        assert opened.names() == sorted(opened.names())
        for name, message in (
            ("link", "is a link"),
            ("sub", "not a regular file"),
            ("pipe", "not a regular file"),
            ("gone", "No such file"),
            ("../secret", "is not the name of a file"),
            ("..", "is not the name of a file"),
            ("", "is not the name of a file"),
        ):
            with pytest.raises(Refused, match=message):
                opened.read(name, 10)
        with pytest.raises(Refused, match="at most 3 are read"):
            opened.read("config.json", 3)


@pytest.mark.parametrize("handles", [True, False])
@pytest.mark.parametrize("swap", ["link", "file"])
def test_a_file_exchanged_between_look_and_opening_is_refused(
    swap: str, handles: bool, copy_of: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that becomes a link or another file after it was looked at is not read."""
    folder = copy_of()
    (tmp_path / "secret").write_text("s")

    class Racing(OpenFolder):
        def _open(self, name: str) -> int:
            (folder / name).unlink()
            if swap == "link":
                (folder / name).symlink_to(tmp_path / "secret")
            else:
                (folder / name).write_text("another")
            return super()._open(name)

    # Where the system knows no O_NOFOLLOW, the comparison of the two looks is what is left.
    monkeypatch.setattr(folders, "_FILE_FLAGS", os.O_RDONLY if not handles else folders._FILE_FLAGS)
    other = (folder / "NOTICE").open("rb")  # keeps the number of the old file from being given again
    with other, Racing(folder, handles) as opened, pytest.raises(Refused, match=r"exchanged|symbolic links"):
        opened.read("NOTICE", 10_000)


def test_a_folder_renamed_while_open_is_still_the_same(copy_of: Callable[..., Path], tmp_path: Path) -> None:
    """Files are opened relative to the folder that was opened, not to whatever now bears its name."""
    folder = copy_of()
    with OpenFolder(folder) as opened:
        folder.rename(tmp_path / "away")
        folder.mkdir()
        (folder / "NOTICE").write_text("planted")
        assert opened.read("NOTICE", 10_000) == (tmp_path / "away" / "NOTICE").read_bytes()


def test_every_handle_is_closed(pristine: Path, copy_of: Callable[..., Path]) -> None:
    """Loading, refused or not, leaves no file open."""
    bad = copy_of()
    (bad / "NOTICE").unlink()
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    for _ in range(20):
        load_folder(pristine)
        with pytest.raises(ModelError, match="NOTICE"):
            load_folder(bad)
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    assert after == before


def test_no_module_of_the_package_can_unpickle() -> None:
    """No module here imports what could run code from data, and none calls eval, exec or numpy's own loader."""
    banned = {
        "pickle",
        "joblib",
        "marshal",
        "shelve",
        "dill",
        "cloudpickle",
        "torch",
        "skops",
        "yaml",
        "ctypes",
        "importlib",
    }
    found = set()
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {(path.name, alias.name.split(".")[0]) for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add((path.name, node.module.split(".")[0]))
            elif isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in ("eval", "exec", "__import__", "fromfile", "compile") and path.name:
                    assert isinstance(node.func, ast.Attribute)  # re.compile is not compile
                    assert ast.unparse(node.func) == "re.compile"
    assert len(found) > 30
    # importlib.metadata is asked for version numbers when a model is saved, never when one is loaded.
    assert {pair for pair in found if pair[1] in banned} == {("manifest.py", "importlib")}


def test_the_import_is_light() -> None:
    """Importing the package loads numpy, but not safetensors, scipy, scikit-learn, torch or pandas."""
    code = (
        "import sys, themetag.bundle; "
        "print([m for m in ('safetensors', 'scipy', 'sklearn', 'torch', 'transformers', 'pandas', 'pickletools') "
        "if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent.parent)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environment)
    assert run.stdout.strip() == "[]", run.stderr
