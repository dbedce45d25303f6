"""What happens to a reception after it was planned: it moves, it is cancelled; who could sit in it.

Whoever booked is told each time, with the link to keep, move or cancel (docs/domain.md § 11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace as altered
from datetime import date, datetime, time

from groups.models import Absence, Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.verbs import verb
from stations.models import (
    Booking,
    BookingStatus,
    Posting,
    Reception,
    ReceptionStatus,
    Seat,
    Sitting,
    SittingCell,
    Slot,
    Station,
)
from stations.models.receptions import COMING
from stations.receptions import free, messages, planning, seats
from stations.receptions.planning import Timetable


@verb
def cancel(reception: Reception, reason: str, *, by: Actor, at: datetime) -> Reception:
    """Nobody receives on that day; who booked gets the nearest free seat elsewhere or is told. Refused: `not_coming`,
    `reason_missing`, `has_begun`."""
    if not reason:
        raise Refused("reason_missing", "请写明取消的原因，会告诉已预约的人。", field="reason")
    reception = coming(reception, at)
    _refuse_begun(reception)
    reception.reason = reason
    reception.save(update_fields=["reason"])
    planning.set_status(reception, ReceptionStatus.CANCELLED, at=at)
    SittingCell.objects.filter(sitting__reception=reception, released_at__isnull=True).update(released_at=at)
    for booking in open_bookings(*reception.sittings.all()):
        rebook(booking, reason, by=by, at=at)
    people = [row.representative for row in reception.sittings.open().select_related("representative__user")]
    body = f"{messages.of_reception(reception)}。{reason}"
    messages.tell_who_sits(reception, people, "cancelled", "接待取消", body, at=at)
    record(Fact(reception.subject, "reception_cancelled", {}, {"reason": reason}), by=by, at=at)
    return reception


@verb
def move(
    reception: Reception, held_on: date, reason: str, *, begins: time | None = None, by: Actor, at: datetime
) -> Reception:
    """The same people, slots and bookings on another day; who cannot sit on it is left out.

    A new row follows the old one. Refused: `not_coming`, `reason_missing`, `dates`, `nobody_sits`, `has_begun`.
    """
    if not reason:
        raise Refused("reason_missing", "请写明改期的原因，会告诉已预约的人。", field="reason")
    reception = coming(reception, at)
    _refuse_begun(reception)
    if held_on == reception.held_on:
        raise Refused("dates", "就是原来的日子，请选另一天。", field="held_on")
    old = list(reception.sittings.open().select_related("representative"))
    SittingCell.objects.filter(sitting__in=old, released_at__isnull=True).update(released_at=at)
    people = available(reception, held_on, [sitting.representative for sitting in old])
    if not people and held_on > local_date(at):
        raise Refused("nobody_sits", "原来的代表那天都不能接待，请另选一天，或先换人。", field="held_on")
    timetable = altered(_timetable(reception), held_on=held_on)
    if begins is not None:
        length = reception.ends_at - reception.begins_at
        ends = (datetime.combine(held_on, begins) + length).time()
        timetable = altered(timetable, begins=begins, ends=ends)
    new = planning.plan(
        reception.station,
        timetable,
        people,
        planned_for=reception.planned_for,
        reason=reason,
        by=by,
        at=at,
    )
    was_announced = reception.status == ReceptionStatus.ANNOUNCED
    repeats = reception.plan
    reception.moved_to, reception.reason, reception.status = new, reason, ReceptionStatus.MOVED
    reception.save(update_fields=["moved_to", "reason", "status"])
    planning.set_status(reception, ReceptionStatus.MOVED, at=at)
    new.plan = repeats
    new.save(update_fields=["plan"])
    if was_announced:
        planning.announce(new, by=by, at=at, reason=reason)
    # Whoever keeps person and hour comes first: nobody who has to change takes that seat.
    left = [row for row in open_bookings(*old) if not _follow(row, reception, new, reason, by=by, at=at)]
    for booking in left:
        rebook(booking, reason, by=by, at=at)
    was = messages.of_reception(reception)
    sit = {person.pk for person in people}
    for sitting in old:
        stays = sitting.representative_id in sit
        then = f"改为 {messages.of_reception(new)}" if stays else "那天您不能接待，不再安排"
        body = f"原定 {was}，{reason}，{then}。"
        messages.tell_who_sits(new, [sitting.representative], "moved", "接待改期", body, at=at)
    data: dict[str, JSON] = {"to": new.pk, "day": held_on}
    record(Fact(reception.subject, "reception_moved", data, {"reason": reason}), by=by, at=at)
    return new


def available(
    reception: Reception,
    on: date,
    people: Iterable[Representative] | None = None,
    *,
    since: datetime | None = None,
) -> list[Representative]:
    """Who could sit on that day at the reception's station and hours, of `people`, else of all who are posted.

    `since` is now: of a reception that has begun only what is left of it counts.
    """
    shift = on - reception.held_on
    begins_at = max(reception.begins_at + shift, since or reception.begins_at + shift)
    return who_can_sit(reception.station, begins_at, reception.ends_at + shift, people)


def who_can_sit(
    station: Station, begins_at: datetime, ends_at: datetime, people: Iterable[Representative] | None = None
) -> list[Representative]:
    """Posted there on that local day, not absent, sitting nowhere else in those hours."""
    on = local_date(begins_at)
    postings = Posting.objects.serving(on).filter(station=station)
    if people is not None:
        postings = postings.filter(representative__in=[person.pk for person in people])
    away = set(Absence.objects.on(on).values_list("user_id", flat=True))
    wanted = planning.quarters(begins_at, ends_at)
    busy = SittingCell.objects.filter(quarter_at__in=wanted, released_at__isnull=True)
    rows = postings.exclude(representative__in=busy.values("representative"))
    return [
        row.representative
        for row in rows.select_related("representative").order_by("representative")
        if row.representative.user_id not in away
    ]


def rebook(booking: Booking, why: str, *, by: Actor, at: datetime) -> None:
    """The nearest free seat for a booking whose own is gone; without one it ends. The visitor is told either way."""
    was = messages.when_and_where(booking.slot)
    target = None if booking.status == BookingStatus.WAITING else _nearest_seat(booking, at)
    if target is None:
        seats.set_status(booking, BookingStatus.CANCELLED, at=at)
        body = f"原定 {was}，{why}。请打开接待日页面另约，或直接留言。"
        messages.tell(booking, "cancelled", "接待预约已取消", body, at=at)
        record(Fact(booking.subject, "booking_cancelled", {}, {"reason": why}), by=by, at=at)
        return
    slot, seat = target
    seats.place(booking, slot, seat, at=at)
    body = f"原定 {was}，{why}，改为 {messages.when_and_where(slot)}。不合适可以打开链接改时间或取消。"
    messages.tell(booking, f"moved:{at.isoformat()}", "接待预约改了时间", body, at=at)
    record(Fact(booking.subject, "booking_moved", {"to": slot.code}), by=by, at=at)


def _nearest_seat(booking: Booking, at: datetime) -> tuple[Slot, Seat] | None:
    name = booking.enterprise_name
    for candidate in free.nearest(booking.slot, at, limit=free.LOOKED_AT, enterprise_name=name):
        slot = seats.locked(candidate)
        try:
            seats.refuse_unbookable(slot, at)
        except Refused:
            continue
        if seats.is_tied(slot, name):
            continue
        if (seat := seats.free_seat(slot)) is not None:
            return slot, seat
    return None


def _follow(booking: Booking, old: Reception, new: Reception, why: str, *, by: Actor, at: datetime) -> bool:
    """The seat of the same person and hour on the new day; whether there is one."""
    shift = new.begins_at - old.begins_at
    slot = (
        Slot.objects.filter(
            sitting__reception=new,
            sitting__representative=booking.slot.sitting.representative_id,
            begins_at=booking.slot.begins_at + shift,
        )
        .select_related("sitting__representative", "sitting__reception__station")
        .first()
    )
    if slot is None:
        return False
    was = messages.when_and_where(booking.slot)
    if booking.status == BookingStatus.WAITING:
        booking.slot = slot
        seats.set_status(booking, BookingStatus.WAITING, at=at)
    elif (seat := seats.free_seat(slot)) is not None:
        seats.place(booking, slot, seat, at=at)
    else:
        return False
    body = f"原定 {was}，{why}，改为 {messages.when_and_where(slot)}。不合适可以打开链接改时间或取消。"
    messages.tell(booking, f"moved:{at.isoformat()}", "接待日改期", body, at=at)
    record(Fact(booking.subject, "booking_moved", {"to": slot.code}), by=by, at=at)
    return True


def coming(reception: Reception, at: datetime) -> Reception:
    """The reception, locked. Refused: `not_coming`."""
    reception = planning.locked(reception)
    if reception.status not in COMING or reception.ends_at <= at:
        raise Refused("not_coming", f"这次接待{reception.get_status_display()}，不能再改。")
    return reception


def _refuse_begun(reception: Reception) -> None:
    """What was held in part is held: the register says who was received."""
    if Booking.objects.filter(slot__sitting__reception=reception, status=BookingStatus.CAME).exists():
        raise Refused("has_begun", "已经有人来访，不能再改期或取消；请登记完后结束接待。")


def open_bookings(*sittings: Sitting) -> list[Booking]:
    """Locked, with who sits and where."""
    rows = Booking.objects.open().filter(slot__sitting__in=sittings)
    related = ("slot__sitting__representative", "slot__sitting__reception__station")
    return list(rows.select_for_update(of=("self",)).select_related(*related).order_by("pk"))


def _timetable(reception: Reception) -> Timetable:
    """As it was planned, read from its slots."""
    slot = Slot.objects.filter(sitting__reception=reception).order_by("begins_at").first()
    if slot is None:
        raise Refused("nobody_sits", "这次接待没有时段，请重新安排。")
    return Timetable(
        held_on=reception.held_on,
        begins=reception.begins_at.astimezone(LOCAL).time(),
        ends=reception.ends_at.astimezone(LOCAL).time(),
        place=reception.place,
        kind=reception.kind,
        topic=reception.topic,
        slot_minutes=int((slot.ends_at - slot.begins_at).total_seconds()) // 60,
        seats=slot.seats.count(),
    )
