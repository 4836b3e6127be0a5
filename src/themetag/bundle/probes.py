"""probes.jsonl: units with the scores that the model gave them when it was saved, and their replay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from themetag.backends.base import Backend, Scores
from themetag.bundle.manifest import BackendKind
from themetag.bundle.strictjson import parse_json, render_json
from themetag.bundle.table import Faults, Table
from themetag.errors import Fault, ModelError
from themetag.taxonomy import Taxonomy
from themetag.types import POLARITIES, Kind, Polarity, Unit

MAX_PROBES: Final = 10_000
MAX_TEXT: Final = 20_000
TOLERANCE: Final = 1e-6
# Sums that processors round differently move a rounded activation by a step: the same tags, scores within this.
TOLERANCE_OF_TRANSFORMERS: Final = 0.02

_FIELDS = ("text", "heading", "lead_in", "previous")


@dataclass(frozen=True, slots=True)
class Probe:
    """A unit and its expected scores: for each theme in taxonomy order (strength, concern), in [0, 1]."""

    unit: Unit
    scores: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One label on one probe that does not score as expected.

    `probe` counts from 0. `tag_changed`: the expected score gives a tag and the found one does not, or the
    other way round.
    """

    probe: int
    theme: str
    polarity: Polarity
    expected: float
    found: float
    tag_changed: bool


def tolerance_of(kind: BackendKind) -> float:
    """Return how far a score of a model of this kind may be from the expected one, on whatever machine."""
    return TOLERANCE_OF_TRANSFORMERS if kind is BackendKind.TRANSFORMER else TOLERANCE


def make_probes(backend: Backend, units: Sequence[Unit]) -> tuple[Probe, ...]:
    """Score `units` and return them with their scores, to be saved beside the model.

    The texts are published with the model: take sentences written for the purpose.
    """
    scores = np.asarray(backend.score(units), dtype=np.float64)
    return tuple(
        Probe(unit, tuple((float(plus), float(minus)) for plus, minus in rows))
        for unit, rows in zip(units, scores, strict=True)
    )


def replay(probes: Sequence[Probe], backend: Backend, tolerance: float = TOLERANCE) -> tuple[Difference, ...]:
    """Score the probes again and return every label that differs.

    Args:
        probes: as a model folder brings them.
        backend: the back end that was built from that folder.
        tolerance: how far a score may be from the expected one; 0.0: not at all. Whatever it is, a score that
            crosses the back end's threshold is a difference.

    Returns:
        The differences, by probe, then in taxonomy order; none where the model does what it did.

    Raises:
        ValueError: `tolerance` is negative or no number.
        ModelError: the back end scores other themes than the probes have.

    """
    if not tolerance >= 0:
        raise ValueError(f"tolerance must be 0 or more, was {tolerance}")
    keys = backend.taxonomy.keys
    if any(len(probe.scores) != len(keys) for probe in probes):
        raise ModelError([Fault("probes", "scores", f"are for other themes; the back end has {len(keys)}")])
    found = np.asarray(backend.score([probe.unit for probe in probes]), dtype=np.float64)
    expected: Scores = np.array([probe.scores for probe in probes], dtype=np.float64).reshape(found.shape)
    crossed = (found >= backend.thresholds) != (expected >= backend.thresholds)
    # Written so that a score which is no number counts as different.
    differs = crossed | ~(np.abs(found - expected) <= tolerance)
    return tuple(
        Difference(
            probe, keys[theme], POLARITIES[column],
            float(expected[probe, theme, column]), float(found[probe, theme, column]),
            bool(crossed[probe, theme, column]),
        )
        for probe, theme, column in np.argwhere(differs).tolist()
    )  # fmt: skip


def render_probes(probes: Sequence[Probe]) -> bytes:
    """Return the bytes of probes.jsonl: one probe a line.

    Raises:
        ValueError: a value that JSON cannot hold.

    """
    lines = []
    for probe in probes:
        values: dict[str, Any] = {name: getattr(probe.unit, name) for name in _FIELDS}
        scores = [[float(score) for score in pair] for pair in probe.scores]
        lines.append(render_json({**values, "kind": str(probe.unit.kind), "scores": scores}) + "\n")
    return "".join(lines).encode("utf-8")


def parse_probes(data: bytes, taxonomy: Taxonomy, faults: Faults) -> tuple[Probe, ...]:
    """Read probes.jsonl; () where it has faults. At least one probe, at most 10,000."""
    lines = data.split(b"\n", MAX_PROBES)
    if lines[-1]:
        faults.add("", f"must be at most {MAX_PROBES:,} lines, each ended by a line feed")
        return ()
    if len(lines) == 1:
        faults.add("", "must hold at least one probe; without any, nothing shows that the model still works")
    probes = []
    for number, line in enumerate(lines[:-1], 1):
        found = Faults(faults.file)
        try:
            probes.append(_probe(Table(parse_json(line), "", found), taxonomy))
        except ValueError as e:
            found.add("", str(e))
        for fault in found.found:
            faults.add(fault.field, fault.problem, number)
    return () if faults else tuple(probes)


def _probe(table: Table, taxonomy: Taxonomy) -> Probe:
    texts = {}
    for name in _FIELDS:
        # Any character may stand in a sentence; only the length is bounded.
        value = table.value(name)
        texts[name] = value if isinstance(value, str) else ""
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            table.fault(name, f"must be text of at most {MAX_TEXT:,} characters")
    kind = table.choice("kind", tuple(Kind))
    rows = table.value("scores")
    table.close()
    good = isinstance(rows, list) and len(rows) == len(taxonomy) and all(map(_is_pair, rows))
    if not good:
        table.fault("scores", f"must be {len(taxonomy)} pairs of numbers in [0, 1]")
    if table.faults:
        return Probe(Unit(""), ())
    return Probe(Unit(kind=Kind(kind), **texts), tuple((float(a), float(b)) for a, b in rows))


def _is_pair(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 2
        and all(isinstance(v, (int, float)) and not isinstance(v, bool) and 0 <= v <= 1 for v in row)
    )
