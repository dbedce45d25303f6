"""What a month's count comes to: one rate, the sums, and one audience's figures together."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

FEWEST = 5  # below this a public rate says 样本不足 and shows neither part
# Whole cases, or parts of split ones: a part of k weighs 1/k.
Weight = int | Fraction
# Of an audience: a value of RequesterKind, or a primary key.
Key = int | str


def shown(weight: Weight) -> int | float:
    """As screens, papers and the API write it: whole, or with two decimals."""
    return int(weight) if weight == int(weight) else round(float(weight), 2)


@dataclass(frozen=True)
class Rate:
    """`numerator` of `denominator`; `excluded` rows stand beside, with `beside` counts by name. All are weights."""

    numerator: Weight = 0
    denominator: Weight = 0
    excluded: Weight = 0
    beside: dict[str, Weight] = field(default_factory=dict)

    def __add__(self, other: Rate) -> Rate:
        names = {*self.beside, *other.beside}
        return Rate(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.excluded + other.excluded,
            {name: self.beside.get(name, 0) + other.beside.get(name, 0) for name in names},
        )

    @property
    def rest(self) -> Weight:
        return self.denominator - self.numerator

    @property
    def percent(self) -> int | None:
        """Whole per cent, half up; None without any row."""
        if not self.denominator:
            return None
        return int((200 * self.numerator + self.denominator) // (2 * self.denominator))

    @property
    def is_small(self) -> bool:
        return self.denominator < FEWEST


@dataclass(frozen=True)
class Sums:
    """Cases received in the month: settled + ended + going + overdue + left out = received.

    `settled` is 已办结 and nothing else; `ended` are the other ends (explained, promised, unrated, upheld).
    """

    received: int = 0
    settled: int = 0
    ended: int = 0
    going: int = 0
    overdue: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class LeftOut:
    """Why rows are left out: `reason` is the key of its list, `count` their number, `weight` as in the rate."""

    reason: str
    label: str
    count: int
    weight: Weight


@dataclass(frozen=True)
class Figures:
    """One audience's month; `left_out` has the reasons of each rate, the most frequent first."""

    sums: Sums = Sums()
    rates: dict[str, Rate] = field(default_factory=dict)
    left_out: dict[str, list[LeftOut]] = field(default_factory=dict)

    def rate(self, name: str) -> Rate:
        return self.rates.get(name, Rate())

    @property
    def solved(self) -> Rate:
        """解决率: verdicts on A and promises due, together."""
        return self.rate("solved") + self.rate("promised")


@dataclass(frozen=True)
class MonthFigures:
    """The month of everybody, and by the keys of each dimension that was counted, of those with anything in it."""

    total: Figures
    by: dict[str, dict[Key, Figures]]
