"""Whom a unit's own officers do not learn: the enterprise behind a complaint about that unit (docs/domain.md § 1).

A veiled case is the object in hand with its name taken out, for showing only: verbs read the row anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from office.models import User
from office.privacy import masking
from office.privacy.masking import Kind
from requests_app.models import Complaint, EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.complaints import SOMEBODY
from stations.scopes import Scopes


def withheld_from(keys: Collection[int], user: User, on: date) -> frozenset[int]:
    """Keys of those cases whose enterprise `user` may not learn; no query for who is no unit's officer."""
    scopes = Scopes.of(user, on)
    if scopes.sees_all or not scopes.department_ids:
        return frozenset()
    return frozenset(
        _against(scopes.department_ids).filter(case_id__in=keys).values_list("case_id", flat=True)
    )


def all_withheld_from(scopes: Scopes) -> object:
    """The same as a subquery of case keys, for a search that must not find them by the name."""
    return _against(scopes.department_ids).order_by().values("case_id")


def redact_all(cases: Iterable[EnterpriseRequest], user: User, on: date) -> None:
    found = list(cases)
    hidden = withheld_from([case.pk for case in found], user, on)
    for case in found:
        if case.pk in hidden:
            redact(case)


def redact(case: EnterpriseRequest) -> None:
    """Take the name out of the object, and out of those of its texts that were read."""
    name = case.enterprise_name
    for column in ("title", "text"):
        if column in case.__dict__:
            setattr(case, column, _without(getattr(case, column), name))
    case.enterprise_name = case.uscc = ""
    if "enterprise_id" in case.__dict__:
        case.enterprise = None


def _without(text: str, name: str) -> str:
    """The name and what leads to it: a unified code stands in a public register."""
    codes = [hit for hit in masking.find(text) if hit.kind == Kind.USCC]
    hidden = masking.masked(text, codes)
    return hidden.replace(name, SOMEBODY) if name else hidden


def is_against(file: CaseFile, departments: Collection[int]) -> bool:
    """Whether the case complains about one of these units and its enterprise stays unnamed to it."""
    complaint = file.complaint
    if complaint is None or complaint.names_agreed:
        return False
    return any(unit.pk in departments for unit in complaint.departments.all())


def _against(departments: Collection[int]) -> QuerySet[Complaint]:
    return Complaint.objects.filter(names_agreed=False, departments__in=departments)
