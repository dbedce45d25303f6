"""Which duties there are: of whom, how often, by a dated setting of the office (docs/domain.md § 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from evaluation.duties.entitlement import Months
from groups.year_records import DutyKind
from office import options

GROUP = "履职任务"


@dataclass(frozen=True)
class DutyRule:
    """`whose` names a field of `Months`; `times` a quarter or a year is the setting `setting`."""

    kind: DutyKind
    whose: Literal["in_office", "posted", "in_group"]
    per: Literal["quarter", "year"]
    setting: str
    default: int
    label: str

    def times(self, year: int) -> int:
        """What was in force when the year began."""
        return int(options.value(self.setting, date(year, 1, 1)))

    def months(self, months: Months) -> frozenset[int]:
        found: frozenset[int] = getattr(months, self.whose)
        return found


RULES = (
    DutyRule(DutyKind.RECEPTION, "posted", "quarter", "duty_receptions", 1, "进站代表每季度参加接待"),
    DutyRule(DutyKind.PAIRING, "posted", "quarter", "duty_contacts", 1, "进站代表每季度结对联系"),
    DutyRule(DutyKind.SUGGESTION, "in_group", "year", "duty_suggestions", 1, "小组成员每年专业建议"),
    DutyRule(DutyKind.SURVEY, "in_group", "year", "duty_surveys", 2, "小组成员每年调研视察"),
)
# 述职 stands beside: once in a term, and never part of a score.
STATION_RECEPTIONS = "duty_station_receptions"


def declare_all() -> None:
    for rule in RULES:
        options.declare(
            rule.setting, kind="integer", default=rule.default, label=rule.label, unit="次", group=GROUP
        )
    options.declare(
        STATION_RECEPTIONS, kind="integer", default=1, label="服务站每月接待选民", unit="次", group=GROUP
    )
