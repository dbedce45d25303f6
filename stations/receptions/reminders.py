"""The day before: a text message to each visitor, and to the clerks a call to make where none arrives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse

from office import options
from office.calendar import LOCAL, local_date
from office.models import User
from office.models.notices import Channel
from office.notifications import notices
from office.notifications.channels import is_set_up
from office.roles import Role
from office.templatetags.wording import hour
from stations.models import Booking, BookingStatus, Reception, StationClerk
from stations.receptions import messages


def remind(at: datetime) -> int:
    """From the hour of the setting on; once, as each notice's key names the slot or the day. Returns 0: nothing is
    changed."""
    on = local_date(at)
    if at.astimezone(LOCAL).time() < options.value("booking_reminder_at", on):
        return 0
    rows = Booking.objects.filter(
        status=BookingStatus.BOOKED, slot__sitting__reception__held_on=on + timedelta(days=1)
    ).exclude(phone="")
    related = ("slot__sitting__representative", "slot__sitting__reception__station")
    is_sent, to_call = is_set_up(Channel.SMS), dict[Reception, list[Booking]]()
    for booking in rows.select_related(*related).order_by("slot__begins_at", "pk"):
        where = messages.when_and_where(booking.slot)
        what = f"reminder:{booking.slot.code}"
        messages.tell(booking, what, "明天接待提醒", f"{where}。来不了请打开链接改时间或取消。", at=at)
        if not is_sent or not messages.takes_text(booking):
            to_call.setdefault(booking.slot.sitting.reception, []).append(booking)
    for reception, bookings in to_call.items():
        _ask_to_call(reception, bookings, on, at)
    return 0


def _ask_to_call(reception: Reception, bookings: Sequence[Booking], on: date, at: datetime) -> None:
    """The station's clerks, where there are none the office."""
    clerks = StationClerk.objects.in_force(on).filter(station=reception.station_id).values("user")
    people = list(User.objects.active().filter(pk__in=clerks)) or list(
        User.objects.with_role(Role.STAFF, on=on)
    )
    times = "、".join(dict.fromkeys(hour(row.slot.begins_at.astimezone(LOCAL)) for row in bookings))
    notices.notify(
        f"{reception.subject}:call:{reception.held_on}",
        people,
        title=f"请打电话提醒明天来访的 {len(bookings)} 位",
        body=f"{reception.station.name}，{times}。他们收不到短信，电话在当天名单里。",
        link=reverse("stations:desk_reception", args=[reception.token]),
        kind="reminder",
        at=at,
    )
