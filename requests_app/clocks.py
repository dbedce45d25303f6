"""Starting, pausing and stopping clocks (docs/domain.md § 2, two kinds of clock). Called by effects only.

Every function takes the instant as a parameter; dates are local (Asia/Shanghai), days are working days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from office import notices, options
from office.calendar import CountedDay, WorkingCalendar, closing_instant, local_date
from requests_app.models import Assignment, Clock, EnterpriseRequest, Pause
from requests_app.models.clocks import ClockKind, ClockQuerySet, StopReason
from requests_app.options import clock_days

WAITS_FOR_ENTERPRISE = (ClockKind.ANSWER, ClockKind.REPLY)


def start(
    case: EnterpriseRequest,
    kind: str,
    *,
    at: datetime,
    calendar: WorkingCalendar,
    assignment: Assignment | None = None,
    days: int | None = None,
    due_on: date | None = None,
    not_before: date | None = None,
) -> Clock:
    """Start a clock at `at`: `days` working days (default: the setting), or straight to a given `due_on`.

    `not_before` is the earliest allowed due date (the verdict window is at least seven calendar days).
    """
    on = local_date(at)
    closes_at = options.value("day_closes_at", on)
    start_on = calendar.start_day(at, closes_at)
    if due_on is None:
        days = clock_days(kind, case.difficulty, on) if days is None else days
        due_on = calendar.due_day(start_on, days)
        if not_before is not None and due_on < not_before:
            due_on = not_before if calendar.is_working(not_before) else calendar.next_working(not_before)
    return Clock.objects.create(
        case=case,
        assignment=assignment,
        kind=kind,
        round=case.round,
        started_at=at,
        start_on=start_on,
        days=days,
        first_due_on=due_on,
        due_on=due_on,
        due_at=closing_instant(due_on, closes_at),
    )


def stop(
    case: EnterpriseRequest,
    *kinds: str,
    at: datetime,
    on: date | None = None,
    reason: str = StopReason.DONE,
    assignment: Assignment | None = None,
) -> None:
    """Stop the running clocks of these kinds; `on` is the local date that counts (a paper letter's receipt)."""
    running = Clock.objects.running().filter(case=case, kind__in=kinds)
    if assignment is not None:
        running = running.filter(assignment=assignment)
    _stop(running, at=at, on=on or local_date(at), reason=reason)


def stop_all(case: EnterpriseRequest, *, at: datetime, except_kinds: Iterable[str] = ()) -> None:
    """The case ended: no clock may remind anybody again."""
    running = Clock.objects.running().filter(case=case).exclude(kind__in=list(except_kinds))
    _stop(running, at=at, on=local_date(at), reason=StopReason.VOID)


def stop_units(case: EnterpriseRequest, assignments: Iterable[Assignment], *, at: datetime) -> None:
    running = Clock.objects.running().filter(case=case, assignment__in=list(assignments))
    _stop(running, at=at, on=local_date(at), reason=StopReason.VOID)


def _stop(running: ClockQuerySet, *, at: datetime, on: date, reason: str) -> None:
    """Stop the clocks and take back what they had reminded of and nobody has read yet."""
    stopped = list(running.only("case", "kind"))
    if not stopped:
        return
    Clock.objects.filter(pk__in=[clock.pk for clock in stopped]).update(
        stopped_at=at, stopped_on=on, stop_reason=reason, paused_on=None
    )
    for clock in stopped:
        notices.retract(clock.topic, at=at)


def paused_dates(case: EnterpriseRequest, calendar: WorkingCalendar, *, upto: date) -> set[date]:
    """Working days taken out of the count: after the day of the question, before the day of the answer's end."""
    days: set[date] = set()
    for pause in Pause.objects.filter(case=case):
        last = pause.until_on or upto
        day = pause.from_on
        while day < last:
            day += timedelta(days=1)
            if calendar.is_working(day):
                days.add(day)
    return days


def pause(case: EnterpriseRequest, *, on: date) -> None:
    Clock.objects.running().filter(case=case, kind__in=WAITS_FOR_ENTERPRISE, paused_on__isnull=True).update(
        paused_on=on
    )


def resume(case: EnterpriseRequest, calendar: WorkingCalendar, *, on: date) -> None:
    """Move the paused clocks by the days that stood still; a date that was told never comes earlier."""
    stood_still = paused_dates(case, calendar, upto=on)
    for clock in Clock.objects.running().filter(case=case, paused_on__isnull=False):
        counted_out = {day for day in stood_still if day > clock.start_on}
        due_on = max(clock.due_on, calendar.due_day(clock.start_on, clock.days or 0, paused=counted_out))
        closes_at = options.value("day_closes_at", on)
        clock.due_on, clock.due_at, clock.paused_on = due_on, closing_instant(due_on, closes_at), None
        clock.save(update_fields=["due_on", "due_at", "paused_on"])
        if clock.kind == ClockKind.ANSWER:
            case.answer_due_on = due_on
        elif clock.assignment_id is not None:
            Assignment.objects.filter(pk=clock.assignment_id).update(due_on=due_on)


def counted(clock: Clock, calendar: WorkingCalendar, *, on: date) -> list[CountedDay]:
    """How a clock's date was counted, day by day, for staff and for the enterprise."""
    upto = clock.stopped_on or on
    stood_still = {day for day in paused_dates(clock.case, calendar, upto=upto) if day > clock.start_on}
    closes_at = options.value("day_closes_at", local_date(clock.started_at))
    return calendar.explain(clock.started_at, clock.days or 0, stood_still, closes_at)
