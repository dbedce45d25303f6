"""Booking a seat, moving it, giving it back: never two bookings of one seat.

The slot is locked first, the constraints of `Booking` hold the same. Rules: docs/domain.md § 11.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from office import options
from office.actors import Actor
from office.calendar import local_date
from office.crypto import blind_index
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.typed import phones
from office.verbs import verb
from stations.models import Booking, BookingState, BookingStatus, Enterprise, Seat, Slot
from stations.models.bookings import OPEN_BOOKINGS, Doubt
from stations.receptions import keys, messages, seats, waiting
from stations.receptions.keys import Ticket
from stations.receptions.periods import NO_SHOWS_COUNT_FOR


@dataclass(frozen=True)
class Visit:
    """What a visitor says, cleaned; the telephone as `str(phones.Phone)`, "" where a walk-in leaves none.

    `about` is the 受理编号 of the request from whose page the visitor came.
    """

    requester_kind: str
    matter: str
    contact: str = ""
    phone: str = ""
    enterprise_name: str = ""
    about: str = ""

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

    A telephone that has an open booking, or missed some, is answered like any other: whoever typed it may be somebody
    else. The row is in doubt (`Doubt`) and the clerk asks.

    Refused: `slot_taken` (`waits` would do; also where somebody must stand aside), `not_bookable`, `list_full`,
    `has_free_seat`, `key_reused`; of the desk `tied`.
    """
    slot = seats.locked(slot)
    earlier = Booking.objects.filter(form_hash=keys.hash_form(form_key)).first()
    if earlier is not None:
        return _repeated(earlier, visit, slot)
    seats.refuse_unbookable(slot, at)
    seats.refuse_tied(slot, visit.enterprise_name, waits=waits, by=by)
    seat = seats.free_seat(slot)
    if seat is None and not waits:
        raise Refused("slot_taken", seats.TAKEN, field="slot")
    if waits:
        waiting.refuse_waiting(slot, has_free_seat=seat is not None, at=at)
    status = BookingStatus.WAITING if waits else BookingStatus.BOOKED
    done = make(slot, None if waits else seat, visit, status=status, form_key=form_key, by=by, at=at)
    _tell_booked(done.booking, at=at)
    return done


def is_made(form_key: str) -> bool:
    """Whether the form with this key has made a booking."""
    return Booking.objects.filter(form_hash=keys.hash_form(form_key)).exists()


def slot_of(form_key: str) -> int | None:
    """The key of the slot that the form with this key has booked."""
    rows = Booking.objects.filter(form_hash=keys.hash_form(form_key))
    return rows.values_list("slot", flat=True).first()


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
    seats.refuse_tied(after, booking.enterprise_name, by=by)
    # Whoever was offered this very seat takes that one.
    is_kept = booking.offered_until is not None and at < booking.offered_until
    seat = booking.seat if before.pk == after.pk and is_kept else seats.free_seat(after)
    if seat is None:
        raise Refused("slot_taken", seats.TAKEN, field="slot")
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
    is_own = by.kind == "requester" and by.basis == "own"
    own = Booking.Grade.OWN if is_own else Booking.Grade.DESK
    is_over = status == BookingStatus.CAME
    doubt = "" if is_over else doubt_of(index, at=at)
    # The clerk has the owner on the telephone.
    is_checked = bool(doubt) and by.user is not None
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
        about=visit.about,
        doubt=doubt,
        checked_at=at if is_checked else None,
        checked_by=by.user if is_checked else None,
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


def doubt_of(phone_index: str, *, at: datetime) -> str:
    """Why the telephone's owner should be asked; "" where nothing speaks for it (docs/domain.md § 11)."""
    if not phone_index:
        return ""
    rows = Booking.objects.filter(phone_index=phone_index)
    if rows.open().exists():
        return Doubt.SECOND
    allowed: int = options.value("booking_no_shows", local_date(at))
    missed = rows.filter(status=BookingStatus.NO_SHOW, ended_at__gt=at - NO_SHOWS_COUNT_FOR)
    return Doubt.MISSED if allowed and missed.count() >= allowed else ""


@verb
def show_phone(booking: Booking, *, by: Actor, at: datetime) -> str:
    """The digits to call, for the clerk; that they were shown is recorded. "" where there is no telephone."""
    record(Fact(booking.subject, "booking_phone_shown"), by=by, at=at)
    return booking.phone_number


@verb
def check(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    """已核实: the clerk spoke with the telephone's owner; a repeat changes nothing. Refused: `not_in_doubt`."""
    booking = _reread(booking)
    if not booking.doubt:
        raise Refused("not_in_doubt", "这个预约不用核实。")
    if booking.checked_at is not None:
        return booking
    booking.checked_at, booking.checked_by = at, by.user
    booking.save(update_fields=["checked_at", "checked_by"])
    record(Fact(booking.subject, "booking_checked", {"doubt": booking.doubt}), by=by, at=at)
    return booking


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
    """The telephone's owner learns of another open booking of it; whoever typed the form does not."""
    where = messages.when_and_where(booking.slot)
    other = _another(booking)
    also = (
        f"这个号码另有 {messages.when_and_where(other.slot)} 的预约，不要的请打开链接取消。" if other else ""
    )
    if booking.status == BookingStatus.WAITING:
        messages.tell(booking, "waiting", "已登记候补", f"{where}。有人取消时短信通知您。{also}", at=at)
    else:
        messages.tell(booking, "booked", "接待预约成功", f"{where}。来不了请尽早改时间或取消。{also}", at=at)


def _another(booking: Booking) -> Booking | None:
    if booking.doubt != Doubt.SECOND:
        return None
    rows = Booking.objects.open().filter(phone_index=booking.phone_index).exclude(pk=booking.pk)
    related = ("slot__sitting__representative", "slot__sitting__reception")
    return rows.select_related(*related).order_by("pk").first()
