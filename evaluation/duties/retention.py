"""Why somebody was exempted says something of their health: kept no longer than needed (个人信息保护法)."""

from __future__ import annotations

from datetime import date, datetime

from evaluation.models import Exemption
from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.verbs import verb

BATCH = 500
# In place of the words: a reason that is to be explained has some.
GONE = "说明已按期删除"


def purge_exemptions(at: datetime) -> int:
    """Words and reason of exemptions that ended longer ago than the setting says; dates and duty stay. How many."""
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    before = date(on.year - years, on.month, min(on.day, 28))
    old = Exemption.objects.filter(until__lt=before).exclude(reason=Exemption.Reason.OTHER, note=GONE)
    emptied = 0
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        emptied += _empty(keys, at)
    return emptied


@verb
def _empty(keys: list[int], at: datetime) -> int:
    emptied = Exemption.objects.filter(pk__in=keys).update(reason=Exemption.Reason.OTHER, note=GONE)
    events.erase(*(f"exemption:{key}" for key in keys), by=Actor.system("purge"), at=at)
    return emptied
