"""Which date for its answer each case had at a past instant, whatever has moved or begun since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from office.calendar import WorkingCalendar, local_date
from office.models import Event
from requests_app.deadlines import clocks
from requests_app.models import Clock, EnterpriseRequest, Extension, Pause
from requests_app.models.clocks import ClockKind


@dataclass(frozen=True)
class Change:
    """On a local day the date became another one, or moved by the working days that were waited for."""

    on: date
    becomes: date | None = None
    waited: int = 0


def answer_dates(
    cases: Iterable[EnterpriseRequest], until: datetime, calendar: WorkingCalendar
) -> dict[int, date]:
    """By the case's key: the date of the clock that had been started last before `until`, as it stood then.

    A round that began afterwards, an extension, a pause or a change of the calendar since count for nothing.
    """
    answering = Clock.objects.filter(kind=ClockKind.ANSWER, case__in=cases, started_at__lt=until)
    started = {clock.case_id: clock for clock in answering.select_related("case").order_by("pk")}
    moved = [clock for clock in started.values() if clock.due_on != clock.first_due_on]
    before, since = _changes(moved, until, calendar)
    found = {}
    for case, clock in started.items():
        found[case] = clock.due_on
        if case in since:
            found[case] = clock.first_due_on
            for change in sorted(before[case], key=lambda one: one.on):
                found[case] = change.becomes or calendar.add(found[case], change.waited)
    return found


def _changes(
    moved: list[Clock], until: datetime, calendar: WorkingCalendar
) -> tuple[dict[int, list[Change]], set[int]]:
    """What moved these clocks before `until`, and the cases in which something has moved them since."""
    clock_of = {clock.case_id: clock for clock in moved}
    before: dict[int, list[Change]] = defaultdict(list)
    since: set[int] = set()
    for case, change in chain(
        _extended(clock_of), _waited(clock_of, calendar), _calendar_moved({c.case.subject: c for c in moved})
    ):
        if change.on >= local_date(until):
            since.add(case)
        elif change.on >= clock_of[case].start_on:
            before[case].append(change)
    return before, since


def _extended(clock_of: dict[int, Clock]) -> Iterator[tuple[int, Change]]:
    granted = Extension.objects.granted().filter(case__in=clock_of, told_on__isnull=False)
    for case, at, told_on in granted.values_list("case_id", "decided_at", "told_on"):
        if at is not None:
            yield case, Change(local_date(at), becomes=told_on)


def _waited(clock_of: dict[int, Clock], calendar: WorkingCalendar) -> Iterator[tuple[int, Change]]:
    for pause in Pause.objects.filter(case__in=clock_of, until_on__isnull=False):
        clock, until_on = clock_of[pause.case_id], pause.until_on or pause.from_on
        days = clocks.paused_dates(clock.case, calendar, upto=until_on, of=[pause])
        yield pause.case_id, Change(until_on, waited=sum(day > clock.start_on for day in days))


def _calendar_moved(clock_of: dict[str, Clock]) -> Iterator[tuple[int, Change]]:
    for event in Event.objects.filter(subject__in=clock_of, action="calendar_moved").order_by("seq"):
        for one in event.data.get("moved", ()):
            if one.get("kind") == ClockKind.ANSWER:
                becomes = date.fromisoformat(one["becomes"])
                yield clock_of[event.subject].case_id, Change(local_date(event.at), becomes=becomes)
