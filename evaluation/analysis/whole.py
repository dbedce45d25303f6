"""Everything that one page of the analysis tells: its numbers, with names and what became of the cases."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.analysis import durations, outcomes
from evaluation.analysis import units as unit_lines
from evaluation.analysis.matters import Asked, cases_in
from evaluation.analysis.movements import Movement, Repeated
from evaluation.analysis.numbers import MonthLine, Numbers, count
from evaluation.analysis.tests_of_chance import Trend
from groups.models import Department
from office.calendar import WorkingCalendar
from requests_app.models import Category

SHOWN = 8
RISES = (Trend.CLEAR_RISE, Trend.POSSIBLE_RISE)


@dataclass(frozen=True)
class Analysis:
    """`categories` and `units` name the keys, units by their names; `moving` has those of the categories that are worth a look first."""

    asked: Asked
    months: list[MonthLine]
    matters: int
    left_out: int
    categories: dict[int, str]
    units: dict[int, str]
    moving: list[Movement]
    moving_units: list[Movement]
    repeated: list[Repeated]
    spent: list[durations.Spent]
    compared: list[unit_lines.UnitLine]
    became: list[outcomes.Became]
    promises: list[outcomes.Promises]


def analyse(asked: Asked, calendar: WorkingCalendar) -> Analysis:
    """Some fifteen queries, however many cases there are, and two for each of at most a dozen mechanisms."""
    return told(asked, count(asked, calendar))


def told(asked: Asked, numbers: Numbers) -> Analysis:
    """The numbers with the names of now, and what became of the cases."""
    return Analysis(
        asked,
        numbers.months,
        sum(line.received for line in numbers.months),
        numbers.left_out,
        dict(Category.objects.values_list("pk", "name")),
        {
            pk: short or name
            for pk, short, name in Department.objects.by_name().values_list("pk", "short_name", "name")
        },
        numbers.moving,
        numbers.moving_units,
        numbers.repeated,
        numbers.spent,
        numbers.compared,
        outcomes.became(cases_in(asked), asked),
        outcomes.promises(asked.on),
    )


@dataclass(frozen=True)
class Topic:
    """What a survey or a sitting could take up, and what speaks for it; a person decides."""

    title: str
    evidence: str
    fits: str
    category: int | None = None
    unit: int | None = None


def topics(found: Analysis) -> list[Topic]:
    """From what rises, what repeats and where the time goes; the strongest first, each once."""
    return [*_from_rises(found), *_from_repeats(found), *_from_time(found)][:SHOWN]


def _from_rises(found: Analysis) -> list[Topic]:
    return [
        Topic(
            f"{found.categories[row.key]}：{row.trend}",
            f"{found.asked.judged.month}月 {row.x} 件，前 6 个月共 {row.y} 件，{row.enterprises} 家反映",
            "专题调研",
            category=row.key,
        )
        for row in found.moving
        if row.trend in RISES
    ]


def _from_repeats(found: Analysis) -> list[Topic]:
    rising = {row.key for row in found.moving if row.trend in RISES}
    return [
        Topic(
            f"{found.categories[row.category]}反复出现，都在{found.units.get(row.unit, '同一单位')}",
            f"近 6 个月 {row.matters} 件，{row.enterprises} 家反映"
            + (f"，{row.reopened} 件重新办理" if row.reopened else ""),
            "代表建议或服务机制",
            category=row.category,
            unit=row.unit,
        )
        for row in found.repeated
        if row.category not in rising
    ]


def _from_time(found: Analysis) -> list[Topic]:
    return [
        Topic(
            f"{row.label}为什么慢",
            f"{row.n} 次里 {row.over} 次超期，一半在 {row.median:g} 个工作日内",
            "部门会诊或审议议题",
        )
        for row in found.spent
        if row.is_large and row.over * 5 >= row.n and row.n >= 5
    ]
