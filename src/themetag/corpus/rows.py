"""From raw rows to labelled units: the one place that validates a corpus, whatever its format."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from themetag.corpus.model import MAX_FAULTS, Corpus, Label, LabelledUnit, Scheme, in_order
from themetag.errors import CorpusError, Fault
from themetag.taxonomy import Taxonomy
from themetag.types import Kind, Polarity

MAX_TEXT: Final = 100_000  # characters of one unit; a longer one is a whole document by mistake
KNOWN: Final = ("id", "doc", "text", "labels", "kind", "heading", "lead_in", "previous", "polarity", "scores")

_SIGNS = {"+": Polarity.STRENGTH, "-": Polarity.CONCERN}
_POLARITIES: dict[str, Polarity | None] = {
    "+": Polarity.STRENGTH,
    "strength": Polarity.STRENGTH,
    "positive": Polarity.STRENGTH,
    "-": Polarity.CONCERN,
    "concern": Polarity.CONCERN,
    "negative": Polarity.CONCERN,
    "": None,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a format found it; `line` is 1-based, None where the format keeps no lines."""

    values: Mapping[str, Any]
    line: int | None = None


class LabelNames:
    """Takes labels as files write them to labels of a taxonomy.

    A theme may be written by its key or by its exact title; a final `+` or `-` gives the polarity. A name
    that is a key or title as it stands is taken as that before a sign is looked for.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._themes = {theme.title: theme.key for theme in taxonomy} | {key: key for key in taxonomy.keys}

    def find(self, name: str) -> Label | None:
        """Return the label of this name, None where the taxonomy has none."""
        name = name.strip()
        if name in self._themes:
            return Label(self._themes[name])
        polarity = _SIGNS.get(name[-1:])
        theme = self._themes.get(name[:-1].rstrip())
        return Label(theme, polarity) if theme is not None and polarity is not None else None

    def problem(self, name: str) -> str:
        """Say why `name` is no label, with the themes there are."""
        keys = ", ".join(self.taxonomy.keys[:40]) + (", ..." if len(self.taxonomy) > 40 else "")
        return f"{name!r} is not a theme of taxonomy {self.taxonomy.name!r}; its themes are {keys}"


class RowReader:
    """Builds the units of one file and collects every fault on the way."""

    def __init__(self, file: str, taxonomy: Taxonomy) -> None:
        self.file = file
        self.taxonomy = taxonomy
        self.names = LabelNames(taxonomy)
        self.faults: list[Fault] = []
        self._line: int | None = None

    def fault(self, field: str, problem: str) -> None:
        """Note a fault of the row that is being read."""
        self.faults.append(Fault(self.file, field, problem, self._line))

    def read(self, rows: Iterable[Row], *, name: str = "", notes: Iterable[str] = ()) -> Corpus:
        """Return the corpus of `rows`; CorpusError with every fault found so far."""
        units: list[LabelledUnit] = []
        lines: list[int | None] = []
        for number, row in enumerate(rows, 1):
            self._line = row.line
            units.append(self.unit(row.values, number))
            lines.append(row.line)
        self._line = None
        if not units and not self.faults:
            self.fault("", "has no rows; a corpus needs at least one labelled sentence")
        self._check_ids(units, lines)
        scheme = self._scheme(units, lines)
        if self.faults:
            raise CorpusError(shortened(self.faults))
        return Corpus(name or self.file, self.taxonomy, tuple(units), scheme, tuple(notes))

    def unit(self, values: Mapping[str, Any], number: int) -> LabelledUnit:
        """Return the unit of one row, the `number`th; its faults are noted."""
        text = self._text(values, "text", required=True)
        previous = values.get("previous")
        return LabelledUnit(
            id=self._name(values, "id", str(number)),
            doc=self._name(values, "doc", None),
            text=text,
            labels=self._labels(values.get("labels")),
            kind=self._kind(values.get("kind")),
            heading=self._text(values, "heading"),
            lead_in=self._text(values, "lead_in"),
            previous=None if previous is None else self._text(values, "previous"),
            polarity=self._polarity(values.get("polarity")),
            scores=self._scores(values.get("scores")),
            fields={key: value for key, value in values.items() if key not in KNOWN},
        )

    def _text(self, values: Mapping[str, Any], field: str, *, required: bool = False) -> str:
        value = values.get(field)
        if value is None and not required:
            return ""
        if value is None:
            self.fault(field, "is missing")
        elif not isinstance(value, str):
            self.fault(field, f"must be text, was {value!r:.80}")
        elif required and not value.strip():
            self.fault(field, "is empty")
        elif len(value) > MAX_TEXT:
            problem = f"may have at most {MAX_TEXT:,} characters, has {len(value):,}; a unit is one sentence"
            self.fault(field, problem)
        elif any("\ud800" <= c <= "\udfff" for c in value):
            self.fault(field, "holds half of a surrogate pair; save the file as UTF-8")
        else:
            return value
        return ""

    def _name(self, values: Mapping[str, Any], field: str, default: str | None) -> str:
        value = values.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            return self._text({field: value}, field)
        if value is not None and not isinstance(value, str):
            self.fault(field, f"must be text, was {value!r:.80}")
        elif default is None:
            self.fault(field, "is missing; name the document that the row stands in")
        return default or ""

    def _labels(self, value: Any) -> tuple[Label, ...]:
        if isinstance(value, str) or not isinstance(value, list | tuple):
            problem = (
                "is missing; a unit that judges nothing has []"
                if value is None
                else (f"must be a list of labels, was {value!r:.80}")
            )
            self.fault("labels", problem)
            return ()
        labels = []
        for name in value:
            label = self.names.find(name) if isinstance(name, str) else None
            if label is None:
                self.fault("labels", self.names.problem(name))
            elif label in labels:
                self.fault("labels", f"{name!r} stands twice")
            else:
                labels.append(label)
        return in_order(labels, self.taxonomy.keys)

    def _kind(self, value: Any) -> Kind:
        if value is None or value == "":
            return Kind.PROSE
        if value not in (Kind.PROSE, Kind.LIST):
            self.fault("kind", f"must be 'prose' or 'list', was {value!r:.80}")
            return Kind.PROSE
        return Kind(value)

    def _polarity(self, value: Any) -> Polarity | None:
        if value is None:
            return None
        if not isinstance(value, str) or value not in _POLARITIES:
            self.fault("polarity", f"must be '+', '-' or empty, was {value!r:.80}")
            return None
        return _POLARITIES[value]

    def _scores(self, value: Any) -> Mapping[str, float]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault("scores", f"must be a table from label to score, was {value!r:.80}")
            return {}
        scores = {}
        for name, score in value.items():
            label = self.names.find(name)
            number = isinstance(score, int | float) and not isinstance(score, bool)
            if label is None:
                self.fault("scores", self.names.problem(name))
            elif not number or not math.isfinite(score) or not 0 <= score <= 1:
                self.fault("scores", f"the score of {name!r} must be in [0, 1], was {score!r:.80}")
            else:
                scores[str(label)] = float(score)
        return scores

    def _check_ids(self, units: list[LabelledUnit], lines: list[int | None]) -> None:
        seen: dict[str, int] = {}
        for i, unit in enumerate(units):
            first = seen.setdefault(unit.id, i)
            if first != i:
                place = f"row {first + 1}" if lines[first] is None else f"line {lines[first]}"
                self.faults.append(Fault(self.file, "id", f"{unit.id!r} is also the id of {place}", lines[i]))

    def _scheme(self, units: list[LabelledUnit], lines: list[int | None]) -> Scheme:
        signed = any(label.polarity is not None for unit in units for label in unit.labels)
        plain = any(label.polarity is None for unit in units for label in unit.labels)
        whole = any(unit.polarity is not None for unit in units)
        if not signed:
            if whole:
                return Scheme.UNIT
            return Scheme.THEMES if plain else Scheme.POLARITY
        for unit, line in zip(units, lines, strict=True):
            unsigned = [str(label) for label in unit.labels if label.polarity is None]
            if unsigned:
                problem = f"{', '.join(unsigned)}: has no + or -, but other rows state a polarity per theme"
                self.faults.append(Fault(self.file, "labels", problem, line))
            if unit.polarity is not None:
                problem = "is stated for the unit, but the labels carry a polarity of their own; leave one out"
                self.faults.append(Fault(self.file, "polarity", problem, line))
        return Scheme.POLARITY


def shortened(faults: list[Fault]) -> list[Fault]:
    """Return the faults in the order of their lines, cut at `MAX_FAULTS` with the number left out."""
    faults = sorted(faults, key=lambda fault: (fault.line is None, fault.line or 0))
    if len(faults) <= MAX_FAULTS:
        return faults
    rest = replace(faults[-1], field="", problem=f"and {len(faults) - MAX_FAULTS:,} more faults", line=None)
    return [*faults[:MAX_FAULTS], rest]


def to_values(unit: LabelledUnit) -> dict[str, Any]:
    """Return the row of a unit, as `RowReader` reads it; optional fields that say nothing are left out."""
    values: dict[str, Any] = {"id": unit.id, "doc": unit.doc}
    values |= {"kind": str(unit.kind), "heading": unit.heading}
    if unit.lead_in:
        values["lead_in"] = unit.lead_in
    if unit.previous is not None:
        values["previous"] = unit.previous
    values |= {"text": unit.text, "labels": [str(label) for label in unit.labels]}
    if unit.polarity is not None:
        values["polarity"] = unit.polarity.sign
    if unit.scores:
        values["scores"] = dict(unit.scores)
    return values | dict(unit.fields)
