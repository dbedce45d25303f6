"""What is kept of the people whom an activity met no longer than needed; the activity stays (个人信息保护法)."""

from __future__ import annotations

from datetime import date, datetime

from fieldwork.models import Activity, ActivityNote, ActivityStatus
from office import options
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact, record
from office.verbs import verb

BATCH = 500
OVER = (ActivityStatus.REPORTED, ActivityStatus.CANCELLED, ActivityStatus.HELD)


def purge_met(at: datetime) -> int:
    """Empty whom notes name of activities that were held longer ago than `keep_contact_years`; how many notes."""
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    before = date(on.year - years, on.month, min(on.day, 28))
    old = Activity.objects.filter(held_on__lt=before, status__in=OVER)
    emptied = 0
    met = ActivityNote.objects.filter(activity__in=old).exclude(met="")
    while keys := list(met.order_by().values_list("activity", flat=True).distinct()[:BATCH]):
        emptied += _empty(keys, at)
    return emptied


@verb
def _empty(keys: list[int], at: datetime) -> int:
    emptied = ActivityNote.objects.filter(activity__in=keys).exclude(met="").update(met="")
    record(*(Fact(f"activity:{key}", "purge") for key in keys), by=Actor.system("purge"), at=at)
    return emptied
