"""What a behavioural kit is: small cases that say what must hold, grouped by phenomenon.

The idea is that of minimum functionality and invariance tests: Ribeiro, Wu, Guestrin and Singh (2020),
"Beyond Accuracy: Behavioral Testing of NLP Models with CheckList", ACL.
"""

from __future__ import annotations

from dataclasses import dataclass

from themetag.types import Unit


@dataclass(frozen=True, slots=True)
class Side:
    """One unit of a case and what must hold of its tags.

    Labels are written as corpora write them, `planning+`. `must` are labels that have to be given, `must_not`
    labels that may not; labels in neither are left open. `none` True: the unit judges nothing, so no tag at
    all may be given (`must` and `must_not` are then empty).
    """

    unit: Unit
    must: frozenset[str] = frozenset()
    must_not: frozenset[str] = frozenset()
    none: bool = False

    @property
    def labels(self) -> frozenset[str]:
        """Every label that this side speaks of."""
        return self.must | self.must_not

    def missing(self, got: frozenset[str]) -> frozenset[str]:
        """Return the labels that had to be in `got` and are not."""
        return self.must - got

    def unwanted(self, got: frozenset[str]) -> frozenset[str]:
        """Return the labels of `got` that may not be there."""
        return got if self.none else got & self.must_not

    def holds(self, got: frozenset[str]) -> bool:
        """Tell whether the labels `got` are what this side asks for."""
        return not self.missing(got) and not self.unwanted(got)


@dataclass(frozen=True, slots=True)
class Case:
    """One or two sides that stand or fall together.

    Attributes:
        name: unique in its kit; lower-case letters, digits and hyphens.
        phenomenon: what of language or layout it is about ("negation").
        sides: one or two; of a minimal pair, two that differ in the phenomenon.
        same: True for an invariance: both sides must also be given exactly the same labels.
        why: a remark for people; "" where the case speaks for itself.

    """

    name: str
    phenomenon: str
    sides: tuple[Side, ...]
    same: bool = False
    why: str = ""

    @property
    def themes(self) -> frozenset[str]:
        """The keys of every theme that its labels name."""
        return frozenset(label[:-1] for side in self.sides for label in side.labels)

    def passes(self, got: tuple[frozenset[str], ...]) -> bool:
        """Tell whether every side holds, given the labels of each side in order."""
        if self.same and len(set(got)) > 1:
            return False
        return all(side.holds(labels) for side, labels in zip(self.sides, got, strict=True))


@dataclass(frozen=True, slots=True)
class Kit:
    """The cases of one file or folder, in order, and the name of the taxonomy their labels come from."""

    taxonomy: str
    cases: tuple[Case, ...]

    @property
    def phenomena(self) -> tuple[str, ...]:
        """The phenomena, in order of first appearance."""
        return tuple(dict.fromkeys(case.phenomenon for case in self.cases))

    def __len__(self) -> int:
        """Return the number of cases."""
        return len(self.cases)
