"""What is kept of a person no longer than needed; the case stays, without the person (个人信息保护法)."""

from __future__ import annotations

from datetime import date, datetime

from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.verbs import verb
from requests_app.models import AccessKey, EnterpriseRequest, PhoneChange, PressureAnswer, VerdictKey
from requests_app.models.grades import Grade

BATCH = 500


def purge_contacts(at: datetime) -> int:
    """Empty the contact data of cases that ended longer ago than the setting says; how many cases."""
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    before = date(on.year - years, on.month, min(on.day, 28))
    ended = EnterpriseRequest.objects.filter(closed_on__lt=before)
    emptied = 0
    while keys := list(
        ended.exclude(contact="", phone="", phone_index="").values_list("pk", flat=True)[:BATCH]
    ):
        emptied += _empty(keys, at)
    return emptied


@verb
def _empty(keys: list[int], at: datetime) -> int:
    for model in (AccessKey, VerdictKey):
        model.objects.filter(case__in=keys, ended_at__isnull=True).update(ended_at=at)
    PhoneChange.objects.filter(case__in=keys).update(former="", former_extension="")
    PressureAnswer.objects.filter(case__in=keys).update(said="")
    emptied = EnterpriseRequest.objects.filter(pk__in=keys).update(
        contact="",
        phone="",
        phone_extension="",
        phone_index="",
        phone_grade=Grade.NONE,
        email="",
        email_grade=Grade.NONE,
        text_original="",
    )
    events.erase(*(f"case:{key}" for key in keys), by=Actor.system("purge"), at=at)
    return emptied
