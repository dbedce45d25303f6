"""What was done about a late clock: reminded, urged, told to the next level, each with its date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from office.calendar import WorkingCalendar, local_date
from office.models import Notice
from requests_app.deadlines import kinds
from requests_app.deadlines.reminders import AGAIN_DAYS, key_of
from requests_app.models import Clock, Urging

LATEST = 5  # working days back in which a daily reminder is looked for


@dataclass(frozen=True)
class Notified:
    """`word` says who was told, on a local date."""

    word: str
    on: date


@dataclass(frozen=True)
class Escalations:
    """What was done about one clock. `urged` counts the office's own urgings of its case, `asked` those of the enterprise.

    `again`: the times at which the last level was told once more because nothing had moved.
    """

    reminded_on: date | None = None
    urged: int = 0
    urged_on: date | None = None
    asked: int = 0
    levels: tuple[Notified, ...] = ()
    again: tuple[Notified, ...] = ()

    @property
    def by_day(self) -> dict[date, str]:
        """Who was told on which day: one line a day."""
        days: dict[date, list[str]] = {}
        for one in self.levels:
            days.setdefault(one.on, []).append(one.word)
        return {day: "、".join(words) for day, words in sorted(days.items())}

    @property
    def is_nothing(self) -> bool:
        """Nobody was reminded, urged, asked or told."""
        return not (self.reminded_on or self.urged or self.asked or self.levels)


def escalations_of(clocks: Sequence[Clock], *, on: date, calendar: WorkingCalendar) -> dict[int, Escalations]:
    """What was done about each clock until the local date `on`, by its key; two queries, however many clocks."""
    late = {clock.pk: calendar.count(clock.due_on, on) for clock in clocks}
    levels = {clock.pk: _level_keys(clock) for clock in clocks}
    again = {clock.pk: _again_keys(clock, late[clock.pk]) for clock in clocks}
    points = {clock.pk: _reminder_keys(clock, late[clock.pk]) for clock in clocks}
    notified_on = _notified(
        [key for keys in (*levels.values(), *again.values(), *points.values()) for key in keys]
    )
    urgings = _urgings([clock.case_id for clock in clocks])
    nobody = Escalations()
    return {
        clock.pk: Escalations(
            reminded_on=max(
                (notified_on[key] for key in points[clock.pk] if key in notified_on), default=None
            ),
            urged=urgings.get(clock.case_id, nobody).urged,
            urged_on=urgings.get(clock.case_id, nobody).urged_on,
            asked=urgings.get(clock.case_id, nobody).asked,
            levels=_notified_of(levels[clock.pk], notified_on),
            again=_notified_of(again[clock.pk], notified_on),
        )
        for clock in clocks
    }


def _notified_of(words: dict[str, str], notified_on: dict[str, date]) -> tuple[Notified, ...]:
    return tuple(Notified(word, notified_on[key]) for key, word in words.items() if key in notified_on)


def _level_keys(clock: Clock) -> dict[str, str]:
    """The keys under which a clock's escalations are told, each with the word for who was told."""
    plan = kinds.KINDS[clock.kind].reminders
    return {key_of(clock, f"level{days}"): level.label for days, level in plan.levels} if plan else {}


def _again_keys(clock: Clock, late: int) -> dict[str, str]:
    """The same of the last level's repeats, `late` working days after the date; the oldest first."""
    plan = kinds.KINDS[clock.kind].reminders
    if plan is None:
        return {}
    last, highest = plan.levels[-1]
    days = range(last + AGAIN_DAYS, late + 1, AGAIN_DAYS)
    return {key_of(clock, f"again{day}"): highest.label for day in days}


def _reminder_keys(clock: Clock, late: int) -> list[str]:
    """The keys of a clock's reminders that may be the latest ones, `late` working days after its date."""
    plan = kinds.KINDS[clock.kind].reminders
    if plan is None:
        return []
    labels = [*(f"-{left}d" for left in plan.before), *(f"-{left}c" for left in plan.calendar_days), "+1d"]
    labels += [f"+{day}d" for day in range(max(2, late - LATEST), late + 1)]
    return [key_of(clock, label) for label in labels]


def _notified(keys: list[str]) -> dict[str, date]:
    """The first day of each key, by the unique index on (key, recipient, channel)."""
    rows = Notice.objects.filter(key__in=keys).order_by().values_list("key").annotate(first=Min("created_at"))
    return {key: local_date(at) for key, at in rows}


def _urgings(cases: Iterable[int]) -> dict[int, Escalations]:
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
    return {case: Escalations(urged=urged, urged_on=day, asked=asked) for case, urged, day, asked in rows}
