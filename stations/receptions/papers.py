"""Reception days and who came as an Excel file, for the desk: without telephones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from office.calendar import LOCAL
from office.sheets import Cell, Sheet, write_workbook
from stations.models import Booking, BookingStatus, Matter, Reception, Sitting
from stations.models.bookings import SEATED
from stations.models.receptions import ReceptionQuerySet
from stations.receptions.desk import hours

DAYS = (
    "日期",
    "时间",
    "服务站",
    "类型",
    "主题",
    "地点",
    "接待代表",
    "状态",
    "原因",
    "预约（不含取消）",
    "已到",
    "没来",
    "取消或候补过期",
    "临时来访",
)
VISITS = (
    "日期",
    "时间",
    "服务站",
    "代表",
    "来访人",
    "企业",
    "联系人",
    "临时来访",
    "状态",
    "想谈什么",
    "谈了什么",
    "结果",
    "依据",
    "受理编号",
)
KEPT_OR_MISSED = (*SEATED, BookingStatus.NO_SHOW)
NOT_KEPT = (BookingStatus.CANCELLED, BookingStatus.LAPSED)


def workbook(rows: ReceptionQuerySet) -> bytes:
    """A sheet with a row for each day, and one with a row for each matter, or for each visitor without one."""
    bookings = Booking.objects.select_related("slot__sitting__representative").order_by(
        "slot__begins_at", "pk"
    )
    bookings = bookings.prefetch_related(Prefetch("matters", Matter.objects.order_by("pk")))
    sittings = Sitting.objects.select_related("representative").order_by("pk")
    days = list(rows.select_related("station").prefetch_related(Prefetch("sittings", sittings)).by_time())
    by_day: dict[int, list[Booking]] = {}
    for booking in bookings.filter(slot__sitting__reception__in=days):
        by_day.setdefault(booking.slot.sitting.reception_id, []).append(booking)
    return write_workbook(
        [
            Sheet("接待", DAYS, [_day(row, by_day.get(row.pk, ())) for row in days]),
            Sheet("来访", VISITS, [cells for row in days for cells in _visits(row, by_day.get(row.pk, ()))]),
        ]
    )


def _day(row: Reception, bookings: Iterable[Booking]) -> list[Cell]:
    visits = list(bookings)
    booked = [each for each in visits if not each.is_walk_in]
    people = [
        each.representative.name for each in row.sittings.all() if each.ended_at is None or each.sat_from
    ]
    return [
        row.held_on,
        hours(row),
        row.station.name,
        str(row.get_kind_display()),
        row.topic,
        row.place,
        "、".join(people),
        str(row.get_status_display()),
        row.reason,
        sum(each.status in KEPT_OR_MISSED for each in booked),
        sum(each.status == BookingStatus.CAME for each in booked),
        sum(each.status == BookingStatus.NO_SHOW for each in booked),
        sum(each.status in NOT_KEPT for each in booked),
        sum(each.is_walk_in for each in visits),
    ]


def _visits(row: Reception, bookings: Iterable[Booking]) -> Iterator[list[Cell]]:
    for booking in bookings:
        who: list[Cell] = [
            row.held_on,
            f"{booking.slot.begins_at.astimezone(LOCAL):%H:%M}",
            row.station.name,
            booking.slot.sitting.representative.name,
            str(booking.get_requester_kind_display()),
            booking.enterprise_name,
            booking.contact,
            "是" if booking.is_walk_in else "",
            str(booking.get_status_display()),
            booking.matter,
        ]
        matters = list(booking.matters.all())
        for matter in matters:
            yield [*who, matter.words, str(matter.get_ending_display()), matter.source, matter.told_in]
        if not matters:
            yield [*who, "", "", "", ""]
