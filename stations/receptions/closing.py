"""The end of a reception day: who sat, who says so themselves, the signed sheet (docs/domain.md § 11)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import cast

from django.urls import reverse

from office.actors import Actor
from office.calendar import LOCAL
from office.events import JSON, Fact, record
from office.models import StoredFile, User
from office.notifications import notices
from office.refusals import Refused
from office.templatetags.wording import day as worded
from office.verbs import verb
from stations.models import (
    Booking,
    BookingStatus,
    Matter,
    Reception,
    ReceptionSheet,
    ReceptionStatus,
    Sitting,
    Slot,
)
from stations.receptions import planning, waiting

SHEETS_AT_MOST = 10
# From when until when somebody sat, on the local clock of the day.
Hours = tuple[time, time]


@verb
def hold(
    reception: Reception,
    present: Collection[int],
    *,
    hours: Mapping[int, Hours] | None = None,
    by: Actor,
    at: datetime,
) -> Reception:
    """The end of the day: the register closes. `present` are the sittings (keys) that took place, `hours` those of
    whoever came later or left sooner; each of them is asked to confirm.

    Who received and was replaced in the middle of the day sat too. Refused: `not_today`, `open` (the message says what
    is missing), `nobody_sat`, `hours`.
    """
    reception = planning.locked(reception)
    if reception.status != ReceptionStatus.ANNOUNCED:
        raise Refused("not_today", f"这次接待{reception.get_status_display()}。")
    if at < reception.begins_at:
        raise Refused("not_today", "接待还没有开始。")
    if missing := what_is_open(reception):
        raise Refused("open", "还不能结束：" + "；".join(missing) + "。")
    sat = _sat(reception, present, hours or {})
    for slot in Slot.objects.filter(
        sitting__reception=reception, bookings__status=BookingStatus.WAITING
    ).distinct():
        for row in slot.bookings.filter(status=BookingStatus.WAITING):
            waiting.lapse(row, by=by, at=at)
    reception.closed_at = at
    reception.status = ReceptionStatus.HELD
    reception.save(update_fields=["closed_at", "status"])
    planning.set_status(reception, ReceptionStatus.HELD, at=at)
    _ask_to_confirm(reception, sat, at)
    data: dict[str, JSON] = {"sat": [row.representative_id for row in sat]}
    record(Fact(reception.subject, "reception_held", data), by=by, at=at)
    return reception


@verb
def confirm(sitting: Sitting, *, by: Actor, at: datetime) -> Sitting:
    """The representative says to have sat; nobody else can. A repeat changes nothing.

    Refused: `not_yours`, `not_held`.
    """
    sitting = (
        Sitting.objects.select_for_update(of=("self",)).select_related("representative").get(pk=sitting.pk)
    )
    if by.user is None or by.user.pk != sitting.representative.user_id:
        raise Refused("not_yours", "到场接待由代表本人确认。")
    if sitting.sat_from is None:
        raise Refused("not_held", "接待结束、登记到场后再确认。")
    if sitting.confirmed_at is not None:
        return sitting
    sitting.confirmed_at = at
    sitting.save(update_fields=["confirmed_at"])
    subject = f"reception:{sitting.reception_id}"
    record(Fact(subject, "sitting_confirmed", {"sitting": sitting.pk}), by=by, at=at)
    return sitting


@verb
def add_sheet(reception: Reception, file: StoredFile, *, by: Actor, at: datetime) -> ReceptionSheet:
    """A page of the signed register, from the beginning of the day on. Refused: `not_begun`, `too_many`."""
    reception = planning.locked(reception)
    begun = reception.status == ReceptionStatus.ANNOUNCED and at >= reception.begins_at
    if not begun and reception.status != ReceptionStatus.HELD:
        raise Refused("not_begun", "接待开始以后才能上传签字页。", field="file")
    if reception.sheets.count() >= SHEETS_AT_MOST:
        raise Refused("too_many", f"签字页最多 {SHEETS_AT_MOST} 张。", field="file")
    sheet = ReceptionSheet(reception=reception, file=file, added_at=at)
    sheet.added_by = cast(User, by.user)
    sheet.save()
    record(Fact(reception.subject, "sheet_added", {"sheet": sheet.pk}), by=by, at=at)
    return sheet


def what_is_open(reception: Reception) -> list[str]:
    """What must be said before the register closes, in words; empty where nothing is."""
    rows = Booking.objects.filter(slot__sitting__reception=reception)
    waiting_for = rows.filter(status__in=(BookingStatus.BOOKED, BookingStatus.OFFERED)).count()
    silent = rows.filter(status=BookingStatus.CAME, matters__isnull=True).count()
    unended = Matter.objects.filter(booking__in=rows, ending="").count()
    counted = (
        (waiting_for, "{} 位预约的还没登记到或没来"),
        (silent, "{} 位来访的还没记谈了什么"),
        (unended, "{} 件事项还没选结果"),
    )
    return [words.format(number) for number, words in counted if number]


def _sat(reception: Reception, present: Collection[int], hours: Mapping[int, Hours]) -> list[Sitting]:
    """Write down who sat and when; the caller holds the reception's lock."""
    rows = list(reception.sittings.select_related("representative__user").order_by("pk"))
    sat = [row for row in rows if row.ended_at is None and row.pk in present]
    if not sat:
        raise Refused("nobody_sat", "请勾选到场接待的代表。", field="present")
    for row in sat:
        row.sat_from, row.sat_to = _between(reception, hours.get(row.pk))
    received = set(
        Booking.objects.filter(slot__sitting__in=rows, status=BookingStatus.CAME).values_list(
            "slot__sitting", flat=True
        )
    )
    for row in rows:
        if row.pk in received and row.ended_at is not None and row.ended_at > reception.begins_at:
            row.sat_from, row.sat_to = reception.begins_at, row.ended_at
            sat.append(row)
    for row in sat:
        row.save(update_fields=["sat_from", "sat_to"])
    return sat


def _between(reception: Reception, hours: Hours | None) -> tuple[datetime, datetime]:
    if hours is None:
        return reception.begins_at, reception.ends_at
    begins, ends = (datetime.combine(reception.held_on, each, tzinfo=LOCAL) for each in hours)
    if begins >= ends:
        raise Refused("hours", "接待结束的时间须晚于开始的时间。", field="present")
    return begins, ends


def _ask_to_confirm(reception: Reception, sat: Collection[Sitting], at: datetime) -> None:
    people = [row.representative.user for row in sat if isinstance(row.representative.user, User)]
    notices.notify(
        f"{reception.subject}:confirm",
        people,
        title=f"请确认{worded(reception.held_on)}的接待",
        body="站务登记您到场接待，请打开确认。登记得不对，请与服务站联系。",
        link=reverse("stations:desk_reception", args=[reception.token]),
        at=at,
    )
