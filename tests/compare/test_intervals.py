from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themetag.compare.intervals import change, share, t_quantile, z_of

COUNTS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]
)
def test_wilson_interval_equals_published_values(count: int, n: int, low: float, high: float) -> None:
    """The interval of a share is the one that Newcombe 1998 prints for the score method."""
    found = share(count, n)
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((48, 80), (56, 70), 0.0524, 0.3339), ((3, 10), (9, 10), 0.1705, 0.8090), ((0, 20), (10, 10), 0.6791, 1.0)],
)
def test_difference_interval_equals_published_values(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """The interval of a difference is the one that Newcombe 1998 prints for his method 10, to three digits."""
    found = change(share(*first), share(*second))
    assert found.low == pytest.approx(low, abs=2e-3)
    assert found.high == pytest.approx(high, abs=2e-3)


@given(COUNTS)
def test_share_lies_in_its_interval(counts: tuple[int, int]) -> None:
    """A share lies in its interval, which lies in [0, 1]; nothing of nothing has none."""
    found = share(*counts)
    if counts[1] == 0:
        assert (found.value, found.low, found.high, str(found)) == (None, None, None, "–")
    else:
        assert 0 <= found.low <= found.value <= found.high <= 1  # type: ignore[operator]


@given(COUNTS, COUNTS)
def test_difference_turns_round_with_its_order(first: tuple[int, int], second: tuple[int, int]) -> None:
    """What is larger seen from one side is as much smaller seen from the other."""
    forth, back = change(share(*first), share(*second), 36), change(share(*second), share(*first), 36)
    if forth.value is None:
        assert back.value is None
    else:
        assert back.low is not None
        assert forth.value == pytest.approx(-(back.value or 0))
        assert forth.high == pytest.approx(-back.low)
        assert forth.clear == back.clear


@pytest.mark.parametrize("few", [1, 2])
@pytest.mark.parametrize("n", [20, 100, 300])
def test_one_or_two_sentences_are_no_trend(few: int, n: int) -> None:
    """One or two sentences more, or fewer, are never a clear change, nor one that reads `perhaps`."""
    assert change(share(0, n), share(few, n), 36).words == "no clear change"
    assert change(share(few, n), share(0, n), 36).words == "no clear change"


def test_words_grow_with_the_difference() -> None:
    """A difference reads `perhaps` when it stands clear of 0 by itself, and clear when among all others."""
    assert change(share(20, 100), share(33, 100), 36).words == "perhaps a larger share"
    assert change(share(20, 100), share(60, 100), 36).words == "larger share"
    assert change(share(60, 100), share(20, 100), 36).words == "smaller share"
    assert change(share(20, 100), share(33, 100), 1).words == "larger share"


@pytest.mark.parametrize("df", [4, 5, 9, 30, 200])
def test_t_quantile_is_that_of_scipy(df: int) -> None:
    """The quantile of Student's t is within 0.01 of scipy's at the level that is used."""
    stats = pytest.importorskip("scipy.stats", reason="scipy holds the values to compare with")
    assert t_quantile(0.975, df) == pytest.approx(stats.t.ppf(0.975, df), abs=0.01)


def test_impossible_counts_are_refused() -> None:
    """Counts, levels and looks that cannot be are refused with their value."""
    with pytest.raises(ValueError, match=r"0 <= count <= n, was 3 of 2"):
        share(3, 2)
    with pytest.raises(ValueError, match=r"level must be in \(0, 1\), was 1"):
        z_of(1)
    with pytest.raises(ValueError, match="looks must be 1 or more, was 0"):
        change(share(1, 2), share(1, 2), 0)
    with pytest.raises(ValueError, match=r"df >= 4, was p=0\.975, df=3"):
        t_quantile(0.975, 3)
