"""Starting, pausing and stopping clocks (docs/domain.md § 2, two kinds of clock). Called by effects only.

Every function takes the instant as a parameter; dates are local (Asia/Shanghai), days are working days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import models

from office import options
from office.calendar import CountedDay, WorkingCalendar, closing_instant, local_date
from office.database.statements import Select
from office.database.storing import insert
from office.models import User
from office.notifications import notices
from office.refusals import Refused
from office.templatetags.wording import short_deadline_day
from requests_app.deadlines import kinds
from requests_app.deadlines.options import clock_days
from requests_app.models import Assignment, Clock, EnterpriseRequest, Pause
from requests_app.models.clocks import ClockKind, ClockQuerySet, StopReason

# A question to the enterprise stops them.
WAITS_FOR_ENTERPRISE = kinds.kinds_with("stops_for_enterprise")
PAUSES = Select(lambda case: Pause.objects.filter(case_id=case), case=models.BigIntegerField())


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
    """Start a clock at the instant `at`, of `days` working days (default: the setting) or up to `due_on`.

    A start after the closing hour of its day counts as the next working day (docs/domain.md § 2, clocks).
    `not_before` is the earliest allowed local date (the verdict window is at least seven calendar days).
    While the enterprise is asked, a clock that waits for it begins by standing still. Raises `IntegrityError`
    where one of the kind runs already.
    """
    on = local_date(at)
    closes_at = options.value("day_closes_at", on)
    start_on = calendar.start_day(at, closes_at)
    if due_on is None:
        if days is None:
            length = clock_days(kind, case.difficulty, on)
            days = kinds.KINDS[kind].unit.working_days(length, start_on, calendar)
        due_on = calendar.due_day(start_on, days)
        if not_before is not None and due_on < not_before:
            due_on = not_before if calendar.is_working(not_before) else calendar.next_working(not_before)
    clock = Clock(
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
        paused_on=on if case.is_waiting and kind in WAITS_FOR_ENTERPRISE else None,
    )
    insert(clock)
    return clock


def restart(stopped: Clock, *, at: datetime, calendar: WorkingCalendar) -> Clock:
    """Start a clock that ended before its time again, with the working days that it had left, at least one.

    What had been late before is not late again, and a date that was told comes no earlier (docs/domain.md
    § 2, ways back).
    """
    return start(
        stopped.case,
        stopped.kind,
        at=at,
        calendar=calendar,
        assignment=stopped.assignment,
        days=max(1, days_left(stopped, calendar)),
        not_before=stopped.due_on,
    )


def days_left(stopped: Clock, calendar: WorkingCalendar) -> int:
    """Working days that a stopped clock had not used yet; negative where it was late. Days of waiting are not used."""
    until = stopped.stopped_on or stopped.due_on
    waited = {
        day for day in paused_dates(stopped.case, calendar, upto=until) if stopped.start_on < day <= until
    }
    return stopped.total_days - (calendar.count(stopped.start_on, until) - len(waited))


def extend(case: EnterpriseRequest, clock: Clock, *, until: date, calendar: WorkingCalendar) -> None:
    """Move a running clock to the local date `until`: it counts so many working days more than given.

    At most as many again (constraint `clock_at_most_doubled`; docs/domain.md § 2, extension). Raises
    `Refused` beside the field `until`: `not_working`, `not_later`, `too_long`.
    """
    if not calendar.is_working(until):
        raise Refused("not_working", "新的期限应是工作日", field="until")
    more = calendar.count(clock.due_on, until)
    if more == 0:
        raise Refused("not_later", "新的期限应在原期限之后", field="until")
    if clock.extra_days + more > (clock.days or 0):
        last = calendar.add(clock.due_on, max(0, (clock.days or 0) - clock.extra_days))
        latest = f"，最迟到 {short_deadline_day(last)}" if last > clock.due_on else ""
        raise Refused(
            "too_long", f"延长的天数合计不能超过原来的 {clock.days or 0} 个工作日{latest}", field="until"
        )
    clock.case, clock.extra_days = case, clock.extra_days + more
    move(clock, until)


def agree(clock: Clock, due_on: date, calendar: WorkingCalendar) -> None:
    """End a clock just started on an agreed local date, or on the next working day where it is none."""
    if not calendar.is_working(due_on):
        due_on = calendar.next_working(due_on)
    clock.days, clock.first_due_on = calendar.count(clock.start_on, due_on), due_on
    clock.due_on = due_on
    clock.save(update_fields=["days", "first_due_on", "due_on"])
    move(clock, due_on)


def move(clock: Clock, due_on: date) -> None:
    """Write a later local date where it is read: on the clock, and on the case or the part that shows it.

    The closing hour stays the one of the day the clock started. An earlier date raises `IntegrityError`
    (constraint `clock_only_later`).
    """
    closes_at = options.value("day_closes_at", local_date(clock.started_at))
    clock.due_on, clock.due_at = due_on, closing_instant(due_on, closes_at)
    clock.save(update_fields=["due_on", "due_at", "paused_on", "extra_days", "start_on"])
    if clock.kind == ClockKind.ANSWER:
        clock.case.answer_due_on = due_on
        EnterpriseRequest.objects.filter(pk=clock.case_id).update(answer_due_on=due_on)
    elif clock.assignment_id is not None and clock.kind in WAITS_FOR_ENTERPRISE:
        Assignment.objects.filter(pk=clock.assignment_id).update(due_on=due_on)


def stop(
    case: EnterpriseRequest,
    *kinds: str,
    at: datetime,
    on: date | None = None,
    reason: str = StopReason.DONE,
    assignment: Assignment | None = None,
) -> None:
    """Stop the running clocks of these kinds of a case, of one unit's part where `assignment` is given.

    `on` is the local date that counts (a paper letter's receipt), by default that of `at`. Reminders of them
    that nobody has read are taken back. None running is no error.
    """
    running = Clock.objects.running().filter(case=case, kind__in=kinds)
    if assignment is not None:
        running = running.filter(assignment=assignment)
    _stop(running, at=at, on=on or local_date(at), reason=reason)


def stop_all(case: EnterpriseRequest, *, at: datetime, except_kinds: Iterable[str] = ()) -> None:
    """Stop what still runs of a case that has ended, as void: no clock may remind anybody again."""
    running = Clock.objects.running().filter(case=case).exclude(kind__in=list(except_kinds))
    _stop(running, at=at, on=local_date(at), reason=StopReason.VOID)


def stop_units(
    case: EnterpriseRequest, assignments: Iterable[Assignment], *, at: datetime, on: date | None = None
) -> None:
    """Stop the clocks of these units' parts, as void; `on` is the local date that counts, by default that of `at`."""
    running = Clock.objects.running().filter(case=case, assignment__in=list(assignments))
    _stop(running, at=at, on=on or local_date(at), reason=StopReason.VOID)


def drop_decisions(case: EnterpriseRequest, *, at: datetime) -> None:
    """Stop the clocks of what was asked while the unit worked: it has replied, nobody has to decide now."""
    running = Clock.objects.running().filter(case=case, kind__in=kinds.kinds_with("void_once_replied"))
    _stop(running, at=at, on=local_date(at), reason=StopReason.VOID)


def _stop(running: ClockQuerySet[Clock], *, at: datetime, on: date, reason: str) -> None:
    """Stop the clocks and take back what they had reminded of and nobody has read yet."""
    stopped = list(running.only("case", "kind"))
    if not stopped:
        return
    Clock.objects.filter(pk__in=[clock.pk for clock in stopped]).update(
        stopped_at=at, stopped_on=on, stop_reason=reason, paused_on=None
    )
    for clock in stopped:
        notices.retract(clock.topic, at=at)
        if clock.kind == ClockKind.ACCEPT:
            notices.overtaken(f"case:{clock.case_id}:submitted", at=at)


def forget_reminders(case: EnterpriseRequest, person: User, *, at: datetime) -> None:
    """Take back what this person was reminded of and has not read: somebody else has the case now.

    Clocks of units are not theirs and stay.
    """
    for clock in Clock.objects.running().filter(case=case, assignment=None).only("case", "kind"):
        notices.retract(clock.topic, at=at, recipient=person)


def paused_dates(
    case: EnterpriseRequest, calendar: WorkingCalendar, *, upto: date, of: Iterable[Pause] | None = None
) -> set[date]:
    """Working days taken out of the count: after the day of the question, up to the day of the answer.

    `upto` is the local date up to which a pause that is still open counts. `of`: the pauses that count, all
    of the case unless named (docs/domain.md § 2, pause).
    """
    days: set[date] = set()
    for pause in PAUSES.all(case=case.pk) if of is None else of:
        last = pause.until_on or upto
        day = pause.from_on
        while day < last:
            day += timedelta(days=1)
            if calendar.is_working(day):
                days.add(day)
    return days


def pause(case: EnterpriseRequest, *, on: date) -> None:
    """Let the clocks that wait for the enterprise stand still from the day after the local date `on`.

    One that was missed already goes on: nobody asks a late case out of sight (docs/domain.md § 2, pause).
    """
    waiting = Clock.objects.running().filter(case=case, kind__in=WAITS_FOR_ENTERPRISE, due_on__gte=on)
    waiting.filter(paused_on__isnull=True).update(paused_on=on)


def resume(case: EnterpriseRequest, calendar: WorkingCalendar, *, on: date) -> None:
    """Move the paused clocks by the working days that stood still up to the local date `on`.

    A told date never comes earlier. Asked on its very last day, a clock has no day of its own left: it moves
    by as many as were waited for.
    """
    stood_still = paused_dates(case, calendar, upto=on)
    for clock in Clock.objects.running().filter(case=case, paused_on__isnull=False):
        waited = sum(day > max(clock.start_on, clock.paused_on or on) for day in stood_still)
        counted_out = {day for day in stood_still if day > clock.start_on}
        recounted = calendar.due_day(clock.start_on, clock.total_days, paused=counted_out)
        clock.case, clock.paused_on = case, None
        move(clock, max(recounted, calendar.add(clock.due_on, waited)))


def lapses_on(
    case: EnterpriseRequest, calendar: WorkingCalendar, *, pauses: Iterable[Pause] | None = None
) -> date | None:
    """The local date from which an open question no longer stops the clocks; None when none is open.

    `pauses` of the case where they are known already.
    """
    found = Pause.objects.filter(case=case, until_on__isnull=True) if pauses is None else pauses
    open_pause = next((pause for pause in found if pause.until_on is None), None)
    return None if open_pause is None else calendar.add(open_pause.from_on, max(1, open_pause.allowance))


def counted(
    clock: Clock, calendar: WorkingCalendar, *, on: date, pauses: Iterable[Pause] | None = None
) -> list[CountedDay]:
    """How a clock's date was counted, day by day up to the date that was told, for staff and for the enterprise.

    `pauses` of the case where they are known already.
    """
    upto = clock.stopped_on or on
    stood_still = {
        day for day in paused_dates(clock.case, calendar, upto=upto, of=pauses) if day > clock.start_on
    }
    closes_at = options.value("day_closes_at", local_date(clock.started_at))
    until = clock.due_on if clock.paused_on is None else None
    return calendar.explain(clock.started_at, clock.total_days, stood_still, closes_at, until=until)
