"""What of this app opens behind the private link: lines to confirm, invitations to answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from fieldwork.activities.links import path_of
from fieldwork.confirmations import kinds
from fieldwork.models import Invitation, InvitationState
from fieldwork.models.activities import ActivityStatus
from fieldwork.own_links import OwnLink, OwnPage
from office.templatetags.wording import short_day


def pages(link: OwnLink, on: date) -> Iterable[OwnPage]:
    waiting = len(kinds.waiting_of(link.representative.pk))
    yield OwnPage("核对履职记录", reverse("fieldwork:confirm", args=[link.token]), waiting)
    called = Invitation.objects.called().filter(
        representative=link.representative,
        activity__status=ActivityStatus.CONFIRMED,
        activity__held_on__gte=on,
    )
    for row in called.select_related("activity", "representative").order_by("activity__held_on", "pk"):
        yield OwnPage(
            f"{short_day(row.activity.held_on)} {row.activity.title}",
            path_of(row),
            int(row.state == InvitationState.INVITED),
        )
