"""The 1st of the month: the month before is frozen for every group that reports."""

from __future__ import annotations

from datetime import datetime

from groups.models import ProfessionalGroup
from office.actors import Actor
from office.calendar import local_date
from office.months import Month
from requests_app.models import ProgressTable
from requests_app.progress_tables import verbs


def freeze_due(at: datetime) -> int:
    """Freeze what is missing of the month that has ended; how many are new. Asked daily: a repeat changes nothing."""
    month = Month.of(local_date(at)).previous
    done = ProgressTable.objects.of(month).values("group_id")
    missing = ProfessionalGroup.objects.filter(has_progress_table=True).exclude(pk__in=done).order_by("order")
    tables = [verbs.freeze(group, month, by=Actor.system("progress"), at=at) for group in missing]
    return sum(table is not None for table in tables)
