"""Reminders of duties: at half of their period, 30 and 7 days before its end; who is behind is told to the liaison."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from evaluation.duties import objecting, progress
from evaluation.duties.progress import DutyProgress, Period
from groups import recipients
from groups.duty import liaisons_or_staff
from groups.models import Representative
from office import events
from office.calendar import local_date
from office.notifications.notices import notify
from office.templatetags.wording import short_day

# Days before the last day of the period.
BEFORE = (30, 7)
HALF = "half"


def remind(*, at: datetime) -> int:
    """Every morning; a point that was slept through is made up while its period lasts; answers to objections that
    fall due, too. Returns rows told."""
    on = local_date(at)
    people = {row.pk: row for row in Representative.objects.in_office(on).select_related("user")}
    found = progress.of_year(list(people), on.year, until=on + timedelta(days=1))
    told, began = 0, events.began_on()
    for key, duties in found.items():
        for duty in duties:
            told += _remind(people[key], duty, on, at)
            told += _tell_liaisons(people[key], duty, on, at, began=began)
    return told + objecting.remind(on, at)


def point(period: Period, on: date) -> str:
    """Which reminder is due on that local date: "half", "30", "7", or none yet."""
    for days in sorted(BEFORE):
        if on >= period.last_on - timedelta(days=days):
            return str(days)
    half = period.since + (period.last_on - period.since) / 2
    return HALF if on >= half else ""


def _remind(person: Representative, duty: DutyProgress, on: date, at: datetime) -> int:
    """By message to who has no account, and then not as early as at half of the period."""
    period = duty.next_due(on)
    if period is None or period.since > on or not (due := point(period, on)):
        return 0
    if person.user is None and due == HALF:
        return 0
    return notify(
        f"duty:{person.pk}:{duty.kind}:{period.last_on}:{due}",
        recipients.own(person),
        title=f"履职任务：{duty.kind.label}还差 {period.missing} 次",
        body=f"请在 {short_day(period.last_on)} 前完成。",
        link=objecting.page_of(person, on.year) if person.user else "",
        kind="reminder",
        at=at,
    )


def _tell_liaisons(person: Representative, duty: DutyProgress, on: date, at: datetime, *, began: date) -> int:
    """Of the latest quarter that is over, once; of none that was over before this site `began`."""
    over = [period for period in duty.periods if began <= period.last_on < on and period.missing]
    group = person.professional_group(on) if over and duty.is_behind(on) else None
    if group is None:
        return 0
    return notify(
        f"duty:{person.pk}:{duty.kind}:{over[-1].last_on}:behind",
        liaisons_or_staff(group, on),
        title=f"{person.name}的履职任务没有完成",
        body=f"{duty.kind.label}到 {short_day(over[-1].last_on)} 还差 {duty.missing} 次。",
        link=objecting.page_of(person, on.year),
        at=at,
    )
