"""Reads one [[case]] of a kit; the faults it finds carry the case's place and line."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from themetag.behaviour.kit import Case, Side
from themetag.errors import Fault
from themetag.taxonomy import Taxonomy
from themetag.types import Kind, Unit

MAX_TEXT: Final = 2_000
MAX_LABELS: Final = 100

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\Z")
_LABEL = re.compile(r"[a-z][a-z0-9_]*[+-]\Z")
_CASE_FIELDS: Final = ("name", "phenomenon", "why", "same", "a", "b")
_SIDE_FIELDS: Final = ("text", "kind", "heading", "lead_in", "previous", "must", "must_not", "none")
_KINDS: Final = (Kind.PROSE, Kind.LIST)


class EntryReader:
    """Reads one entry; `themes` None: labels are only checked for their form."""

    def __init__(self, file: str, place: str, line: int | None, themes: Taxonomy | None) -> None:
        self.file = file
        self.place = place
        self.line = line
        self.themes = themes
        self.faults: list[Fault] = []

    def fault(self, field: str, problem: str) -> None:
        """Note a fault of `field`, a dotted path below the case; "" for the case itself."""
        self.faults.append(Fault(self.file, f"{self.place}.{field}".rstrip("."), problem, self.line))

    def case(self, entry: object, phenomenon: object) -> Case | None:
        """Return the case, None where it has faults; `phenomenon` is what its file says of all cases."""
        if not isinstance(entry, dict):
            self.fault("", "must be a table")
            return None
        for field in sorted(entry.keys() - set(_CASE_FIELDS)):
            self.fault(field, f"is not a field of a case; the fields are {', '.join(_CASE_FIELDS)}")
        name = self._name(entry.get("name"), "name")
        subject = self._name(entry.get("phenomenon", phenomenon), "phenomenon")
        why = self._text(entry, "why", "")
        same = self._flag(entry, "same", "")
        sides = self._sides(entry, same)
        if self.faults:
            return None
        return Case(name, subject, sides, same, why)

    def _sides(self, entry: dict[str, Any], same: bool) -> tuple[Side, ...]:
        if same:
            # What holds of the first side of an invariance holds of the second, so it is written once.
            first = self._side(entry.get("a"), "a", needs_labels=True)
            second = self._side(entry.get("b"), "b", needs_labels=False)
            if second.labels or second.none:
                self.fault("b", "says what must hold; with same = true that is said once, under a")
            second = Side(second.unit, first.must, first.must_not, first.none)
            sides: tuple[Side, ...] = (first, second)
        elif "b" in entry:
            sides = (self._side(entry.get("a"), "a"), self._side(entry.get("b"), "b"))
        else:
            sides = (self._side(entry.get("a"), "a"),)
        if not self.faults and len({side.unit for side in sides}) < len(sides):
            self.fault("b", "is the same unit as a, so the pair shows nothing")
        return sides

    def _side(self, value: object, place: str, *, needs_labels: bool = True) -> Side:
        if not isinstance(value, dict):
            self.fault(place, "is missing" if value is None else "must be a table")
            return Side(Unit(""))
        for field in sorted(value.keys() - set(_SIDE_FIELDS)):
            legal = ", ".join(_SIDE_FIELDS)
            self.fault(f"{place}.{field}", f"is not a field of a side; the fields are {legal}")
        text = self._text(value, "text", f"{place}.")
        if not text.strip():
            self.fault(f"{place}.text", "is missing")
        unit = Unit(
            text,
            self._kind(value.get("kind", "prose"), f"{place}.kind"),
            *(self._text(value, field, f"{place}.") for field in ("heading", "lead_in", "previous")),
        )
        must = self._labels(value, "must", place)
        must_not = self._labels(value, "must_not", place)
        none = self._flag(value, "none", f"{place}.")
        if both := must & must_not:
            self.fault(f"{place}.must_not", f"{', '.join(sorted(both))} also stands in must")
        if none and (must or must_not):
            self.fault(f"{place}.none", "leaves no room for must and must_not; give the one or the others")
        if needs_labels and not any(value.get(field) for field in ("must", "must_not", "none")):
            self.fault(place, "says nothing that must hold; give must, must_not or none = true")
        return Side(unit, must, must_not, none)

    def _name(self, value: object, field: str) -> str:
        if isinstance(value, str) and _NAME.match(value):
            return value
        if value is None:
            self.fault(field, "is missing")
        else:
            self.fault(field, f"must be 1 to 100 lower-case letters, digits and hyphens, was {value!r}")
        return ""

    def _text(self, table: dict[str, Any], field: str, prefix: str) -> str:
        value = table.get(field, "")
        if not isinstance(value, str):
            self.fault(prefix + field, f"must be text, was {value!r}")
            return ""
        if len(value) > MAX_TEXT:
            self.fault(prefix + field, f"may have at most {MAX_TEXT:,} characters, has {len(value):,}")
        bad = sorted({c for c in value if unicodedata.category(c) in ("Cc", "Cs")})
        if bad:
            names = ", ".join(f"U+{ord(c):04X}" for c in bad)
            self.fault(prefix + field, f"may not hold control characters, has {names}")
        return value

    def _flag(self, table: dict[str, Any], field: str, prefix: str) -> bool:
        value = table.get(field, False)
        if not isinstance(value, bool):
            self.fault(prefix + field, f"must be true or false, was {value!r}")
            return False
        return value

    def _kind(self, value: object, place: str) -> Kind:
        for kind in _KINDS:
            if value == kind.value:
                return kind
        self.fault(place, f"must be {' or '.join(kind.value for kind in _KINDS)}, was {value!r}")
        return Kind.PROSE

    def _labels(self, table: dict[str, Any], field: str, place: str) -> frozenset[str]:
        value = table.get(field, [])
        if not isinstance(value, list) or len(value) > MAX_LABELS:
            self.fault(f"{place}.{field}", f"must be a list of at most {MAX_LABELS} labels")
            return frozenset()
        legal: set[str] = set()
        for i, label in enumerate(value):
            where = f"{place}.{field}[{i}]"
            if not isinstance(label, str) or not _LABEL.match(label):
                self.fault(where, f"must be a theme and a sign, as in 'planning+', was {label!r}")
            elif self.themes is not None and label[:-1] not in self.themes:
                known = ", ".join(self.themes.keys)
                self.fault(where, f"no theme {label[:-1]!r} in taxonomy {self.themes.name!r}; it has {known}")
            elif label in legal:
                self.fault(where, f"{label} stands there twice")
            else:
                legal.add(label)
        return frozenset(legal)
