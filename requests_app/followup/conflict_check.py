"""Open cases whose representative should stand aside by now: a row, a name, an employer or an interest changed after
the acceptance (docs/domain.md § 1, 回避)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from office.calendar import local_date
from requests_app.access.conflicts import EMPLOYED_THERE
from requests_app.models import Assignment, Complaint, EnterpriseRequest
from stations.ties import EnterpriseIndex, Ties


def cases_in_conflict(at: datetime) -> Iterator[str]:
    """One line for each such case, with what to do. A fixed number of queries, however many cases are open."""
    cases = list(
        EnterpriseRequest.objects.unended()
        .filter(representative__isnull=False)
        .select_related("representative")
        .order_by("pk")
    )
    people = {case.representative.pk: case.representative for case in cases if case.representative}
    enterprises, ties = EnterpriseIndex(), Ties(list(people.values()), on=local_date(at))
    barred = _barred_employers()
    for case in cases:
        person = people[case.representative_id or 0]
        identity = enterprises.identity(case.enterprise_id, name=case.enterprise_name, uscc=case.uscc)
        because = EMPLOYED_THERE if person.employer_department_id in barred[case.pk] else ""
        if because := because or ties.of(person, identity):
            yield f"{case.ledger_number}：承办代表{person.name}{because}，应当回避：请移交给另一位代表"


def _barred_employers() -> defaultdict[int, set[int]]:
    """By open case: departments that hold it, what they are reached through, and those it complains about."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    held = Assignment.objects.current().filter(case__closed_at__isnull=True)
    for case, unit, relay in held.values_list("case_id", "department_id", "department__route_through_id"):
        found[case] |= {key for key in (unit, relay) if key is not None}
    about = Complaint.objects.filter(case__closed_at__isnull=True, departments__isnull=False)
    for case, unit in about.values_list("case_id", "departments"):
        found[case].add(unit)
    return found
