"""What is kept of an enterprise's people no longer than needed; pairing and visit stay without them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from fieldwork.models import Pairing, Visit, VisitPart
from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.verbs import verb

BATCH = 500


def purge_contacts(at: datetime) -> int:
    """Contacts of pairings and words of visits that ended longer ago than the setting says; how many rows."""
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    before = date(on.year - years, on.month, min(on.day, 28))
    return _purge_pairings(before, at) + _purge_visits(before, at)


def personal_data(user: User) -> Mapping[str, Any]:
    """For `ports.personal_data`: pairings and visits of the representative whose account this is."""
    pairings = Pairing.objects.filter(representative__user=user).select_related("enterprise")
    parts = VisitPart.objects.filter(representative__user=user).select_related("visit__enterprise")
    found: dict[str, Any] = {}
    if pairings:
        found["定向结对"] = {
            "企业": [f"{row.enterprise.name} {row.get_status_display()}" for row in pairings]
        }
    if parts:
        found["走访"] = {
            "记录": [
                f"{row.on} {row.visit.enterprise.name} {row.visit.get_how_display()} {row.visit.words}"
                for row in parts.order_by("on", "pk")
            ]
        }
    return found


def _purge_pairings(before: date, at: datetime) -> int:
    rows = Pairing.objects.filter(ended_on__lt=before).exclude(contact="", phone="")
    emptied = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        emptied += _empty_pairings(keys, at)
    return emptied


def _purge_visits(before: date, at: datetime) -> int:
    rows = Visit.objects.filter(on__lt=before).exclude(Q(words="") & Q(met=""))
    emptied = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        emptied += _empty_visits(keys, at)
    return emptied


@verb
def _empty_pairings(keys: list[int], at: datetime) -> int:
    emptied = Pairing.objects.filter(pk__in=keys).update(contact="", phone="")
    events.erase(*(f"pairing:{key}" for key in keys), by=Actor.system("purge"), at=at)
    return emptied


@verb
def _empty_visits(keys: list[int], at: datetime) -> int:
    emptied = Visit.objects.filter(pk__in=keys).update(words="", met="")
    events.erase(*(f"visit:{key}" for key in keys), by=Actor.system("purge"), at=at)
    return emptied
