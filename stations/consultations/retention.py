"""What is kept of whoever asked no longer than needed; the consultation stays, without the person."""

from __future__ import annotations

from datetime import date, datetime, time

from office import events, options
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import User
from office.verbs import verb
from stations.models import Consultation, ConsultationSheet, ConsultationSheetPage

BATCH = 500
NOTHING_PERSONAL = {"words": "", "contact": "", "phone": "", "enterprise_name": ""}


def purge_consultations(at: datetime) -> int:
    """Empty the personal columns of consultations longer ago than the setting says; how many."""
    kept = Consultation.objects.filter(consulted_on__lt=_kept_since(at)).exclude(**NOTHING_PERSONAL)
    emptied = 0
    while keys := list(kept.values_list("pk", flat=True)[:BATCH]):
        emptied += _empty(keys, at)
    return emptied


def purge_pages(at: datetime) -> int:
    """Part with photographed forms added longer ago than that; how many. Their bytes go with the orphans."""
    before = datetime.combine(_kept_since(at), time(), tzinfo=LOCAL)
    old = ConsultationSheetPage.objects.filter(added_at__lt=before)
    return sum(_part(key, before, at) for key in old.order_by().values_list("sheet", flat=True).distinct())


def _kept_since(at: datetime) -> date:
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    return date(on.year - years, on.month, min(on.day, 28))


@verb
def _part(key: int, before: datetime, at: datetime) -> int:
    sheet = ConsultationSheet.objects.get(pk=key)
    parted, _ = sheet.pages.filter(added_at__lt=before).delete()
    fact = events.Fact(f"station:{sheet.station_id}", "consultation_pages_erased", {"sheet": sheet.code})
    events.record(fact, by=Actor.system("purge"), at=at)
    return parted


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
