"""The numbers of the desk's home, each a link into the list that it counts; and what falls due these days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from casework.queues.table import Held, counts
from office.calendar import WorkingCalendar
from office.models import User
from office.templatetags.wording import short_day
from requests_app.access.case_access import units_of_reader
from requests_app.queues import QUEUES, numbers
from requests_app.queues.filters import bound
from stations.scopes import Scopes

NEXT_DAYS = 5
# What each kind of post always shows, zero or not; every other number appears when there is one.
CORE = {
    "staff": ("accept", "assign"),
    "liaison": ("accept",),
    "representative": ("contact", "check"),
    "handler": ("sign", "reply", "opinion"),
    "head": ("confirm",),
    "clerk": ("call",),
}


@dataclass(frozen=True)
class Tally:
    label: str
    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Day:
    label: str
    count: int
    url: str
    percent: float


def tallies_of(held: Sequence[Held], user: User, *, on: date, calendar: WorkingCalendar) -> list[Tally]:
    """Every number is a link into the list that it counts."""
    scopes, waiting = Scopes.of(user, on), counts(held)
    core = [key for kind in _kinds(scopes) for key in CORE[kind]]
    shown = list(dict.fromkeys([*core, *(key for key in QUEUES if waiting.get(key))]))
    found = [
        Tally(QUEUES[key].label, waiting.get(key, 0), _list(queue=key))
        for key in QUEUES
        if key in shown and key not in ("overdue", "late_unit")
    ]
    return [*found, *_by_date(scopes, on, calendar)]


def days_ahead(user: User, *, on: date, calendar: WorkingCalendar) -> list[Day]:
    """How many cases fall due on each of the next working days."""
    scopes = Scopes.of(user, on)
    days = [calendar.add(on, number) for number in range(1, NEXT_DAYS + 1)]
    if calendar.is_working(on):
        days = [on, *days[:-1]]
    rows = _in_hand(scopes).filter(numbers.RUNNING, bound_on__in=days)
    due = dict(rows.order_by().values_list("bound_on").annotate(Count("pk")))
    top = max([*due.values(), 1])
    return [
        Day(
            _day_label(day, on),
            due.get(day, 0),
            _list(tab="open", due_on=day.isoformat()),
            100 * due.get(day, 0) / top,
        )
        for day in days
    ]


def dated_by(scopes: Scopes) -> str:
    """Which date binds the reader: that of the own unit, else the one given to the enterprise."""
    return "本单位期限" if units_of_reader(scopes) else "答复期限"


def _kinds(scopes: Scopes) -> Iterator[str]:
    """The kinds of post that somebody holds or stands in for."""
    everyone = scopes.all
    if any(scope.is_staff for scope in everyone):
        yield "staff"
    if any(scope.groups for scope in everyone):
        yield "liaison"
    if any(scope.representatives for scope in everyone):
        yield "representative"
    if any(scope.handles for scope in everyone):
        yield "handler"
    if any(scope.heads for scope in everyone):
        yield "head"
    if any(scope.stations for scope in everyone):
        yield "clerk"


def _in_hand(scopes: Scopes) -> QuerySet[Any]:
    return bound(numbers.listed(scopes).filter(numbers.IN_HAND), units_of_reader(scopes))


def _by_date(scopes: Scopes, on: date, calendar: WorkingCalendar) -> Iterable[Tally]:
    """临期, 答复超期, 待补充, 待评价: by the date that binds the reader, as the list filters them."""
    found = _in_hand(scopes).aggregate(
        soon=Count("pk", filter=numbers.soon("bound_on", on, calendar)),
        over=Count("pk", filter=numbers.overdue("bound_on", on)),
        asked=Count("pk", filter=numbers.ASKED),
    )
    answered = numbers.listed(scopes).filter(numbers.ANSWERED).count()
    yield Tally("临期", found["soon"], _list(tab="open", due="soon"))
    yield Tally(
        f"{dated_by(scopes).removesuffix('期限')}超期", found["over"], _list(tab="open", due="over"), "over"
    )
    yield Tally("待补充", found["asked"], _list(tab="open", due="asked"))
    yield Tally("待评价", answered, _list(tab="answered"))


def _list(**query: str) -> str:
    return f"{reverse('requests:desk_list')}?{urlencode(query)}"


def _day_label(day: date, on: date) -> str:
    if day == on:
        return "今天"
    return (
        "明天"
        if day == on + timedelta(days=1)
        else f"{short_day(day)}（周{'一二三四五六日'[day.weekday()]}）"
    )
