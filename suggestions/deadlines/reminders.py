"""Reminders before a date and each week after it, from running clocks (docs/domain.md § 4, clocks)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from groups.duty_roster import DutyRoster
from office import calendar as office_calendar
from office.calendar import LOCAL, WorkingCalendar, local_date
from office.notifications.notices import Draft, Kind, post
from office.templatetags.wording import short_deadline_day
from suggestions.deadlines.kinds import KINDS, LABELS, Find
from suggestions.models import SuggestionClock
from suggestions.notifications import desk_link

MORNING = time(9)
WEEK = 5  # working days


def remind(at: datetime) -> int:
    """Write what is due at the instant `at`, on working days from 09:00 on; a repeat writes nothing twice."""
    on, calendar = local_date(at), office_calendar.load()
    if at.astimezone(LOCAL).time() < MORNING or not calendar.is_working(on):
        return 0
    return post(list(_due(calendar, DutyRoster.whole(on))), at=at)


def _due(calendar: WorkingCalendar, roster: DutyRoster) -> Iterator[Draft]:
    rows = SuggestionClock.objects.ticking().select_related(
        "suggestion", "assignment__department", "assignment__through"
    )
    for clock in rows.order_by("due_on", "pk"):
        for label, level, kind in due_reminders(clock, calendar, roster.on):
            for recipient in dict.fromkeys(level(clock, roster)):
                yield Draft(
                    key=f"{clock.topic}:{label}",
                    recipient=recipient,
                    title=_title(clock, roster.on),
                    body=str(clock.suggestion),
                    link=desk_link(clock.suggestion),
                    kind=kind,
                )


def due_reminders(
    clock: SuggestionClock, calendar: WorkingCalendar, on: date
) -> Iterator[tuple[str, Find, Kind]]:
    """Label, level and kind of what is due on a local date; a point that falls on a day off is due the next day."""
    row = KINDS[clock.kind]
    moved = f"@{clock.due_on:%m%d}" if clock.due_on != clock.first_due_on else ""
    if clock.due_on < on:
        week = (calendar.count(clock.due_on, on) - 1) // WEEK
        level = row.late[min(week, len(row.late) - 1)]
        yield f"+{week}w{moved}", level, "escalation"
        return
    left, whole = (clock.due_on - on).days, (clock.due_on - clock.start_on).days
    if reached := [days for days in row.before if left <= days < whole]:
        yield f"-{min(reached)}d{moved}", row.owner, "reminder"
    gone = (on - clock.start_on).days
    if passed := [days for days in row.after if days <= gone]:
        yield f"{max(passed)}d", row.owner, "reminder"


def _title(clock: SuggestionClock, on: date) -> str:
    unit = f"（{clock.assignment.holder.short_name}）" if clock.assignment else ""
    due = short_deadline_day(clock.due_on)
    if clock.due_on < on:
        return f"代表建议{LABELS[clock.kind]}{unit}已超期，期限 {due}"
    return f"代表建议{LABELS[clock.kind]}{unit}期限 {due}，还有 {(clock.due_on - on).days} 天"
