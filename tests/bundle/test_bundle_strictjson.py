from __future__ import annotations

import time

import pytest

from themetag.bundle.strictjson import MAX_CONTAINERS, parse_json, render_json


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a": [1, 2.5, null, true]}', {"a": [1, 2.5, None, True]}),
        (b'"\\ud83c\\udf33"', "\U0001f333"),
        (b"18446744073709551615", 2**64 - 1),
        (b"-9223372036854775808", -(2**63)),
        (b"1e300", 1e300),
        (b'{"a": {"a": 1}, "b": {"a": 1}}', {"a": {"a": 1}, "b": {"a": 1}}),
    ],
)
def test_good_json_is_read(data: bytes, value: object) -> None:
    """Numbers to the edge of 64 bits, escaped pairs and equal keys in different objects are fine."""
    assert parse_json(data) == value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"18446744073709551616", "outside 64 bits"),
        (b"-9223372036854775809", "outside 64 bits"),
        (b"1" * 10_000, "outside 64 bits"),
        (b"1e400", "too large or too long"),
        (b"0." + b"1" * 10_000, "too large or too long"),
        (b"Infinity", "holds Infinity"),
        (b"[NaN]", "holds NaN"),
        (b'{"a":1,"b":2,"a":3}', "the key 'a' twice"),
        (b'"\\udead"', "half a surrogate pair"),
        (b'{"\\ud800": 1}', "half a surrogate pair"),
        (b'"\xed\xa0\x80"', "is not UTF-8"),
        (b"{} {}", "is not JSON: Extra data"),
        (b"", "is not JSON"),
        (b"'a'", "is not JSON"),
        (b'"a\nb"', "is not JSON: Invalid control character"),
    ],
)
def test_bad_json_is_a_value_error(data: bytes, message: str) -> None:
    """What is no JSON, or is ambiguous or out of range, is refused with its own reason."""
    with pytest.raises(ValueError, match=message):
        parse_json(data)


def test_the_number_of_lists_is_limited_exactly() -> None:
    """A million lists pass; one more is refused."""
    inner = b",".join([b"[]"] * (MAX_CONTAINERS - 1))
    assert len(parse_json(b"[" + inner + b"]")) == MAX_CONTAINERS - 1
    with pytest.raises(ValueError, match="more than 1,000,000 lists and objects"):
        parse_json(b"[" + inner + b",[]]")


def test_the_size_limit_is_exact() -> None:
    """As many bytes as allowed pass; one more is refused."""
    assert parse_json(b"[1,2]", max_bytes=5) == [1, 2]
    with pytest.raises(ValueError, match="has 5 bytes, JSON may have 4 here"):
        parse_json(b"[1,2]", max_bytes=4)


@pytest.mark.parametrize(
    "unit", [b'\\"', b"\\\\", b'"', b'"\\', b"[", b"{", b'["', b'"a",', b"]"], ids=lambda u: u.decode()
)
def test_refusing_takes_linear_time(unit: bytes) -> None:
    """Eight times as many bytes of an adversarial shape take at most some twenty times as long."""

    def seconds(count: int) -> float:
        data = b"[" * 19 + b"[]," * 30 + b'"' + unit * count + b"\\"
        best = 9.9
        for _ in range(3):
            started = time.process_time()
            with pytest.raises(ValueError, match=r"JSON|nested|lists and objects"):
                parse_json(data)
            best = min(best, time.process_time() - started)
        return best

    assert seconds(400_000) <= 20 * seconds(50_000) + 0.05


def test_text_is_rendered_the_same_way_each_time() -> None:
    """Order and characters are kept as given: no sorting, no escapes for what is printable."""
    assert render_json({"b": 1, "a": ["é", 0.1]}) == '{"b":1,"a":["é",0.1]}'
    assert render_json({"b": []}, indent=2) == '{\n  "b": []\n}'
