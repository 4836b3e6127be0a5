"""Folders whose weights are a pickle, lie about their shape, or are no numbers."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hostile_base import Hostile, edited, pickled, with_weights
from model_folders import edit_header, edit_manifest, header_of, rewrite, write_weights


def _head(edit: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    return lambda folder: edit_header(folder, edit)


def _shape(shape: list[int], declare: bool = True) -> Callable[[Path], object]:
    """Claim another shape in the header, and in the manifest too unless `declare` is False."""

    def make(folder: Path) -> None:
        edit_header(folder, lambda h: h["weights"].update(shape=shape))
        if declare:
            edit_manifest(folder, lambda m: m["arrays"][2].update(shape=shape))

    return make


def _value(bits: bytes) -> Callable[[Path], object]:
    """Put two bytes, a half-precision number, at the start of `bias`."""

    def make(folder: Path) -> None:
        header, body = header_of(folder)
        start = header["bias"]["data_offsets"][0]
        write_weights(folder, header, body[:start] + bits + body[start + 2 :])

    return make


def _zip(folder: Path) -> bytes:
    path = folder.parent / "archive.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickled(folder, 2))
    return path.read_bytes()


def _swap_offsets(header: dict[str, Any]) -> None:
    a, b = header["weights"], header["ids"]
    a["data_offsets"], b["data_offsets"] = b["data_offsets"], a["data_offsets"]


def _gap(folder: Path) -> None:
    header, body = header_of(folder)
    last = max(header.values(), key=lambda e: e["data_offsets"][0])
    last["data_offsets"] = [last["data_offsets"][0] + 4, last["data_offsets"][1] + 4]
    write_weights(folder, header, body + b"\0" * 4)


def _header(folder: Path, header: bytes) -> None:
    write_weights(folder, header, b"")


def _deep(brackets: int) -> bytes:
    return b'{"a":' * brackets + b"1" + b"}" * brackets


def _all() -> Iterator[Hostile]:
    yield Hostile("pickle", "as weights", "looks like a pickle", with_weights(pickled))
    yield Hostile("pickle", "as weights, protocol 0", "is not safetensors", with_weights(lambda f: pickled(f, 0)))
    yield Hostile("pickle", "in a zip, as torch saves", "looks like a pickle", with_weights(_zip))
    yield Hostile("pickle", "as config", "UTF-8", lambda f: rewrite(f, "config.json", pickled(f)))
    yield Hostile("pickle", "as manifest", "UTF-8", lambda f: (f / "manifest.json").write_bytes(pickled(f)))
    yield Hostile("pickle", "as probes", "UTF-8", lambda f: rewrite(f, "probes.jsonl", pickled(f) + b"\n"))
    yield Hostile(
        "pickle",
        "behind the arrays",
        "behind the last array",
        with_weights(lambda f: (f / "weights.safetensors").read_bytes() + pickled(f)),
    )
    yield Hostile(
        "numpy file",
        "with a pickle in it",
        "is not safetensors",
        with_weights(lambda f: b"\x93NUMPY\x01\x00v\x00{'descr': '|O', }\n" + pickled(f)),
    )
    yield Hostile("huge header", "of 2**63 bytes", "its header would have", with_weights(lambda f: b"\xff" * 8 + b"{}"))
    yield Hostile(
        "huge header",
        "longer than the file",
        "its header would have",
        with_weights(lambda f: (500).to_bytes(8, "little") + b"{}"),
    )
    yield Hostile(
        "huge header",
        "of 2 MB",
        "at most 1,000,000 are read",
        lambda f: _header(f, b"{" + b" " * 2_000_000 + b"}"),
    )
    yield Hostile("huge header", "of no bytes", "its header would have", with_weights(lambda f: b"\0" * 8))
    yield Hostile("huge header", "file of 3 bytes", "is not safetensors", with_weights(lambda f: b"abc"))
    yield Hostile(
        "bad header",
        "metadata",
        "__metadata__.*not among the arrays",
        _head(lambda h: h.update(__metadata__={"a": "b"})),
    )
    yield Hostile("bad header", "not JSON", "not JSON", lambda f: _header(f, b"{]"))
    yield Hostile("bad header", "a list", "must be an object", lambda f: _header(f, b"[]"))
    yield Hostile("bad header", "deep", "deeper than 20", lambda f: _header(f, _deep(50)))
    yield Hostile("bad header", "unknown key", "is not known here", _head(lambda h: h["bias"].update(hook="x")))
    yield Hostile(
        "bad header", "no offsets", "data_offsets: is missing", _head(lambda h: h["bias"].pop("data_offsets"))
    )
    yield Hostile("bad header", "entry is a number", "bias: must be an object", _head(lambda h: h.update(bias=5)))
    yield Hostile("undeclared array", "one more", "not among the arrays", _head(lambda h: h.update(more=h["bias"])))
    yield Hostile("undeclared array", "one less", "is missing, the manifest has it", _head(lambda h: h.pop("bias")))
    yield Hostile(
        "undeclared array",
        "no weights file",
        "weights.safetensors is missing",
        edited(lambda m: m["files"].pop()),
    )
    yield Hostile(
        "undeclared array",
        "declared twice",
        "each name once",
        edited(lambda m: m["arrays"].insert(0, m["arrays"][0])),
    )
    yield Hostile("huge shape", "2**31 x 2**31", "has the shape|must be in", _shape([2**31 - 1, 2**31 - 1]))
    yield Hostile("huge shape", "beyond 64 bits", "must be in|64 bits", _shape([2**62, 4]))
    yield Hostile("huge shape", "huge beside nought", "at most 2,147,483,647 values", _shape([0, 2**31 - 1, 2**31 - 1]))
    yield Hostile("huge shape", "five dimensions", "at most 4", _shape([1, 1, 1, 2, 3]))
    yield Hostile("huge shape", "negative", "must be in", _shape([-2, -3]))
    yield Hostile("huge shape", "fractions", "must be one of whole numbers", _shape([2.0, 3.0]))  # type: ignore[list-item]
    yield Hostile("shape not as declared", "turned", "the manifest says F32", _shape([3, 2], declare=False))
    yield Hostile("shape not as declared", "larger than its bytes", "needs 28 bytes", _shape([7]))
    yield Hostile(
        "shape not as declared",
        "dtype",
        "the manifest says F32",
        _head(lambda h: h["weights"].update(dtype="I32")),
    )
    yield Hostile("unknown dtype", "BF16", "must be one of", _head(lambda h: h["weights"].update(dtype="BF16")))
    yield Hostile("unknown dtype", "object", "must be one of", edited(lambda m: m["arrays"][0].update(dtype="object")))
    yield Hostile("offsets", "swapped", "its offsets are|starts at", _head(_swap_offsets))
    yield Hostile("offsets", "overlapping", "starts at byte", _head(lambda h: h["ids"].update(data_offsets=[0, 12])))
    yield Hostile("offsets", "with a gap", "starts at byte", _gap)
    yield Hostile(
        "offsets",
        "beyond the end",
        "must be in",
        _head(lambda h: h["ids"].update(data_offsets=[10**9, 10**9 + 12])),
    )
    yield Hostile("offsets", "backwards", "its offsets are", _head(lambda h: h["ids"].update(data_offsets=[12, 0])))
    yield Hostile("offsets", "negative", "must be in", _head(lambda h: h["ids"].update(data_offsets=[-12, 0])))
    yield Hostile(
        "offsets",
        "bytes left over",
        "behind the last array",
        with_weights(lambda f: (f / "weights.safetensors").read_bytes() + b"\0" * 64),
    )
    yield Hostile("not finite", "NaN", "NaN or infinite", _value(b"\x00\x7e"))
    yield Hostile("not finite", "infinity", "NaN or infinite", _value(b"\x00\x7c"))
    yield Hostile("not finite", "minus infinity", "NaN or infinite", _value(b"\x00\xfc"))


FOLDERS = tuple(_all())
