from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from model_folders import SOME_CONFIG, TAXONOMY, UNITS, a_manifest, manifest_of, some_arrays, some_probes

import themetag.bundle.placing as placing
from themetag.bundle import BackendKind, Figure, HeldOut, Probe, Rights, load_folder, save_folder
from themetag.errors import ModelError, OutputError
from themetag.taxonomy import Taxonomy, Theme, default_taxonomy

LINEAR_FILES = {"MODEL_CARD.md", "NOTICE", "config.json", "manifest.json", "probes.jsonl", "weights.safetensors"}


def save(folder: Path, **changes: Any) -> Any:
    values = {"arrays": some_arrays(), "config": SOME_CONFIG, "probes": some_probes()} | changes
    return save_folder(folder, values.pop("manifest", a_manifest()), **values)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """Manifest, arrays, config and probes come back exactly equal, types included."""
    written = save(tmp_path / "m")
    bundle = load_folder(tmp_path / "m")
    assert bundle.manifest == written
    assert (written.name, written.taxonomy, written.thresholds) == ("parks-linear", TAXONOMY, ((0.4, 0.5), (0.25, 2.0)))
    assert list(bundle.arrays) == ["bias", "ids", "weights"]
    for name, array in some_arrays().items():
        np.testing.assert_array_equal(bundle.arrays[name], array, strict=True)
    assert dict(bundle.config) == SOME_CONFIG
    assert bundle.probes == some_probes()
    assert tuple(probe.unit for probe in bundle.probes) == UNITS
    assert {path.name for path in (tmp_path / "m").iterdir()} == LINEAR_FILES
    np.testing.assert_array_equal(bundle.manifest.threshold_array, np.array([[0.4, 0.5], [0.25, 2.0]]), strict=True)


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The same content gives the same bytes in every file, whatever the order and memory layout of arrays."""
    save(tmp_path / "a")
    other = dict(reversed(some_arrays().items()))
    other["weights"] = np.asfortranarray(other["weights"]).astype(">f4")
    save(tmp_path / "b", arrays=other)
    assert content(tmp_path / "a") == content(tmp_path / "b")


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12, dtype=np.int8).reshape(3, 4)[:, ::2],
        np.array(2.5),
        np.zeros((0, 3), dtype=np.float32),
        np.arange(8, dtype=np.uint64).reshape(2, 2, 2, 1).T,
        np.array([1, 2], dtype=">i2"),
    ],
    ids=["strided", "no dimension", "empty", "turned", "big-endian"],
)
def test_arrays_of_every_layout_come_back(array: Any, tmp_path: Path) -> None:
    """Strided, scalar, empty, transposed and big-endian arrays come back equal, in the machine's order."""
    save(tmp_path / "m", arrays={"a": array})
    np.testing.assert_array_equal(
        load_folder(tmp_path / "m").arrays["a"], array.astype(array.dtype.newbyteorder("=")), strict=True
    )


def test_loaded_arrays_cannot_be_changed(pristine: Path) -> None:
    """Loaded weights are read-only, so no use of a model alters it."""
    with pytest.raises(ValueError, match="read-only"):
        load_folder(pristine).arrays["bias"][0] = 1.0


def test_the_digest_names_the_whole_folder(tmp_path: Path) -> None:
    """Two folders have the same digest exactly when they are equal; one changed weight changes it."""
    save(tmp_path / "a")
    save(tmp_path / "b")
    save(tmp_path / "c", arrays=some_arrays() | {"bias": np.array([0.5, -0.25], dtype=np.float16)})
    a, b, c = (load_folder(tmp_path / name).digest for name in "abc")
    assert a == b != c


def test_single_files_have_terms_of_their_own(tmp_path: Path) -> None:
    """Weights that came from elsewhere keep their licence and attribution, in the manifest and in NOTICE."""
    rights = {"weights.safetensors": Rights("Apache-2.0", ("Copyright the encoder's authors.",))}
    save(tmp_path / "m", manifest=a_manifest(backend=BackendKind.TRANSFORMER), rights=rights)
    bundle = load_folder(tmp_path / "m")
    assert {f.name: f.rights.licence for f in bundle.manifest.files}["weights.safetensors"] == "Apache-2.0"
    notice = (tmp_path / "m" / "NOTICE").read_text()
    assert "weights.safetensors:\n  Licence: Apache-2.0\n  Copyright the encoder's authors." in notice


def test_the_card_says_what_the_manifest_says(pristine: Path) -> None:
    """The model card holds purpose, limits, figures with intervals, corpus, thresholds, recipe, libraries, terms."""
    card = (pristine / "MODEL_CARD.md").read_text(encoding="utf-8")
    for part in (
        "# parks-linear 1.0",
        "## Made for\n\nletters about public parks",
        "## Not for\n\nletters about anything else",
        "| micro\\_f1 | 0.700 | 0.600 to 0.800 |",
        "| park-letters | 120 | 9 | `" + "ab" * 32 + "` |",
        "written and labelled by the parks' own staff",
        "| `trees` | Trees | 0.250 | 2.000 |",
        "Command: themetag train parks.jsonl",
        "| numpy | 2.0.0 |",
        "Licence: MIT\n\nCopyright the parks.",
        "may be read as probabilities",
    ):
        assert part in card


def test_the_card_of_an_unmeasured_model_says_so(tmp_path: Path) -> None:
    """Without held-out figures the card asks for a measurement; uncalibrated scores are called so."""
    save(tmp_path / "m", manifest=a_manifest(held_out=(), calibrated=False, not_for="", recipe=""))
    card = (tmp_path / "m" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "measure the model on your own documents" in card
    assert "are no probabilities" in card
    assert "## Not for\n\nNothing was recorded." in card
    assert "Command: not recorded" in card


def test_the_card_shows_markup_and_does_not_act_on_it(tmp_path: Path) -> None:
    """Markup in a title or purpose stands in the card as text."""
    odd = Taxonomy("odd", 1, "<b>Odd</b>", (Theme("a", "x | y [z](http://z)"),))
    probes = (Probe(UNITS[0], ((0.0, 1.0),)),)
    manifest = a_manifest(taxonomy=odd, thresholds=((0.5, 0.5),), made_for="~~~ <script>alert(1)</script>")
    save(tmp_path / "m", manifest=manifest, probes=probes)
    card = (tmp_path / "m" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "<script>" not in card
    assert "<b>" not in card
    assert "| `a` | x \\| y \\[z\\](http://z) | 0.500 | 0.500 |" in card
    assert "\\~\\~\\~" in card


def test_the_default_taxonomy_fits(tmp_path: Path) -> None:
    """The taxonomy that ships comes back equal, digest included."""
    taxonomy = default_taxonomy()
    probes = (Probe(UNITS[0], ((0.0, 1.0),) * len(taxonomy)),)
    save(
        tmp_path / "m", manifest=a_manifest(taxonomy=taxonomy, thresholds=((0.5, 0.5),) * len(taxonomy)), probes=probes
    )
    assert load_folder(tmp_path / "m").manifest.taxonomy == taxonomy


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arrays": {"a": np.array([1.0, np.nan])}}, "a: holds NaN"),
        ({"arrays": {"a": np.append(np.zeros(2_500_000, np.float16), np.float16(np.inf))}}, "a: holds NaN or infinite"),
        ({"arrays": {"a": np.array([object()])}}, "array 'a' has dtype object"),
        ({"arrays": {"a": np.array(["x"])}}, "array 'a' has dtype <U1"),
        ({"arrays": {"A b": np.zeros(2)}}, "must look like"),
        ({"arrays": {}}, "must hold one array or more, were none"),
        ({"config": {"a": float("nan")}}, "cannot be written as JSON"),
        ({"config": {1: "a"}}, "the key 1 is not text"),
        ({"config": {"a": {1, 2}}}, "cannot be written as JSON"),
        ({"config": {"a": "\ud800"}}, "cannot be written as JSON"),
        ({"config": {"a": 2**64}}, "outside 64 bits"),
        ({"probes": ()}, "at least one probe"),
        ({"probes": (Probe(UNITS[0], ((0.5, 0.5),)),)}, "must be 2 pairs"),
        ({"rights": {"model.onnx": Rights("MIT")}}, "model.onnx: has terms in `rights`, but"),
        ({"manifest": a_manifest(thresholds=((0.5, 0.5),))}, "one pair a theme, 2, were 1"),
        ({"manifest": a_manifest(thresholds=((0.5, 0.5), (0.5, float("inf"))))}, "cannot be written as JSON"),
        ({"manifest": a_manifest(name="Parks!")}, "name: must look like"),
        ({"manifest": a_manifest(made_for=" ")}, "made_for: may not be empty"),
        ({"manifest": a_manifest(rights=Rights(""))}, "licence: must look like"),
        ({"manifest": a_manifest(training=())}, "must name at least one corpus"),
        ({"max_bytes": 100}, "at most 100 are read"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_could_not_be_loaded_is_not_saved(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    """Saving refuses what loading would refuse, with the same kind of error, and leaves nothing behind."""
    with pytest.raises(ModelError, match=message):
        save(tmp_path / "m", **changes)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_replaced_only_when_asked(tmp_path: Path) -> None:
    """An existing model folder stays as it is unless overwrite is given; then nothing of the old one is left."""
    save(tmp_path / "m", manifest=a_manifest(version="1.0"))
    before = content(tmp_path / "m")
    with pytest.raises(OutputError, match="is there already"):
        save(tmp_path / "m", manifest=a_manifest(version="2.0"))
    assert content(tmp_path / "m") == before
    save(tmp_path / "m", manifest=a_manifest(version="2.0"), overwrite=True)
    assert load_folder(tmp_path / "m").manifest.version == "2.0"
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_only_a_model_folder_is_ever_replaced(tmp_path: Path) -> None:
    """A folder with anything else in it, a file and a link are never replaced, whatever overwrite says."""
    other = tmp_path / "other"
    save(other)
    (other / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(other)
    for name in ("other", "file", "link"):
        with pytest.raises(OutputError, match="choose another place"):
            save(tmp_path / name, overwrite=True)
    assert (other / "thesis.txt").read_text() == "years of work"
    assert (tmp_path / "link").is_symlink()


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    """Saving into an empty folder needs no overwrite."""
    (tmp_path / "m").mkdir()
    save(tmp_path / "m")
    assert load_folder(tmp_path / "m").manifest.name == "parks-linear"


def test_a_missing_parent_is_an_output_error(tmp_path: Path) -> None:
    """Saving where the parent does not exist says that it cannot be written."""
    with pytest.raises(OutputError, match="cannot be written: No such file"):
        save(tmp_path / "no" / "m")
    with pytest.raises(OutputError, match="cannot be written"):
        save(tmp_path / "a\0b")


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_failure_at_any_step_leaves_the_old_state(
    overwrite: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever flush or rename fails, the place holds the old folder or none, and nothing half-written."""
    if overwrite:
        save(tmp_path / "m", manifest=a_manifest(version="1.0"))
    before = {path.name: content(path) for path in tmp_path.iterdir()}
    calls = 0
    fail_at = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == fail_at:
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(placing.os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(Path, "mkdir", counted(Path.mkdir))
    outcomes = []
    for step in range(1, 30):
        fail_at = step
        calls = 0
        failure = None
        try:
            save(tmp_path / "m", manifest=a_manifest(version="2.0"), overwrite=overwrite)
        except OutputError as e:
            failure = str(e)
        if failure is None:
            break
        assert "No space left" in failure
        after = {path.name: content(path) for path in tmp_path.iterdir()}
        if after == before:
            outcomes.append("old")
            continue
        # Only the very last flush comes after the renames; then the new folder stands there whole.
        outcomes.append("new")
        assert set(after) == {"m"}
        assert load_folder(tmp_path / "m").manifest.version == "2.0"
        shutil.rmtree(tmp_path / "m")
        if overwrite:
            calls = 99  # no call of this one fails
            save(tmp_path / "m", manifest=a_manifest(version="1.0"))
    steps = 1 + len(LINEAR_FILES) + 1 + (2 if overwrite else 1)  # mkdir, files, the folder, renames
    assert outcomes == ["old"] * steps + ["new"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_a_killed_save_leaves_a_whole_folder(tmp_path: Path) -> None:
    """Killed while it overwrites a model again and again, a process leaves the old or the new folder, whole."""
    code = (
        "import sys; from pathlib import Path; from test_bundle_save import save\n"
        "while True: save(Path(sys.argv[1]), overwrite=True); print(flush=True)"
    )
    places = [str(Path(placing.__file__).parents[2]), str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    for number, delay in enumerate((0.0, 0.003, 0.007, 0.011, 0.016)):
        place = tmp_path / str(number)
        place.mkdir()
        arguments = [sys.executable, "-c", code, str(place / "m")]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(delay)
            child.kill()
        # Killed between its two renames, it has left the old folder under the name that says so.
        standing = [place / "m"] if (place / "m").exists() else list(place.glob(".m.*.old"))
        assert len(standing) == 1
        assert load_folder(standing[0]).manifest.name == "parks-linear"


def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    """Files and folder get the permissions that the user's mask gives, so that a model can be shared."""
    old = os.umask(0o022)
    try:
        save(tmp_path / "m")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "m").stat().st_mode) == 0o755
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "m").iterdir()} == {0o644}


def test_no_file_holds_a_time_or_a_path(tmp_path: Path) -> None:
    """The manifest has exactly the fields of format version 1: no clock time, host or path among them."""
    save(tmp_path / "m")
    assert list(manifest_of(tmp_path / "m")) == [
        "format", "format_version", "backend", "name", "version", "made_for", "not_for", "calibrated", "taxonomy",
        "thresholds", "recipe", "training", "held_out", "libraries", "licence", "attribution", "arrays", "files",
        "sha256",
    ]  # fmt: skip
    assert str(tmp_path).encode() not in b"".join(content(tmp_path / "m").values())


def test_the_fields_of_an_interval_are_kept(tmp_path: Path) -> None:
    """Held-out figures keep value, interval, corpus, what the interval is, and the command."""
    held_out = (HeldOut(a_manifest().training[0], (Figure("macro_f1", 0.1, 0.0625, 0.125),), "95 %", "x"),)
    save(tmp_path / "m", manifest=a_manifest(held_out=held_out))
    assert load_folder(tmp_path / "m").manifest.held_out == held_out
    assert json.dumps(0.0625) in (tmp_path / "m" / "manifest.json").read_text()
