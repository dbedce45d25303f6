"""Which units, and which parts of a case, a step's form offers to choose from."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from casework.forms.steps import StepForm
from groups.models import Department
from requests_app.access.case_access import CaseAccess
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.returned_parts import returned_in
from requests_app.triage import advice


def units_to_choose(case: EnterpriseRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices: the units proposed, all others, and last those that gave this case back."""
    near = advice.units_for(case)
    suggested = [unit for unit in (near.lead, *near.co) if unit is not None]
    named = {unit.pk for unit in suggested}
    gave_back = {part.department_id for part in returned_in(case)} - named
    others = [unit for unit in Department.objects.assignable().by_name() if unit.pk not in named]
    groups = [
        (near.because or "现有会办单位", suggested),
        ("全部单位", [unit for unit in others if unit.pk not in gave_back]),
        ("已退回这件的单位，仍要交办须写明理由", [unit for unit in others if unit.pk in gave_back]),
    ]
    return [(title, [(unit.code, unit.name) for unit in units]) for title, units in groups if units]


def parts_to_choose(form: StepForm, case: EnterpriseRequest, access: CaseAccess) -> QuerySet[Assignment]:
    """Which of the case's parts the step may be about."""
    rows = Assignment.objects.current().filter(case=case).select_related("department")
    scopes = [capacity.scope for capacity in access.capacities if capacity.scope]
    held = frozenset[int]().union(*(scope.departments for scope in scopes))
    attended = frozenset[int]().union(*(scope.attended for scope in scopes))
    match form.step.name:
        case "pass_on":
            return rows.at_relay().filter(through_id__in=held)
        case "record_pass_on":
            return rows.at_relay().exclude(through_id__in=attended)
        case name if name.startswith("record_"):
            return rows.exclude(department_id__in=attended)
        case _:
            return rows.filter(
                Q(department_id__in=held) | Q(through_id__in=held, status=Assignment.Status.AT_RELAY)
            )
