"""The private link of one invitation, for a representative without an account: reply, and sign in on the day.

Nothing is stored: the link carries the invitation's key and a keyed hash of it and of the telephone that it is sent
to. It dies 30 days after the activity, with the mandate, or with the telephone.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import date, timedelta

from django.utils.crypto import constant_time_compare

from fieldwork.models import Invitation
from fieldwork.own_links import OwnLink
from office.calendar import local_date
from office.crypto import derive
from stations.qr import address

LASTS = timedelta(days=30)


def ticket_of(invitation: Invitation) -> str:
    """The end of the path, as `invitation_of` reads it."""
    return f"{invitation.pk}-{_mac(invitation)}"


def path_of(invitation: Invitation) -> str:
    return f"/invitations/{ticket_of(invitation)}/"


def link_of(invitation: Invitation) -> str:
    return address(path_of(invitation))


def invitation_of(ticket: str, *, on: date) -> Invitation | None:
    """The invitation behind the end of the path; None where it is none, or the link has died."""
    key, _, mac = ticket.partition("-")
    if not key.isdecimal() or len(key) > 15:
        return None
    rows = Invitation.objects.called().filter(representative__isnull=False)
    row = rows.select_related("activity", "representative").filter(pk=int(key)).first()
    if row is None or row.representative is None or not constant_time_compare(mac, _mac(row)):
        return None
    if row.activity.held_on + LASTS < on:
        return None
    return row if row.representative.is_in_office(on) else None


def own_link_of(token: str, on: date) -> OwnLink | None:
    """The invitation's link as one that opens all that waits for the person (`fieldwork/own_links.py`)."""
    row = invitation_of(token, on=on)
    if row is None or row.representative is None or row.activity.confirmed_at is None:
        return None
    held_on, sent_on = row.activity.held_on, local_date(row.activity.confirmed_at)
    return OwnLink(row.representative, token, sent_on, held_on + LASTS, held_on.year)


def _mac(invitation: Invitation) -> str:
    number = invitation.representative.phone_index if invitation.representative else ""
    return urlsafe_b64encode(derive("invitation", f"{invitation.pk}:{number}")[:18]).decode()
