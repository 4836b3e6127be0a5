"""weights.safetensors: arrays on disk.

The header is checked here, against what the manifest declares, before a byte of an array is copied; what
is left for the safetensors package is what it is good at. The format: 8 bytes with the length of the header,
the header as JSON, then the arrays without gaps (https://github.com/huggingface/safetensors#format).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from themetag.bundle.format import DTYPES
from themetag.bundle.manifest import ArrayEntry
from themetag.bundle.strictjson import parse_json
from themetag.bundle.table import Faults, Table, shown

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]

MAX_HEADER: Final = 1_000_000
MAX_ELEMENTS: Final = 2**31 - 1
_PREFIX = 8
_PIECE = 1 << 20

_CODES = {
    "float16": "F16", "float32": "F32", "float64": "F64",
    "int8": "I8", "int16": "I16", "int32": "I32", "int64": "I64",
    "uint8": "U8", "uint16": "U16", "uint32": "U32", "uint64": "U64",
}  # fmt: skip


def render_arrays(arrays: Arrays) -> tuple[bytes, tuple[ArrayEntry, ...]]:
    """Return the bytes of a weights file and what the manifest says of it.

    The same arrays give the same bytes, in whatever order and memory layout they come.

    Raises:
        ValueError: an array of a type that is not stored.

    """
    from safetensors.numpy import save

    plain: dict[str, Array] = {}
    for name in sorted(arrays):
        array = np.asarray(arrays[name])
        if array.dtype.newbyteorder("=").name not in DTYPES:
            raise ValueError(f"array {name!r} has dtype {array.dtype}, stored are {', '.join(DTYPES)}")
        # safetensors writes memory as it lies: it must be dense, in C order and little-endian.
        plain[name] = np.array(array, dtype=array.dtype.newbyteorder("<"), order="C", copy=True)
    entries = tuple(ArrayEntry(name, a.dtype.name, tuple(a.shape)) for name, a in plain.items())
    return save(plain), entries


def parse_arrays(data: bytes, declared: tuple[ArrayEntry, ...], faults: Faults) -> dict[str, Array]:
    """Return the arrays of a weights file, read-only, in the order of `declared`; {} where there are faults.

    Refused, beside what is no safetensors: metadata, types outside the list, arrays that are not those
    declared, overlaps and gaps, sizes that do not fit the shapes, NaN and infinities.
    """
    header = _header(data, faults)
    if header is None:
        return {}
    body = len(data) - _PREFIX - int.from_bytes(data[:_PREFIX], "little")
    _check_header(header, declared, body, faults)
    if faults:
        return {}
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(data)
    except (SafetensorError, ValueError, KeyError, OverflowError) as e:
        faults.add("", f"is refused by safetensors: {shown(str(e))}")
        return {}
    for entry in declared:
        array = arrays[entry.name]
        array.flags.writeable = False
        if array.dtype.kind == "f" and not _finite(array):
            faults.add(entry.name, "holds NaN or infinite values; weights are finite")
    return {} if faults else {entry.name: arrays[entry.name] for entry in declared}


def _finite(array: Array) -> bool:
    # Piece by piece, because the answer for a whole array takes memory of its own.
    flat = array.reshape(-1)
    return all(bool(np.isfinite(flat[i : i + _PIECE]).all()) for i in range(0, flat.size, _PIECE))


def _header(data: bytes, faults: Faults) -> dict[str, Any] | None:
    length = int.from_bytes(data[:_PREFIX], "little")
    if len(data) < _PREFIX or not 2 <= length <= min(MAX_HEADER, len(data) - _PREFIX):
        pickled = data[:1] == b"\x80" or data[:2] == b"PK"
        hint = "; it looks like a pickle, which themetag never opens" if pickled else ""
        problem = f"is not safetensors: its header would have {length:,} bytes of {len(data):,}, and at most"
        faults.add("", f"{problem} {MAX_HEADER:,} are read{hint}")
        return None
    try:
        header = parse_json(data[_PREFIX : _PREFIX + length], MAX_HEADER)
    except ValueError as e:
        faults.add("header", str(e))
        return None
    if not isinstance(header, dict):
        faults.add("header", f"must be an object, was {shown(header)}")
        return None
    return header


def _check_header(header: dict[str, Any], declared: tuple[ArrayEntry, ...], body: int, faults: Faults) -> None:
    names = {entry.name for entry in declared}
    for name in header.keys() - names:
        faults.add(shown(name), "is not among the arrays of the manifest")
    places = []
    root = Table(header, "", faults)
    for entry in declared:
        if entry.name not in header:
            faults.add(entry.name, "is missing, the manifest has it")
            continue
        table = root.table(entry.name)
        code = table.choice("dtype", tuple(_CODES.values()))
        shape = table.integers("shape", 0, MAX_ELEMENTS, 4)
        offsets = table.integers("data_offsets", 0, body, 2)
        table.close()
        if faults:
            continue
        if (code, shape) != (_CODES[entry.dtype], entry.shape):
            wanted = f"{_CODES[entry.dtype]} {list(entry.shape)}"
            faults.add(entry.name, f"is {code} {list(shape)}, the manifest says {wanted}")
            continue
        if math.prod(max(n, 1) for n in shape) > MAX_ELEMENTS:
            faults.add(entry.name, f"has the shape {list(shape)}; at most {MAX_ELEMENTS:,} values are read")
            continue
        size = math.prod(shape) * np.dtype(entry.dtype).itemsize
        if len(offsets) != 2 or offsets[1] - offsets[0] != size:
            faults.add(entry.name, f"needs {size:,} bytes, its offsets are {list(offsets)}")
            continue
        places.append((*offsets, entry.name))
    if not faults:
        _check_places(sorted(places), body, faults)


def _check_places(places: list[tuple[int, int, str]], body: int, faults: Faults) -> None:
    end = 0
    for start, stop, name in places:
        if start != end:
            faults.add(name, f"starts at byte {start:,}, not at {end:,}, where the array before ends")
            return
        end = stop
    if end != body:
        faults.add("", f"has {body - end:,} bytes behind the last array")
