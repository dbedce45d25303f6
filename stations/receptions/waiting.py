"""The waiting list of a slot: a freed seat is offered to whoever came first, for a time (docs/domain.md § 11)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from office import options
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import Fact, record
from office.refusals import Refused
from office.templatetags.wording import plain_moment
from office.verbs import verb
from stations.models import Booking, BookingStatus, ReceptionStatus, Slot
from stations.receptions import messages, seats

DAY_BEGINS, DAY_ENDS = time(9), time(18)
LAST_DAY = timedelta(hours=1)
BY = Actor.system("waiting_list")


@verb
def take(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    """The offered seat is the visitor's; a repeat changes nothing. Refused: `not_offered`."""
    seats.locked(booking.slot)
    booking = Booking.objects.select_for_update(of=("self",)).select_related("slot").get(pk=booking.pk)
    if booking.status == BookingStatus.BOOKED:
        return booking
    if (
        booking.status != BookingStatus.OFFERED
        or booking.offered_until is None
        or booking.offered_until <= at
    ):
        raise Refused("not_offered", "补位保留的时间已过，席位已让给后面的人。")
    seats.set_status(booking, BookingStatus.BOOKED, at=at)
    record(Fact(booking.subject, "offer_taken"), by=by, at=at)
    return booking


@verb
def lapse(booking: Booking, *, by: Actor, at: datetime) -> bool:
    """An offer that nobody took in time goes to the next one; a waiting one whose slot has begun ends."""
    slot = seats.locked(booking.slot)
    booking = Booking.objects.select_for_update(of=("self",)).select_related("slot").get(pk=booking.pk)
    is_late = booking.offered_until is not None and booking.offered_until <= at
    has_begun = booking.status == BookingStatus.WAITING and slot.begins_at <= at
    if not is_late and not has_begun:
        return False
    seats.set_status(booking, BookingStatus.LAPSED, at=at)
    record(Fact(booking.subject, "booking_lapsed"), by=by, at=at)
    offer_next(slot, at=at)
    return True


def offer_next(slot: Slot, *, at: datetime) -> Booking | None:
    """Offer each free seat of the slot to the next who waits for it; the caller holds the slot's lock."""
    offered = None
    waiting = list(
        Booking.objects.filter(slot=slot, status=BookingStatus.WAITING).order_by("created_at", "pk")
    )
    is_open = slot.sitting.ended_at is None and slot.sitting.reception.status == ReceptionStatus.ANNOUNCED
    while waiting and is_open and slot.begins_at > at and (seat := seats.free_seat(slot)) is not None:
        offered = waiting.pop(0)
        offered.slot, offered.seat = slot, seat
        until = offer_ends(slot, at)
        seats.set_status(offered, BookingStatus.OFFERED, at=at, offered_until=until)
        messages.tell(
            offered,
            f"offered:{at.isoformat()}",
            "您候补的时段空出来了",
            f"{messages.when_and_where(slot)}。请在 {plain_moment(until.astimezone(LOCAL))} 前打开链接确认，"
            "过时让给后面的人。",
            at=at,
        )
        record(Fact(offered.subject, "seat_offered", {"until": until}), by=BY, at=at)
    return offered


def offer_ends(slot: Slot, at: datetime) -> datetime:
    """So many hours of the day (09:00–18:00) later; on the day itself one hour. Never after the slot begins."""
    day = local_date(at)
    if day >= slot.sitting.reception.held_on:
        return min(at + LAST_DAY, slot.begins_at)
    left = timedelta(hours=int(options.value("booking_offer_hours", day)))
    begins = max(at, datetime.combine(day, DAY_BEGINS, tzinfo=LOCAL))
    while begins + left > (closes := datetime.combine(day, DAY_ENDS, tzinfo=LOCAL)):
        left -= max(closes - begins, timedelta(0))
        day += timedelta(days=1)
        begins = datetime.combine(day, DAY_BEGINS, tzinfo=LOCAL)
    return min(begins + left, slot.begins_at)


def refuse_waiting(slot: Slot, *, has_free_seat: bool, at: datetime) -> None:
    if has_free_seat:
        raise Refused("has_free_seat", "这个时段还有空位，可以直接预约。", field="slot")
    most: int = options.value("booking_waiting_list", local_date(at))
    if Booking.objects.filter(slot=slot, status=BookingStatus.WAITING).count() >= most:
        raise Refused("list_full", seats.LIST_FULL, field="slot")
