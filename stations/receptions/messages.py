"""What the visitor is told of a booking, and who sits of a reception, as rows of the outbox (docs/domain.md § 9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from groups import recipients
from groups.models import Representative
from office.calendar import LOCAL
from office.notifications.notices import Address, notify
from office.numbers import MOBILE
from office.templatetags.wording import moment
from office.typed import phones
from stations.models import Booking, Reception, Slot
from stations.receptions import keys


def tell(booking: Booking, what: str, title: str, body: str, *, at: datetime) -> None:
    """To the booking's telephone, with code and link; nothing where there is none that gets text messages.

    `what` names the fact, so that it is told once.
    """
    if not takes_text(booking):
        return
    ticket = keys.ticket_of(booking)
    notify(
        f"{booking.subject}:{what}",
        [Address("sms", phones.stored(booking.phone).number, f"{booking.subject}:phone")],
        title=title,
        body=body,
        at=at,
        secret=f"预约码 {ticket.spaced_code} {ticket.link}",
    )


def tell_who_sits(
    reception: Reception,
    people: Iterable[Representative],
    what: str,
    title: str,
    body: str,
    *,
    at: datetime,
) -> None:
    """To the representatives, each on the own account, else by text message."""
    notify(
        f"{reception.subject}:{what}",
        [address for person in people for address in recipients.own(person)],
        title=title,
        body=body,
        link=reverse("stations:desk_reception", args=[reception.token]),
        at=at,
    )


def of_reception(reception: Reception) -> str:
    """12月5日（周六） 10:00，工业邻里中心代表服务站."""
    return f"{moment(reception.begins_at.astimezone(LOCAL))}，{reception.station.name}"


def takes_text(booking: Booking) -> bool:
    """A mobile; on a landline the clerk calls (`reminders`)."""
    return MOBILE.fullmatch(phones.stored(booking.phone).number) is not None


def when_and_where(slot: Slot) -> str:
    """12月5日（周六） 10:00，毕敏代表，工业邻里中心一楼接待室."""
    reception = slot.sitting.reception
    return f"{moment(slot.begins_at.astimezone(LOCAL))}，{slot.sitting.representative.name}代表，{reception.place}"
