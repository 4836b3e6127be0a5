from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import hostile_files
import hostile_json
import hostile_manifest
import hostile_weights
import pytest
from hostile_base import Hostile, canary_of

import themetag
from themetag.bundle import load_folder
from themetag.errors import ModelError

HOSTILE: tuple[Hostile, ...] = (
    hostile_files.FOLDERS + hostile_manifest.FOLDERS + hostile_json.FOLDERS + hostile_weights.FOLDERS
)
LIMIT_SECONDS = 5.0  # far above what the slowest needs; a pipe that blocks or a quadratic scan goes beyond it


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda h: f"{h.kind}: {h.name}"[:60])
def test_a_hostile_folder_is_refused(hostile: Hostile, copy_of: Callable[..., Path]) -> None:
    """Each hostile folder gives ModelError with its own reason, short, printable, and soon."""
    folder = copy_of()
    hostile.make(folder)
    started = time.monotonic()
    with pytest.raises(ModelError, match=hostile.message) as caught:
        load_folder(folder)
    assert time.monotonic() - started < LIMIT_SECONDS
    assert len(str(caught.value)) < 20_000
    assert str(caught.value).replace("\n", "").isprintable()
    assert all(fault.file.startswith(str(folder)) for fault in caught.value.faults)
    assert not canary_of(folder).exists()


def test_there_are_enough_of_them() -> None:
    """The suite holds at least 150 hostile folders of at least 40 kinds, no two of one name."""
    assert len(HOSTILE) >= 150
    assert len({h.kind for h in HOSTILE}) >= 40
    assert len({(h.kind, h.name) for h in HOSTILE}) == len(HOSTILE)


def test_no_hostile_folder_runs_code_or_opens_anything_else(
    copy_of: Callable[..., Path], pristine: Path, tmp_path: Path
) -> None:
    """An audit hook sees nothing but openings of the folder and of files in it, be it good or bad."""
    folders = [pristine]
    for number, hostile in enumerate(HOSTILE):
        folders.append(copy_of(f"h{number}"))
        hostile.make(folders[-1])
    child = Path(__file__).with_name("audited_loading.py")
    source = str(Path(themetag.__file__).parent.parent)
    run = subprocess.run(
        [sys.executable, "-B", str(child), *map(str, folders)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["outcomes"] == ["loaded"] + ["ModelError"] * len(HOSTILE)
    assert result["foreign"] == []
    assert result["imported"] == []
    assert result["opened"] > len(HOSTILE)  # the hook was there and saw what was allowed
    assert not [path for path in tmp_path.iterdir() if path.name.endswith("-canary")]


def test_the_audit_sees_what_it_is_for(tmp_path: Path) -> None:
    """A pickle that is loaded under the same hook is seen, so silence above means something."""
    child = Path(__file__).with_name("audited_loading.py")
    source = str(Path(themetag.__file__).parent.parent)
    run = subprocess.run(
        [sys.executable, "-B", str(child), "--canary", str(tmp_path / "canary")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert run.returncode == 0, run.stderr
    events = {event for event, _ in json.loads(run.stdout)["foreign"]}
    assert {"pickle.find_class", "os.mkdir", "open"} <= events
