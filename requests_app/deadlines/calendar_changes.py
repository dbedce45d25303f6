"""Told dates that a change of the working calendar moves: later only, and never a date that has passed.

What the ground floor's calendar asks before it is changed (whom it moves, shown before it is applied) and inside
the change (docs/domain.md § 2, two kinds of clock). Registered with `ports.calendar_dependents`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time

from office import workdays
from office.actors import Actor
from office.calendar import WorkingCalendar, closing_instant, local_date
from office.events import Fact
from office.notifications import notices
from office.ports import DateMove
from requests_app.deadlines import calendar_notices, case_states, clocks, kinds
from requests_app.deadlines.calendar_notices import Move
from requests_app.models import Assignment, Clock, EnterpriseRequest, Pause
from requests_app.models.clocks import ClockKind

BATCH = 500


class Deadlines:
    """The running clocks of all cases; a promise is a date that was named, not counted, and stays."""

    def moves(self, calendar: WorkingCalendar, *, on: date) -> Sequence[DateMove]:
        """What `calendar` would move on the local date `on`, for the preview; nothing is written."""
        return [calendar_notices.shown(move) for move in _moves(calendar, on)]

    def apply(self, calendar: WorkingCalendar, *, on: date, by: Actor, at: datetime) -> Sequence[Fact]:
        """Move the dates, tell whom they concern, and return what to record: one fact for each case.

        In the caller's transaction. Dates move later only (docs/domain.md § 2, a change of the calendar).
        Cases are locked in the order of their keys.
        """
        cases = sorted({move.clock.case_id for move in _moves(calendar, on)})
        # The cases first, in their order, as every verb does; then what their clocks are by now.
        list(EnterpriseRequest.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))
        moves = [move for move in _moves(calendar, on) if move.clock.case_id in cases]
        _write(moves, at=at)
        notices.post(calendar_notices.drafts(moves, on), at=at)
        return calendar_notices.facts(moves)


def _moves(calendar: WorkingCalendar, on: date) -> list[Move]:
    rows = (
        Clock.objects.running()
        .filter(due_on__gte=on, days__gt=0)
        .exclude(kind__in=kinds.kinds_with("is_named_date"))
        .select_related(
            "case__complaint",
            "case__representative__user",
            "case__group",
            "case__proposed_group",
            "assignment__department",
        )
        .order_by("case_id", "pk")
    )
    pauses, closing = _ended_pauses(), _Closing()
    return [move for clock in rows if (move := _moved(clock, calendar, pauses, closing, on)) is not None]


def _ended_pauses() -> dict[int, list[Pause]]:
    """Of cases that are not ended; a pause that is still open moves its clocks when it ends."""
    found: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(until_on__isnull=False, case__closed_at__isnull=True):
        found[pause.case_id].append(pause)
    return found


class _Closing(dict[date, time]):
    """The closing hour of each day, asked for once."""

    def __missing__(self, day: date) -> time:
        self[day] = workdays.closing_time(day)
        return self[day]


def _moved(
    clock: Clock, calendar: WorkingCalendar, pauses: dict[int, list[Pause]], closing: _Closing, on: date
) -> Move | None:
    closes_at = closing[local_date(clock.started_at)]
    start_on = max(clock.start_on, calendar.start_day(clock.started_at, closes_at))
    stood_still = clocks.paused_dates(clock.case, calendar, upto=on, of=pauses.get(clock.case_id, ()))
    recounted = calendar.due_day(start_on, clock.total_days, {day for day in stood_still if day > start_on})
    due_on = clock.due_on if calendar.is_working(clock.due_on) else calendar.next_working(clock.due_on)
    due_on = max(due_on, recounted)
    return Move(clock, clock.due_on, start_on, due_on, closes_at) if due_on > clock.due_on else None


def _write(moves: Sequence[Move], *, at: datetime) -> None:
    """The clocks, and where their dates are read: the case's and the unit's. Reminders of the old date go."""
    cases: dict[int, EnterpriseRequest] = {}
    parts: dict[int, Assignment] = {}
    for move in moves:
        clock = move.clock
        clock.start_on, clock.due_on = move.start_on, move.due_on
        clock.due_at = closing_instant(move.due_on, move.closes_at)
        if clock.kind == ClockKind.ANSWER:
            clock.case.answer_due_on = move.due_on
            cases[clock.case_id] = clock.case
        elif clock.assignment is not None and clock.kind in clocks.WAITS_FOR_ENTERPRISE:
            clock.assignment.due_on = move.due_on
            parts[clock.assignment.pk] = clock.assignment
    Clock.objects.bulk_update(
        [move.clock for move in moves], ["start_on", "due_on", "due_at"], batch_size=BATCH
    )
    EnterpriseRequest.objects.bulk_update(cases.values(), ["answer_due_on"], batch_size=BATCH)
    case_states.remember_all(cases.values(), local_date(at))
    Assignment.objects.bulk_update(parts.values(), ["due_on"], batch_size=BATCH)
    notices.retract_all([move.clock.topic for move in moves], at=at)
