"""Activities of a year as the pages, the plan and the crossing of groups need them (fieldwork/group_activities.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from fieldwork.group_activities import GroupActivity
from fieldwork.models import Activity
from fieldwork.models.activities import ActivityStatus

HELD = (ActivityStatus.HELD, ActivityStatus.REPORTED)


def find(year: int) -> Iterator[GroupActivity]:
    """What was confirmed and not cancelled; two queries, whatever their number."""
    rows = Activity.objects.standing().told().during(date(year, 1, 1), date(year + 1, 1, 1))
    for activity in rows.prefetch_related("groups"):
        groups = list(activity.groups.all())
        yield GroupActivity(
            title=activity.title,
            kind=activity.get_kind_display(),
            status=activity.get_status_display(),
            action=activity.action,
            on=activity.held_on,
            is_held=activity.status in HELD,
            professional=frozenset(
                row.professional_group_id for row in groups if row.professional_group_id is not None
            ),
            regional=frozenset(row.regional_group_id for row in groups if row.regional_group_id is not None),
            desk_url=reverse("fieldwork:activity", args=[activity.token]),
        )
