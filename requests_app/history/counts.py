"""How a requester's dates were counted, day by day and in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string

from office import options
from office.calendar import CountedDay, WorkingCalendar, local_date
from office.templatetags.wording import day as in_words
from office.templatetags.wording import deadline_day
from requests_app.deadlines import clocks, kinds
from requests_app.deadlines.kinds import Caption
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind, Pause


@dataclass(frozen=True)
class Count:
    """How a date was counted, as components/counted_days.html shows it on the local date `today`."""

    days: tuple[CountedDay, ...]
    today: date
    caption: str
    rules: tuple[str, ...]
    start_word: str
    title: str = ""

    @property
    def html(self) -> str:
        """A cell for each day takes most of the page's time, and is the same for all that were sent on one day."""
        return _counted(self)


@lru_cache(maxsize=500)
def _counted(count: Count) -> str:
    return render_to_string("components/counted_days.html", vars(count))


def main_count(
    last: dict[str, Clock], pauses: list[Pause], calendar: WorkingCalendar, on: date
) -> Count | None:
    """The enterprise's date, or until acceptance the date of that; `pauses` are all of the case."""
    clock = last.get(ClockKind.ANSWER) or last.get(ClockKind.ACCEPT)
    if clock is None:
        return None
    days = clocks.counted(clock, calendar, on=on, pauses=pauses)
    caption = _caption(clock)
    return Count(
        days=tuple(days),
        today=on,
        caption=caption.title,
        rules=tuple(_rules(clock, days, calendar)),
        start_word="重办" if clock.round > 1 else caption.start,
    )


def _caption(clock: Clock) -> Caption:
    caption = kinds.KINDS[clock.kind].caption
    if caption is None:
        raise ValueError(f"{clock} is not explained to the requester")
    return caption


def other_counts(
    last: dict[str, Clock], pauses: list[Pause], calendar: WorkingCalendar, on: date
) -> Iterator[Count]:
    for kind in kinds.kinds_with("caption"):
        clock = last.get(kind)
        # One of the dates to the answer is explained first, for itself.
        if kind in _MAIN or clock is None or not clock.is_running:
            continue
        caption = _caption(clock)
        days = clocks.counted(clock, calendar, on=on, pauses=pauses)
        rules = list(_rules(clock, days, calendar))
        if kind == ClockKind.VERDICT:
            rules.insert(1, "至少留 7 个自然日。")
        full = f"{caption.title}：{deadline_day(clock.due_on)}，怎么算的"
        yield Count(tuple(days), on, caption=full, rules=tuple(rules), start_word=caption.start, title=full)


_MAIN = (ClockKind.ACCEPT, ClockKind.ANSWER)


def _rules(clock: Clock, days: list[CountedDay], calendar: WorkingCalendar) -> list[str]:
    closes_at = options.value("day_closes_at", local_date(clock.started_at)).strftime("%H:%M")
    rules = [f"{clock.days} 个工作日，{in_words(clock.start_on)}起算，之后第一个工作日为第 1 天。"]
    if clock.start_on != local_date(clock.started_at):
        rules.append(f"非工作日或 {closes_at} 以后收到的，从下一个工作日起算。")
    if clock.round > 1:
        rules.append("重新办理的，期限是第一次的一半。")
    rules.append("周末和法定节假日不计，调休上班的日子计入。")
    if clock.extra_days:
        rules.append(f"其中经批准延期 {clock.extra_days} 个工作日，原期限是 {in_words(clock.first_due_on)}。")
    paused = sum(day.kind == "paused" for day in days)
    if paused:
        rules.append(f"等您补充的 {paused} 个工作日不计。")
    if clock.paused_on is None and days[-1].date != clock.due_on:
        rules.append(f"以告知您的 {deadline_day(clock.due_on)}为准。")
    rules.append(f"到期当天 {closes_at} 截止。")
    if calendar.is_provisional(clock.due_on):
        rules.append(f"{clock.due_on.year} 年放假安排尚未公布，日期可能顺延，不会提前。")
    return rules
