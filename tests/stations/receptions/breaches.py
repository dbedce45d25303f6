"""A row that breaks each constraint of receptions, bookings and matters, by the constraint's name."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

from office.calendar import LOCAL
from office.models import StoredFile
from stations.models import (
    Booking,
    CodeScan,
    Matter,
    QRCode,
    Reception,
    ReceptionPlan,
    ReceptionSheet,
    Seat,
    Sitting,
    Slot,
)
from stations.models.bookings import BookingState
from stations.models.receptions import ReceptionState
from stations.models.slots import SittingCell
from tests.groups.rows import a_representative, a_user
from tests.stations.rows import SINCE, a_station

BEGINS = dt.datetime(2026, 12, 5, 9, tzinfo=LOCAL)
ENDS = BEGINS + dt.timedelta(hours=1)
_numbers = count(1)


def a_plan(**options: Any) -> ReceptionPlan:
    values = {
        "station": a_station(),
        "weekday": 2,
        "begins": dt.time(9),
        "ends": dt.time(11),
        "place": "接待室",
        "since": SINCE,
    } | options
    return ReceptionPlan.objects.create(**values)


def a_reception(**options: Any) -> Reception:
    values = {
        "planned_for": BEGINS.date(),
        "held_on": BEGINS.date(),
        "kind": "voters",
        "place": "接待室",
        "begins_at": BEGINS,
        "ends_at": ENDS,
    } | options
    if "station" not in values:
        values["station"] = a_station()
    return Reception.objects.create(**values)


def a_sitting(**options: Any) -> Sitting:
    values = dict(options)
    values.setdefault("reception", None)
    values["reception"] = values["reception"] or a_reception()
    if "representative" not in values:
        values["representative"] = a_representative()
    return Sitting.objects.create(**values)


def a_slot(**options: Any) -> Slot:
    values = {"begins_at": BEGINS, "ends_at": ENDS} | options
    if "sitting" not in values:
        values["sitting"] = a_sitting()
    return Slot.objects.create(**values)


def a_seat(**options: Any) -> Seat:
    values = {"number": 1} | options
    if "slot" not in values:
        values["slot"] = a_slot()
    return Seat.objects.create(**values)


def a_booking(**options: Any) -> Booking:
    """Waiting: it needs no seat."""
    number = next(_numbers)
    values = {
        "token_hash": f"t{number}",
        "code_hash": f"c{number}",
        "form_hash": f"f{number}",
        "status": "waiting",
        "requester_kind": "voter",
        "matter": "续贷",
        "created_at": BEGINS,
        "created_on": BEGINS.date(),
    } | options
    if "slot" not in values:
        values["slot"] = a_slot()
    return Booking.objects.create(**values)


def a_matter(**options: Any) -> Matter:
    values = {"words": "续贷", "recorded_at": BEGINS, "recorded_on": BEGINS.date()} | options
    return Matter.objects.create(booking=a_booking(), recorded_by=a_user(), **values)


def twice_of_a_plan() -> None:
    plan = a_plan()
    for _ in range(2):
        a_reception(plan=plan, station=plan.station)


def twice_at_a_reception() -> None:
    reception, representative = a_reception(), a_representative()
    for _ in range(2):
        a_sitting(reception=reception, representative=representative)


def two_at_once() -> None:
    sitting = a_sitting()
    for _ in range(2):
        SittingCell.objects.create(sitting=sitting, representative=sitting.representative, quarter_at=BEGINS)


def two_slots_at_once() -> None:
    sitting = a_sitting()
    for _ in range(2):
        a_slot(sitting=sitting)


def two_seats_of_one_number() -> None:
    slot = a_slot()
    for _ in range(2):
        a_seat(slot=slot)


def two_in_one_seat() -> None:
    seat = a_seat()
    for _ in range(2):
        a_booking(slot=seat.slot, seat=seat, status="booked")


def two_of_one_telephone() -> None:
    slot = a_slot()
    for _ in range(2):
        a_booking(slot=slot, phone_index="x", phone_grade="own")


def a_sheet_of_two_days() -> None:
    user, reception = a_user(), a_reception()
    file = StoredFile.objects.create(
        path="x", name="x.jpg", content_type="image/jpeg", size=1, sha256="0" * 64, created_at=BEGINS
    )
    for _ in range(2):
        ReceptionSheet.objects.create(reception=reception, file=file, added_at=BEGINS, added_by=user)


def scanned_twice_a_day() -> None:
    code = QRCode.objects.create(code="abc", kind="station", station=a_station(), since=SINCE)
    for _ in range(2):
        CodeScan.objects.create(qr_code=code, on=SINCE)


BREACHES: dict[str, Callable[[], object]] = {
    "reception_plan_kind_known": lambda: a_plan(kind="party"),
    "reception_plan_holiday_known": lambda: a_plan(on_holiday="never"),
    "reception_plan_span_is_ordered": lambda: a_plan(until=SINCE - dt.timedelta(days=1)),
    "reception_plan_weekday_known": lambda: a_plan(weekday=7),
    "reception_plan_week_known": lambda: a_plan(week_of_month=5),
    "reception_plan_ends_after_it_begins": lambda: a_plan(ends=dt.time(9)),
    "reception_plan_slots_are_sane": lambda: a_plan(seats=0),
    "reception_kind_known": lambda: a_reception(kind="party"),
    "reception_status_known": lambda: a_reception(status="lost"),
    "reception_ends_after_it_begins": lambda: a_reception(ends_at=BEGINS),
    "reception_once_per_plan_and_day": twice_of_a_plan,
    "reception_moved_has_its_new_day": lambda: a_reception(status="moved", reason="节假日"),
    "reception_held_when_closed": lambda: a_reception(status="held", announced_at=BEGINS),
    "reception_announced_has_its_time": lambda: a_reception(status="announced"),
    "reception_cancelled_or_moved_has_reason": lambda: a_reception(status="cancelled"),
    "reception_state_known": lambda: ReceptionState.objects.create(
        reception=a_reception(), status="lost", on=SINCE, at=BEGINS
    ),
    "sitting_once_per_reception": twice_at_a_reception,
    "sitting_ended_has_reason": lambda: a_sitting(ended_at=BEGINS),
    "sitting_sat_from_and_to": lambda: a_sitting(sat_from=BEGINS),
    "sitting_confirmed_where_sat": lambda: a_sitting(confirmed_at=BEGINS),
    "sitting_cell_of_one_reception": two_at_once,
    "slot_once_per_sitting": two_slots_at_once,
    "slot_ends_after_it_begins": lambda: a_slot(ends_at=BEGINS),
    "reception_sheet_file_once": a_sheet_of_two_days,
    "code_scan_once_a_day": scanned_twice_a_day,
    "seat_once_per_slot": two_seats_of_one_number,
    "seat_counts_from_one": lambda: a_seat(number=0),
    "booking_status_known": lambda: a_booking(status="lost", ended_at=BEGINS),
    "booking_requester_kind_known": lambda: a_booking(requester_kind="fan"),
    "booking_phone_grade_known": lambda: a_booking(phone_index="x", phone_grade="best"),
    "booking_one_active_per_seat": two_in_one_seat,
    "booking_one_open_per_telephone": two_of_one_telephone,
    "booking_has_a_seat_unless_it_waits": lambda: a_booking(status="booked"),
    "booking_offered_has_its_end": lambda: a_booking(
        status="offered", seat=(seat := a_seat()), slot=seat.slot
    ),
    "booking_ended_when_not_open": lambda: a_booking(status="cancelled"),
    "booking_phone_has_its_grade": lambda: a_booking(phone_index="x"),
    "booking_doubt_known": lambda: a_booking(doubt="perhaps"),
    "booking_checked_where_in_doubt": lambda: a_booking(checked_at=BEGINS, checked_by=a_user()),
    "booking_state_known": lambda: BookingState.objects.create(
        booking=(row := a_booking()), slot=row.slot, status="lost", on=SINCE, at=BEGINS
    ),
    "matter_ending_known": lambda: a_matter(ending="lost"),
    "matter_basis_known": lambda: a_matter(basis="rumour"),
    "matter_request_has_its_number": lambda: a_matter(ending="request"),
    "matter_joined_has_its_number": lambda: a_matter(ending="joined"),
    "matter_answered_has_its_source": lambda: a_matter(ending="answered"),
    "matter_explained_has_its_source": lambda: a_matter(ending="explained", basis="public"),
}
