"""What stands in a person's feed: apps register who finds it, this one gives receptions and shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from office.models import User
from office.ports import Port
from stations.models import DutyShift, Sitting
from stations.models.receptions import COMING


@dataclass(frozen=True)
class Entry:
    """`uid` names the fact, so that a phone moves the event when it changes; `path` is a page of the desk."""

    uid: str
    begins_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    path: str = ""
    moves_with_holidays: bool = False


# `find(user, since, until)`: entries of the local dates since ≤ day < until, nothing of other people.
finders: Port[Callable[[User, date, date], Iterable[Entry]]] = Port()


def of(user: User, since: date, until: date) -> list[Entry]:
    """By time."""
    found = [entry for find in finders for entry in find(user, since, until)]
    return sorted(found, key=lambda entry: (entry.begins_at, entry.uid))


def receptions(user: User, since: date, until: date) -> Iterator[Entry]:
    rows = Sitting.objects.open().filter(
        representative__user=user,
        reception__status__in=COMING,
        reception__held_on__gte=since,
        reception__held_on__lt=until,
    )
    for row in rows.select_related("reception__station"):
        day = row.reception
        yield Entry(
            f"reception-{day.pk}",
            day.begins_at,
            day.ends_at,
            f"接待：{day.topic or day.get_kind_display()}",
            f"{day.station.name}，{day.place}",
            reverse("stations:desk_reception", args=[day.token]),
            moves_with_holidays=True,
        )


def shifts(user: User, since: date, until: date) -> Iterator[Entry]:
    rows = DutyShift.objects.planned().filter(
        representative__user=user, shift_on__gte=since, shift_on__lt=until
    )
    for row in rows.shown():
        yield Entry(
            f"shift-{row.pk}",
            row.begins_at,
            row.ends_at,
            "值班",
            row.station.name,
            reverse("stations:desk_shifts"),
            moves_with_holidays=True,
        )


def register() -> None:
    finders.register(receptions)
    finders.register(shifts)
