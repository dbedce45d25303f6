"""Who writes and reads consultations at the desk: of the own stations alone (docs/domain.md § 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from office.models import User
from office.ports import Port
from stations.models import Consultation, Station
from stations.models.consultations import ConsultationQuerySet
from stations.scopes import Scopes


@dataclass(frozen=True)
class ConsultationWay:
    """What a higher app makes of a consultation: the button's label, the name of its address (the number), the deed
    itself for whoever registers and turns in one tap, and the address name of what became of it (a number)."""

    label: str
    url_name: str
    turn: Callable[[HttpRequest, Consultation, datetime], HttpResponse]
    number_url: str


consultation_ways: Port[ConsultationWay] = Port()


def counters(user: User, on: date) -> frozenset[int] | None:
    """The stations whose counter this person serves: a clerk the own, a liaison those at which the own groups are
    posted; None for staff, who serve all. Absent colleagues' included."""
    scopes = Scopes.of(user, on).all
    if any(scope.is_staff for scope in scopes):
        return None
    return frozenset[int]().union(*(scope.stations | scope.triage_stations for scope in scopes))


def stations_of(user: User, on: date) -> QuerySet[Station]:
    """Where this person may register: open stations."""
    rows, own = Station.objects.open(on), counters(user, on)
    return rows if own is None else rows.filter(pk__in=own)


def stations_seen(user: User, on: date) -> frozenset[int] | None:
    """Whose consultations this person reads: None for staff and auditors, who read all."""
    return None if Scopes.of(user, on).sees_all else counters(user, on)


def visible_to(user: User, on: date) -> ConsultationQuerySet:
    own, rows = stations_seen(user, on), Consultation.objects.all()
    return rows if own is None else rows.filter(station__in=own)


def may_write(user: User, consultation: Consultation, on: date) -> bool:
    own = counters(user, on)
    return not consultation.is_void and (own is None or consultation.station_id in own)


def may_correct(user: User, consultation: Consultation, on: date) -> bool:
    """On the day of entry whoever entered it; later staff."""
    if consultation.is_void:
        return False
    if on == consultation.entered_on and consultation.entered_by_id == user.pk:
        return may_write(user, consultation, on)
    return counters(user, on) is None


def may_confirm_void(user: User, consultation: Consultation, on: date) -> bool:
    """Staff who neither entered it nor asked for it."""
    took_part = (consultation.entered_by_id, consultation.void_asked_by_id)
    return counters(user, on) is None and user.pk not in took_part
