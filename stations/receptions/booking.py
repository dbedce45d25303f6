"""Booking a seat, moving it, giving it back: never two bookings of one seat, never two of one telephone at once.

The slot is locked first, the constraints of `Booking` hold the same. Rules: docs/domain.md § 11.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from office import options
from office.actors import Actor
from office.calendar import local_date
from office.crypto import blind_index
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.typed import phones
from office.verbs import verb
from stations.models import Booking, BookingState, BookingStatus, Enterprise, Seat, Slot
from stations.models.bookings import OPEN_BOOKINGS
from stations.receptions import keys, messages, seats, waiting
from stations.receptions.keys import Ticket

NO_SHOWS_COUNT_FOR = timedelta(days=90)
TAKEN = "这个时段刚被约走，您写的内容都还在，换一个时段就行。"


@dataclass(frozen=True)
class Visit:
    """What a visitor says, cleaned; the telephone as `str(phones.Phone)`, "" where a walk-in leaves none."""

    requester_kind: str
    matter: str
    contact: str = ""
    phone: str = ""
    enterprise_name: str = ""

    def fingerprint(self, slot: Slot) -> str:
        said = [slot.pk, self.requester_kind, self.matter, self.contact, self.phone, self.enterprise_name]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Booked:
    """`is_repeat`: the same form had been sent before."""

    booking: Booking
    ticket: Ticket
    is_repeat: bool = False


@verb
def book(slot: Slot, visit: Visit, *, form_key: str, waits: bool = False, by: Actor, at: datetime) -> Booked:
    """A seat in the slot, or with `waits` a place on its waiting list; the same form again gives the same booking.

    Refused: `slot_taken` (`waits` would do), `not_bookable`, `one_at_a_time`, `no_shows`, `tied`, `list_full`,
    `has_free_seat`, `key_reused`.
    """
    slot = seats.locked(slot)
    earlier = Booking.objects.filter(form_hash=keys.hash_form(form_key)).first()
    if earlier is not None:
        return _repeated(earlier, visit, slot)
    seats.refuse_unbookable(slot, at)
    _refuse_person(visit, by=by, at=at)
    seats.refuse_tied(slot, visit.enterprise_name)
    seat = seats.free_seat(slot)
    if seat is None and not waits:
        raise Refused("slot_taken", TAKEN, field="slot")
    if waits:
        waiting.refuse_waiting(slot, has_free_seat=seat is not None, at=at)
    status = BookingStatus.WAITING if waits else BookingStatus.BOOKED
    done = make(slot, None if waits else seat, visit, status=status, form_key=form_key, by=by, at=at)
    _tell_booked(done.booking, at=at)
    return done


@verb
def move(booking: Booking, to: Slot, *, by: Actor, at: datetime) -> Booking:
    """Another seat for the same booking; the old one is offered to whoever waits for it.

    Refused: `too_late`, `slot_taken`, `not_bookable`, `tied`.
    """
    slots = seats.lock_all([booking.slot_id, to.pk])
    booking = _reread(booking)
    _refuse_late(booking, at)
    before, after = booking.slot, slots[to.pk]
    if before.pk == after.pk and booking.status == BookingStatus.BOOKED:
        return booking
    seats.refuse_unbookable(after, at)
    seats.refuse_tied(after, booking.enterprise_name)
    # Whoever was offered this very seat takes that one.
    is_kept = booking.offered_until is not None and at < booking.offered_until
    seat = booking.seat if before.pk == after.pk and is_kept else seats.free_seat(after)
    if seat is None:
        raise Refused("slot_taken", TAKEN, field="slot")
    seats.place(booking, after, seat, at=at)
    if before.pk != after.pk:
        waiting.offer_next(before, at=at)
    messages.tell(
        booking,
        f"moved:{at.isoformat()}",
        "接待预约已改时间",
        f"{messages.when_and_where(after)}。来不了请尽早取消。",
        at=at,
    )
    data: dict[str, JSON] = {"from": before.code, "to": after.code}
    record(Fact(booking.subject, "booking_moved", data), by=by, at=at)
    return booking


@verb
def cancel(booking: Booking, *, by: Actor, at: datetime, reason: str = "") -> Booking:
    """Until the slot begins; a repeat changes nothing. Refused: `too_late`, `not_open`."""
    slot = seats.locked(booking.slot)
    booking = _reread(booking)
    if booking.status == BookingStatus.CANCELLED:
        return booking
    _refuse_late(booking, at)
    seats.set_status(booking, BookingStatus.CANCELLED, at=at)
    waiting.offer_next(slot, at=at)
    messages.tell(
        booking,
        "cancelled",
        "接待预约已取消",
        f"原定 {messages.when_and_where(slot)}。需要时可以再约。",
        at=at,
    )
    private = {"reason": reason} if reason else {}
    record(Fact(booking.subject, "booking_cancelled", {}, private), by=by, at=at)
    return booking


def make(
    slot: Slot,
    seat: Seat | None,
    visit: Visit,
    *,
    status: BookingStatus,
    form_key: str,
    is_walk_in: bool = False,
    by: Actor,
    at: datetime,
) -> Booked:
    """The row with its keys, first state and event; the caller holds the slot's lock."""
    form_hash = keys.hash_form(form_key)
    ticket = keys.new_ticket(form_hash)
    index = blind_index(phones.stored(visit.phone).number)
    own = Booking.Grade.OWN if by.kind == "requester" else Booking.Grade.DESK
    is_over = status == BookingStatus.CAME
    booking = Booking.objects.create(
        token_hash=keys.hash_token(ticket.token),
        code_hash=keys.hash_code(ticket.code),
        form_hash=form_hash,
        body_sha256=visit.fingerprint(slot),
        status=status,
        slot=slot,
        seat=seat,
        is_walk_in=is_walk_in,
        requester_kind=visit.requester_kind,
        enterprise=Enterprise.objects.registered_as(visit.enterprise_name),
        enterprise_name=visit.enterprise_name,
        matter=visit.matter,
        contact=visit.contact,
        phone=visit.phone,
        phone_index=index,
        phone_grade=own if index else Booking.Grade.NONE,
        created_at=at,
        created_on=local_date(at),
        ended_at=at if is_over else None,
        entered_by=by.user,
    )
    BookingState.objects.create(booking=booking, status=status, slot=slot, on=local_date(at), at=at)
    data: dict[str, JSON] = {"slot": slot.code, "status": str(status), "walk_in": is_walk_in}
    record(Fact(booking.subject, "booking_made", data, begins=True), by=by, at=at)
    return Booked(booking, ticket)


def _repeated(earlier: Booking, visit: Visit, slot: Slot) -> Booked:
    if earlier.body_sha256 != visit.fingerprint(slot):
        raise Refused("key_reused", "这一页刚才已经约过一次，这次的内容不同。请从接待日页面重新打开。")
    return Booked(earlier, keys.ticket_of(earlier), is_repeat=True)


def _refuse_person(visit: Visit, *, by: Actor, at: datetime) -> None:
    """One open booking a telephone; after too many no-shows the next one is made with the clerk."""
    index = blind_index(phones.stored(visit.phone).number)
    if Booking.objects.open().filter(phone_index=index).exclude(phone_index="").exists():
        raise Refused(
            "one_at_a_time",
            "这个电话已有一个没有结束的预约，请打开原来的预约改时间或取消。",
            field="phone",
        )
    allowed: int = options.value("booking_no_shows", local_date(at))
    missed = Booking.objects.filter(
        phone_index=index, status=BookingStatus.NO_SHOW, ended_at__gt=at - NO_SHOWS_COUNT_FOR
    )
    if index and by.kind == "requester" and allowed and missed.count() >= allowed:
        raise Refused("no_shows", "这个电话近期有几次预约没有来，请打服务电话预约。", field="phone")


def _refuse_late(booking: Booking, at: datetime) -> None:
    if booking.is_changeable(at):
        return
    if booking.status not in OPEN_BOOKINGS:
        raise Refused("not_open", f"这个预约{booking.get_status_display()}，不能再改。")
    raise Refused("too_late", "接待时段已经开始，不能再改，请直接与服务站联系。")


def _reread(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",)).select_related(
        "slot__sitting__representative", "slot__sitting__reception__station", "seat"
    )
    return rows.get(pk=booking.pk)


def _tell_booked(booking: Booking, *, at: datetime) -> None:
    where = messages.when_and_where(booking.slot)
    if booking.status == BookingStatus.WAITING:
        messages.tell(booking, "waiting", "已登记候补", f"{where}。有人取消时短信通知您。", at=at)
    else:
        messages.tell(booking, "booked", "接待预约成功", f"{where}。来不了请尽早改时间或取消。", at=at)
