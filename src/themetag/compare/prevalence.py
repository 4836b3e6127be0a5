"""How often a label holds over many reports, corrected for what the model is known to miss and to invent.

A model that finds 70 % of what is there, and tags 2 % of what is not, reports shares that are wrong by an
amount that can be computed: Rogan and Gladen 1978 ("Estimating prevalence from the results of a screening
test"); in text classification the same is called the adjusted count (Forman 2008, "Quantifying counts and
costs via classification"). It holds where the model errs on these reports as it did on the held-out ones.

The interval is that of Lang and Reiczigel 2014 ("Confidence limits for prevalence of disease adjusted for
estimated sensitivity and specificity"), which also holds the uncertainty of the measured errors. Sentences of
one report are alike, so the number of sentences enters as the effective number of a sample of clusters, with
the degrees of freedom of the reports (Korn and Graubard 1998, "Confidence intervals for proportions with
small expected number of positive counts estimated from survey data").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from themetag.compare.intervals import LEVEL, t_quantile, wilson, z_of
from themetag.compare.measured import LabelErrors
from themetag.types import Polarity

MIN_REPORTS: Final = 5  # below, the spread between reports cannot be told
MIN_POSITIVES: Final = 30  # below so many held-out positives a correction adds more error than it takes away


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of sentences in [0, 1] with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Prevalence:
    """One label over all reports of a comparison.

    Attributes:
        theme: the theme's key.
        polarity: strength or concern.
        count: sentences that the model gave the label.
        n: sentences in all reports.
        observed: the share as counted.
        corrected: the share corrected for the model's measured errors, None where it cannot be.
        why: why it is not corrected, "" where it is.

    """

    theme: str
    polarity: Polarity
    count: int
    n: int
    observed: Estimate
    corrected: Estimate | None
    why: str


def estimate(
    theme: str, polarity: Polarity, counts: Sequence[int], sizes: Sequence[int], errors: LabelErrors | None
) -> Prevalence:
    """Return the prevalence of one label.

    Args:
        theme: the theme's key.
        polarity: strength or concern.
        counts: sentences with the label, one number a report.
        sizes: sentences, one number a report; none is 0.
        errors: the model's measured errors on this label, None where they were not measured.

    Raises:
        ValueError: fewer than `MIN_REPORTS` reports.

    """
    if len(counts) < MIN_REPORTS:
        raise ValueError(f"a prevalence needs {MIN_REPORTS} reports or more, there are {len(counts)}")
    count, n = sum(counts), sum(sizes)
    p = count / n
    effective = effective_number(counts, sizes)
    observed = Estimate(p, *wilson(p, effective, z_of()))
    why = _unfit(errors)
    corrected = None if why or errors is None else correct(p, effective, errors)
    if not why and corrected is None:
        why = "errors as on the held-out documents cannot have given this share"
    return Prevalence(theme, polarity, count, n, observed, corrected, why)


def effective_number(counts: Sequence[int], sizes: Sequence[int]) -> float:
    """Return how many sentences drawn one by one would tell as much as these reports do; at most their sum."""
    k, n = len(counts), sum(sizes)
    p = sum(counts) / n
    spread = math.fsum((x - p * size) ** 2 for x, size in zip(counts, sizes, strict=True))
    variance = k / (k - 1) * spread / n**2
    alone = p * (1 - p) / n
    design = max(1.0, variance / alone) if alone > 0 else 1.0
    freedom = (z_of() / t_quantile((1 + LEVEL) / 2, k - 1)) ** 2
    return n / design * freedom


def _unfit(errors: LabelErrors | None) -> str:
    """Return why a label is not corrected, "" where it can be."""
    if errors is None:
        return "the model's errors on this label are not known"
    if errors.positives < MIN_POSITIVES:
        return f"only {errors.positives} held-out positives, {MIN_POSITIVES} are needed"
    negatives = errors.fp + errors.tn
    if negatives == 0 or errors.tp / errors.positives <= errors.fp / negatives:
        return "on held-out documents the model does not tell this label from others"
    return ""


def correct(p: float, n: float, errors: LabelErrors) -> Estimate | None:
    """Return the share behind an observed share `p` of `n` sentences (may be an effective number).

    The value is kept in [0, 1]. None where the whole interval lies outside: the model errs here in another way.
    """
    negatives = errors.fp + errors.tn
    sensitivity, specificity = errors.tp / errors.positives, errors.tn / negatives
    value = (p + specificity - 1) / (sensitivity + specificity - 1)
    z = z_of()
    wide = n + z * z
    p_ = (n * p + z * z / 2) / wide
    se, n_se = (errors.tp + 1) / (errors.positives + 2), errors.positives + 2
    sp, n_sp = (errors.tn + 1) / (negatives + 2), negatives + 2
    youden = se + sp - 1
    middle = (p_ + sp - 1) / youden
    from_se, from_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    shift = 2 * z * z * (middle * from_se - (1 - middle) * from_sp)
    half = z / youden * math.sqrt(p_ * (1 - p_) / wide + middle**2 * from_se + (1 - middle) ** 2 * from_sp)
    if middle + shift + half <= 0 or middle + shift - half >= 1:
        return None
    value, low, high = (min(1.0, max(0.0, x)) for x in (value, middle + shift - half, middle + shift + half))
    return Estimate(value, min(low, value), max(high, value))
