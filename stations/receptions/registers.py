"""Registers that are not closed yet: the clerks are told, and who was never marked counts as 未到 in the end."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from office import calendar, options
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.notifications import notices
from office.templatetags.wording import day as worded
from stations.models import Booking, BookingStatus, Reception, ReceptionStatus, StationClerk
from stations.receptions import day

BY = Actor.system("registers")


def tend(*, at: datetime) -> int:
    """Every morning. Returns how many registers are open and how many bookings were ended."""
    return remind(at) + miss_who_never_came(at)


def remind(at: datetime) -> int:
    """The clerks of the station, once for each day that is over; how many are open."""
    on = local_date(at)
    rows = list(
        Reception.objects.filter(status=ReceptionStatus.ANNOUNCED, held_on__lt=on).select_related("station")
    )
    for reception in rows:
        clerks = StationClerk.objects.in_force(on).filter(station=reception.station_id).values("user")
        notices.notify(
            f"{reception.subject}:register",
            User.objects.active().filter(pk__in=clerks),
            title="接待登记册还没有关闭",
            body=f"{reception.station} {worded(reception.held_on)}：请补登来访，再结束接待。",
            link=reverse("stations:desk_reception", args=[reception.token]),
            at=at,
        )
    return len(rows)


def miss_who_never_came(at: datetime) -> int:
    """Bookings of days whose register is overdue (`register_days`); nobody is told, as nobody looked."""
    on, days = local_date(at), calendar.load()
    allowed = int(options.value("register_days", on))
    rows = Booking.objects.filter(
        status=BookingStatus.BOOKED, slot__sitting__reception__held_on__lt=on
    ).select_related("slot__sitting__reception")
    late = [row for row in rows.order_by("pk") if days.add(row.slot.sitting.reception.held_on, allowed) < on]
    for row in late:
        day.miss(row, by=BY, at=at)
    return len(late)
