"""A line of points as it is shown: where it belongs, how it was computed, from what."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

_CENT = Decimal("0.01")
# Divisions by three leave an error far behind the point; a half would fall below itself by it.
_EXACT = Decimal("1e-9")


class Part(StrEnum):
    """The three dimensions of the score."""

    ACTIVITY = "activity"
    QUALITY = "quality"
    SOLVING = "solving"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {Part.ACTIVITY: "活动参与", Part.QUALITY: "建议质量", Part.SOLVING: "问题解决"}

# What the lines are called; a line of one suggestion adds its title in brackets.
LINE_LABELS = (
    "出席",
    "履职任务",
    "超出任务",
    "代表建议",
    "响应",
    "核对、催办、转告",
    "走访与会诊",
    "办理成效",
)


def name_of(label: str) -> str:
    """The name of a line without the title of what it is about."""
    return label.partition("（")[0]


@dataclass(frozen=True)
class Line:
    """`points` are unrounded. `formula` says in words how they came about; `inputs` are its numbers by label."""

    part: Part
    key: str
    label: str
    at_most: Decimal
    points: Decimal
    formula: str
    inputs: tuple[tuple[str, str], ...] = ()
    records: tuple[str, ...] = ()


def rounded(points: Decimal) -> Decimal:
    """Half up to two decimals: once, where points are shown."""
    return points.quantize(_EXACT, ROUND_HALF_EVEN).quantize(_CENT, ROUND_HALF_UP)


def plain(number: Decimal | int) -> str:
    """A number as people write it: 9.4, 15, 0.333."""
    value = Decimal(number).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return f"{value:f}".rstrip("0").rstrip(".")


def named(*records: str) -> tuple[str, ...]:
    """Those that have a name, each once, in their order."""
    return tuple(dict.fromkeys(record for record in records if record))
