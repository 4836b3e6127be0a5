from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_folders import SOME_CONFIG, header_of, manifest_of, rewrite, sealed, write_weights

from themetag.bundle import load_folder
from themetag.bundle.strictjson import MAX_DEPTH, parse_json, render_json
from themetag.errors import ModelError

NAMES = ("MODEL_CARD.md", "NOTICE", "config.json", "manifest.json", "probes.jsonl", "weights.safetensors")
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=8)
scalars |= st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def scratch(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place for damaged copies; each example makes its own anew."""
    return tmp_path_factory.mktemp("fuzz")


def fresh(pristine: Path, scratch: Path) -> Path:
    folder = scratch / "model"
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(pristine, folder))


@settings(deadline=None)
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_any_changed_byte_is_refused(data: st.DataObject, name: str, pristine: Path, scratch: Path) -> None:
    """Bytes changed anywhere in any file, manifest and seal included, give ModelError, never another outcome."""
    folder = fresh(pristine, scratch)
    content = bytearray((folder / name).read_bytes())
    before = bytes(content)
    for place in data.draw(st.sets(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] ^= data.draw(st.integers(1, 255))
    assert bytes(content) != before
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match="the model folder has"):
        load_folder(folder)


@settings(deadline=None)
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_any_cut_or_inserted_bytes_are_refused(data: st.DataObject, name: str, pristine: Path, scratch: Path) -> None:
    """Bytes taken out of or put into any file give ModelError."""
    folder = fresh(pristine, scratch)
    content = (folder / name).read_bytes()
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, len(content)))
    changed = content[:start] + data.draw(st.binary(max_size=16)) + content[stop:]
    if changed == content:
        return
    (folder / name).write_bytes(changed)
    with pytest.raises(ModelError, match="the model folder has"):
        load_folder(folder)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a JSON value, the whole excepted."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in items for place in ((*path, key), *paths_of(item, (*path, key)))]


def damage(data: st.DataObject, value: Any) -> None:
    """Replace, remove or add a value somewhere inside."""
    path = data.draw(st.sampled_from(paths_of(value)))
    for key in path[:-1]:
        value = value[key]
    action = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if action == "remove":
        del value[path[-1]]
    elif action == "add" and isinstance(value, dict):
        value[data.draw(st.text(max_size=6))] = data.draw(values)
    else:
        value[path[-1]] = data.draw(values)


@settings(deadline=None)
@given(data=st.data())
def test_a_sealed_manifest_of_any_content_loads_or_is_refused(
    data: st.DataObject, pristine: Path, scratch: Path
) -> None:
    """A manifest changed anywhere and sealed again loads with what it says, or gives ModelError."""
    folder = fresh(pristine, scratch)
    changed = manifest_of(folder)
    for _ in range(data.draw(st.integers(1, 3))):
        damage(data, changed)
    (folder / "manifest.json").write_bytes(sealed(changed))
    try:
        manifest = load_folder(folder).manifest
    except ModelError:
        return
    assert (manifest.name, manifest.version, manifest.made_for) == tuple(
        changed[field] for field in ("name", "version", "made_for")
    )


@settings(deadline=None)
@given(data=st.data())
def test_a_header_of_any_content_loads_or_is_refused(data: st.DataObject, pristine: Path, scratch: Path) -> None:
    """A weights header changed anywhere, with a hash that fits, gives the declared arrays or ModelError."""
    folder = fresh(pristine, scratch)
    header, body = header_of(folder)
    damage(data, header)
    body = data.draw(st.sampled_from([body, body[:-1], body + b"\0", b""]))
    write_weights(folder, header, body)
    try:
        arrays = load_folder(folder).arrays
    except ModelError:
        return
    assert {name: array.shape for name, array in arrays.items()} == {"bias": (2,), "ids": (3,), "weights": (2, 3)}


@settings(deadline=None)
@given(raw=st.binary(max_size=200))
def test_a_weights_file_of_any_bytes_is_refused(raw: bytes, pristine: Path, scratch: Path) -> None:
    """Random bytes as weights, with a hash that fits, give ModelError."""
    folder = fresh(pristine, scratch)
    rewrite(folder, "weights.safetensors", raw)
    with pytest.raises(ModelError, match=r"weights\.safetensors"):
        load_folder(folder)


@settings(deadline=None)
@given(raw=st.binary(max_size=60), value=values, probe=st.booleans())
def test_config_and_probes_of_any_bytes_load_or_are_refused(
    raw: bytes, value: Any, probe: bool, pristine: Path, scratch: Path
) -> None:
    """Random bytes or random JSON as config or probes, with hashes that fit, load or give ModelError."""
    folder = fresh(pristine, scratch)
    for content in (raw, json.dumps(value).encode()):
        rewrite(folder, "probes.jsonl" if probe else "config.json", content)
        try:
            config = load_folder(folder).config
        except ModelError:
            continue
        assert probe is False
        assert dict(config) == json.loads(content)


@given(values)
def test_json_that_we_write_we_read(value: Any) -> None:
    """Any value that JSON can hold comes back equal through the strict reader."""
    assert parse_json(render_json(value).encode()) == value
    assert parse_json(render_json(value, indent=2).encode()) == value


@given(st.binary(max_size=100) | values.map(lambda v: json.dumps(v).encode()))
def test_the_strict_reader_accepts_nothing_that_json_does_not(data: bytes) -> None:
    """Whatever the strict reader accepts, the ordinary one reads to the same value; else it is a ValueError."""
    try:
        value = parse_json(data)
    except ValueError:
        return
    assert json.loads(data.decode("utf-8")) == value


@given(st.integers(0, 40), st.text(alphabet='[]{}"\\a', max_size=60))
def test_depth_is_that_of_brackets_outside_strings(depth: int, text: str) -> None:
    """Nesting is counted exactly: brackets, quotes and backslashes inside strings do not count."""
    value: Any = text
    for _ in range(depth):
        value = [value]
    data = json.dumps(value).encode()
    if depth <= MAX_DEPTH:
        assert parse_json(data) == value
    else:
        with pytest.raises(ValueError, match=f"is nested deeper than {MAX_DEPTH}"):
            parse_json(data)


def test_the_good_folder_of_these_tests_loads(pristine: Path, scratch: Path) -> None:
    """The copies that are damaged here load when they are not, so refusals are due to the damage."""
    assert dict(load_folder(fresh(pristine, scratch)).config) == SOME_CONFIG
