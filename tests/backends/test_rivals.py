"""Labels are weighed with the strongest other label of their sentence."""

from __future__ import annotations

import numpy as np
import pytest

from themetag.backends.rivals import NO_RIVALS, Rivals, strongest_other
from themetag.training.calibrate import calibrate, rivalry

ODDS = np.array([[1.0, 3.0, -2.0], [0.5, 0.5, 0.0]])


def test_the_strongest_other_label() -> None:
    """Of the highest the second, of all others the highest; of two equal ones each is the other's."""
    assert strongest_other(ODDS).tolist() == [[3.0, 1.0, 3.0], [0.5, 0.5, 0.5]]
    assert strongest_other(np.zeros((0, 3))).shape == (0, 3)


def test_they_are_weighed() -> None:
    """Own log-odds, the rival's and an offset; a label alone, or numbers that say nothing, change nothing."""
    found = Rivals(0.5, -0.25, 1.0).weigh(ODDS)
    assert found[0].tolist() == [0.5 * 1 - 0.25 * 3 + 1, 0.5 * 3 - 0.25 * 1 + 1, 0.5 * -2 - 0.25 * 3 + 1]
    assert NO_RIVALS.weigh(ODDS) is ODDS
    assert Rivals(0.5, -0.25, 1.0).weigh(ODDS[:, :1]).tolist() == ODDS[:, :1].tolist()


def test_a_row_does_not_depend_on_others() -> None:
    """Together and alone give the same bytes."""
    odds = np.random.default_rng(1).normal(size=(50, 7))
    weigh = Rivals(0.9, -0.2, -0.1).weigh
    assert weigh(odds).tobytes() == np.vstack([weigh(row[None]) for row in odds]).tobytes()


def one_label_each(n: int = 3_000) -> tuple[np.ndarray, np.ndarray]:
    """Return log-odds that know no other label, and gold labels of which each unit has just one."""
    rng = np.random.default_rng(2)
    gold = np.eye(4, dtype=bool)[rng.integers(0, 4, n)]
    return 2.0 * gold - 2.0 + rng.normal(0, 1.2, gold.shape), gold


def test_where_one_label_rules_out_another_it_is_found() -> None:
    """A sure rival counts against a label, and the scores become better, thresholds included."""
    odds, gold = one_label_each()
    found = rivalry(odds, gold)
    assert found.own > 0
    assert found.rival < -0.3
    labels = np.arange(4)
    apart, together = (calibrate(odds, gold, labels, alone=alone) for alone in (True, False))
    assert apart.rivals == NO_RIVALS

    def f1(scores: np.ndarray, thresholds: np.ndarray) -> float:
        given = scores >= thresholds
        return float(2 * (given & gold).sum() / (given.sum() + gold.sum()))

    assert f1(together.scores, together.thresholds) > f1(apart.scores, apart.thresholds) + 0.02


@pytest.mark.parametrize("n_labels", [0, 1])
def test_without_a_rival_there_is_no_rivalry(n_labels: int) -> None:
    """One label, or no unit: as they are."""
    odds, gold = one_label_each(20)
    assert rivalry(odds[:, :n_labels], gold[:, :n_labels]) == NO_RIVALS
    assert rivalry(odds[:0], gold[:0]) == NO_RIVALS
