"""The monthly message to each representative of whom something waits: a link for who has no account.

It goes to the roster's number and opens for thirty days, as long as the person is in office and the number is the
same (docs/domain.md § 12).
"""

from __future__ import annotations

from datetime import date, datetime, time

import structlog
from django.urls import reverse

from fieldwork import links
from fieldwork.confirmations import kinds, words
from fieldwork.models import ConfirmationLink
from fieldwork.models.own_words import ASKED_FOR
from fieldwork.own_links import OwnLink
from groups import recipients
from groups.duty_roster import DutyRoster
from groups.models import Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import Fact, record
from office.notifications.notices import Address, notify
from office.refusals import Refused
from office.verbs import verb
from stations.models.tokens import new_token

LINK = "confirmation"
BY = Actor.system("confirmations")
log = structlog.get_logger(__name__)


def send_due(*, at: datetime) -> int:
    """What was entered before this month is asked about, once a month and person. Recurring job; returns how many.

    One person's failure stops nobody else's message.
    """
    on = local_date(at)
    if at.astimezone(LOCAL).time() < time(9):
        return 0
    first = datetime.combine(on.replace(day=1), time(), tzinfo=LOCAL)
    asked = set(ConfirmationLink.objects.filter(month=_month(on)).values_list("representative_id", flat=True))
    waiting = set(kinds.waiting_people(None)) - asked
    people = Representative.objects.in_office(on).filter(pk__in=waiting).order_by("pk")
    sent = 0
    for person in people:
        try:
            sent += send(person, entered_before=first, at=at)
        except Refused as refused:
            log.warning("confirmation_not_sent", representative=person.pk, code=refused.code)
    return sent


@verb
def send(representative: Representative, *, entered_before: datetime, at: datetime) -> bool:
    """The month's message to one person, once. False where nothing waits, or nobody can be reached."""
    on = local_date(at)
    representative = Representative.objects.select_for_update().get(pk=representative.pk)
    lines = kinds.waiting_of(representative.pk, entered_before=entered_before)
    known = ConfirmationLink.objects.filter(representative=representative, month=_month(on)).exists()
    reached = recipients.the_person(representative, DutyRoster(on))
    if known or not lines or not reached:
        return False
    token = new_token()
    ConfirmationLink.objects.create(
        representative=representative,
        month=_month(on),
        token_hash=links.hash_of(LINK, token),
        phone_index=representative.phone_index,
        sent_at=at,
        expires_on=on + ASKED_FOR,
    )
    words.mark_asked(lines, at=at)
    by_link = isinstance(reached[0], Address)
    notify(
        f"representative:{representative.pk}:confirm:{_month(on)}",
        reached,
        title=f"请核对 {len(lines)} 条履职记录",
        body="联络员替您记了这些履职，是不是有这回事，请逐条选择。",
        link="" if by_link else reverse("fieldwork:desk_confirmations"),
        at=at,
        secret=links.url_of("fieldwork:confirm", token) if by_link else "",
    )
    record(
        Fact(f"representative:{representative.pk}", "confirmation_asked", {"lines": len(lines)}), by=BY, at=at
    )
    return True


def link_of(token: str, on: date) -> OwnLink | None:
    """The link of a month's message: open until its day, while the person is in office and keeps the number."""
    rows = ConfirmationLink.objects.select_related("representative")
    link = rows.filter(token_hash=links.hash_of(LINK, token), expires_on__gte=on).first()
    if link is None or not link.representative.is_in_office(on):
        return None
    if link.phone_index != link.representative.phone_index:
        return None
    sent_on = local_date(link.sent_at)
    return OwnLink(link.representative, token, sent_on, link.expires_on, sent_on.year)


def _month(on: date) -> str:
    return f"{on:%Y-%m}"
