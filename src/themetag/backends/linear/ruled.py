"""What the rules find, clause by clause: beside words, what a clause is scored from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from themetag.backends.base import Scores
from themetag.backends.linear.features import Reading
from themetag.backends.linear.tokens import tokens_of
from themetag.backends.rules import RulesBackend
from themetag.backends.rules.findings import OF_UNIT, Findings
from themetag.types import Unit


def find(rules: RulesBackend, units: Sequence[Unit], readings: Sequence[Reading]) -> tuple[Scores, Findings]:
    """Return the rules' scores (n_units, n_themes, 2), and what they find: (n_clauses, n_findings).

    What is found of a theme is that of the whole unit, since the rules know to which clause it belongs. What is
    found without a theme is that of the clause alone, so that of "good here but poor there" each half has its own.
    """
    scores, found = rules.find(units)
    counts = [len(reading.clauses) for reading in readings]
    by_clause = np.repeat(found, counts, axis=0)
    several = [number for number, count in enumerate(counts) if count > 1]
    if several:
        alone = [clause for number in several for clause in _clauses(units[number], readings[number])]
        starts = np.cumsum(counts) - counts
        rows = np.concatenate([np.arange(starts[number], starts[number] + counts[number]) for number in several])
        by_clause[rows, -len(OF_UNIT) :] = rules.find(alone)[1][:, -len(OF_UNIT) :]
    return scores, by_clause


def _clauses(unit: Unit, reading: Reading) -> list[Unit]:
    """Return the clauses of a unit as units of their own."""
    tokens = tokens_of(unit.text)
    return [
        replace(unit, text=unit.text[tokens[start].start : tokens[end - 1].end], previous="")
        for start, end in reading.clauses
    ]
