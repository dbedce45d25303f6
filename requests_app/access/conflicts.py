"""回避: who may not handle, check or decide (docs/domain.md § 1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from groups.models import Department, Representative
from office.models import Event, User
from office.refusals import Refused
from requests_app.models import Assignment, EnterpriseRequest
from stations.models import Interest

# Looking on, and judging what others did: neither is a part of the handling.
NO_PART = frozenset(
    {"viewed", "urge", "submit", "reveal", "print_slip", "renew_keys", "calendar_moved", "export_personal"}
    | {"seal", "settle", "record_verdict", "decide_appeal", "close"}
)
# Whoever looked back once may look back again: that is no handling.
LOOKS_BACK = frozenset({"open_look_back", "record_look_back", "record_call_back"})


def conflict(
    representative: Representative,
    case: EnterpriseRequest,
    *,
    on: date,
    departments: Iterable[Department] | None = None,
) -> str:
    """Why this representative must stand aside for the case on `on`; empty when nothing speaks against it."""
    units = _units(case) if departments is None else {department.pk for department in departments}
    if representative.employer_department_id and representative.employer_department_id in units:
        return f"{representative.name}代表任职于承办单位，应当回避"
    if case.enterprise_id is not None:
        tied = Interest.objects.filter(
            Q(until__isnull=True) | Q(until__gt=on),
            representative=representative,
            enterprise_id=case.enterprise_id,
            since__lte=on,
        )
        if tied.exists():
            return f"{representative.name}代表与该企业有利益关系，应当回避"
    elif case.enterprise_name and case.enterprise_name == representative.employer_name:
        return f"{representative.name}代表任职于该企业，应当回避"
    return ""


def refuse_conflict(
    representative: Representative,
    case: EnterpriseRequest,
    *,
    on: date,
    field: str,
    departments: Iterable[Department] | None = None,
) -> None:
    """Raise `Refused("conflict")` beside `field` when the representative must stand aside."""
    because = conflict(representative, case, on=on, departments=departments)
    if because:
        raise Refused("conflict", because, field=field)


def took_part(case: EnterpriseRequest, user: User | None) -> bool:
    """Whether the user took any step of the case's handling; looking, urging, intake and judging are none."""
    if user is None:
        return False
    steps = Event.objects.filter(Q(by_user=user) | Q(on_behalf_of=user), subject=case.subject)
    return steps.exclude(action__in=NO_PART | LOOKS_BACK).exists()


def took_part_in(cases: Iterable[EnterpriseRequest], user: User) -> set[int]:
    """Of these cases the keys of those in whose handling the user took part: one query for all."""
    keys = {case.subject: case.pk for case in cases}
    steps = Event.objects.filter(Q(by_user=user) | Q(on_behalf_of=user), subject__in=list(keys))
    taken = steps.exclude(action__in=NO_PART | LOOKS_BACK).order_by().values_list("subject", flat=True)
    return {keys[subject] for subject in taken.distinct()}


def everybody_took_part(case: EnterpriseRequest, office: Iterable[User]) -> bool:
    """Nobody is left who could judge with clean hands; the case must go on all the same."""
    return all(took_part(case, user) for user in office)


def _units(case: EnterpriseRequest) -> set[int]:
    return set(Assignment.objects.current().filter(case=case).values_list("department_id", flat=True))
