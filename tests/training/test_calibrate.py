"""Calibration makes scores honest; thresholds reach what they were asked for."""

from __future__ import annotations

import numpy as np
import pytest

from themetag.training.calibrate import NEVER, Aim, choose_thresholds, platt


def sample(n: int = 4_000, slope: float = 2.0, offset: float = -1.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    z = rng.normal(0, 2, (n, 2))
    return z, rng.random((n, 2)) < 1 / (1 + np.exp(-(slope * z + offset)))


def test_platt_finds_slope_and_offset() -> None:
    """Log-odds that are too timid are stretched to the truth."""
    slopes, offsets = platt(*sample())
    np.testing.assert_allclose(slopes, 2.0, atol=0.25)
    np.testing.assert_allclose(offsets, -1.0, atol=0.25)


def test_a_label_of_few_rows_follows_the_others() -> None:
    """A label with three positives, all on one side, gets finite numbers near the common ones."""
    z, gold = sample()
    gold[:, 1] = False
    gold[np.argsort(-z[:, 1])[:3], 1] = True
    slopes, offsets = platt(z, gold)
    assert np.isfinite(slopes).all()
    assert np.isfinite(offsets).all()
    assert (slopes > 0).all()


def test_thresholds_follow_the_aim() -> None:
    """A precision or a recall that was asked for is reached, and not by giving everything or nothing."""
    z, gold = sample()
    scores = 1 / (1 + np.exp(-z))
    for aim in (Aim(precision=0.9), Aim(recall=0.9)):
        thresholds = choose_thresholds(scores, gold, aim)
        given = scores >= thresholds
        precision = (given & gold).sum(axis=0) / given.sum(axis=0)
        recall = (given & gold).sum(axis=0) / gold.sum(axis=0)
        reached = precision if aim.precision else recall
        assert ((reached >= 0.9) & (reached < 0.93)).all()
    best = choose_thresholds(scores, gold)
    assert ((best > 0.1) & (best < 0.9)).all()


def test_an_aim_out_of_reach_gives_no_tag() -> None:
    """Where no threshold reaches the precision, the label is never given."""
    scores, gold = np.array([[0.9], [0.2]]), np.array([[False], [True]])
    assert choose_thresholds(scores, gold, Aim(precision=0.9)).tolist() == [NEVER]


@pytest.mark.parametrize("value", [0.0, -1.0, 1.1])
def test_aims_are_shares(value: float) -> None:
    """An aim outside (0, 1] is refused, and so are two."""
    with pytest.raises(ValueError, match="precision must be above 0 and at most 1"):
        Aim(precision=value)
    with pytest.raises(ValueError, match="not both"):
        Aim(0.9, 0.9)


def test_of_thresholds_that_are_as_good_the_highest_is_taken() -> None:
    """Where no score lies between two thresholds, the higher one keeps more of what is not there from being tagged."""
    gold = np.repeat([True, False], 200)[:, None]
    scores = np.where(gold, 0.8, 0.3)
    (found,) = choose_thresholds(scores, gold)
    assert 0.7 < found <= 0.8
