"""期限怎么算的: how the date of a clock of a suggestion was counted (docs/domain.md § 4, clocks)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.lengths import months_later
from office.templatetags.wording import deadline_day, short_day
from suggestions.deadlines.kinds import KINDS
from suggestions.models import SuggestionClock


@dataclass(frozen=True)
class Stage:
    """One day on the way; `state` as the course of the page has it: done, doing, or nothing for a day to come."""

    title: str
    words: str
    state: str


@dataclass(frozen=True)
class Counted:
    title: str
    stages: tuple[Stage, ...]
    rules: tuple[str, ...]


def explained(clock: SuggestionClock, on: date) -> Counted:
    """Of a clock that runs on the local date `on`."""
    unit = clock.assignment.holder.short_name if clock.assignment else ""
    title = f"{unit}{KINDS[clock.kind].task}"
    return Counted(title, tuple(_stages(clock, on)), tuple(_rules(clock)))


def _stages(clock: SuggestionClock, on: date) -> list[Stage]:
    days = [("起算", clock.start_on)]
    days += [(f"满 {n} 个月", months_later(clock.start_on, n)) for n in range(1, clock.months or 0)]
    days.append(("原定到期" if clock.due_on != clock.first_due_on else "到期", clock.first_due_on))
    if clock.due_on != clock.first_due_on:
        days.append(("现在到期", clock.due_on))
    return [Stage(label, short_day(day), "done" if day <= on else "") for label, day in days]


def _rules(clock: SuggestionClock) -> list[str]:
    start = deadline_day(clock.start_on)
    if clock.months:
        ends_on = months_later(clock.start_on, clock.months)
        rules = [f"{start}起算，满 {clock.months} 个月是 {short_day(ends_on)}。"]
        if ends_on.day != clock.start_on.day:
            rules.append("那个月没有这一天，算到月底。")
        if ends_on != clock.first_due_on:
            rules.append(f"那天不是工作日，顺延到 {deadline_day(clock.first_due_on)}。")
    elif clock.days:
        rules = [f"{start}起，当天不算，数 {clock.days} 个工作日，到 {deadline_day(clock.first_due_on)}。"]
    else:
        rules = [f"日期是写明的：{deadline_day(clock.first_due_on)}。"]
    if clock.due_on != clock.first_due_on:
        rules.append(f"后来改到 {deadline_day(clock.due_on)}，原定日期照样留着。")
    return rules
