"""One booking as a calendar file for the visitor's own phone, and the reception days of a station as a feed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from office.calendar_files import CalendarEvent, feed, written
from stations.models import Booking, Reception, ReceptionStatus, Sitting, Station

# A phone that reads the feed later still learns of what was cancelled or moved.
KNOWN_FOR = timedelta(days=30)


def of(booking: Booking, *, organiser: str, link: str, at: datetime) -> str:
    """The slot as an event with a reminder a day before; a cancelled booking cancels the event."""
    event = CalendarEvent(
        uid=f"{booking.token_hash[:32]}@booking",
        sequence=int((at - booking.created_at).total_seconds()) // 60,
        begins_at=booking.slot.begins_at,
        ends_at=booking.slot.ends_at,
        summary=f"见{booking.slot.sitting.representative.name}代表（{organiser}）",
        place=booking.slot.sitting.reception.place,
        link=link,
        alarm="明天接待",
        is_cancelled=booking.status in ("cancelled", "lapsed"),
        moves_with_holidays=True,
    )
    return written(event, product="booking", at=at)


def of_station(station: Station, *, at: datetime) -> str:
    """The announced days of the station, and those of the last month, cancelled and moved ones marked."""
    shown = (
        ReceptionStatus.ANNOUNCED,
        ReceptionStatus.HELD,
        ReceptionStatus.CANCELLED,
        ReceptionStatus.MOVED,
    )
    sittings = Sitting.objects.select_related("representative").order_by("pk")
    rows = Reception.objects.filter(
        station=station, status__in=shown, announced_at__isnull=False, ends_at__gt=at - KNOWN_FOR
    )
    days = rows.by_time().prefetch_related(Prefetch("sittings", sittings), "states")
    return feed(map(_day, days), name=f"{station.name}接待日", product="reception", at=at)


def _day(reception: Reception) -> CalendarEvent:
    sittings = reception.sittings.all()
    names = "、".join(each.representative.name for each in sittings if each.ended_at is None)
    is_off = reception.status in (ReceptionStatus.CANCELLED, ReceptionStatus.MOVED)
    path = (
        reverse("stations:reception_list")
        if is_off
        else reverse("stations:reception_detail", args=[reception.token])
    )
    return CalendarEvent(
        uid=f"{reception.token}@reception",
        # Each change of its status, each who comes and each who leaves is a later edition of the same event.
        sequence=len(reception.states.all()) + sum(1 + (each.ended_at is not None) for each in sittings),
        begins_at=reception.begins_at,
        ends_at=reception.ends_at,
        summary=f"{reception.topic or reception.get_kind_display()}（{names}）",
        place=reception.place,
        link=f"{settings.SITE_URL}{path}",
        alarm="明天有代表接待",
        is_cancelled=is_off,
        moves_with_holidays=True,
    )
