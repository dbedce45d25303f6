"""Every date of a case that runs, for whom, and how it was counted: what a reader may check day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from office.calendar import CountedDay, local_date
from office.templatetags.wording import day, deadline_day, moment, short_day
from requests_app.deadlines import clocks, kinds
from requests_app.deadlines.display import Chip, chip_of
from requests_app.desk.views.opening import Opened
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind

# A grid of more than this is no explanation any more; the rules beside it say the rest.
LONGEST_GRID = 120


@dataclass(frozen=True)
class Counted:
    """What components/counted_days.html shows."""

    days: list[CountedDay]
    caption: str
    rules: list[str]
    start_word: str


@dataclass(frozen=True)
class DateRow:
    """One running date beside the one that binds the reader; `counted` is empty for a date that was named."""

    label: str
    due: str
    chip: Chip
    counted: Counted | None


def dates_of(opened: Opened) -> list[DateRow]:
    """The running clocks that the reader may know of, the nearest first."""
    rows = opened.file.running
    if not opened.access.reads:
        # The counter, which sees no inner work, may know of what the enterprise knows.
        shown = kinds.kinds_with("caption")
        rows = [clock for clock in rows if clock.kind in shown]
    elif opened.access.is_unit:
        own = opened.scopes.department_ids
        rows = [
            clock
            for clock in rows
            if (clock.assignment.department_id in own if clock.assignment else clock.kind == ClockKind.ANSWER)
        ]
    found = sorted(rows, key=lambda clock: (clock.due_on, clock.pk))
    return [_row(opened, clock) for clock in found]


def _row(opened: Opened, clock: Clock) -> DateRow:
    unit = f"（{clock.assignment.department.short_name}）" if clock.assignment else ""
    waits = clock.paused_on is not None
    chip = Chip("stop", "暂停计时", "停")
    if not waits:
        started_on = local_date(clock.started_at)
        chip = chip_of(clock.due_on, opened.on, opened.calendar, started_on=started_on)
    return DateRow(
        label=f"{clock.get_kind_display()}{unit}",
        due=deadline_day(clock.due_on),
        chip=chip,
        counted=counted_of(opened, clock) if clock.days else None,
    )


def counted_of(opened: Opened, clock: Clock) -> Counted:
    days = clocks.counted(clock, opened.calendar, on=opened.on, pauses=opened.file.pauses)
    stood = [counted.date for counted in days if counted.kind == "paused"]
    waited = f"，暂停 {len(stood)} 天" if stood else ""
    return Counted(
        days=days[:LONGEST_GRID],
        caption=f"{day(clock.start_on)}起算的 {clock.total_days} 个工作日{waited}",
        rules=list(_rules(opened, clock, days, stood)),
        start_word=kinds.KINDS[clock.kind].began,
    )


def _rules(opened: Opened, clock: Clock, days: list[CountedDay], stood: list[date]) -> Iterator[str]:
    yield from _how_it_began(clock, days)
    if clock.extra_days:
        yield f"其中经批准延期 {clock.extra_days} 个工作日"
    if stood:
        yield f"{short_day(stood[0])}至{short_day(stood[-1])}等企业补充，停 {len(stood)} 天"
    yield _days_off(days)
    made_up = [counted.date for counted in days if counted.kind == "makeup"]
    if made_up:
        yield f"{'、'.join(short_day(worked) for worked in made_up)}调休上班，计入"
    if clock.kind == ClockKind.VERDICT:
        yield "企业评价至少留 7 个自然日"
    elif clock.paused_on is None and len(days) > 1 and days[-2].number >= clock.total_days > 0:
        yield f"以告知的 {deadline_day(clock.due_on)}为准"
    if clock.kind == ClockKind.ANSWER:
        yield "单位之间转办不影响这个日期"
    if opened.calendar.is_provisional(clock.due_on):
        yield f"{clock.due_on.year} 年放假安排尚未公布，日期可能顺延，不会提前"


def _how_it_began(clock: Clock, days: list[CountedDay]) -> Iterator[str]:
    began = kinds.KINDS[clock.kind].began
    began = "重新办理" if clock.round > 1 and clock.kind == ClockKind.ANSWER else began
    difficulty = clock.case.get_difficulty_display()
    kind = f"{difficulty}件 " if difficulty and clock.kind == ClockKind.ANSWER else ""
    yield f"{kind}{clock.total_days} 个工作日，{began}次日为第 1 天"
    yield f"{moment(timezone.localtime(clock.started_at))} {began}"
    late = any(counted.kind == "late" for counted in days)
    if late or clock.start_on > timezone.localdate(clock.started_at):
        yield "下班后或休息日收到，从下一个工作日起算"


def _days_off(days: list[CountedDay]) -> str:
    names = dict.fromkeys(counted.name for counted in days if counted.kind == "holiday" and counted.name)
    return "双休日不计" + (f"，{'、'.join(names)}放假不计" if names else "，期间没有法定节假日")
