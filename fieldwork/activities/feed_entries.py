"""A representative's activities in the own calendar feed (`stations/calendar_feed`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fieldwork.activities import messages
from fieldwork.models import ActivityStatus, Invitation, InvitationState
from office.models import ChainHead, User
from stations.calendar_feed.entries import Entry

# Who was called and does not come: the entry says that it is off.
OFF = (InvitationState.ON_LEAVE, InvitationState.WITHDRAWN)


def activities(user: User, since: date, until: date) -> Iterator[Entry]:
    """Confirmed ones to which the person is or was called; the length of an activity's chain grows with each change."""
    rows = Invitation.objects.filter(
        representative__user=user,
        activity__held_on__gte=since,
        activity__held_on__lt=until,
        activity__confirmed_at__isnull=False,
    ).exclude(state__in=(InvitationState.ASKED, InvitationState.REFUSED))
    invited = list(rows.select_related("activity").order_by("pk"))
    heads = ChainHead.objects.filter(key__in=[row.activity.subject for row in invited])
    changes = dict(heads.values_list("key", "seq"))
    for row in invited:
        activity = row.activity
        if activity.begins_at is None or activity.ends_at is None:
            continue
        yield Entry(
            f"activity-{activity.pk}",
            activity.begins_at,
            activity.ends_at,
            f"活动：{activity.title}",
            activity.place,
            messages.url_of(activity),
            sequence=changes.get(activity.subject, 0),
            is_cancelled=row.state in OFF or activity.status == ActivityStatus.CANCELLED,
        )
