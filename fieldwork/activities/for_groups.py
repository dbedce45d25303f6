"""Activities as the pages, the plan and the crossing of groups need them (fieldwork/group_activities.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from fieldwork.activities.messages import url_of
from fieldwork.group_activities import GroupActivity
from fieldwork.models import Activity, ActivityStatus

HELD = (ActivityStatus.HELD, ActivityStatus.REPORTED)


def activities_of(year: int) -> Iterable[GroupActivity]:
    """All of the calendar year that are not cancelled: two queries."""
    rows = Activity.objects.standing().filter(year=year).prefetch_related("groups")
    return list(_of(rows))


def _of(rows: Iterable[Activity]) -> Iterator[GroupActivity]:
    for row in rows:
        groups = list(row.groups.all())
        yield GroupActivity(
            title=row.title,
            kind=row.get_kind_display(),
            status=row.get_status_display(),
            action=row.action,
            on=row.held_on,
            is_held=row.status in HELD,
            is_told=row.confirmed_at is not None,
            professional=frozenset(
                each.professional_group_id for each in groups if each.professional_group_id
            ),
            regional=frozenset(each.regional_group_id for each in groups if each.regional_group_id),
            plan_item=row.plan_item_id,
            desk_url=url_of(row),
            public_url=_public_url(row),
        )


def _public_url(row: Activity) -> str:
    """The page for visitors, once it is reported."""
    shown = row.status == ActivityStatus.REPORTED and not row.is_imported
    return reverse("fieldwork:public_activity", args=[row.number]) if shown else ""
