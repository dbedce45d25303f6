"""The day itself: who came, who did not, who came without booking, what was said (docs/domain.md § 11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from office import options
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.refusals import Refused
from office.verbs import verb
from stations.models import Booking, BookingStatus, Matter, Reception, ReceptionStatus, Seat, Sitting, Slot
from stations.models.bookings import Basis, Ending
from stations.receptions import booking as bookings
from stations.receptions import keys, messages, planning, seats
from stations.receptions.booking import Booked, Visit

DESK = Actor.system("reception_desk")
FULL = "今天的时段都满了，请登记预约下一次，或直接登记诉求。"
NEEDS_SOURCE = (Ending.EXPLAINED, Ending.ANSWERED)


@verb
def arrive(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    """Booked, or marked 未到 too early: 后来到了. A repeat changes nothing. Refused: `not_today`, `not_open`, `full`, `tied`."""
    seats.locked(booking.slot)
    booking = _reread(booking)
    if booking.status == BookingStatus.CAME:
        return booking
    if booking.status not in (BookingStatus.BOOKED, BookingStatus.NO_SHOW):
        raise Refused("not_open", f"这个预约{booking.get_status_display()}，不能登记到场。")
    reception = _refuse_other_day(booking.slot.sitting.reception, at)
    # Who sat there does not sit any more, or the seat went to somebody else.
    is_elsewhere = booking.slot.sitting.ended_at is not None
    if is_elsewhere or (booking.status == BookingStatus.NO_SHOW and booking.seat_id in _held(reception)):
        planning.locked(reception)
        booking.slot, booking.seat = _free(reception, at, None, enterprise=booking.enterprise_name)
    seats.set_status(booking, BookingStatus.CAME, at=at)
    record(Fact(booking.subject, "booking_came"), by=by, at=at)
    return booking


@verb
def miss(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    """未到, from the beginning of the slot on; a repeat changes nothing. Refused: `too_early`, `not_open`."""
    slot = seats.locked(booking.slot)
    booking = _reread(booking)
    if booking.status == BookingStatus.NO_SHOW:
        return booking
    if booking.status != BookingStatus.BOOKED:
        raise Refused("not_open", f"这个预约{booking.get_status_display()}，不能登记未到。")
    if at < slot.begins_at:
        raise Refused("too_early", "还没到约定的时间。")
    seats.set_status(booking, BookingStatus.NO_SHOW, at=at)
    if by.kind == "user" and local_date(at) == slot.sitting.reception.held_on:
        messages.tell(booking, "no_show", "您预约的接待没有见到您", "需要时可以打开接待日页面再约。", at=at)
    record(Fact(booking.subject, "booking_missed"), by=by, at=at)
    return booking


@verb
def walk_in(
    reception: Reception,
    visit: Visit,
    *,
    sitting: Sitting | None = None,
    form_key: str,
    by: Actor,
    at: datetime,
) -> Booked:
    """Somebody who did not book, in a free seat of what is left of the day; `sitting` where one person is asked for.

    Whoever booked comes first until `booking_late_minutes` after the beginning. The same form again is the same visit.
    Refused: `not_today`, `full`, `tied`, `key_reused` (somebody else on the same form).
    """
    reception = planning.locked(reception)
    earlier = Booking.objects.filter(form_hash=keys.hash_form(form_key)).select_related("slot").first()
    if earlier is not None:
        if earlier.body_sha256 != visit.fingerprint(earlier.slot):
            raise Refused("key_reused", "这一页刚才登记过一位，这次写的不同。确实是另一位，请再点一次登记。")
        return Booked(earlier, keys.ticket_of(earlier), is_repeat=True)
    _refuse_other_day(reception, at)
    slot, seat = _free(reception, at, sitting, enterprise=visit.enterprise_name, by=by)
    return bookings.make(
        slot, seat, visit, status=BookingStatus.CAME, form_key=form_key, is_walk_in=True, by=by, at=at
    )


@verb
def note(booking: Booking, words: str, *, by: Actor, at: datetime) -> Matter:
    """One matter in a line; how it ends is said next. Refused: `not_here`, `words_missing`, `register_closed`."""
    booking = _reread(booking)
    _refuse_closed(booking)
    if booking.status != BookingStatus.CAME:
        raise Refused("not_here", "先登记到场，再记事项。")
    if not words:
        raise Refused("words_missing", "请写一句谈了什么。", field="words")
    matter = Matter.objects.create(
        booking=booking, words=words, recorded_by=_user(by), recorded_at=at, recorded_on=local_date(at)
    )
    record(Fact(booking.subject, "matter_noted", {"matter": matter.pk}), by=by, at=at)
    return matter


@verb
def end_matter(
    matter: Matter,
    ending: str,
    *,
    basis: str = "",
    source: str = "",
    policy: str = "",
    by: Actor,
    at: datetime,
) -> Matter:
    """How it ended, but for 转为诉求, which is a button of its own.

    A representative promises nothing for a unit: an explanation or an answer names the public item, or the officer
    who is there with the unit. Refused: `source_missing`, `ended`, `unknown_ending`, `register_closed`.
    """
    matter = _locked_matter(matter)
    if ending not in (Ending.EXPLAINED, Ending.ANSWERED, Ending.NOTED, Ending.GUIDED):
        raise Refused("unknown_ending", "请选择结果。", field="ending")
    if ending in NEEDS_SOURCE and (basis not in Basis.values or not source):
        raise Refused(
            "source_missing", "请写明依据：哪条公开的政策，或在场哪个单位的哪位工作人员说的。", field="source"
        )
    if ending in NEEDS_SOURCE:
        matter.basis, matter.source, matter.policy = basis, source, policy
    matter.ending = ending
    matter.save(update_fields=["ending", "basis", "source", "policy"])
    data: dict[str, JSON] = {"matter": matter.pk, "ending": ending, "basis": matter.basis}
    record(Fact(matter.booking.subject, "matter_ended", data), by=by, at=at)
    return matter


@verb
def joined(matter: Matter, number: str, *, by: Actor, at: datetime) -> Matter:
    """记到在办诉求, once: for the app that has requests, inside its verb. Refused: `ended`, `register_closed`."""
    matter = _locked_matter(matter)
    matter.ending, matter.joined_number = Ending.JOINED, number
    matter.basis, matter.source, matter.policy = "", "", ""
    matter.save(update_fields=["ending", "joined_number", "basis", "source", "policy"])
    data: dict[str, JSON] = {"matter": matter.pk, "number": number}
    record(Fact(matter.booking.subject, "matter_joined_request", data), by=by, at=at)
    return matter


@verb
def became_request(matter: Matter, number: str, *, by: Actor, at: datetime) -> Matter:
    """转为诉求, once: for the app that makes requests, inside its verb. Refused: `ended`."""
    matter = _locked_matter(matter)
    matter.ending, matter.request_number = Ending.REQUEST, number
    matter.save(update_fields=["ending", "request_number"])
    data: dict[str, JSON] = {"matter": matter.pk, "number": number}
    record(Fact(matter.booking.subject, "matter_became_request", data), by=by, at=at)
    return matter


def _free(
    reception: Reception,
    at: datetime,
    sitting: Sitting | None,
    *,
    enterprise: str = "",
    by: Actor | None = None,
) -> tuple[Slot, Seat]:
    """The next seat of the day that is free, or whose visitor is late; refuses where there is none."""
    rows = Slot.objects.filter(sitting__reception=reception, sitting__ended_at__isnull=True)
    if local_date(at) == reception.held_on:
        rows = rows.filter(ends_at__gt=at)
    if sitting is not None:
        rows = rows.filter(sitting=sitting)
    related = rows.select_related("sitting__representative", "sitting__reception")
    tied: Refused | None = None
    for slot in related.order_by("begins_at", "pk"):
        seat = seats.free_seat(slot) or _of_late(slot, at, by)
        if seat is None:
            continue
        try:
            seats.refuse_tied(slot, enterprise, by=by or DESK)
        except Refused as refused:
            tied = refused
            continue
        return slot, seat
    raise tied or Refused("full", FULL, field="sitting")


def _of_late(slot: Slot, at: datetime, by: Actor | None) -> Seat | None:
    """The seat of a visitor who is later than the setting allows, who is marked 未到 with it."""
    late = timedelta(minutes=int(options.value("booking_late_minutes", local_date(at))))
    if by is None or at < slot.begins_at + late:
        return None
    row = slot.bookings.filter(status=BookingStatus.BOOKED).select_related("seat").order_by("pk").first()
    if row is None:
        return None
    miss(row, by=by, at=at)
    return row.seat


def _held(reception: Reception) -> set[int | None]:
    rows = Booking.objects.seated().filter(slot__sitting__reception=reception)
    return set(rows.values_list("seat_id", flat=True))


def _refuse_other_day(reception: Reception, at: datetime) -> Reception:
    """From the day on until the register closes: what stood on paper is entered later."""
    if reception.status != ReceptionStatus.ANNOUNCED or local_date(at) < reception.held_on:
        raise Refused("not_today", "接待当天才能登记；登记册关闭后不能再登记。")
    return reception


def _refuse_closed(booking: Booking) -> None:
    if booking.slot.sitting.reception.status == ReceptionStatus.HELD:
        raise Refused("register_closed", "这次接待已经结束，登记册已关闭。")


def _locked_matter(matter: Matter) -> Matter:
    rows = Matter.objects.select_for_update(of=("self",)).select_related("booking__slot__sitting__reception")
    matter = rows.get(pk=matter.pk)
    _refuse_closed(matter.booking)
    if matter.ending == Ending.REQUEST:
        raise Refused("ended", f"已转为诉求 {matter.request_number}。")
    if matter.ending == Ending.JOINED:
        raise Refused("ended", f"已记到诉求 {matter.joined_number}。")
    return matter


def _reread(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",)).select_related(
        "slot__sitting__representative", "slot__sitting__reception__station"
    )
    return rows.get(pk=booking.pk)


def _user(by: Actor) -> User:
    if by.user is None:
        raise Refused("not_yours", "请先登录。")
    return by.user
