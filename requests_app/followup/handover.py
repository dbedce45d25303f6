"""Nobody's case (docs/domain.md § 10.14): what an owner who may no longer act had in hand goes to the next level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from casework import engine
from groups.models import Mandate, Representative
from office.actors import Actor
from office.calendar import local_date
from office.models import RoleGrant
from office.ports import DoctorCheck, doctor_checks
from office.roles import Role
from requests_app.models import EnterpriseRequest, Helper
from requests_app.models.requests import EnterpriseRequestQuerySet
from requests_app.steps.helping import EndHelpInputs

STEP = "leave_to_liaison"


def leave_cases(mandate: Mandate, by: Actor, at: datetime) -> None:
    """For `groups.mandates.left_office`: inside its transaction every unended case goes to the liaison, help ends."""
    held = EnterpriseRequest.objects.unended().filter(representative=mandate.representative_id)
    for case in held.order_by("pk"):
        engine.take(STEP, case, by=Actor.system("left_office"), at=at)
    helping = Helper.objects.open().filter(representative=mandate.representative_id)
    for helper in helping.select_related("case", "representative").order_by("case_id"):
        given = EndHelpInputs(representative=helper.representative)
        engine.take("end_help", helper.case, given, by=Actor.system("left_office"), at=at)


def left_behind(on: date) -> EnterpriseRequestQuerySet:
    """Unended cases whose representative is out of office on `on`, by whatever way it came to that."""
    gone = Representative.objects.out_of_office(on)
    return EnterpriseRequest.objects.unended().filter(representative__in=gone).order_by("pk")


def nobodys_cases(at: datetime) -> Iterator[str]:
    """Unended cases in a hand that may not act: out of office, or a sealed one's keeper without the role."""
    on = local_date(at)
    for case in left_behind(on).select_related("representative"):
        yield f"{case.ledger_number}：承办代表{case.representative}已不在任"
    keepers = RoleGrant.objects.in_force(on).filter(
        role__in=(Role.STAFF, Role.APPROVER), user__is_active=True
    )
    sealed = EnterpriseRequest.objects.unended().filter(
        Q(sealed=True) & ~Q(sealed_for__in=keepers.values("user"))
    )
    for case in sealed.order_by("pk"):
        yield f"{case.ledger_number}：密封件的经办人已不能办理"


def register() -> None:
    doctor_checks.register(DoctorCheck("nobodys_case", "无人负责的诉求", nobodys_cases))
