"""What stations keep of a telephone: bookings and consultations, whoever typed them, for the copy that its owner may ask
for (个人信息保护法)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from office.calendar import LOCAL
from office.crypto import blind_index
from office.templatetags.wording import plain_moment
from office.typed import phones
from stations.models import Booking, Consultation


class Kept(NamedTuple):
    """A value as it is stored, and when it was stored."""

    section: str
    item: str
    value: str
    at: datetime


def of_telephone(number: str) -> Iterator[Kept]:
    """Bookings first, then consultations, each by time; nothing for ""."""
    if number:
        yield from _bookings(number)
        yield from _consultations(number)


def _bookings(number: str) -> Iterator[Kept]:
    rows = Booking.objects.filter(phone_index=blind_index(number)).order_by("created_at", "pk")
    related = ("slot__sitting__representative", "slot__sitting__reception__station")
    for row in rows.select_related(*related).prefetch_related("matters"):
        sitting = row.slot.sitting
        where = f"{plain_moment(row.slot.begins_at.astimezone(LOCAL))} {sitting.reception.station.name}"
        section = "临时来访" if row.is_walk_in else "接待预约"
        values = {
            "时间、地点": f"{where}，{sitting.representative.name}代表接待",
            "来访人": str(row.get_requester_kind_display()),
            "企业名称": row.enterprise_name,
            "联系人": row.contact,
            "联系电话": str(phones.stored(row.phone)),
            "想谈什么": row.matter,
            "结果": str(row.get_status_display()),
        }
        yield from (Kept(section, item, value, row.created_at) for item, value in values.items() if value)
        for matter in row.matters.all():
            ended = "，".join(filter(None, (matter.get_ending_display(), matter.source, matter.told_in)))
            said = f"{matter.words}（{ended}）" if ended else matter.words
            yield Kept(section, "谈了什么", said, matter.recorded_at)


def _consultations(number: str) -> Iterator[Kept]:
    """The telephone is encrypted and has no index: all that hold one are read and compared."""
    told = Consultation.objects.exclude(phone="").values_list("pk", "phone").iterator()
    keys = [key for key, stored in told if phones.stored(stored).number == number]
    rows = Consultation.objects.filter(pk__in=keys).select_related("station")
    for row in rows.order_by("consulted_at", "pk"):
        where = f"{plain_moment(row.consulted_at.astimezone(LOCAL))} {row.station.name}"
        values = {
            "时间、地点": f"{where}，{row.get_how_display()}",
            "企业名称": row.enterprise_name,
            "联系人": row.contact,
            "联系电话": str(phones.stored(row.phone)),
            "咨询了什么": row.words,
            "结果": "，".join(filter(None, (row.get_ending_display(), row.source, row.request_number))),
        }
        section = f"接待咨询 {row.number}"
        yield from (Kept(section, item, value, row.entered_at) for item, value in values.items() if value)
