"""Shares and their intervals, in closed form: nothing but the standard library is needed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`, with an interval.

    `value` is in [0, 1], `low` and `high` bound it; all three are None where `n` is 0, for then there is no
    share.
    """

    count: int
    n: int
    value: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        """Return the share with its interval in per cent: `12 % [7, 20]`; a dash where there is none."""
        if self.value is None or self.low is None or self.high is None:
            return "–"
        return f"{100 * self.value:.0f} % [{100 * self.low:.0f}, {100 * self.high:.0f}]"


def z_of(level: float = LEVEL) -> float:
    """Return how many standard errors an interval of this level reaches to each side.

    Raises:
        ValueError: the level is not in (0, 1).

    """
    if not 0 < level < 1:
        raise ValueError(f"level must be in (0, 1), was {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def share(count: int, n: int, level: float = LEVEL) -> Share:
    """Return the share with its Wilson score interval.

    Of the usual intervals it is one of the two that hold their level for small counts (Brown, Cai and
    DasGupta 2001, "Interval Estimation for a Binomial Proportion"); 0 of n still has a width.

    Raises:
        ValueError: not 0 <= count <= n, or a level outside (0, 1).

    """
    if not 0 <= count <= n:
        raise ValueError(f"a share needs 0 <= count <= n, was {count} of {n}")
    if n == 0:
        return Share(0, 0, None, None, None)
    low, high = wilson(count / n, n, z_of(level))
    return Share(count, n, count / n, low, high)


def wilson(p: float, n: float, z: float) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion `p` of `n` (> 0, may be an effective number)."""
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (0.0 if p == 0 else max(0.0, centre - half)), (1.0 if p == 1 else min(1.0, centre + half))


@dataclass(frozen=True, slots=True)
class Change:
    """The later share less the earlier one, in [-1, 1], with an interval.

    `clear` says that the difference stays clear of 0 also when as many differences are looked at together
    as the table holds (Bonferroni). All but `clear` are None where one of the shares is not defined.
    """

    value: float | None
    low: float | None
    high: float | None
    clear: bool = False

    @property
    def words(self) -> str:
        """What may be said of it: `no clear change`, `perhaps a larger share`, `larger share`, or smaller.

        `perhaps` where the interval is clear of 0, but not once it is seen as one of many.
        """
        if self.value is None or self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "no clear change"
        size = "larger share" if self.value > 0 else "smaller share"
        return size if self.clear else f"perhaps a {size}"


def change(earlier: Share, later: Share, looks: int = 1, level: float = LEVEL) -> Change:
    """Return the difference of two shares with Newcombe's interval.

    It joins the two Wilson intervals and holds for small counts (Newcombe 1998, "Interval estimation for the
    difference between independent proportions", method 10).

    Args:
        earlier: the share that is taken away.
        later: the share it is taken from.
        looks: how many differences are looked at together; `clear` is judged at 1 - (1 - level) / looks.
        level: of the interval.

    Raises:
        ValueError: `looks` below 1, or a level outside (0, 1).

    """
    if looks < 1:
        raise ValueError(f"looks must be 1 or more, was {looks}")
    z = z_of(level)
    if earlier.value is None or later.value is None:
        return Change(None, None, None)
    low, high = _newcombe(earlier, later, z)
    strict_low, strict_high = _newcombe(earlier, later, z_of(1 - (1 - level) / looks))
    return Change(later.value - earlier.value, low, high, strict_low > 0 or strict_high < 0)


def _newcombe(earlier: Share, later: Share, z: float) -> tuple[float, float]:
    assert earlier.value is not None
    assert later.value is not None
    low1, high1 = wilson(later.value, later.n, z)
    low2, high2 = wilson(earlier.value, earlier.n, z)
    difference = later.value - earlier.value
    below = math.hypot(later.value - low1, high2 - earlier.value)
    above = math.hypot(high1 - later.value, earlier.value - low2)
    return max(-1.0, difference - below), min(1.0, difference + above)


def t_quantile(p: float, df: float) -> float:
    """Return the quantile of Student's t, for p in [0.5, 1) and df >= 4.

    The expansion of Fisher and Cornish (1960) in four terms; its error is below 0.01 at p = 0.975.

    Raises:
        ValueError: p or df outside these ranges.

    """
    if not 0.5 <= p < 1 or df < 4:
        raise ValueError(f"t_quantile needs 0.5 <= p < 1 and df >= 4, was p={p}, df={df}")
    z = NormalDist().inv_cdf(p)
    return (
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
    )
