"""Who may run a reception at the desk, which days somebody sees, and what the page of a day shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from office.calendar import LOCAL, local_date
from office.models import User
from office.ports import Port
from office.templatetags.wording import hour
from stations.models import Booking, BookingStatus, Matter, Reception, ReceptionStatus, Sitting, Station
from stations.models.bookings import Ending
from stations.scopes import Scopes


@dataclass(frozen=True)
class MatterWay:
    """A button beside a matter whose verb lives in a higher app: its label and the name of its address (a matter's
    key); `number_url` is the address name of what became of it (a number)."""

    label: str
    url_name: str
    number_url: str


matter_ways: Port[MatterWay] = Port()


def visible_to(user: User, on: date) -> QuerySet[Reception]:
    """All to staff and auditors, a clerk's own stations, a representative's own sittings; stand-ins alike."""
    scopes = Scopes.of(user, on)
    if scopes.sees_all:
        return Reception.objects.all()
    stations = frozenset[int]().union(*(scope.stations for scope in scopes.all))
    people = frozenset[int]().union(*(scope.representatives for scope in scopes.all))
    sits = Sitting.objects.open().filter(representative__in=people)
    return Reception.objects.filter(station__in=stations) | Reception.objects.filter(
        pk__in=sits.values("reception")
    )


def may_run(user: User, reception: Reception, on: date) -> bool:
    """Clerks of the station, staff, and whoever sits; an auditor reads only."""
    scopes = Scopes.of(user, on)
    if any(scope.is_staff or reception.station_id in scope.stations for scope in scopes.all):
        return True
    people = frozenset[int]().union(*(scope.representatives for scope in scopes.all))
    return Sitting.objects.open().filter(reception=reception, representative__in=people).exists()


def may_close(user: User, reception: Reception, on: date) -> bool:
    """Clerks of the station and staff: who writes the register closes it."""
    return any(scope.is_staff or reception.station_id in scope.stations for scope in Scopes.of(user, on).all)


def may_decide(user: User, on: date) -> bool:
    """Staff: announce a reception, and cancel one (docs/domain.md § 11)."""
    return any(scope.is_staff for scope in Scopes.of(user, on).all)


@dataclass(frozen=True)
class Register:
    """The bookings of a day in the three parts of the page."""

    here: Sequence[Booking]
    coming: Sequence[Booking]
    over: Sequence[Booking]

    @property
    def tally(self) -> list[tuple[str, int]]:
        rows = [*self.here, *self.coming, *self.over]
        endings = [matter.ending for row in rows for matter in row.matters.all()]
        came = [row for row in rows if row.status == BookingStatus.CAME]
        return [
            ("预约", sum(not row.is_walk_in for row in rows)),
            ("预约已到", sum(not row.is_walk_in for row in came)),
            ("没来", sum(row.status == BookingStatus.NO_SHOW for row in rows)),
            ("临时来访", sum(row.is_walk_in for row in came)),
            ("已解释", sum(ending in (Ending.EXPLAINED, Ending.ANSWERED) for ending in endings)),
            ("转诉求", sum(ending == Ending.REQUEST for ending in endings)),
        ]


def register_of(reception: Reception) -> Register:
    """Three queries, however many came."""
    shown = (BookingStatus.BOOKED, BookingStatus.OFFERED, BookingStatus.CAME, BookingStatus.NO_SHOW)
    rows = (
        Booking.objects.filter(slot__sitting__reception=reception, status__in=shown)
        .select_related("slot__sitting__representative", "entered_by")
        .prefetch_related(Prefetch("matters", Matter.objects.order_by("pk")))
        .order_by("slot__begins_at", "pk")
    )
    here, coming, over = [], [], []
    for row in rows:
        matters = list(row.matters.all())
        is_told = bool(matters) and all(matter.ending for matter in matters)
        if row.status == BookingStatus.CAME and not is_told:
            here.append(row)
        elif row.status in (BookingStatus.BOOKED, BookingStatus.OFFERED):
            coming.append(row)
        else:
            over.append(row)
    return Register(here, coming, over)


def sitting_today(station: Station, at: datetime) -> list[dict[str, str]]:
    """今日在站, for the lobby screen: who receives today and when, with the hours of a reception that is not over."""
    rows = Sitting.objects.open().filter(
        reception__station=station,
        reception__status=ReceptionStatus.ANNOUNCED,
        reception__held_on=local_date(at),
        reception__ends_at__gt=at,
    )
    return [
        {"name": row.representative.name, "hours": hours(row.reception)}
        for row in rows.select_related("representative", "reception").order_by("reception__begins_at", "pk")
    ]


def next_of(station: Station, at: datetime) -> dict[str, Any] | None:
    """下次接待日: the next announced day after today."""
    rows = Reception.objects.public(at).filter(station=station, held_on__gt=local_date(at))
    row = rows.by_time().first()
    return {"day": row.held_on, "hours": hours(row)} if row else None


def hours(reception: Reception) -> str:
    """9:00–11:00"""
    begins, ends = (each.astimezone(LOCAL) for each in (reception.begins_at, reception.ends_at))
    return f"{hour(begins)}–{hour(ends)}"
