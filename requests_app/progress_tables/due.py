"""The 1st of the month: months that have ended are frozen for every group that reports."""

from __future__ import annotations

from datetime import datetime

from groups.models import ProfessionalGroup
from office.actors import Actor
from office.calendar import local_date
from office.months import Month
from requests_app.models import EnterpriseRequest, ProgressTable
from requests_app.progress_tables import verbs

# Of a group without any table: so many months back, a queue that was down from the beginning freezes.
LOOK_BACK_MONTHS = 3


def freeze_due(at: datetime) -> int:
    """Freeze every month that a group owes; how many are new. Asked daily: a repeat changes nothing."""
    last = Month.of(local_date(at)).previous
    groups = ProfessionalGroup.objects.filter(has_progress_table=True).order_by("order")
    owed = sorted((month, group.order, group.pk) for group in groups for month in _owed(group, last))
    by_key = {group.pk: group for group in groups}
    tables = [verbs.freeze(by_key[key], month, by=Actor.system("progress"), at=at) for month, _, key in owed]
    return sum(table is not None for table in tables)


def _owed(group: ProfessionalGroup, last: Month) -> list[Month]:
    """Months after the group's last table; without one, from its first case on. Tables are numbered in their order."""
    latest = ProgressTable.objects.filter(group=group).order_by("year", "month").last()
    if latest is not None:
        return latest.period.next.upto(last)
    first = EnterpriseRequest.objects.filter(group=group, accepted_on__isnull=False).order_by("accepted_on")
    case = first.first()
    begun = last if case is None or case.accepted_on is None else min(last, Month.of(case.accepted_on))
    return max(begun, last.back(LOOK_BACK_MONTHS - 1)).upto(last)
