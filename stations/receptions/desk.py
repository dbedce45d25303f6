"""Who may run a reception at the desk, which days somebody sees, and what the page of a day shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Prefetch

from office.calendar import LOCAL, local_date
from office.models import User
from office.ports import Port
from office.templatetags.wording import hour, moment
from stations.models import Booking, BookingStatus, Matter, Reception, ReceptionStatus, Sitting, Station
from stations.models.bookings import Doubt, Ending
from stations.models.receptions import ReceptionQuerySet
from stations.scopes import Scopes


@dataclass(frozen=True)
class MatterWay:
    """A button beside a matter whose verb lives in a higher app: its label and the name of its address (a matter's
    key); `number_url` is the address name of what became of it (a number)."""

    label: str
    url_name: str
    number_url: str


matter_ways: Port[MatterWay] = Port()


@dataclass(frozen=True)
class OpenCase:
    """A request that is open, of a higher app: its number and title, how late it is (超期 3 天, or ""), the names of
    the addresses of its page (a number) and of 记到 (a matter's key; the number is posted)."""

    number: str
    title: str
    late: str
    url_name: str
    join_url_name: str


class CasesOf(Protocol):
    """For some bookings the open requests of the same visitors that the reader may see, by the booking's key."""

    def __call__(
        self, bookings: Sequence[Booking], user: User, *, at: datetime
    ) -> Mapping[int, Sequence[OpenCase]]: ...


open_cases: Port[CasesOf] = Port()


def visible_to(user: User, on: date) -> ReceptionQuerySet:
    """All to staff and auditors, a clerk's own stations, a representative's own sittings; stand-ins alike."""
    scopes = Scopes.of(user, on)
    if scopes.sees_all:
        return Reception.objects.all()
    stations = frozenset[int]().union(*(scope.stations for scope in scopes.all))
    people = frozenset[int]().union(*(scope.representatives for scope in scopes.all))
    sits = Sitting.objects.open().filter(representative__in=people) | Sitting.objects.of_who_sat().filter(
        representative__in=people
    )
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
    """Four queries, however many came. Each row has `question`: what is to be asked of the telephone's owner, or ""."""
    shown = (BookingStatus.BOOKED, BookingStatus.OFFERED, BookingStatus.CAME, BookingStatus.NO_SHOW)
    found = (
        Booking.objects.filter(slot__sitting__reception=reception, status__in=shown)
        .select_related("slot__sitting__representative", "entered_by")
        .prefetch_related(Prefetch("matters", Matter.objects.order_by("pk")))
        .order_by("slot__begins_at", "pk")
    )
    rows = list(found)
    here, coming, over = [], [], []
    others = _others(rows)
    for row in rows:
        row.question = _question(row, others)  # type: ignore[attr-defined]
        matters = list(row.matters.all())
        is_told = bool(matters) and all(matter.ending for matter in matters)
        if row.status == BookingStatus.CAME and not is_told:
            here.append(row)
        elif row.status in (BookingStatus.BOOKED, BookingStatus.OFFERED):
            coming.append(row)
        else:
            over.append(row)
    return Register(here, coming, over)


def show_open_cases(register: Register, user: User, *, at: datetime) -> None:
    """Gives each row that can still be told of in a request `open_cases` (`OpenCase`)."""
    rows = [*register.here, *register.over]
    for row in rows:
        row.open_cases = []  # type: ignore[attr-defined]
    for find in open_cases:
        found = find(rows, user, at=at)
        for row in rows:
            row.open_cases.extend(found.get(row.pk, ()))  # type: ignore[attr-defined]


def _others(rows: Sequence[Booking]) -> dict[str, list[Booking]]:
    """The open bookings of the telephones that are in doubt, by their index."""
    wanted = {row.phone_index for row in rows if row.is_in_doubt and row.doubt == Doubt.SECOND}
    found: dict[str, list[Booking]] = {}
    if not wanted:
        return found
    open_ = Booking.objects.open().filter(phone_index__in=wanted).exclude(phone_index="")
    for row in open_.select_related("slot__sitting__reception__station").order_by("slot__begins_at", "pk"):
        found.setdefault(row.phone_index, []).append(row)
    return found


def _question(booking: Booking, others: Mapping[str, Sequence[Booking]]) -> str:
    if not booking.is_in_doubt:
        return ""
    if booking.doubt == Doubt.MISSED:
        return "这个电话近期几次预约没有来"
    rows = [row for row in others.get(booking.phone_index, ()) if row.pk != booking.pk]
    words = "、".join(
        f"{moment(row.slot.begins_at.astimezone(LOCAL))}在{row.slot.sitting.reception.station}"
        for row in rows
    )
    return f"这个电话另有 {words} 的预约" if words else ""


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
