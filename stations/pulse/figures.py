"""What a station did in a month, counted for the page 站点脉搏 (docs/domain.md § 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from office.calendar import local_date
from office.months import Month
from stations.consultations import sums
from stations.consultations.sums import Sums
from stations.models import (
    Booking,
    BookingStatus,
    DutyShift,
    Posting,
    QRCode,
    Reception,
    ReceptionStatus,
    Sitting,
    Slot,
    Station,
)
from stations.pulse import scans

COMING = (ReceptionStatus.PLANNED, ReceptionStatus.ANNOUNCED)
UNSCANNED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Pulse:
    """Of one station and month up to `until`, the last local day that is counted.

    `unscanned` are the codes of the station and its posted representatives that nobody opened in the fortnight up to
    then; None where scans have not been noted for so long. `hours` are those in which somebody sat.
    """

    station: Station
    month: Month
    until: date
    held: Sequence[Reception]
    without_visitors: Sequence[Reception]
    not_closed: Sequence[Reception]
    # Of the month and not over yet.
    ahead: int
    cancelled: int
    kept: int
    missed: int
    walk_ins: int
    slots: int
    never_booked: int
    hours: float
    # Of duty shifts that are over, as planned.
    shift_hours: float
    consultations: Sums
    codes: int
    unscanned: Sequence[QRCode] | None


def pulse_of(station: Station, month: Month, *, at: datetime) -> Pulse:
    """A dozen queries, however much happened."""
    until = min(month.last_on, local_date(at))
    days = Reception.objects.filter(station=station, held_on__gte=month.from_on, held_on__lt=month.to_on)
    came = Booking.objects.filter(slot__sitting__reception=OuterRef("pk"), status=BookingStatus.CAME)
    rows = list(days.annotate(had_visitors=Exists(came)).by_time())
    held = [row for row in rows if row.status == ReceptionStatus.HELD]
    statuses = (BookingStatus.CAME, BookingStatus.NO_SHOW)
    bookings = list(
        Booking.objects.filter(slot__sitting__reception__in=days, status__in=statuses).values_list(
            "status", "is_walk_in"
        )
    )
    sat = Sitting.objects.of_who_sat().filter(reception__in=days).values_list("sat_from", "sat_to")
    seconds = sum((ends - begins).total_seconds() for begins, ends in sat if begins and ends)
    codes = _codes(station, until)
    slots, never_booked = _slots(days, at)
    return Pulse(
        station=station,
        month=month,
        until=until,
        held=held,
        without_visitors=[row for row in held if not row.had_visitors],  # type: ignore[attr-defined]
        not_closed=[row for row in rows if row.status == ReceptionStatus.ANNOUNCED and row.ends_at <= at],
        ahead=sum(row.status in COMING and row.ends_at > at for row in rows),
        cancelled=sum(row.status == ReceptionStatus.CANCELLED for row in rows),
        kept=sum(status == BookingStatus.CAME and not walked_in for status, walked_in in bookings),
        missed=sum(status == BookingStatus.NO_SHOW for status, _ in bookings),
        walk_ins=sum(walked_in for _, walked_in in bookings),
        slots=slots,
        never_booked=never_booked,
        hours=round(seconds / 3600, 1),
        shift_hours=_shift_hours(station, month, at),
        consultations=sums.of_month(month, [station.pk], at=at),
        codes=len(codes),
        unscanned=_unscanned(codes, until),
    )


def _shift_hours(station: Station, month: Month, at: datetime) -> float:
    rows = DutyShift.objects.planned().filter(
        station=station, shift_on__gte=month.from_on, shift_on__lt=month.to_on, ends_at__lte=at
    )
    spans = rows.values_list("begins_at", "ends_at")
    return round(sum((ends - begins).total_seconds() for begins, ends in spans) / 3600, 1)


def _slots(days: QuerySet[Reception], at: datetime) -> tuple[int, int]:
    """The slots that could be booked and have begun, and how many of them nobody ever booked or waited for."""
    rows = Slot.objects.filter(
        sitting__reception__in=days,
        sitting__reception__status__in=(ReceptionStatus.ANNOUNCED, ReceptionStatus.HELD),
        sitting__reception__walk_ins_only=False,
        begins_at__lte=at,
    )
    wanted = Booking.objects.filter(states__slot=OuterRef("pk"), is_walk_in=False)
    return rows.count(), rows.exclude(Exists(wanted)).count()


def _codes(station: Station, until: date) -> list[QRCode]:
    """In use on that day and the fortnight before: the station's own, and of who was posted there."""
    posted = Posting.objects.serving(until).filter(station=station).values("representative")
    rows = QRCode.objects.in_force(until).filter(since__lte=until - UNSCANNED_FOR)
    rows = rows.filter(station=station) | rows.filter(representative__in=posted)
    return list(rows.select_related("station", "representative").order_by("kind", "code"))


def _unscanned(codes: Sequence[QRCode], until: date) -> list[QRCode] | None:
    after = until - UNSCANNED_FOR
    first = scans.first_day()
    if first is None or first > after + timedelta(days=1):
        return None
    keys = [code.pk for code in codes]
    opened = set(
        QRCode.objects.filter(pk__in=keys, scans__on__gt=after, scans__on__lte=until).values_list(
            "pk", flat=True
        )
    )
    return [code for code in codes if code.pk not in opened]
