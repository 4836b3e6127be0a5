"""Fake back ends: each answers as a function of the unit says, and notes the batches it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from themetag.backends.base import Backend, Scores
from themetag.behaviour import Kit, load_kit
from themetag.taxonomy import Taxonomy, default_taxonomy, parse_taxonomy
from themetag.types import POLARITIES, Unit

TWO_CASES = """
format = 1
taxonomy = "childrens-services"
phenomenon = "negation"

[[case]]
name = "delay"
a.text = "There is no delay."
a.must = ["timeliness+"]
a.must_not = ["timeliness-"]
b.text = "There is delay."
b.must = ["timeliness-"]
b.must_not = ["timeliness+"]

[[case]]
name = "visit"
phenomenon = "fact"
same = true
a.text = "The visit was in May."
a.none = true
b.text = "The visit was in June."
"""


@dataclass
class FakeBackend:
    """Scores 0.9 for the labels that `answer` gives and 0.1 for all others; its thresholds are 0.5."""

    answer: Callable[[Unit], frozenset[str]]
    taxonomy: Taxonomy = field(default_factory=default_taxonomy)
    batches: list[int] = field(default_factory=list)
    name: str = "fake"
    version: str = "1"
    calibrated: bool = False

    @property
    def thresholds(self) -> Scores:
        return np.full((len(self.taxonomy), len(POLARITIES)), 0.5)

    def score(self, units: Sequence[Unit]) -> Scores:
        self.batches.append(len(units))
        labels = [key + polarity.sign for key in self.taxonomy.keys for polarity in POLARITIES]
        rows = [[0.9 if label in self.answer(unit) else 0.1 for label in labels] for unit in units]
        return np.array(rows).reshape(len(units), len(self.taxonomy), len(POLARITIES))


@pytest.fixture
def fake() -> Callable[..., FakeBackend]:
    """Makes a back end from a function of the unit, or from a fixed set of labels."""

    def make(answer: Callable[[Unit], frozenset[str]] | set[str], **fields: object) -> FakeBackend:
        if isinstance(answer, set):
            fixed = frozenset(answer)
            backend = FakeBackend(lambda _: fixed, **fields)  # type: ignore[arg-type]
        else:
            backend = FakeBackend(answer, **fields)  # type: ignore[arg-type]
        assert isinstance(backend, Backend)
        return backend

    return make


@pytest.fixture
def oracle(fake: Callable[..., FakeBackend]) -> Callable[[Kit], FakeBackend]:
    """Makes a back end that gives each unit of a kit exactly the labels that it must have."""

    def make(kit: Kit) -> FakeBackend:
        key = {side.unit: side.must for case in kit.cases for side in case.sides}
        return fake(lambda unit: key[unit])

    return make


@pytest.fixture
def two_cases(tmp_path) -> Kit:
    """A kit of one minimal pair and one invariance."""
    path = tmp_path / "two.toml"
    path.write_text(TWO_CASES, encoding="utf-8")
    return load_kit(path)


@pytest.fixture
def schools() -> Taxonomy:
    """A taxonomy that shares the theme `leadership` with the shipped one, and no other."""
    return parse_taxonomy(
        'name = "schools"\nversion = 1\n'
        '[[theme]]\nkey = "teaching"\ntitle = "Teaching"\n'
        '[[theme]]\nkey = "leadership"\ntitle = "Leadership"\n'
    )
