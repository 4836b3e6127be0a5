"""Runs a kit against a back end: one batch of units, thresholds, and what each case makes of the labels."""

from __future__ import annotations

from collections import Counter

import numpy as np

from themetag.backends.base import Backend, Scores
from themetag.behaviour.kit import Case, Kit
from themetag.behaviour.loader import default_kit
from themetag.behaviour.result import Failure, KitResult, PhenomenonResult
from themetag.decisions import decide
from themetag.errors import BehaviourError, Fault
from themetag.types import POLARITIES


def run(backend: Backend, thresholds: Scores | None = None, kit: Kit | None = None) -> KitResult:
    """Ask a back end every case of a kit that its taxonomy has the themes for.

    Args:
        backend: what is asked; it scores all units of the kit in one batch.
        thresholds: (n_themes, 2), themes in the order of the back end's taxonomy, strength then concern; a
            label is given where its score is at least its threshold, and one above 1 is never reached. None:
            the back end's own.
        kit: None: the kit that ships with themetag.

    Raises:
        BehaviourError: no case of the kit has only themes of the back end's taxonomy.
        ValueError: the thresholds, or the scores, have not the shape or the range that they must have.

    """
    if kit is None:
        kit = default_kit()
    known = frozenset(backend.taxonomy.keys)
    cases = [case for case in kit.cases if case.themes <= known]
    if not cases:
        problem = (
            f"every case names a theme that taxonomy {backend.taxonomy.name!r} lacks; "
            "give a kit that was written for it"
        )
        raise BehaviourError([Fault(f"kit for {kit.taxonomy!r}", "", problem)])
    got = _labels(backend, backend.thresholds if thresholds is None else thresholds, cases)
    failures = tuple(Failure(case, labels) for case, labels in zip(cases, got, strict=True) if not case.passes(labels))
    run_of = Counter(case.phenomenon for case in cases)
    failed_of = Counter(failure.case.phenomenon for failure in failures)
    return KitResult(
        model=backend.name,
        version=backend.version,
        taxonomy=backend.taxonomy.name,
        rows=tuple(
            PhenomenonResult(name, run_of[name], run_of[name] - failed_of[name])
            for name in kit.phenomena
            if run_of[name]
        ),
        failures=failures,
        left_out=tuple(case.name for case in kit.cases if not case.themes <= known),
    )


def _labels(backend: Backend, thresholds: Scores, cases: list[Case]) -> list[tuple[frozenset[str], ...]]:
    """Return, for each case, the labels given to each of its sides."""
    units = [side.unit for case in cases for side in case.sides]
    scores = backend.score(units)
    expected = (len(units), len(backend.taxonomy), len(POLARITIES))
    if scores.shape != expected:
        raise ValueError(f"{backend.name} must give scores of the shape {expected}, was {scores.shape}")
    given = decide(scores, thresholds)
    names = np.array([[key + polarity.sign for polarity in POLARITIES] for key in backend.taxonomy.keys])
    found = iter([frozenset(names[row].tolist()) for row in given])
    return [tuple(next(found) for _ in case.sides) for case in cases]
