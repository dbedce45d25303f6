"""Told dates that a change of the working calendar moves: later only, and never one that has passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from casework.lengths import after_months
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.events import JSON, Fact
from office.ports import DateMove
from suggestions.deadlines import clocks
from suggestions.deadlines.kinds import LABELS
from suggestions.models import Suggestion, SuggestionClock
from suggestions.models.clocks import ClockKind
from suggestions.notifications import desk_link


class SuggestionDates:
    """The running clocks of all suggestions; a promise is a date that was named, and stays."""

    def moves(self, calendar: WorkingCalendar, *, on: date) -> Sequence[DateMove]:
        """What `calendar` would move on the local date `on`; nothing is written."""
        return [
            DateMove(
                clock.suggestion.subject,
                f"{clock.suggestion} {LABELS[clock.kind]}",
                clock.due_on,
                due_on,
                url=desk_link(clock.suggestion),
            )
            for clock, due_on in _moved(calendar, on)
        ]

    def apply(self, calendar: WorkingCalendar, *, on: date, by: Actor, at: datetime) -> Sequence[Fact]:
        """Move them under their suggestions' locks, in the order of the keys; one fact for each suggestion."""
        keys = sorted({clock.suggestion_id for clock, _ in _moved(calendar, on)})
        list(Suggestion.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        facts: dict[str, list[JSON]] = {}
        for clock, due_on in _moved(calendar, on):
            moved: JSON = {"kind": clock.kind, "was": clock.due_on.isoformat(), "becomes": due_on.isoformat()}
            clocks.move(clock, due_on)
            facts.setdefault(clock.suggestion.subject, []).append(moved)
        return [Fact(subject, "calendar_moved", {"moved": moved}) for subject, moved in facts.items()]


def _moved(calendar: WorkingCalendar, on: date) -> Iterator[tuple[SuggestionClock, date]]:
    rows = SuggestionClock.objects.running().filter(due_on__gte=on, days__gt=0)
    rows = rows.exclude(kind=ClockKind.PROMISE).select_related("suggestion", "assignment")
    for clock in rows.order_by("suggestion_id", "pk"):
        # What was extended or agreed to was named, and only leaves a day off.
        if clock.due_on != clock.first_due_on:
            due_on = (
                clock.due_on if calendar.is_working(clock.due_on) else calendar.next_working(clock.due_on)
            )
        elif clock.months is not None:
            due_on = after_months(local_date(clock.started_at), clock.months, calendar)
        else:
            due_on = calendar.due_day(clock.start_on, clock.days or 0)
        if due_on > clock.due_on:
            yield clock, due_on
