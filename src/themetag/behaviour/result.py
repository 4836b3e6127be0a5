"""What came of running a kit: a row per phenomenon, every failure, and what was left out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from themetag.behaviour.kit import Case, Side


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not pass; `got` holds the labels given to each side, in the order of `case.sides`."""

    case: Case
    got: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class PhenomenonResult:
    """The cases of one phenomenon: how many were run (at least one) and how many passed."""

    phenomenon: str
    pairs: int
    passed: int

    @property
    def rate(self) -> float:
        """The share that passed, in [0, 1]."""
        return self.passed / self.pairs


@dataclass(frozen=True, slots=True)
class KitResult:
    """The result of one run.

    Attributes:
        model: name of the back end.
        version: its version.
        taxonomy: name of the taxonomy it scores.
        rows: one for each phenomenon of which a case was run, in the kit's order.
        failures: the cases that did not pass, in the kit's order.
        left_out: names of the cases that were not run, because the taxonomy lacks a theme of theirs.

    """

    model: str
    version: str
    taxonomy: str
    rows: tuple[PhenomenonResult, ...]
    failures: tuple[Failure, ...]
    left_out: tuple[str, ...]

    @property
    def pairs(self) -> int:
        """How many cases were run; at least one."""
        return sum(row.pairs for row in self.rows)

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(row.passed for row in self.rows)

    @property
    def rate(self) -> float:
        """The share of cases that passed, in [0, 1]."""
        return self.passed / self.pairs

    def to_text(self, *, failures: bool = False) -> str:
        """Return a table for people, a line per phenomenon and one for all; it ends in a line feed.

        Args:
            failures: also list each case that did not pass, with its texts, what was expected and what
                was given.

        """
        width = max(len("phenomenon"), *(len(row.phenomenon) for row in self.rows))
        lines = [
            f"{self.model} {self.version}, taxonomy {self.taxonomy}",
            "",
            f"{'phenomenon':{width}}  pairs  passed    rate",
        ]
        lines += [
            f"{row.phenomenon:{width}}  {row.pairs:5}  {row.passed:6}  {row.rate:6.1%}"
            for row in (*self.rows, PhenomenonResult("all", self.pairs, self.passed))
        ]
        if self.left_out:
            lines += ["", f"left out, for themes that the taxonomy lacks ({len(self.left_out)}):"]
            lines += [f"  {name}" for name in self.left_out]
        if failures:
            for failure in self.failures:
                lines += ["", *_describe(failure)]
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        """Return the whole result as JSON text, rates unrounded; it ends in a line feed."""
        content = {
            "model": self.model,
            "version": self.version,
            "taxonomy": self.taxonomy,
            "pairs": self.pairs,
            "passed": self.passed,
            "rate": self.rate,
            "phenomena": [
                {"phenomenon": row.phenomenon, "pairs": row.pairs, "passed": row.passed, "rate": row.rate}
                for row in self.rows
            ],
            "left_out": list(self.left_out),
            "failures": [
                {
                    "name": failure.case.name,
                    "phenomenon": failure.case.phenomenon,
                    "same": failure.case.same,
                    "sides": [
                        _side_content(side, got) for side, got in zip(failure.case.sides, failure.got, strict=True)
                    ],
                }
                for failure in self.failures
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _side_content(side: Side, got: frozenset[str]) -> dict[str, Any]:
    unit = side.unit
    return {
        "text": unit.text,
        "kind": unit.kind.value,
        "heading": unit.heading,
        "lead_in": unit.lead_in,
        "previous": unit.previous,
        "must": sorted(side.must),
        "must_not": sorted(side.must_not),
        "none": side.none,
        "got": sorted(got),
        "missing": sorted(side.missing(got)),
        "unwanted": sorted(side.unwanted(got)),
    }


def _describe(failure: Failure) -> list[str]:
    case = failure.case
    lines = [f"{case.phenomenon}: {case.name}"]
    for side, got in zip(case.sides, failure.got, strict=True):
        unit = side.unit
        lines.append(f"  {'pass' if side.holds(got) else 'FAIL'}  {unit.text}")
        context = {"heading": unit.heading, "lead-in": unit.lead_in, "previous": unit.previous}
        lines += [f"        {name}: {value}" for name, value in context.items() if value]
        lines.append(f"        expected: {_expected(side)}")
        lines.append(f"        got: {', '.join(sorted(got)) or 'nothing'}")
    if case.same and len(set(failure.got)) > 1:
        lines.append("  FAIL  the two sides must be given the same labels")
    return lines


def _expected(side: Side) -> str:
    if side.none:
        return "nothing"
    parts = [*sorted(side.must), *(f"not {label}" for label in sorted(side.must_not))]
    return ", ".join(parts)
