"""Read JSON that a stranger wrote: strictly, and with bounded work.

Depth and number of containers are counted before anything is built, so a bomb costs one pass over its bytes.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

import numpy as np

MAX_JSON_BYTES: Final = 16_000_000
MAX_DEPTH: Final = 20
MAX_CONTAINERS: Final = 1_000_000  # an empty list takes 3 bytes in the file and 64 in memory
_MAX_NUMBER: Final = 40  # characters; no number that we write is longer

# Closed or not: a string left open runs to the end, which keeps the search linear.
_STRING = re.compile(rb'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|\Z)', re.DOTALL)
_NO_BRACKETS: Final = bytes(c for c in range(256) if c not in b"[]{}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def parse_json(data: bytes, max_bytes: int = MAX_JSON_BYTES) -> Any:
    """Return the value of one JSON text.

    Refused, beside what is no JSON: more than `max_bytes`, nesting deeper than 20, more than a million lists
    and objects, a key that an object has twice, NaN and infinities in any spelling, whole numbers outside 64
    bits, half surrogates, and bytes that are not UTF-8.

    Raises:
        ValueError: what is wrong with it, as the end of a message ("is nested deeper than 20").

    """
    if len(data) > max_bytes:
        raise ValueError(f"has {len(data):,} bytes, JSON may have {max_bytes:,} here")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        raise ValueError(f"is not UTF-8 (byte {e.start})") from None
    _check_nesting(data)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
        )
    except json.JSONDecodeError as e:
        raise ValueError(f"is not JSON: {e}") from None
    except RecursionError:  # the count above rules it out; kept for interpreters with a small stack
        raise ValueError("is nested too deeply") from None
    if _SURROGATE.search(data):
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("holds half a surrogate pair, which is no character") from None
    return value


def render_json(value: Any, indent: int | None = None) -> str:
    """Return `value` as JSON text without a final line feed; equal values in equal order give equal text.

    Raises:
        ValueError: it holds what JSON cannot: NaN, keys that are not text, objects of other types.

    """
    try:
        _check_keys(value)
        separators = (",", ":") if indent is None else (",", ": ")
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as e:
        raise ValueError(f"cannot be written as JSON: {e}") from None
    return text


def _check_nesting(data: bytes) -> None:
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return
    brackets = np.frombuffer(_STRING.sub(b"", data).translate(None, _NO_BRACKETS), dtype=np.uint8)
    opens = (brackets == ord("[")) | (brackets == ord("{"))
    if np.count_nonzero(opens) > MAX_CONTAINERS:
        raise ValueError(f"has more than {MAX_CONTAINERS:,} lists and objects")
    depth = np.cumsum(np.where(opens, 1, -1).astype(np.int32), dtype=np.int32)
    if depth.max(initial=0) > MAX_DEPTH:
        raise ValueError(f"is nested deeper than {MAX_DEPTH}")


def _check_keys(value: Any) -> None:
    # json.dumps turns the key 1 into "1" without a word; what is read back would not be what was saved.
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"the key {key!r} is not text")
            _check_keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_keys(item)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"has the key {twice[:60]!r} twice in one object")
    return found


def _constant(name: str) -> None:
    raise ValueError(f"holds {name}, which is no JSON number")


def _float(digits: str) -> float:
    value = float(digits) if len(digits) <= _MAX_NUMBER else math.inf
    if not math.isfinite(value):
        raise ValueError(f"holds a number that is too large or too long: {digits[:_MAX_NUMBER]}")
    return value


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= _MAX_NUMBER else 2**64
    if not -(2**63) <= value < 2**64:
        raise ValueError(f"holds a whole number outside 64 bits: {digits[:_MAX_NUMBER]}")
    return value
