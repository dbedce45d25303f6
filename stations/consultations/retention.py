"""What is kept of whoever asked no longer than needed; the consultation stays, without the person."""

from __future__ import annotations

from datetime import date, datetime

from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.verbs import verb
from stations.models import Consultation

BATCH = 500


def purge_consultations(at: datetime) -> int:
    """Empty the personal columns of consultations longer ago than the setting says; how many."""
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    before = date(on.year - years, on.month, min(on.day, 28))
    kept = Consultation.objects.filter(consulted_on__lt=before).exclude(words="")
    emptied = 0
    while keys := list(kept.values_list("pk", flat=True)[:BATCH]):
        emptied += _empty(keys, at)
    return emptied


@verb
def _empty(keys: list[int], at: datetime) -> int:
    emptied = Consultation.objects.filter(pk__in=keys).update(
        words="", contact="", phone="", enterprise_name="", enterprise=None
    )
    events.erase(*(f"consultation:{key}" for key in keys), by=Actor.system("purge"), at=at)
    return emptied


def personal_data(user: User) -> dict[str, object]:
    """For `ports.personal_data`: which consultations this person has written down."""
    rows = Consultation.objects.filter(entered_by=user).order_by("entered_at")
    return {"接待咨询": {"登记": list(rows.values_list("number", flat=True))}} if rows else {}
