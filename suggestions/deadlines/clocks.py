"""Starting, moving and stopping the clocks of a suggestion. Called by effects only; dates are local."""

from __future__ import annotations

from datetime import date, datetime

from casework.lengths import Unit, after_months
from casework.models.clocks import StopReason
from office import options
from office.calendar import WorkingCalendar, closing_instant, local_date
from office.notifications import notices
from suggestions.deadlines.kinds import KINDS
from suggestions.models import Suggestion, SuggestionAssignment, SuggestionClock


def start(
    suggestion: Suggestion,
    kind: str,
    *,
    at: datetime,
    calendar: WorkingCalendar,
    assignment: SuggestionAssignment | None = None,
    length: int | None = None,
    due_on: date | None = None,
) -> SuggestionClock:
    """Start a clock at the instant `at`, of `length` (default: its setting) in the unit of its row, or to `due_on`.

    Working days count as everywhere: what starts after the closing hour starts on the next working day. Calendar
    months begin on the day itself and end as `after_months` says. Raises `IntegrityError` where one of the kind runs.
    """
    on, row = local_date(at), KINDS[kind]
    closes_at = options.value("day_closes_at", on)
    start_on, days, months = calendar.start_day(at, closes_at), None, None
    if due_on is None:
        length = int(options.value(row.setting, on)) if length is None else length
        if row.unit is Unit.MONTHS:
            start_on, months = on, length
            due_on = after_months(on, length, calendar)
            days = calendar.count(on, due_on)
        else:
            days, due_on = length, calendar.due_day(start_on, length)
    return SuggestionClock.objects.create(
        suggestion=suggestion,
        assignment=assignment,
        kind=kind,
        round=suggestion.round,
        started_at=at,
        start_on=start_on,
        days=days,
        months=months,
        first_due_on=due_on,
        due_on=due_on,
        due_at=closing_instant(due_on, closes_at),
    )


def move(clock: SuggestionClock, due_on: date) -> None:
    """Write a later local date; an earlier one raises `IntegrityError` (constraint `suggestionclock_only_later`)."""
    closes_at = options.value("day_closes_at", local_date(clock.started_at))
    clock.due_on, clock.due_at = due_on, closing_instant(due_on, closes_at)
    clock.save(update_fields=["due_on", "due_at"])
    if clock.assignment is not None:
        clock.assignment.due_on = due_on
        clock.assignment.save(update_fields=["due_on"])


def stop(
    suggestion: Suggestion,
    *kinds: str,
    at: datetime,
    assignment: SuggestionAssignment | None = None,
    reason: str = StopReason.DONE,
) -> None:
    """Stop the running clocks of these kinds, of one part where it is given, and take back unread reminders."""
    rows = SuggestionClock.objects.running().filter(suggestion=suggestion, kind__in=kinds)
    _stop(list(rows.filter(assignment=assignment) if assignment else rows), at=at, reason=reason)


def stop_part(assignment: SuggestionAssignment, *, at: datetime) -> None:
    """Stop all clocks of a part that was returned or ended, as void."""
    _stop(
        list(SuggestionClock.objects.running().filter(assignment=assignment)), at=at, reason=StopReason.VOID
    )


def stop_all(suggestion: Suggestion, *, at: datetime, keep: tuple[str, ...] = ()) -> None:
    """Stop what still runs of a suggestion that has ended, as void."""
    rows = SuggestionClock.objects.running().filter(suggestion=suggestion).exclude(kind__in=keep)
    _stop(list(rows), at=at, reason=StopReason.VOID)


def _stop(rows: list[SuggestionClock], *, at: datetime, reason: str) -> None:
    for clock in rows:
        clock.stopped_at, clock.stopped_on, clock.stop_reason = at, local_date(at), reason
        clock.save(update_fields=["stopped_at", "stopped_on", "stop_reason"])
        notices.retract(clock.topic, at=at)
