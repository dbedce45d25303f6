"""How sure a difference is: exact binomial tests, Benjamini–Hochberg among all tested, Wilson intervals.

Pure functions on whole numbers; the rules and worked figures are those of docs/domain.md § 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, lgamma, log, log1p, sqrt
from typing import TypeVar

K = TypeVar("K")

TESTED_FROM = 8  # x + y: below it nothing is tested
SHOWN_FROM = 5  # x
ENTERPRISES_FROM = 3
Q = 0.2
CLEAR = 0.01
Z95 = 1.959964
FEWEST_OF_UNIT = 5


class Trend(StrEnum):
    CLEAR_RISE = "明显上升"
    POSSIBLE_RISE = "可能上升"
    CLEAR_FALL = "明显下降"
    POSSIBLE_FALL = "可能下降"
    STEADY = "看不出变化"
    FEW = "件数少，不作判断"


@dataclass(frozen=True)
class Counts:
    """`x` of the month, from `enterprises` of them; `y` of the six months before."""

    x: int
    y: int
    enterprises: int = 0

    @property
    def is_tested(self) -> bool:
        return self.x + self.y >= TESTED_FROM


def p_at_least(x: int, n: int, share: float) -> float:
    """P(X ≥ x) of Binomial(n, share), 0 < share < 1."""
    return _sum_of(range(x, n + 1), n, share)


def p_at_most(x: int, n: int, share: float) -> float:
    """P(X ≤ x) of Binomial(n, share), 0 < share < 1."""
    return _sum_of(range(x + 1), n, share)


def _sum_of(ks: range, n: int, share: float) -> float:
    """By logarithms: beyond a thousand cases the coefficients themselves are larger than any float."""
    yes, no, whole = log(share), log1p(-share), lgamma(n + 1)
    return fsum(exp(whole - lgamma(k + 1) - lgamma(n - k + 1) + k * yes + (n - k) * no) for k in ks)


def p_of_rise(counts: Counts, days: int, days_before: int) -> float:
    """Given all x + y, how often chance alone puts x or more into the month's `days` working days."""
    return min(1.0, p_at_least(counts.x, counts.x + counts.y, days / (days + days_before)))


def p_of_fall(counts: Counts, days: int, days_before: int) -> float:
    return min(1.0, p_at_most(counts.x, counts.x + counts.y, days / (days + days_before)))


def standing(p_values: Mapping[K, float], q: float = Q) -> set[K]:
    """Which stand among all tested (Benjamini–Hochberg)."""
    ordered = sorted(p_values.items(), key=lambda each: each[1])
    last = 0
    for place, (_, p) in enumerate(ordered, start=1):
        if p <= q * place / len(ordered):
            last = place
    return {key for key, _ in ordered[:last]}


def trends(counts: Mapping[K, Counts], days: int, days_before: int) -> dict[K, tuple[Trend, float | None]]:
    """Of each key what may be said, and the p-value where it was tested. `days` are working days."""
    tested = {key: each for key, each in counts.items() if each.is_tested and days and days_before}
    rises = {key: p_of_rise(each, days, days_before) for key, each in tested.items()}
    falls = {key: p_of_fall(each, days, days_before) for key, each in tested.items()}
    rising, falling = standing(rises), standing(falls)
    found: dict[K, tuple[Trend, float | None]] = {}
    for key, each in counts.items():
        if key not in tested:
            found[key] = (Trend.FEW, None)
        elif key in rising and each.x >= SHOWN_FROM and each.enterprises >= ENTERPRISES_FROM:
            found[key] = (Trend.CLEAR_RISE if rises[key] <= CLEAR else Trend.POSSIBLE_RISE, rises[key])
        elif key in falling:
            found[key] = (Trend.CLEAR_FALL if falls[key] <= CLEAR else Trend.POSSIBLE_FALL, falls[key])
        else:
            found[key] = (Trend.STEADY, min(rises[key], falls[key]))
    return found


@dataclass(frozen=True)
class Compared:
    """A unit against what the county does with the same difficulties: `observed` of `n` in time, `expected` of them."""

    observed: int
    n: int
    expected: float
    ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> str:
        """样本不足, 高于, 低于, 相当: never a rank."""
        if self.ratio is None or self.low is None or self.high is None:
            return "样本不足"
        if self.low > 1:
            return "高于"
        return "低于" if self.high < 1 else "相当"


def compared(observed: int, by_difficulty: Iterable[tuple[int, float]]) -> Compared:
    """`by_difficulty` are the unit's cases and the county's rate of each difficulty."""
    mix = list(by_difficulty)
    n, expected = sum(cases for cases, _ in mix), sum(cases * rate for cases, rate in mix)
    if n < FEWEST_OF_UNIT or not expected:
        return Compared(observed, n, expected)
    low, high = wilson(observed, n)
    return Compared(observed, n, expected, observed / expected, low * n / expected, high * n / expected)


def wilson(x: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share x of n (n > 0)."""
    share, z2 = x / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(values: Iterable[float], share: float) -> float | None:
    """The least value that at least this share of them does not exceed; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    place = max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)
    return ordered[min(place, len(ordered) - 1)]
