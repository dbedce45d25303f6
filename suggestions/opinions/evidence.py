"""The evidence of an item for 专题询问 and 执法检查: requests without anybody's name, times, promises, quotations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Prefetch

from office import calendar as office_calendar
from office.ports import public_words_of
from requests_app.models import Assignment, Category, EnterpriseRequest, Promise
from requests_app.models.assignments import Part
from requests_app.models.states import Outcome
from suggestions.opinions.counts import countable

CASES_AT_MOST = 200


@dataclass(frozen=True)
class Line:
    """One request by its place in the list alone: no number, enterprise, text or person."""

    place: int
    category: str
    unit: str
    received_on: date
    answered_on: date | None
    days: int | None
    state: str


@dataclass(frozen=True)
class Evidence:
    """`days_to_answer` is the median of working days from receipt to answer; None without an answered one."""

    category: str
    since: date
    until: date
    received: int
    answered: int
    settled: int
    overdue: int
    days_to_answer: float | None
    promises: int
    kept: int
    broken: int
    units: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    quotations: tuple[tuple[str, str], ...]


def gather(category: Category, since: date, until: date, *, on: date) -> Evidence:
    """Of the requests of a category received in [since, until), as they stand on `on`.

    Words are quoted where a second person approved them for the public, so none of a private case.
    """
    leads = Assignment.objects.current().filter(part=Part.LEAD).select_related("department")
    rows = list(
        countable(category)
        .filter(received_on__gte=since, received_on__lt=until)
        .select_related("category__parent")
        .prefetch_related(Prefetch("assignments", leads, to_attr="leads"))
        .order_by("received_on", "pk")
    )
    days = office_calendar.load()
    lines = tuple(_line(place, row, days) for place, row in enumerate(rows, start=1))
    keys = [row.pk for row in rows]
    promises = list(Promise.objects.filter(case__in=keys))
    words = public_words_of([row.pk for row in rows if not row.private])
    units: dict[str, int] = {}
    for line in lines:
        units[line.unit] = units.get(line.unit, 0) + 1
    answered = [line.days for line in lines if line.days is not None]
    return Evidence(
        category=category.full_name,
        since=since,
        until=until,
        received=len(rows),
        answered=len(answered),
        settled=sum(row.outcome == Outcome.SETTLED for row in rows),
        overdue=sum(row.is_overdue(on) for row in rows),
        days_to_answer=median(answered) if answered else None,
        promises=len(promises),
        kept=sum(row.confirmed_at is not None for row in promises),
        broken=sum(row.broken_at is not None for row in promises),
        units=tuple(sorted(units.items(), key=lambda each: (-each[1], each[0]))),
        lines=lines[:CASES_AT_MOST],
        quotations=tuple((words[key].title, words[key].text) for key in keys if key in words),
    )


def _line(place: int, row: EnterpriseRequest, days: office_calendar.WorkingCalendar) -> Line:
    leads: list[Assignment] = getattr(row, "leads", [])
    took = days.count(row.received_on, row.answered_on) if row.answered_on else None
    return Line(
        place=place,
        category=row.category.full_name if row.category else "",
        unit=leads[0].department.short_name if leads else "代表和服务站",
        received_on=row.received_on,
        answered_on=row.answered_on,
        days=took,
        state=row.status_label,
    )
