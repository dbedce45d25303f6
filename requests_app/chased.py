"""What was done about a late clock: reminded, urged, told to the next level, each with its date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from office.calendar import WorkingCalendar, local_date
from office.models import Notice
from requests_app import reminders
from requests_app.models import Clock, Urging


@dataclass(frozen=True)
class Escalation:
    """`word` says who was told, on a local date."""

    word: str
    on: date


@dataclass(frozen=True)
class Chased:
    """Of one clock. `urged` counts the office's own urgings of its case, `asked` those of the enterprise."""

    reminded_on: date | None = None
    urged: int = 0
    urged_on: date | None = None
    asked: int = 0
    escalations: tuple[Escalation, ...] = ()

    @property
    def by_day(self) -> dict[date, str]:
        """Who was told on which day: one line a day."""
        days: dict[date, list[str]] = {}
        for one in self.escalations:
            days.setdefault(one.on, []).append(one.word)
        return {day: "、".join(words) for day, words in sorted(days.items())}

    @property
    def is_nothing(self) -> bool:
        return not (self.reminded_on or self.urged or self.asked or self.escalations)


def chased(clocks: Sequence[Clock], *, on: date, calendar: WorkingCalendar) -> dict[int, Chased]:
    """By the clock's key; two queries, however many clocks. `on` is a local date."""
    levels = {clock.pk: reminders.level_keys(clock.topic, clock.kind) for clock in clocks}
    points = {
        clock.pk: reminders.reminder_keys(clock.topic, clock.kind, calendar.count(clock.due_on, on))
        for clock in clocks
    }
    told = _told([key for keys in (*levels.values(), *points.values()) for key in keys])
    urgings = _urgings([clock.case_id for clock in clocks])
    nobody: Chased = Chased()
    return {
        clock.pk: Chased(
            reminded_on=max((told[key] for key in points[clock.pk] if key in told), default=None),
            urged=urgings.get(clock.case_id, nobody).urged,
            urged_on=urgings.get(clock.case_id, nobody).urged_on,
            asked=urgings.get(clock.case_id, nobody).asked,
            escalations=tuple(
                Escalation(word, told[key]) for key, word in levels[clock.pk].items() if key in told
            ),
        )
        for clock in clocks
    }


def _told(keys: list[str]) -> dict[str, date]:
    """The first day of each key, by the unique index on (key, recipient, channel)."""
    rows = Notice.objects.filter(key__in=keys).order_by().values_list("key").annotate(first=Min("created_at"))
    return {key: local_date(at) for key, at in rows}


def _urgings(cases: Iterable[int]) -> dict[int, Chased]:
    own, office = Q(by_enterprise=True), Q(by_enterprise=False)
    rows = (
        Urging.objects.filter(case_id__in=list(cases))
        .order_by()
        .values_list("case_id")
        .annotate(
            urged=Count("pk", filter=office),
            latest=Max("urged_on", filter=office),
            asked=Count("pk", filter=own),
        )
    )
    return {case: Chased(urged=urged, urged_on=day, asked=asked) for case, urged, day, asked in rows}
