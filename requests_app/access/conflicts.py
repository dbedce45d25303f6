"""回避: who may not handle, check or decide (docs/domain.md § 1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from groups.models import Department, Representative
from office.models import Event, User
from requests_app.models import Assignment, Complaint, EnterpriseRequest
from stations.ties import Identity, Ties

EMPLOYED_THERE = "任职于承办单位"

# Looking on, and judging what others did: neither is a part of the handling.
NO_PART = frozenset(
    {
        "viewed",
        "urge",
        "undo_urge",
        "submit",
        "reveal",
        "print_slip",
        "renew_keys",
        "calendar_moved",
        "export_personal",
    }
    | {"check_phone", "note", "seal", "settle", "record_verdict", "decide_appeal", "close"}
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
    """Why this representative must stand aside for the case on the local day `on`; empty when nothing speaks against.

    `departments`: those about to handle it; without, those that hold it now.
    """
    units = units_of(case) if departments is None else {department.pk for department in departments}
    because = conflicts_of([representative], case, on=on, units=units).get(representative.pk, "")
    return f"{representative.name}代表{because}，应当回避" if because else ""


def conflicts_of(
    people: Collection[Representative], case: EnterpriseRequest, *, on: date, units: Collection[int] = ()
) -> dict[int, str]:
    """Why which of these people must stand aside, by key: 任职于该企业. A fixed number of queries for all of them.

    `units`: departments that hold the case or are about to; what they are reached through and what the case complains
    about counts with them (docs/domain.md § 1).
    """
    identity = Identity.of(case.enterprise_id, name=case.enterprise_name, uscc=case.uscc)
    ties = Ties(people, on=on)
    found = {person.pk: ties.of(person, identity) for person in people}
    if any(person.employer_department_id for person in people):
        barred = _with_their_relays(units) | _complained_about(case)
        found |= {person.pk: EMPLOYED_THERE for person in people if person.employer_department_id in barred}
    return {key: because for key, because in found.items() if because}


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


def units_of(case: EnterpriseRequest) -> set[int]:
    """Keys of the departments that hold the case now."""
    return set(Assignment.objects.current().filter(case=case).values_list("department_id", flat=True))


def _with_their_relays(units: Collection[int]) -> set[int]:
    through = Department.objects.filter(pk__in=units, route_through__isnull=False)
    return {*units, *through.values_list("route_through_id", flat=True)} if units else set()


def _complained_about(case: EnterpriseRequest) -> set[int]:
    rows = Complaint.objects.filter(case_id=case.pk, departments__isnull=False)
    return set(rows.values_list("departments", flat=True))
