"""What a labelled corpus is: labels, labelled units, and the units of many documents together."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from themetag.errors import CorpusError, Fault
from themetag.taxonomy import Taxonomy
from themetag.types import POLARITIES, Kind, Polarity, Unit

Targets = npt.NDArray[np.bool_]


class Scheme(StrEnum):
    """What the labels of a corpus say about polarity."""

    POLARITY = "polarity"  # each label is a theme with its own polarity: `planning+`
    THEMES = "themes"  # each label is a theme that is present; no polarity is stated
    UNIT = "unit"  # labels are themes; one polarity is stated for the unit as a whole


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """One theme of a unit; `polarity` is None where the scheme states none per theme."""

    theme: str
    polarity: Polarity | None = None

    def __str__(self) -> str:
        """Return the label as files write it: `planning+`, or `planning` without a polarity."""
        return self.theme + (self.polarity.sign if self.polarity is not None else "")


@dataclass(frozen=True, slots=True)
class LabelledUnit:
    """One sentence or list item with its gold labels.

    Attributes:
        id: unique within the corpus.
        doc: name of the document it stands in; splits never divide a document.
        text: the sentence.
        labels: in taxonomy order, each once; empty where the unit judges nothing.
        kind: `Kind.PROSE` or `Kind.LIST`.
        heading: the heading in force, "" where there is none.
        lead_in: the line that introduces the list it stands in, else "".
        previous: the sentence before; None means "take the row before, if it is of the same document".
        polarity: of the unit as a whole, in a corpus of `Scheme.UNIT`; None where none is stated.
        scores: by label as files write it, in [0, 1]; empty for labels that no model gave.
        fields: whatever else the row carries (collection, readings, trust, ...), by name.

    """

    id: str
    doc: str
    text: str
    labels: tuple[Label, ...] = ()
    kind: Kind = Kind.PROSE
    heading: str = ""
    lead_in: str = ""
    previous: str | None = None
    polarity: Polarity | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """Return the value of the field `name`, built in or extra; None where the unit has no such field."""
        return getattr(self, name) if name in GROUP_FIELDS else self.fields.get(name)


GROUP_FIELDS = ("id", "doc", "kind", "heading")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled units grouped by document.

    Attributes:
        name: for people; the file's name unless another is given.
        taxonomy: the themes that the labels come from.
        units: in the order of the file; the sentence before a unit is looked for directly before it.
        scheme: what the labels say about polarity.
        notes: what was done to the corpus that figures made from it must mention.

    """

    name: str
    taxonomy: Taxonomy
    units: tuple[LabelledUnit, ...]
    scheme: Scheme = Scheme.POLARITY
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.units)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents' names, in order of first appearance."""
        return tuple(dict.fromkeys(unit.doc for unit in self.units))

    @property
    def label_names(self) -> tuple[str, ...]:
        """Every label that the scheme allows, in taxonomy order (strength before concern)."""
        if self.scheme is Scheme.POLARITY:
            return tuple(key + polarity.sign for key in self.taxonomy.keys for polarity in POLARITIES)
        return self.taxonomy.keys

    @property
    def digest(self) -> str:
        """SHA-256 over taxonomy, scheme and units: equal for equal content, whatever the file looked like."""
        hashed = hashlib.sha256(f"{self.taxonomy.digest} {self.scheme}\n".encode("ascii"))
        for unit in self.units:
            polarity = "" if unit.polarity is None else unit.polarity.sign
            content: list[object] = [
                unit.id,
                unit.doc,
                unit.text,
                [str(label) for label in unit.labels],
                unit.kind,
            ]
            content += [unit.heading, unit.lead_in, unit.previous, polarity]
            hashed.update(json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n")
        return hashed.hexdigest()

    def inputs(self) -> list[Unit]:
        """Return what a back end scores, one for each unit, in order.

        Where a unit does not say what stands before it, the row directly before it is taken if that is of the
        same document, else nothing.
        """
        inputs: list[Unit] = []
        before: LabelledUnit | None = None
        for unit in self.units:
            previous = unit.previous
            if previous is None:
                previous = before.text if before is not None and before.doc == unit.doc else ""
            inputs.append(Unit(unit.text, unit.kind, unit.heading, unit.lead_in, previous))
            before = unit
        return inputs

    def targets(self) -> Targets:
        """Return the gold labels: (n_units, n_themes, 2) bool, themes in taxonomy order.

        The last axis is strength, then concern. A label without a polarity stands at strength ("present"),
        and the second column is empty.
        """
        row = {key: i for i, key in enumerate(self.taxonomy.keys)}
        targets = np.zeros((len(self.units), len(self.taxonomy), len(POLARITIES)), dtype=np.bool_)
        for i, unit in enumerate(self.units):
            for label in unit.labels:
                column = 0 if label.polarity is None else POLARITIES.index(label.polarity)
                targets[i, row[label.theme], column] = True
        return targets

    def groups(self, by: str = "doc") -> npt.NDArray[np.int64]:
        """Return (n_units,) int64: the number of each unit's group, counted by first appearance.

        Args:
            by: the field whose equal values make a group: `doc`, or any field of the rows.

        Raises:
            CorpusError: units that have no such field; each is named.

        """
        faults = [
            Fault(self.name, by, f"unit {unit.id!r} has no field {by!r}, so it stands in no group")
            for unit in self.units
            if unit.value(by) is None
        ]
        if faults:
            raise CorpusError(faults[:MAX_FAULTS])
        numbers: dict[str, int] = {}
        values = [numbers.setdefault(str(unit.value(by)), len(numbers)) for unit in self.units]
        return np.array(values, dtype=np.int64)

    def counts(self) -> dict[str, int]:
        """Return how many units carry each label, in taxonomy order, labels without a unit included."""
        counted = Counter(str(label) for unit in self.units for label in unit.labels)
        return {name: counted[name] for name in self.label_names}

    def select(self, indices: Iterable[int], name: str = "") -> Corpus:
        """Return the corpus of the units at `indices`, in that order; "" keeps the name.

        What stood before a unit is written into it first, so that its inputs do not change.
        """
        inputs = self.inputs()
        units = tuple(replace(self.units[i], previous=inputs[i].previous) for i in indices)
        return replace(self, units=units, name=name or self.name)

    def with_unit_polarity_on_themes(self) -> Corpus:
        """Give each theme of a unit the polarity of the unit, and say so in the notes.

        Units that state no polarity keep no label, as nothing says which way their themes point; the note
        counts them.

        Raises:
            CorpusError: the corpus states no polarity for the unit as a whole.

        """
        if self.scheme is not Scheme.UNIT:
            problem = f"only the polarity of a whole unit can be given to its themes, not that of {self.scheme}"
            raise CorpusError([Fault(self.name, "polarity", problem)])
        units, dropped = [], 0
        for unit in self.units:
            dropped += bool(unit.labels) and unit.polarity is None
            labels = tuple(Label(label.theme, unit.polarity) for label in unit.labels if unit.polarity is not None)
            units.append(replace(unit, labels=labels, polarity=None))
        note = "the polarity of each unit was given to all of its themes; nobody labelled polarity per theme"
        if dropped:
            note += f"; {dropped} units without a polarity lost their labels"
        return replace(self, units=tuple(units), scheme=Scheme.POLARITY, notes=(*self.notes, note))


MAX_FAULTS = 1_000  # so that a message about a wrong file stays readable


def in_order(labels: Iterable[Label], keys: Sequence[str]) -> tuple[Label, ...]:
    """Return the labels once each, in taxonomy order, strength before concern."""
    place = {key: i for i, key in enumerate(keys)}

    def rank(label: Label) -> tuple[int, int]:
        return place[label.theme], 0 if label.polarity is None else POLARITIES.index(label.polarity)

    return tuple(sorted(set(labels), key=rank))
