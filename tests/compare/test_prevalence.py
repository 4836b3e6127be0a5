from __future__ import annotations

import numpy as np
import pytest

from themetag.compare.intervals import t_quantile, z_of
from themetag.compare.measured import LabelErrors
from themetag.compare.prevalence import Prevalence, correct, effective_number, estimate
from themetag.types import Polarity

GOOD = LabelErrors(tp=90, fp=45, fn=10, tn=855)  # finds 90 %, leaves 95 % of the others alone


def prevalence(errors: LabelErrors | None, counts: tuple[int, ...] = (3, 5, 4, 6, 2)) -> Prevalence:
    return estimate("planning", Polarity.CONCERN, counts, (20,) * len(counts), errors)


def test_share_is_corrected_by_what_the_model_misses_and_invents() -> None:
    """The corrected share is that of Rogan and Gladen: (0.2 + 0.95 - 1) / (0.9 + 0.95 - 1)."""
    found = prevalence(GOOD)
    assert found.observed.value == 0.2
    assert found.corrected is not None
    assert found.corrected.value == pytest.approx(0.15 / 0.85)
    assert found.corrected.low < found.corrected.value < found.corrected.high
    assert found.why == ""


def test_perfect_model_needs_no_correction() -> None:
    """A model without an error on very many rows leaves a share as it is."""
    found = correct(0.3, 1000, LabelErrors(100_000, 0, 0, 900_000))
    assert found is not None
    assert found.value == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("errors", "why"),
    [
        (None, "the model's errors on this label are not known"),
        (LabelErrors(20, 5, 9, 900), "only 29 held-out positives, 30 are needed"),
        (LabelErrors(10, 300, 30, 700), "does not tell this label from others"),
        (LabelErrors(30, 0, 0, 0), "does not tell this label from others"),
    ],
)
def test_uncorrected_share_says_why(errors: LabelErrors | None, why: str) -> None:
    """Where the errors are not known, too few rows measure them or the model is no better than chance, the
    share stands uncorrected and marked."""  # noqa: D205, D209
    found = prevalence(errors)
    assert found.corrected is None
    assert why in found.why
    assert found.observed.value == 0.2


def test_thirty_positives_are_enough() -> None:
    """From 30 held-out positives on a share is corrected."""
    assert prevalence(LabelErrors(25, 10, 5, 900)).corrected is not None


def test_reports_that_differ_widen_the_interval() -> None:
    """Reports that agree count as their sentences, less a little for being few; reports that differ as fewer."""
    freedom = (z_of() / t_quantile(0.975, 4)) ** 2
    alike = effective_number((4, 4, 4, 4, 4), (20,) * 5)
    apart = effective_number((20, 0, 0, 0, 0), (20,) * 5)
    assert alike == pytest.approx(100 * freedom)
    assert apart < 5 * freedom + 1e-9
    assert effective_number((0, 0, 0, 0, 0), (20,) * 5) == pytest.approx(100 * freedom)


def test_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Over 2,000 drawn studies the 95 % interval of the corrected share holds the true share in 93 to 98.5 %."""
    rng = np.random.default_rng(7)
    truth, sensitivity, specificity, n = 0.15, 0.7, 0.96, 600
    held = 0
    for _ in range(2_000):
        tp, fp = rng.binomial(80, sensitivity), rng.binomial(1_200, 1 - specificity)
        found = rng.binomial(n, truth * sensitivity + (1 - truth) * (1 - specificity))
        interval = correct(found / n, n, LabelErrors(tp, fp, 80 - tp, 1_200 - fp))
        assert interval is not None
        held += interval.low <= truth <= interval.high
    assert 0.93 <= held / 2_000 <= 0.985


def test_corrected_share_stays_a_share() -> None:
    """A share a little below what the model invents is corrected to 0, not below."""
    found = correct(0.04, 500, GOOD)
    assert found is not None
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0 < found.high < 0.1


def test_share_that_the_errors_cannot_explain_is_not_corrected() -> None:
    """A share far below what the model invents elsewhere shows that it does not err here as it did there."""
    found = prevalence(GOOD, (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))
    assert correct(0.005, 5_000, GOOD) is None
    assert prevalence(LabelErrors(90, 450, 10, 450)).corrected is None
    assert "cannot have given this share" in prevalence(LabelErrors(90, 450, 10, 450)).why
    assert found.observed.value == 1 / 320


def test_too_few_reports_are_refused() -> None:
    """Four reports cannot tell how reports differ."""
    with pytest.raises(ValueError, match="5 reports or more, there are 4"):
        prevalence(GOOD, (1, 2, 3, 4))


def test_negative_counts_are_refused() -> None:
    """Counts of held-out rows are not below 0."""
    with pytest.raises(ValueError, match="0 or more, were 1, -1, 2, 3"):
        LabelErrors(1, -1, 2, 3)
