"""What opens a booking: a private link and an own code, derived from the form's key, stored as keyed hashes.

A repeated press shows the same ones, as both follow from the key; so do the links of later messages
(docs/domain.md § 2 and § 11).
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.conf import settings
from django.urls import reverse

from office.crypto import derive, keyed_hash
from office.numbers import damm_digit
from office.typed import phones
from stations.models import Booking

CODE_DIGITS = 8


@dataclass(frozen=True)
class Ticket:
    """What the visitor is shown: the private link's token and the 预约码 (8 digits)."""

    token: str
    code: str

    @property
    def spaced_code(self) -> str:
        return f"{self.code[:4]} {self.code[4:]}"

    @property
    def path(self) -> str:
        return reverse("stations:booking", args=[self.token])

    @property
    def link(self) -> str:
        return f"{settings.SITE_URL}{self.path}"


def new_ticket(form_hash: str) -> Ticket:
    """The ticket of a form that has no booking yet; nobody else holds its code."""
    tickets = _tickets(form_hash)
    return next(
        ticket for ticket in tickets if not Booking.objects.filter(code_hash=hash_code(ticket.code)).exists()
    )


def ticket_of(booking: Booking) -> Ticket:
    return next(
        ticket for ticket in _tickets(booking.form_hash) if hash_code(ticket.code) == booking.code_hash
    )


def booking_of(token: str) -> Booking | None:
    """By the private link; with slot, representative and station read along."""
    rows = Booking.objects.select_related(
        "slot__sitting__representative", "slot__sitting__reception__station"
    )
    return rows.filter(token_hash=hash_token(token)).first()


def booking_with(code: str, digits: str) -> Booking | None:
    """By the own code and what `phones.ending` reads: four last digits of the telephone, or the whole number."""
    booking = Booking.objects.filter(code_hash=hash_code(code)).first()
    if booking is None or not booking.phone:
        return None
    phone = phones.stored(booking.phone)
    return booking if digits == phone.number or digits in phone.endings else None


def hash_token(token: str) -> str:
    return keyed_hash("booking_token", token)


def hash_code(code: str) -> str:
    return keyed_hash("booking_code", code)


def hash_form(key: str) -> str:
    """What is stored of a form's key."""
    return keyed_hash("booking_form", key)


def _tickets(form_hash: str) -> Iterator[Ticket]:
    """The same token with one code after the other, for the rare case that a code is taken."""
    token = base64.urlsafe_b64encode(derive("booking", form_hash)[:16]).decode().rstrip("=")
    for attempt in count():
        raw = derive("booking_code", f"{token}{attempt or ''}")
        digits = f"{int.from_bytes(raw[:16], 'big') % 10 ** (CODE_DIGITS - 1):0{CODE_DIGITS - 1}d}"
        yield Ticket(token, digits + damm_digit(digits))
