"""Putting a reception on the calendar: its slots and seats, and who sits, in no two places at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from groups.models import Representative
from office import options
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import JSON, Fact, record
from office.refusals import Refused
from office.verbs import verb
from stations.models import (
    Posting,
    Reception,
    ReceptionPlan,
    ReceptionState,
    ReceptionStatus,
    Seat,
    Sitting,
    SittingCell,
    Slot,
    Station,
)

QUARTER = 900
BEYOND = timedelta(days=366)


@dataclass(frozen=True)
class Timetable:
    """When, where and what for. `slot_minutes` and `seats` (visitors at a time) are each sitting's."""

    held_on: date
    begins: time
    ends: time
    place: str
    kind: str
    topic: str = ""
    slot_minutes: int = 20
    seats: int = 1

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.held_on, self.begins, tzinfo=LOCAL)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.held_on, self.ends, tzinfo=LOCAL)


@verb
def plan(
    station: Station,
    timetable: Timetable,
    people: Sequence[Representative],
    *,
    repeats: ReceptionPlan | None = None,
    planned_for: date | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Reception:
    """A planned reception with its slots; `repeats` and `planned_for` say which day of which plan it is.

    Refused: `dates`, `nobody_sits`, `not_posted`, `sits_elsewhere`. Rule: docs/domain.md § 11.
    """
    _refuse_times(timetable, at)
    posted = _locked(station, people, timetable.held_on)
    reception = Reception.objects.create(
        station=station,
        plan=repeats,
        planned_for=planned_for or timetable.held_on,
        kind=timetable.kind,
        topic=timetable.topic,
        place=timetable.place,
        held_on=timetable.held_on,
        begins_at=timetable.begins_at,
        ends_at=timetable.ends_at,
        reason=reason,
    )
    for person, duty in posted:
        seat(reception, person, duty=duty, timetable=timetable)
    set_status(reception, ReceptionStatus.PLANNED, at=at)
    data: dict[str, JSON] = {
        "station": station.code,
        "day": timetable.held_on,
        "representatives": [person.code for person, _ in posted],
    }
    record(Fact(reception.subject, "reception_planned", data), by=by, at=at)
    return reception


@verb
def announce(reception: Reception, *, by: Actor, at: datetime, reason: str = "") -> Reception:
    """Let visitors find it. Later than the setting asks it takes walk-ins only and needs a reason.

    Refused: `not_planned`, `reason_missing`.
    """
    reception = locked(reception)
    if reception.status != ReceptionStatus.PLANNED:
        raise Refused("not_planned", f"这次接待{reception.get_status_display()}，不能再公告。")
    reception.walk_ins_only = is_too_late(reception, at)
    if reception.walk_ins_only and not reason:
        raise Refused("reason_missing", "离接待日不足公告天数，按临时接待公告，请写明原因。", field="reason")
    reception.announced_at = at
    reception.reason = reason or reception.reason
    reception.save(update_fields=["announced_at", "walk_ins_only", "reason"])
    set_status(reception, ReceptionStatus.ANNOUNCED, at=at)
    record(
        Fact(reception.subject, "reception_announced", {"walk_ins_only": reception.walk_ins_only}),
        by=by,
        at=at,
    )
    return reception


def is_too_late(reception: Reception, at: datetime) -> bool:
    """Whether fewer days than the setting asks are left to announce it."""
    days: int = options.value("reception_announced_days", local_date(at))
    return local_date(at) + timedelta(days=days) > reception.held_on


def locked(reception: Reception) -> Reception:
    """The reception after its slots, in the order in which everybody locks them: nobody books meanwhile."""
    list(
        Slot.objects.select_for_update(of=("self",))
        .filter(sitting__reception=reception)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return Reception.objects.select_for_update(of=("self",)).get(pk=reception.pk)


def set_status(reception: Reception, status: ReceptionStatus, *, at: datetime) -> None:
    """The column and its dated row; the caller records the event."""
    reception.status = status
    reception.save(update_fields=["status"])
    ReceptionState.objects.create(reception=reception, status=status, on=local_date(at), at=at)


def seat(reception: Reception, person: Representative, *, duty: str, timetable: Timetable) -> Sitting:
    """Who sits, the quarters of the hour that it takes, the slots and their seats."""
    sitting = Sitting.objects.create(reception=reception, representative=person, duty=duty)
    take_quarters(sitting)
    length = timedelta(minutes=timetable.slot_minutes)
    begins_at, slots = reception.begins_at, []
    while begins_at + length <= reception.ends_at:
        slots.append(Slot(sitting=sitting, begins_at=begins_at, ends_at=begins_at + length))
        begins_at += length
    slots = Slot.objects.bulk_create(slots)
    Seat.objects.bulk_create(
        Seat(slot=slot, number=number) for slot in slots for number in range(1, timetable.seats + 1)
    )
    return sitting


def take_quarters(sitting: Sitting, *, since: datetime | None = None) -> None:
    """Those of the reception, of one that has begun from `since` on.

    Refused: `sits_elsewhere`. The unique constraint `sitting_cell_of_one_reception` holds the same.
    """
    reception = sitting.reception
    wanted = quarters(max(reception.begins_at, since or reception.begins_at), reception.ends_at)
    taken = SittingCell.objects.filter(
        representative=sitting.representative_id, quarter_at__in=wanted, released_at__isnull=True
    )
    if taken.exists():
        raise Refused(
            "sits_elsewhere", f"{sitting.representative.name}这个时间已有别的接待。", field="people"
        )
    SittingCell.objects.bulk_create(
        SittingCell(representative_id=sitting.representative_id, sitting=sitting, quarter_at=quarter)
        for quarter in wanted
    )


def end_sitting(sitting: Sitting, reason: str, *, at: datetime) -> None:
    """The person does not sit any more, and may sit elsewhere."""
    sitting.ended_at, sitting.reason = at, reason
    sitting.save(update_fields=["ended_at", "reason"])
    cells = SittingCell.objects.filter(sitting=sitting, released_at__isnull=True)
    cells.filter(quarter_at__gt=at - timedelta(seconds=QUARTER)).update(released_at=at)


def quarters(begins_at: datetime, ends_at: datetime) -> list[datetime]:
    """The quarters of an hour that a stretch touches, by their beginnings."""
    first, last = int(begins_at.timestamp()) // QUARTER, -(-int(ends_at.timestamp()) // QUARTER)
    return [datetime.fromtimestamp(number * QUARTER, UTC) for number in range(first, last)]


def duties(posting: Posting) -> str:
    """The functions for which somebody is posted: 金融服务、项目审批."""
    return "、".join(function.name for function in posting.functions.all())


def _refuse_times(timetable: Timetable, at: datetime) -> None:
    if timetable.ends <= timetable.begins:
        raise Refused("dates", "结束时间须晚于开始时间。", field="ends")
    if timetable.begins_at + timedelta(minutes=timetable.slot_minutes) > timetable.ends_at:
        raise Refused("dates", "接待时间不够一个时段，请改短时段或延后结束。", field="slot_minutes")
    if timetable.begins_at <= at:
        raise Refused("dates", "接待时间已经过去。", field="held_on")
    if timetable.held_on > local_date(at) + BEYOND:
        raise Refused("dates", "日期超过一年，请核对年份。", field="held_on")


def _locked(station: Station, people: Sequence[Representative], on: date) -> list[tuple[Representative, str]]:
    """The people, locked in the order of their keys, with what they are posted for on that day."""
    if not people:
        raise Refused("nobody_sits", "请至少选一位进站代表。", field="people")
    rows = Representative.objects.select_for_update(of=("self",)).filter(
        pk__in=[person.pk for person in people]
    )
    found = list(rows.order_by("pk"))
    postings = Posting.objects.serving(on).filter(station=station, representative__in=found)
    by_person = {row.representative_id: row for row in postings.prefetch_related("functions")}
    for person in found:
        if person.pk not in by_person:
            raise Refused("not_posted", f"{person.name}当天不在本站进站。", field="people")
    return [(person, duties(by_person[person.pk])) for person in found]
