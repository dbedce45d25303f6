"""The seats of a slot and the row that holds one: what booking, waiting list and changes of the day share.

Whoever calls holds the slot's lock; the constraints of `Booking` hold the same.
"""

from __future__ import annotations

from datetime import datetime

from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from stations.models import Booking, BookingState, BookingStatus, ReceptionStatus, Seat, Slot
from stations.models.bookings import OPEN_BOOKINGS
from stations.ties import Identity, Ties

TAKEN = "这个时段刚被约走，您写的内容都还在，换一个时段就行。"
LIST_FULL = "这个时段的候补已满，请另选一个时段。"


def locked(slot: Slot) -> Slot:
    return lock_all([slot.pk])[slot.pk]


def lock_all(keys_of_slots: list[int]) -> dict[int, Slot]:
    """The slots, locked in the order of their keys, with who sits and where as it is by now."""
    wanted = Slot.objects.filter(pk__in=keys_of_slots)
    list(wanted.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    rows = wanted.select_related("sitting__representative", "sitting__reception__station")
    return {row.pk: row for row in rows}


def free_seat(slot: Slot) -> Seat | None:
    held = Booking.objects.seated().filter(slot=slot).values("seat")
    return slot.seats.exclude(pk__in=held).order_by("number").first()


def set_status(
    booking: Booking, status: BookingStatus, *, at: datetime, offered_until: datetime | None = None
) -> None:
    """The columns and the dated row; the caller records the event."""
    booking.status, booking.offered_until = status, offered_until
    booking.ended_at = None if status in OPEN_BOOKINGS else at
    if status == BookingStatus.LAPSED:
        booking.seat = None
    booking.save(update_fields=["status", "offered_until", "ended_at", "seat", "slot"])
    BookingState.objects.create(
        booking=booking, status=status, slot_id=booking.slot_id, on=local_date(at), at=at
    )


def place(booking: Booking, slot: Slot, seat: Seat, *, at: datetime) -> None:
    """The booking has this seat now; the caller holds the locks of both slots."""
    booking.slot, booking.seat = slot, seat
    set_status(booking, BookingStatus.BOOKED, at=at)


def refuse_unbookable(slot: Slot, at: datetime) -> None:
    reception = slot.sitting.reception
    is_open = (
        reception.status == ReceptionStatus.ANNOUNCED
        and slot.sitting.ended_at is None
        and reception.station.is_open(reception.held_on)
    )
    if not is_open or reception.walk_ins_only:
        raise Refused("not_bookable", "这次接待现在不能预约，请另选一天。", field="slot")
    if slot.begins_at <= at:
        raise Refused("not_bookable", "这个时段已经开始，请另选一个。", field="slot")


def is_tied(slot: Slot, enterprise_name: str) -> bool:
    """回避: whether the one who sits is tied to the enterprise, and so does not receive it (docs/domain.md § 1)."""
    if not enterprise_name:
        return False
    sitting = slot.sitting
    ties = Ties([sitting.representative], on=sitting.reception.held_on)
    return bool(ties.of(sitting.representative, Identity.of(name=enterprise_name)))


def refuse_tied(slot: Slot, enterprise_name: str, *, waits: bool = False, by: Actor) -> None:
    """A visitor reads what stands there for a seat or a list that is full: who is tied to whom is nobody's to read.

    The desk learns that somebody else must receive, not why. Refused: `slot_taken`, `list_full`; of the desk `tied`.
    """
    if not is_tied(slot, enterprise_name):
        return
    if by.kind == "requester":
        raise (
            Refused("list_full", LIST_FULL, field="slot")
            if waits
            else Refused("slot_taken", TAKEN, field="slot")
        )
    raise Refused(
        "tied", f"这家企业不由{slot.sitting.representative.name}代表接待，请另选一位代表。", field="slot"
    )
