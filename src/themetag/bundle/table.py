"""Read an object of a closed schema field by field, and collect what is wrong with its place."""

from __future__ import annotations

import re
import reprlib
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from themetag.errors import Fault, ModelError

MAX_FAULTS: Final = 20
MAX_NAMED: Final = 25
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BAD = ("Cc", "Cs", "Zl", "Zp")

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 60
_short.maxlist = _short.maxdict = 4
_short.maxlevel = 2


def shown(value: object) -> str:
    """Return a short form of `value` that can be shown: at most some 60 characters a string, escaped."""
    return _short.repr(value)


def text_problem(value: str, limit: int) -> str | None:
    """Say why `value` may not be one line of text of at most `limit` characters; None where it may."""
    if len(value) > limit:
        return f"may have at most {limit:,} characters, has {len(value):,}"
    bad = sorted({c for c in value if unicodedata.category(c) in _BAD or c in _DIRECTION})
    if bad:
        names = ", ".join(f"U+{ord(c):04X}" for c in bad[:5])
        return f"may not hold control, line or direction characters, has {names}"
    return None


class Faults:
    """The faults of one file; the first 20 are kept and the rest counted, so that a message stays short."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Fault] = []
        self.left_out = 0

    def __bool__(self) -> bool:
        """Tell whether there is any fault."""
        return bool(self.found)

    def add(self, field: str, problem: str, line: int | None = None) -> None:
        """Note one fault: `field` is where it is, `problem` the end of the sentence that it starts."""
        if len(self.found) < MAX_FAULTS:
            self.found.append(Fault(self.file, field, problem, line))
        else:
            self.left_out += 1

    def raise_any(self, *others: Faults) -> None:
        """Raise ModelError with these faults and those of `others`; return where there are none."""
        found: list[Fault] = []
        for faults in (self, *others):
            found += faults.found
            if faults.left_out:
                found.append(Fault(faults.file, "", f"has {faults.left_out:,} more faults"))
        if found:
            raise ModelError(found)


class Table:
    """One JSON object under reading.

    Every field that is asked for must be there, and `close` faults every field that nobody asked for. A
    getter whose field is missing or wrong notes the fault and returns a neutral value ("", 0, (), False), so
    that one reading finds all faults; look at the faults before using what was read.
    """

    def __init__(self, values: object, place: str, faults: Faults) -> None:
        self._values: dict[str, Any] = values if isinstance(values, dict) else {}
        self._place = place
        self._asked: dict[str, None] = {}  # a set that keeps its order
        self.faults = faults
        if not isinstance(values, dict):
            faults.add(place, f"must be an object, was {shown(values)}")
            self._broken = True
        else:
            self._broken = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields there are, in their order."""
        return tuple(self._values)

    def place(self, name: str) -> str:
        """Return the path of a field, as messages show it."""
        name = name if name.isidentifier() and len(name) <= 60 else shown(name)
        return f"{self._place}.{name}" if self._place else name

    def fault(self, name: str, problem: str) -> None:
        """Note a fault of the field `name`."""
        self.faults.add(self.place(name), problem)

    def close(self) -> None:
        """Fault every field that was not asked for."""
        known = ", ".join(list(self._asked)[:MAX_NAMED]) + (", ..." if len(self._asked) > MAX_NAMED else "")
        for name in self._values:
            if name not in self._asked:
                self.fault(name, f"is not known here; the fields are {known}")

    def text(self, name: str, limit: int = 200, pattern: re.Pattern[str] | None = None, empty: bool = True) -> str:
        """Return one line of text of at most `limit` characters.

        `pattern` must match from its start (None: any text); unless `empty`, more than white space must stand
        there.
        """
        value = self._take(name, str, "text")
        if value is None:
            return ""
        if not empty and not value.strip():
            self.fault(name, "may not be empty")
            return ""
        return value if self._good_text(self.place(name), value, limit, pattern) else ""

    def choice(self, name: str, legal: Sequence[str]) -> str:
        """Return one of the `legal` values."""
        value = self._take(name, str, "text")
        if value is None:
            return ""
        if value not in legal:
            self.fault(name, f"must be one of {', '.join(legal)}, was {shown(value)}")
            return ""
        return str(value)

    def flag(self, name: str) -> bool:
        """Return true or false."""
        return bool(self._take(name, bool, "true or false"))

    def integer(self, name: str, low: int, high: int) -> int:
        """Return a whole number in [low, high]."""
        values = self._range([self._take(name, int, "a whole number")], self.place(name), low, high)
        return int(values[0]) if values else 0

    def number(self, name: str, low: float, high: float) -> float:
        """Return a number in [low, high]."""
        values = self._range([self._take(name, (int, float), "a number")], self.place(name), low, high)
        return float(values[0]) if values else 0.0

    def integers(self, name: str, low: int, high: int, limit: int) -> tuple[int, ...]:
        """Return a list of at most `limit` whole numbers in [low, high]."""
        values = self._list(name, int, "whole numbers", limit)
        return tuple(int(v) for v in self._range(values, self.place(name), low, high))

    def numbers(self, name: str, low: float, high: float, limit: int) -> tuple[float, ...]:
        """Return a list of at most `limit` numbers in [low, high]."""
        values = self._list(name, (int, float), "numbers", limit)
        return tuple(float(v) for v in self._range(values, self.place(name), low, high))

    def texts(self, name: str, items: int, limit: int = 200) -> tuple[str, ...]:
        """Return a list of at most `items` texts, each one line of at most `limit` characters."""
        values = self._list(name, str, "texts", items)
        good = [self._good_text(f"{self.place(name)}[{i}]", v, limit, None) for i, v in enumerate(values)]
        return tuple(values) if all(good) else ()

    def named_texts(self, name: str, items: int, limit: int = 200) -> dict[str, str]:
        """Return an object of at most `items` texts under names of the file's own choice."""
        values = self._take(name, dict, "an object")
        if values is None:
            return {}
        if len(values) > items:
            self.fault(name, f"may have at most {items:,} fields, has {len(values):,}")
            return {}
        table = Table(values, self.place(name), self.faults)
        for key in values:
            self._good_text(table._place, key, limit, None)
        return {key: table.text(key, limit) for key in values}

    def table(self, name: str) -> Table:
        """Return the object of this name."""
        value = self._take(name, dict, "an object")
        table = Table({} if value is None else value, self.place(name), self.faults)
        table._broken = value is None
        return table

    def tables(self, name: str, limit: int) -> list[Table]:
        """Return a list of at most `limit` objects."""
        values = self._list(name, dict, "objects", limit)
        return [Table(value, f"{self.place(name)}[{i}]", self.faults) for i, value in enumerate(values)]

    def value(self, name: str) -> Any:
        """Return whatever stands under this name, unchecked; None where it is missing, which is a fault."""
        return self._take(name, object, "a value")

    def _take(self, name: str, kind: type | tuple[type, ...], words: str) -> Any:
        self._asked[name] = None
        if name not in self._values:
            if not self._broken:  # one fault for the object says it all
                self.fault(name, "is missing")
            return None
        value = self._values[name]
        if not _is(value, kind):
            self.fault(name, f"must be {words}, was {shown(value)}")
            return None
        return value

    def _list(self, name: str, kind: type | tuple[type, ...], words: str, limit: int) -> list[Any]:
        values = self._take(name, list, f"a list of {words}")
        if values is None:
            return []
        if len(values) > limit:
            self.fault(name, f"may have at most {limit:,} {words}, has {len(values):,}")
            return []
        for i, value in enumerate(values):
            if not _is(value, kind):
                self.faults.add(f"{self.place(name)}[{i}]", f"must be one of {words}, was {shown(value)}")
                return []
        return list(values)

    def _range(self, values: list[Any], place: str, low: float, high: float) -> list[Any]:
        if any(value is None for value in values):
            return []
        for value in values:
            if not low <= value <= high:
                self.faults.add(place, f"must be in [{low}, {high}], was {shown(value)}")
                return []
        return values

    def _good_text(self, place: str, value: str, limit: int, pattern: re.Pattern[str] | None) -> bool:
        problem = text_problem(value, limit)
        if problem is None and pattern is not None and not pattern.match(value):
            problem = f"must look like {pattern.pattern.removesuffix(chr(92) + 'Z')}, was {shown(value)}"
        if problem is not None:
            self.faults.add(place, problem)
        return problem is None


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    # bool is an int to Python; in a file `true` is never meant as 1.
    if isinstance(value, bool):
        return kind is bool or kind is object
    return isinstance(value, kind)
