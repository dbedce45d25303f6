"""Somebody else sits: a successor in the same slots, or nobody, so that the bookings move.

Whoever booked is told each time, with the link to keep, move or cancel (docs/domain.md § 11).
"""

from __future__ import annotations

from datetime import datetime

from groups.models import Representative
from office.actors import Actor
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.verbs import verb
from stations.models import Booking, BookingStatus, Posting, Seat, Sitting, Slot
from stations.receptions import messages, planning, waiting
from stations.receptions.changes import available, cancel, coming, open_bookings, rebook
from stations.ties import Identity, Ties

CANNOT_SIT = "cannot_sit"


@verb
def replace(sitting: Sitting, successor: Representative, *, by: Actor, at: datetime) -> Sitting:
    """Another posted representative sits in the same slots; who booked is told, and moved on 回避.

    In the middle of the day whoever was received stays with the one who received.

    Refused: `not_coming`, `not_posted`, `sits_elsewhere`, `sits_already`.
    """
    reception = coming(sitting.reception, at)
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if sitting.ended_at is not None:
        raise Refused("sits_already", "已经换过人了，请刷新后再看。")
    posting = Posting.objects.serving(reception.held_on).filter(
        station=reception.station_id, representative=successor
    )
    row = posting.prefetch_related("functions").first()
    if row is None:
        raise Refused("not_posted", f"{successor.name}当天不在本站进站。", field="people")
    if Sitting.objects.open().filter(reception=reception, representative=successor).exists():
        raise Refused("sits_already", f"{successor.name}已在这次接待中。", field="people")
    planning.end_sitting(sitting, CANNOT_SIT, at=at)
    new = Sitting.objects.create(reception=reception, representative=successor, duty=planning.duties(row))
    planning.take_quarters(new, since=at)
    _hand_over(sitting, new)
    for booking in open_bookings(new):
        _tell_successor(booking, new, by=by, at=at)
    where = messages.of_reception(reception)
    body = f"{where}。原来的代表因故不能接待，请您接待。"
    messages.tell_who_sits(reception, [successor], f"sits:{new.pk}", "请您到站接待", body, at=at)
    body = f"{where}。改由{successor.name}代表接待。"
    messages.tell_who_sits(
        reception, [sitting.representative], f"replaced:{new.pk}", "您的接待已换人", body, at=at
    )
    data: dict[str, JSON] = {"from": sitting.representative_id, "to": successor.pk}
    record(Fact(reception.subject, "sitting_replaced", data), by=by, at=at)
    return new


@verb
def withdraw(sitting: Sitting, *, by: Actor, at: datetime) -> Sitting:
    """Nobody can sit instead: who booked gets the nearest free seat, or is told that there is none.

    A reception without anybody is cancelled. Refused: `not_coming`.
    """
    reception = coming(sitting.reception, at)
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if sitting.ended_at is not None:
        return sitting
    planning.end_sitting(sitting, CANNOT_SIT, at=at)
    for booking in open_bookings(sitting):
        rebook(booking, "代表因故不能接待", by=by, at=at)
    messages.tell_who_sits(
        reception,
        [sitting.representative],
        f"withdrawn:{sitting.pk}",
        "您的接待已取消",
        f"{messages.of_reception(reception)}。您不能接待，已预约的人另行安排。",
        at=at,
    )
    record(Fact(reception.subject, "sitting_withdrawn", {"sitting": sitting.pk}), by=by, at=at)
    received = Booking.objects.filter(slot__sitting__reception=reception, status=BookingStatus.CAME).exists()
    if not received and not Sitting.objects.open().filter(reception=reception).exists():
        cancel(reception, "代表因故不能接待", by=by, at=at)
    return sitting


def candidates(sitting: Sitting, *, at: datetime) -> list[Representative]:
    """Who could sit in that place, who has one of its functions first."""
    reception = sitting.reception
    found = available(reception, reception.held_on, since=at)
    postings = Posting.objects.serving(reception.held_on).filter(station=reception.station_id)
    wanted = set(sitting.duty.split("、")) - {""}
    shares = {
        row.representative_id: bool(wanted & {function.name for function in row.functions.all()})
        for row in postings.prefetch_related("functions")
    }
    others = [person for person in found if person.pk != sitting.representative_id]
    return sorted(others, key=lambda person: not shares.get(person.pk, False))


def _hand_over(sitting: Sitting, new: Sitting) -> None:
    """The successor takes the slots, but for those in which somebody was received or missed.

    Who is still to come in such a slot comes to the successor, in a slot at the same time.
    """
    over = (BookingStatus.CAME, BookingStatus.NO_SHOW)
    past = list(Slot.objects.filter(sitting=sitting, bookings__status__in=over).distinct().order_by("pk"))
    Slot.objects.filter(sitting=sitting).exclude(pk__in=[slot.pk for slot in past]).update(sitting=new)
    for slot in past:
        rows = slot.bookings.open().order_by("seat__number", "pk")
        same = Slot.objects.create(sitting=new, begins_at=slot.begins_at, ends_at=slot.ends_at)
        free = [Seat.objects.create(slot=same, number=seat.number) for seat in slot.seats.all()]
        for booking in rows:
            booking.slot, booking.seat = same, free.pop(0) if booking.seat_id else None
            booking.save(update_fields=["slot", "seat"])


def _tell_successor(booking: Booking, sitting: Sitting, *, by: Actor, at: datetime) -> None:
    ties = Ties([sitting.representative], on=sitting.reception.held_on)
    identity = Identity.of(booking.enterprise_id, name=booking.enterprise_name)
    if ties.of(sitting.representative, identity):
        slot = booking.slot
        rebook(booking, "代表更换", by=by, at=at)
        waiting.offer_next(slot, at=at)
        return
    body = (
        f"{messages.when_and_where(booking.slot)}。原来的代表因故不能接待。不合适可以打开链接改时间或取消。"
    )
    messages.tell(booking, f"replaced:{sitting.pk}", "接待您的代表换了", body, at=at)
    record(Fact(booking.subject, "representative_replaced", {"sitting": sitting.pk}), by=by, at=at)
