"""Who stands at the door: found by the scanned 预约码, or by the last four digits of the telephone."""

from __future__ import annotations

import unicodedata

from office.numbers import is_damm_valid
from office.refusals import Refused
from office.templatetags.wording import day as worded
from office.typed import phones
from stations.models import Booking, BookingStatus, Reception
from stations.receptions import keys

SEVERAL = "有 {} 位的电话尾号相同，请在下面的名单里点“到了”。"
UNREADABLE = "请扫预约码，或输入 8 位预约码、电话后四位。"


def booking_of(reception: Reception, typed: str) -> Booking:
    """The booking of that day. Refused: `unreadable`, `not_found`, `other_day`, `several`; nothing is changed."""
    digits = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("-", "")
    if len(digits) == keys.CODE_DIGITS and digits.isdecimal():
        return _by_code(reception, digits)
    try:
        ending = phones.ending(typed)
    except ValueError:
        raise Refused("unreadable", UNREADABLE, field="typed") from None
    if not ending:
        raise Refused("unreadable", UNREADABLE, field="typed")
    return _by_phone(reception, ending)


def _by_code(reception: Reception, code: str) -> Booking:
    if not is_damm_valid(code):
        raise Refused("unreadable", "预约码有误，请核对 8 位数字。", field="typed")
    rows = Booking.objects.filter(code_hash=keys.hash_code(code))
    booking = rows.select_related("slot__sitting__reception__station").first()
    if booking is None:
        raise Refused("not_found", "没有这个预约码，请核对 8 位数字。", field="typed")
    other = booking.slot.sitting.reception
    if other.pk != reception.pk:
        raise Refused("other_day", f"这个预约是{worded(other.held_on)}在{other.station}的。", field="typed")
    return booking


def _by_phone(reception: Reception, ending: str) -> Booking:
    """Of those who are still to come; a telephone is encrypted, so that the day's are read and compared."""
    statuses = (BookingStatus.BOOKED, BookingStatus.NO_SHOW, BookingStatus.CAME)
    rows = Booking.objects.filter(slot__sitting__reception=reception, status__in=statuses).exclude(phone="")
    found = []
    for row in rows.select_related("slot").order_by("slot__begins_at", "pk"):
        phone = phones.stored(row.phone)
        if ending == phone.number or ending in phone.endings:
            found.append(row)
    coming = [row for row in found if row.status != BookingStatus.CAME] or found
    if not coming:
        raise Refused("not_found", "今天没有这个尾号的预约，可以按临时来访登记。", field="typed")
    if len(coming) > 1:
        raise Refused("several", SEVERAL.format(len(coming)), field="typed")
    return coming[0]
