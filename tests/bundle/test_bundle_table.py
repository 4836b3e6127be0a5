from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from themetag.bundle.table import Faults, Table, shown
from themetag.errors import ModelError


def read(value: object, get: Callable[[Table], Any]) -> tuple[Any, list[str]]:
    faults = Faults("f.json")
    found = get(Table({"a": value}, "", faults))
    return found, [str(fault) for fault in faults.found]


@pytest.mark.parametrize(
    ("value", "get", "found"),
    [
        ("x", lambda t: t.text("a"), "x"),
        ("", lambda t: t.text("a"), ""),
        ("x", lambda t: t.choice("a", ("x", "y")), "x"),
        (True, lambda t: t.flag("a"), True),
        (3, lambda t: t.integer("a", 3, 3), 3),
        (3, lambda t: t.number("a", 0, 3), 3.0),
        ([1, 2], lambda t: t.integers("a", 1, 2, 2), (1, 2)),
        ([1, 0.5], lambda t: t.numbers("a", 0, 1, 2), (1.0, 0.5)),
        (["x"], lambda t: t.texts("a", 1), ("x",)),
        ({"k": "v"}, lambda t: t.named_texts("a", 1), {"k": "v"}),
        ({"k": 1}, lambda t: t.table("a").integer("k", 0, 1), 1),
        ([{"k": 1}], lambda t: t.tables("a", 1)[0].integer("k", 0, 1), 1),
        ([None], lambda t: t.value("a"), [None]),
    ],
)
def test_good_values_are_returned(value: object, get: Callable[[Table], Any], found: object) -> None:
    """Each getter returns a value at the edge of what it allows, in its own type, without a fault."""
    assert read(value, get) == (found, [])
    assert type(read(value, get)[0]) is type(found)


@pytest.mark.parametrize(
    ("value", "get", "neutral", "message"),
    [
        (1, lambda t: t.text("a"), "", "f.json: a: must be text, was 1"),
        ("abc", lambda t: t.text("a", 2), "", "f.json: a: may have at most 2 characters, has 3"),
        (
            "a\tb",
            lambda t: t.text("a"),
            "",
            "f.json: a: may not hold control, line or direction characters, has U+0009",
        ),
        (" ", lambda t: t.text("a", empty=False), "", "f.json: a: may not be empty"),
        ("B", lambda t: t.text("a", pattern=re.compile(r"[a-z]\Z")), "", "f.json: a: must look like [a-z], was 'B'"),
        ("z", lambda t: t.choice("a", ("x", "y")), "", "f.json: a: must be one of x, y, was 'z'"),
        (1, lambda t: t.flag("a"), False, "f.json: a: must be true or false, was 1"),
        (True, lambda t: t.integer("a", 0, 1), 0, "f.json: a: must be a whole number, was True"),
        (4, lambda t: t.integer("a", 0, 3), 0, "f.json: a: must be in [0, 3], was 4"),
        (1.0, lambda t: t.integer("a", 0, 3), 0, "f.json: a: must be a whole number, was 1.0"),
        ("1", lambda t: t.number("a", 0, 3), 0.0, "f.json: a: must be a number, was '1'"),
        ([1, "x"], lambda t: t.integers("a", 0, 9, 9), (), "f.json: a[1]: must be one of whole numbers, was 'x'"),
        ([1, 2], lambda t: t.integers("a", 0, 9, 1), (), "f.json: a: may have at most 1 whole numbers, has 2"),
        ([10], lambda t: t.numbers("a", 0, 9, 1), (), "f.json: a: must be in [0, 9], was 10"),
        (
            ["x\n"],
            lambda t: t.texts("a", 1),
            (),
            "f.json: a[0]: may not hold control, line or direction characters, has U+000A",
        ),
        ({"k": 1}, lambda t: t.named_texts("a", 1), {"k": ""}, "f.json: a.k: must be text, was 1"),
        ({"k": "", "l": ""}, lambda t: t.named_texts("a", 1), {}, "f.json: a: may have at most 1 fields, has 2"),
        ([1], lambda t: t.table("a").integer("k", 0, 1), 0, "f.json: a: must be an object, was [1]"),
        ([1], lambda t: t.tables("a", 1), [], "f.json: a[0]: must be one of objects, was 1"),
    ],
)
def test_bad_values_are_one_fault_and_neutral(
    value: object, get: Callable[[Table], Any], neutral: object, message: str
) -> None:
    """Each getter notes exactly one fault for a wrong value and returns its neutral value."""
    assert read(value, get) == (neutral, [message])


def test_missing_and_unknown_fields_are_faults() -> None:
    """A field that is asked for must be there, and one that nobody asked for must not."""
    faults = Faults("f.json")
    table = Table({"a": 1, "b\x1b": 2}, "root", faults)
    table.integer("a", 0, 9)
    table.text("c")
    table.close()
    with pytest.raises(ModelError, match="has 2 faults") as caught:
        faults.raise_any()
    assert [str(fault) for fault in caught.value.faults] == [
        "f.json: root.c: is missing",
        "f.json: root.'b\\x1b': is not known here; the fields are a, c",
    ]


def test_no_fault_raises_nothing() -> None:
    """Without faults, raise_any returns."""
    Faults("f.json").raise_any(Faults("g.json"))


def test_values_are_shown_short_and_printable() -> None:
    """However large or odd a value is, what is shown of it is short and printable."""
    for value in ("a" * 10**6, ["b" * 10**6] * 10**5, {"\x1b[2J": "\u202e" * 99}, [[[[[[1]]]]]], 2**63):
        assert len(shown(value)) < 400
        assert shown(value).isprintable()
