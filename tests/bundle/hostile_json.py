"""Folders whose JSON is deep, huge, ambiguous or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hostile_base import Hostile, edited, with_bytes, with_file
from model_folders import rewrite, write_weights


def _probe(**values: Any) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        line = json.loads((folder / "probes.jsonl").read_bytes().split(b"\n")[0])
        rewrite(folder, "probes.jsonl", json.dumps(line | values).encode() + b"\n")

    return make


def _deep(brackets: int) -> bytes:
    return b'{"a":' * brackets + b"1" + b"}" * brackets


def _header(folder: Path, header: bytes) -> None:
    write_weights(folder, header, b"")


def _all() -> Iterator[Hostile]:
    yield Hostile("deep JSON", "config", "deeper than 20", with_file("config.json", _deep(21)))
    yield Hostile("deep JSON", "config, 100,000 levels", "deeper than 20", with_file("config.json", _deep(100_000)))
    yield Hostile("deep JSON", "lists never closed", "deeper than 20", with_file("config.json", b"[" * 900_000))
    yield Hostile(
        "deep JSON",
        "manifest",
        "deeper than 20",
        edited(lambda m: m.update(name=json.loads("[" * 30 + "]" * 30))),
    )
    yield Hostile(
        "deep JSON",
        "a probe",
        "deeper than 20",
        with_file("probes.jsonl", b"[" * 5_000 + b"]" * 5_000 + b"\n"),
    )
    yield Hostile(
        "huge JSON",
        "config of 17 MB",
        "JSON may have 16,000,000",
        with_file("config.json", b'{"a":"' + b"a" * 17_000_000 + b'"}'),
    )
    yield Hostile(
        "huge JSON",
        "5 million lists",
        "lists and objects",
        with_file("config.json", b'{"a":[' + b"[]," * 5_000_000 + b"[]]}"),
    )
    yield Hostile("endless string", "config", "not JSON", with_file("config.json", b'{"a":"' + b'\\"' * 4_000_000))
    yield Hostile(
        "huge JSON",
        "a lone backslash at its end",
        "not JSON",
        with_file("config.json", b'{"a":[' + b"[]," * 30 + b'"' + b'\\"' * 2_000_000 + b"\\"),
    )
    yield Hostile("duplicate key", "config", "'a' twice", with_file("config.json", b'{"a":1,"a":2}'))
    yield Hostile(
        "duplicate key",
        "manifest",
        "'name' twice",
        with_bytes(b'"name": "parks-linear"', b'"name": "x", "name": "parks-linear"'),
    )
    yield Hostile("duplicate key", "weights", "'x' twice", lambda f: _header(f, b'{"x":{},"x":{}}'))
    yield Hostile("no JSON number", "NaN", "NaN", with_file("config.json", b'{"a":NaN}'))
    yield Hostile("no JSON number", "-Infinity in a threshold", "-Infinity", with_bytes(b"0.25", b"-Infinity"))
    yield Hostile("no JSON number", "1e999", "too large", with_file("config.json", b'{"a":1e999}'))
    yield Hostile("no JSON number", "5,000 digits", "64 bits", with_file("config.json", b'{"a":' + b"9" * 5_000 + b"}"))
    yield Hostile("no JSON", "config is Python", "not JSON", with_file("config.json", b"__import__('os').mkdir('x')"))
    yield Hostile(
        "no JSON",
        "config is YAML",
        "not JSON",
        with_file("config.json", b"!!python/object/apply:os.mkdir [x]"),
    )
    yield Hostile("no JSON", "byte order mark", "not JSON", with_file("config.json", b"\xef\xbb\xbf{}"))
    yield Hostile("no JSON", "UTF-16", "not UTF-8", with_file("config.json", "{}".encode("utf-16")))
    yield Hostile("no JSON", "config is a list", "must be an object", with_file("config.json", b"[]"))
    yield Hostile("no JSON", "empty config", "not JSON", with_file("config.json", b""))
    yield Hostile("probes", "none", "at least one probe", with_file("probes.jsonl", b""))
    yield Hostile("probes", "no last line feed", "ended by a line feed", with_file("probes.jsonl", b"{}"))
    yield Hostile("probes", "10,001 of them", "at most 10,000 lines", with_file("probes.jsonl", b"{}\n" * 10_001))
    yield Hostile("probes", "score above 1", "pairs of numbers in", _probe(scores=[[1.5, 0.0], [0.0, 0.0]]))
    yield Hostile("probes", "scores of other themes", "must be 2 pairs", _probe(scores=[[0.5, 0.0]]))
    yield Hostile("probes", "long text", "at most 20,000", _probe(text="a" * 20_001))
    yield Hostile("probes", "unknown kind", "must be one of", _probe(kind="spell"))
    yield Hostile("probes", "unknown key", "is not known here", _probe(rule="x"))
    yield Hostile("probes", "a line that is a list", "must be an object", with_file("probes.jsonl", b"[]\n"))


FOLDERS = tuple(_all())
