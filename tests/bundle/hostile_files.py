"""Folders whose files are not what they should be: changed, missing, too many, links, pipes, too large."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hostile_base import Hostile, edited, pickled, with_extra
from model_folders import edit_manifest

FILES = ("MODEL_CARD.md", "NOTICE", "config.json", "probes.jsonl", "weights.safetensors")


def _flip(name: str, place: Callable[[int], int]) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[place(len(data))] ^= 1
        (folder / name).write_bytes(data)

    return make


def _link(name: str, target: Callable[[Path], str]) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        aim = target(folder)
        (folder / name).unlink()
        (folder / name).symlink_to(aim)

    return make


def _moved(folder: Path) -> str:
    """A true copy of the weights outside the folder: only the link itself is wrong."""
    outside = folder.parent / (folder.name + "-outside")
    outside.write_bytes((folder / "config.json").read_bytes())
    return str(outside)


def _renamed_file(name: str) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        def edit(m: dict[str, Any]) -> None:
            m["files"][-1]["name"] = name
            m["files"].sort(key=lambda e: e["name"])

        edit_manifest(folder, edit)

    return make


def _sparse(name: str, size: int, declare: bool) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        with (folder / name).open("r+b") as file:
            file.truncate(size)
        if declare:
            edit_manifest(folder, lambda m: next(e for e in m["files"] if e["name"] == name).update(bytes=size))

    return make


def _special(name: str, make_it: Callable[[str], object]) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        (folder / name).unlink()
        make_it(str(folder / name))

    return make


def _socket(path: str) -> None:
    # Sockets have short paths only, so it is bound from inside the folder.
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(os.path.dirname(path))
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.basename(path))
    finally:
        os.fchdir(here)
        os.close(here)


def _crowd(folder: Path) -> None:
    for number in range(300):
        (folder / f"part-{number}").touch()


def _all() -> Iterator[Hostile]:
    for name in FILES:
        yield Hostile("changed byte", name, "was changed after it was saved", _flip(name, lambda n: n // 2))
        yield Hostile("missing file", name, "missing|No such file", lambda f, n=name: (f / n).unlink())
    yield Hostile(
        "changed byte",
        "manifest, in the middle",
        "changed after|JSON|must",
        _flip("manifest.json", lambda n: n // 2),
    )
    yield Hostile("changed byte", "manifest, in the seal", "changed after", _flip("manifest.json", lambda n: n - 20))
    yield Hostile(
        "changed byte",
        "manifest, line ends",
        "CR LF",
        lambda f: (f / "manifest.json").write_bytes((f / "manifest.json").read_bytes().replace(b"\n", b"\r\n")),
    )
    yield Hostile(
        "changed byte",
        "white space",
        "changed after",
        lambda f: (f / "manifest.json").write_bytes((f / "manifest.json").read_bytes() + b"\n"),
    )
    yield Hostile("missing file", "manifest", "not a model folder", lambda f: (f / "manifest.json").unlink())
    yield Hostile(
        "cut file",
        "weights",
        "bytes, the manifest says",
        lambda f: os.truncate(f / "weights.safetensors", 40),
    )
    yield Hostile("cut file", "manifest", "JSON", lambda f: os.truncate(f / "manifest.json", 400))
    yield Hostile("cut file", "empty manifest", "JSON", lambda f: os.truncate(f / "manifest.json", 0))
    yield Hostile("path out", "parent", "leads out of the folder", _renamed_file("../weights.safetensors"))
    yield Hostile("path out", "absolute", "leads out of the folder", _renamed_file("/etc/passwd"))
    yield Hostile("path out", "backslashes", "leads out of the folder", _renamed_file("..\\..\\weights"))
    yield Hostile("path out", "drive", "leads out of the folder", _renamed_file("C:weights"))
    yield Hostile("path out", "NUL", "is no file of a linear model|control", _renamed_file("config.json\0.txt"))
    yield Hostile("path out", "empty", "is no file of a linear model", _renamed_file(""))
    yield Hostile("path out", "the manifest itself", "is no file of a linear model", _renamed_file("manifest.json"))
    yield Hostile("file list", "unknown name", "is no file of a linear model", _renamed_file("run.py"))
    yield Hostile("file list", "a name twice", "each name once", edited(lambda m: m["files"].insert(0, m["files"][0])))
    yield Hostile("file list", "out of order", "sorted by name", edited(lambda m: m["files"].reverse()))
    yield Hostile("file list", "a tokeniser", "is no file of a linear model", _renamed_file("tokenizer.json"))
    yield Hostile("file list", "a graph", "is no file of a linear model", _renamed_file("model.onnx"))
    yield Hostile("file list", "negative size", "must be in", edited(lambda m: m["files"][0].update(bytes=-5)))
    yield Hostile("extra file", "pickle", "does not belong there", with_extra("model.pkl", pickled))
    yield Hostile(
        "extra file",
        "module",
        "does not belong there",
        with_extra("modeling.py", lambda f: b"raise SystemExit(7)"),
    )
    yield Hostile("extra file", "a folder", "does not belong there", lambda f: (f / "sub").mkdir())
    yield Hostile("extra file", "hidden", "does not belong there", with_extra(".netrc", lambda f: b"x"))
    yield Hostile("extra file", "300 of them", "more than 50 files", _crowd)
    yield Hostile(
        "extra file",
        "escape codes in its name",
        "does not belong there",
        with_extra("\x1b[2J", lambda f: b"x"),
    )
    yield Hostile("link", "to a true copy outside", "is a link", _link("config.json", _moved))
    yield Hostile("link", "to a file of the machine", "is a link", _link("NOTICE", lambda f: "/etc/passwd"))
    yield Hostile("link", "to nothing", "is a link", _link("NOTICE", lambda f: "/nowhere/at/all"))
    yield Hostile("link", "to itself", "is a link", _link("NOTICE", lambda f: "NOTICE"))
    yield Hostile("link", "to a device", "is a link", _link("weights.safetensors", lambda f: "/dev/zero"))
    yield Hostile("link", "as the manifest", "is a link", _link("manifest.json", lambda f: "/etc/passwd"))
    yield Hostile("link", "inside the folder", "is a link", _link("NOTICE", lambda f: "MODEL_CARD.md"))
    yield Hostile("pipe", "as a file", "not a regular file", _special("NOTICE", os.mkfifo))
    yield Hostile("pipe", "as the manifest", "not a regular file", _special("manifest.json", os.mkfifo))
    yield Hostile("folder for a file", "config", "not a regular file", _special("config.json", os.mkdir))
    yield Hostile("socket", "as a file", "not a regular file", _special("NOTICE", _socket))
    yield Hostile(
        "huge file",
        "weights of a terabyte",
        "the manifest says",
        _sparse("weights.safetensors", 2**40, False),
    )
    yield Hostile(
        "huge file",
        "declared as well",
        "at most 500,000,000 are read",
        _sparse("weights.safetensors", 2**39, True),
    )
    yield Hostile("huge file", "manifest of a gigabyte", "at most 16,000,000", _sparse("manifest.json", 2**30, False))


FOLDERS = tuple(_all())
