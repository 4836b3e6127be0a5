"""Splitting a corpus by document, or by any other field, with labels spread evenly over the parts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from themetag.corpus.model import Corpus
from themetag.errors import CorpusError, Fault

Floats = npt.NDArray[np.float64]

MAX_PASSES = 20
SIZE_WEIGHT = 4.0  # how much the number of rows weighs against one label


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a corpus by name; no group stands in two of them.

    Attributes:
        parts: in the order they were asked for.
        groups: how many groups (documents, unless split by another field) each part has.
        missing: by part, the labels of the corpus that no unit of the part carries.

    """

    parts: Mapping[str, Corpus]
    groups: Mapping[str, int]
    missing: Mapping[str, tuple[str, ...]]


def split_corpus(corpus: Corpus, shares: Mapping[str, float], *, by: str = "doc", seed: int = 0) -> Split:
    """Divide a corpus into parts of about the shares asked for.

    Groups go whole into a part. Those with the rarest labels are placed first, each where its labels and
    its rows are most wanted (the greedy method of Sechidis, Tsoumakas and Vlahavas 2011, "On the
    stratification of multi-label data", on groups in place of rows), and then moved as long
    as that helps. The same seed gives the same split.

    Args:
        corpus: what to divide.
        shares: by name of the part; positive numbers, taken as parts of their sum.
        by: the field whose equal values stay together: `doc`, or any field of the rows.
        seed: decides between groups and between parts that are equally good.

    Raises:
        CorpusError: fewer groups than parts, or units without the field.
        ValueError: fewer than two parts, or a share that is not positive.

    """
    if len(shares) < 2:
        raise ValueError(f"a split needs at least two parts, was given {len(shares)}")
    for name, share in shares.items():
        if not (math.isfinite(share) and share > 0):
            raise ValueError(f"the share of {name!r} must be above 0, was {share!r}")
    groups = corpus.groups(by)
    placed = _place(corpus, groups, list(shares.values()), by, seed)
    parts: dict[str, Corpus] = {}
    counts: dict[str, int] = {}
    missing: dict[str, tuple[str, ...]] = {}
    known = {label for label, count in corpus.counts().items() if count}
    for number, name in enumerate(shares):
        part = corpus.select(np.flatnonzero(placed[groups] == number).tolist(), f"{corpus.name} ({name})")
        parts[name], counts[name] = part, int((placed == number).sum())
        missing[name] = tuple(label for label, n in part.counts().items() if not n and label in known)
    return Split(parts, counts, missing)


def folds_of(corpus: Corpus, n_folds: int, *, by: str = "doc", seed: int = 0) -> npt.NDArray[np.int64]:
    """Return the fold of each unit, (n_units,) int64 from 0 to n_folds - 1; no group stands in two folds.

    Raises:
        CorpusError: fewer groups than folds, or units without the field.
        ValueError: fewer than two folds.

    """
    if n_folds < 2:
        raise ValueError(f"n_folds must be 2 or more, was {n_folds}")
    groups = corpus.groups(by)
    return _place(corpus, groups, [1.0] * n_folds, by, seed)[groups]


def _place(
    corpus: Corpus, groups: npt.NDArray[np.int64], shares: Sequence[float], by: str, seed: int
) -> npt.NDArray[np.int64]:
    """Return the part of each group: (n_groups,) int64."""
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    if n_groups < len(shares):
        what = "document" if by == "doc" else f"value of {by!r}"
        found = what if n_groups == 1 else f"{what}s"
        problem = (
            f"has {n_groups} {found}, which cannot be divided into {len(shares)} "
            f"parts: a {what} stands in one part only"
        )
        raise CorpusError([Fault(corpus.name, by, problem)])
    targets = corpus.targets().reshape(len(corpus), -1)
    columns = np.column_stack([targets, ~targets.any(axis=1), np.ones(len(corpus))]).astype(np.float64)
    counts = np.zeros((n_groups, columns.shape[1]))
    np.add.at(counts, groups, columns)
    counts = counts[:, counts.sum(axis=0) > 0]
    total = counts.sum(axis=0)
    relative = counts / total  # of each label, the share that stands in each group; rare labels weigh more
    relative[:, -1] *= SIZE_WEIGHT
    share = np.array(shares, dtype=np.float64)[:, None] / sum(shares)
    wanted = share * relative.sum(axis=0)
    rng = np.random.default_rng(seed)
    order = rng.permutation(n_groups)
    order = order[np.argsort(-relative[order].max(axis=1), kind="stable")]
    placed = np.full(n_groups, -1, dtype=np.int64)
    for step, group in enumerate(order):
        # How much nearer the taking part comes to what it wants, as in a chi-square: by the size of the part.
        gain = ((wanted**2 - (wanted - relative[group]) ** 2) / share).sum(axis=1)
        empty = np.flatnonzero(~np.isin(np.arange(len(shares)), placed))
        choices = empty if len(empty) >= n_groups - step else np.arange(len(shares))
        best = choices[np.argmax(gain[choices] + 1e-12 * rng.random(len(choices)))]
        placed[group] = best
        wanted[best] -= relative[group]
    _improve(placed, relative, wanted, share)
    return placed


def _improve(placed: npt.NDArray[np.int64], relative: Floats, wanted: Floats, share: Floats) -> None:
    """Move single groups, in place, as long as that brings the parts nearer to what they want."""
    for _ in range(MAX_PASSES):
        moved = False
        for group, part in enumerate(placed.tolist()):
            if (placed == part).sum() == 1:
                continue
            without = (wanted[part] + relative[group]) ** 2 - wanted[part] ** 2
            cost = (((wanted - relative[group]) ** 2 - wanted**2) / share).sum(axis=1)
            cost += (without / share[part]).sum()
            cost[part] = 0.0
            best = int(cost.argmin())
            if cost[best] < -1e-9:
                wanted[part] += relative[group]
                wanted[best] -= relative[group]
                placed[group], moved = best, True
        if not moved:
            return
