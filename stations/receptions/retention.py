"""What is kept of a visitor no longer than needed; the booking stays, without the person (个人信息保护法)."""

from __future__ import annotations

from datetime import date, datetime

from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.verbs import verb
from stations.models import Booking, Matter, ReceptionSheet

BATCH = 500
NOTHING_PERSONAL = {"matter": "", "contact": "", "phone": "", "enterprise_name": ""}


def purge_bookings(at: datetime) -> int:
    """Empty the personal columns of bookings that ended longer ago than the setting says; how many."""
    before = _kept_since(at)
    ended = Booking.objects.filter(slot__sitting__reception__held_on__lt=before, ended_at__isnull=False)
    emptied = 0
    while keys := list(ended.exclude(**NOTHING_PERSONAL).values_list("pk", flat=True)[:BATCH]):
        emptied += _empty(keys, at)
    return emptied


def purge_sheets(at: datetime) -> int:
    """Part with the signed sheets of days longer ago than that; how many. Their bytes go with the orphans."""
    old = ReceptionSheet.objects.filter(reception__held_on__lt=_kept_since(at))
    return sum(_part(key, at) for key in old.order_by().values_list("reception", flat=True).distinct())


def _kept_since(at: datetime) -> date:
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    return date(on.year - years, on.month, min(on.day, 28))


@verb
def _part(reception: int, at: datetime) -> int:
    parted, _ = ReceptionSheet.objects.filter(reception=reception).delete()
    events.record(Fact(f"reception:{reception}", "sheets_erased"), by=Actor.system("purge"), at=at)
    return parted


@verb
def _empty(keys: list[int], at: datetime) -> int:
    Matter.objects.filter(booking__in=keys).update(words="")
    emptied = Booking.objects.filter(pk__in=keys).update(
        matter="",
        contact="",
        phone="",
        phone_index="",
        phone_grade=Booking.Grade.NONE,
        enterprise_name="",
        enterprise=None,
    )
    events.erase(*(f"booking:{key}" for key in keys), by=Actor.system("purge"), at=at)
    return emptied
