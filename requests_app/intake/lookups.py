"""What is looked up of a filled-in form before it is stored: the enterprise on record, the group it will go to."""

from __future__ import annotations

from django.db import models

from office.calendar import local_date
from office.database.statements import Select
from requests_app.intake.intake import Intake
from requests_app.models.requests import RequesterKind
from requests_app.triage import advice
from stations.models import Enterprise
from stations.names import folded_name

ENTERPRISE_OF_CODE = Select(
    lambda uscc: Enterprise.objects.filter(uscc=uscc).values_list("pk", "same_as"), uscc=models.CharField()
)

ENTERPRISE_NAMED = Select(
    lambda folded: Enterprise.objects.bearing(folded).values_list("pk", "same_as")[:1],
    folded=models.CharField(),
)


def registered(intake: Intake) -> int | None:
    """Key of the enterprise on record, by code first, by a name of it second; a merged one leads to its main row."""
    if intake.requester_kind != RequesterKind.ENTERPRISE:
        return None
    found = ENTERPRISE_OF_CODE.rows(uscc=intake.uscc) if intake.uscc else []
    found = found or ENTERPRISE_NAMED.rows(folded=folded_name(intake.enterprise_name))
    return next((same_as or pk for pk, same_as in found), None)


def proposed_group(intake: Intake) -> int | None:
    """Key of the professional group of the representative asked for, else of the category that was chosen or that the
    words leave in little doubt; None where none of them says."""
    if intake.representative is not None:
        on = local_date(intake.occurred_at) if intake.occurred_at else None
        membership = intake.representative.professional_memberships.filter(until__isnull=True).first()
        if membership is not None and (on is None or membership.since <= on):
            return membership.group_id
    category = intake.category or advice.sure_category(intake.text)
    return category.professional_group_id if category else None
