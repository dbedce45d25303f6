"""One version of the rules of the score (履职评价办法) as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType


def _table(**values: str) -> Mapping[str, Decimal]:
    return MappingProxyType({key: Decimal(value) for key, value in values.items()})


_SUGGESTION_OUTCOMES = MappingProxyType(
    {
        "A": Decimal(1),
        "B kept": Decimal(1),
        "B": Decimal("0.8"),
        "overdue, urged": Decimal("0.8"),
        "C": Decimal("0.6"),
        "D": Decimal("0.5"),
        "overdue": Decimal("0.5"),
    }
)
_SATISFACTIONS = MappingProxyType(
    {"满意": Decimal("0.2"), "基本满意": Decimal("0.1"), "不满意": Decimal(0), "": Decimal(0)}
)


@dataclass(frozen=True)
class Rules:
    """The defaults are the scheme of 2026. Priors stand for what is not known of a person (docs/domain.md § 7)."""

    # 活动参与
    attendance_points: Decimal = Decimal(15)
    attendance_prior: Decimal = Decimal("0.7")
    attendance_prior_weight: Decimal = Decimal(2)
    # Leave for one call in so many is free.
    free_leave_one_in: int = 3
    duties_points: Decimal = Decimal(12)
    duties_prior: Decimal = Decimal("0.7")
    extras_points: Decimal = Decimal(3)
    # 建议质量
    quality_points: Decimal = Decimal(30)
    rank_shares: tuple[Decimal, ...] = (Decimal("0.6"), Decimal("0.25"), Decimal("0.15"))
    co_signer_share: Decimal = Decimal("0.2")
    co_signed_at_most: int = 2
    full_marks: int = 20
    marks_apart_at_most: int = 4
    outcome_share: Decimal = Decimal("0.2")
    suggestion_outcomes: Mapping[str, Decimal] = field(default_factory=lambda: _SUGGESTION_OUTCOMES)
    # 问题解决
    response_points: Decimal = Decimal(10)
    pressing_points: Decimal = Decimal(8)
    meeting_points: Decimal = Decimal(6)
    conduct_prior: Decimal = Decimal("0.6")
    conduct_prior_weight: Decimal = Decimal(3)
    result_points: Decimal = Decimal(16)
    # What somebody who refused nothing has of the result before anything was settled.
    result_floor: Decimal = Decimal("0.4")
    # So many credits in twelve months halve what is missing of the result.
    credits_to_half: Decimal = Decimal(3)
    fewest_months: int = 3
    difficulty_weights: Mapping[str, Decimal] = field(
        default_factory=lambda: _table(simple="1", ordinary="1.5", hard="2.5")
    )
    case_outcomes: Mapping[str, Decimal] = field(
        default_factory=lambda: _table(settled="1", kept="1", promised="0.6", explained="0.4", none="0")
    )
    look_back_bonus: Decimal = Decimal("0.3")
    satisfaction_bonus: Mapping[str, Decimal] = field(default_factory=lambda: _SATISFACTIONS)


RULES_2026 = Rules()
