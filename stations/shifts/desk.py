"""Who plans shifts, what the desk's page lists, and who is at a station today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q, QuerySet

from groups.models import Representative
from office.calendar import LOCAL, local_date
from office.models import User
from office.templatetags.wording import hour
from stations.models import DutyShift, ShiftSwap, Station
from stations.models.shifts import DutyShiftQuerySet
from stations.receptions import desk as receptions
from stations.scopes import Scopes

AHEAD = timedelta(days=28)


class Day(NamedTuple):
    on: date
    shifts: list[DutyShift]


class Week(NamedTuple):
    """Monday to Sunday; `name` is 本周, 下周 or nothing."""

    name: str
    from_on: date
    to_on: date
    days: list[Day]

    @property
    def shifts(self) -> int:
        return sum(len(day.shifts) for day in self.days)


def stations_of(user: User, on: date) -> QuerySet[Station]:
    """Where this person plans: a clerk the own counters, staff all."""
    scopes, rows = Scopes.of(user, on).all, Station.objects.open(on)
    if any(scope.is_staff for scope in scopes):
        return rows
    return rows.filter(pk__in=frozenset[int]().union(*(scope.stations for scope in scopes)))


def representatives_of(user: User, on: date) -> list[Representative]:
    """Whose shifts are this person's own, absent colleagues' included."""
    scopes = Scopes.of(user, on).all
    people = frozenset[int]().union(*(scope.representatives for scope in scopes))
    return list(Representative.objects.filter(pk__in=people))


def visible_to(user: User, on: date) -> DutyShiftQuerySet:
    """Auditors and staff all, clerks their stations', representatives those of the stations at which they serve."""
    if Scopes.of(user, on).sees_all:
        return DutyShift.objects.all()
    people = representatives_of(user, on)
    posted = Station.objects.filter(postings__representative__in=people, postings__until__isnull=True)
    own = Q(station__in=stations_of(user, on)) | Q(station__in=posted) | Q(representative__in=people)
    return DutyShift.objects.filter(own)


def coming(user: User, at: datetime) -> QuerySet[DutyShift]:
    on = local_date(at)
    rows = visible_to(user, on).filter(shift_on__lte=on + AHEAD, pk__in=DutyShift.objects.coming(at))
    return rows.select_related("station", "representative", "plan").order_by("begins_at", "pk")


def by_week(rows: Iterable[DutyShift], on: date) -> list[Week]:
    """Rows that follow each other in time, by week and day, only those with a shift; `on` is today."""
    first = on - timedelta(days=on.weekday())
    names = {first: "本周", first + timedelta(days=7): "下周"}
    weeks: list[Week] = []
    for day, shifts in groupby(rows, key=lambda row: row.shift_on):
        monday = day - timedelta(days=day.weekday())
        if not weeks or weeks[-1].from_on != monday:
            weeks.append(Week(names.get(monday, ""), monday, monday + timedelta(days=6), []))
        weeks[-1].days.append(Day(day, list(shifts)))
    return weeks


def swaps_for(user: User, on: date) -> QuerySet[ShiftSwap]:
    """Open swaps that wait for this person, or that this person has asked for."""
    people = representatives_of(user, on)
    own = Q(asker__in=people) | Q(successor__in=people) | Q(shift__station__in=stations_of(user, on))
    rows = ShiftSwap.objects.filter(own, status__in=ShiftSwap.OPEN)
    return rows.select_related("shift__station", "asker", "successor", "in_return").order_by(
        "shift__begins_at"
    )


def today(station: Station, at: datetime) -> list[dict[str, str]]:
    """今日在站: who receives and who is on duty today, not over yet, by time; each person once, receptions first."""
    sitting = receptions.sitting_today(station, at)
    named = {row["name"] for row in sitting}
    rows = DutyShift.objects.coming(at).filter(station=station, shift_on=local_date(at)).shown()
    on_duty = [
        {"name": row.representative.name, "hours": hours(row)}
        for row in rows
        if row.representative.name not in named
    ]
    return sitting + on_duty


def today_everywhere(at: datetime) -> Sequence[DutyShift]:
    """For the public pages: today's shifts that are not over, of people in office."""
    on = local_date(at)
    people = Representative.objects.in_office(on)
    return list(DutyShift.objects.coming(at).filter(shift_on=on, representative__in=people).shown())


def hours(shift: DutyShift) -> str:
    """9:00–11:00"""
    begins, ends = (each.astimezone(LOCAL) for each in (shift.begins_at, shift.ends_at))
    return f"{hour(begins)}–{hour(ends)}"
