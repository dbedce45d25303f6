"""Which units, and which parts of a case, a step's form offers to choose from."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from casework.forms.steps import StepForm
from groups.models import Department, DepartmentOfficer
from requests_app.access.case_access import CaseAccess
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.returned_parts import returned_in
from requests_app.triage import advice

# A request handed to such a unit lies there unread; the office sees it before, and may choose it all the same.
NOBODY_SIGNS = "（还没有人登录签收）"
NOBODY_CONFIRMS = "（还没有负责人登录审签）"


def units_to_choose(case: EnterpriseRequest, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
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
    ending = _endings(on)
    return [
        (title, [(unit.code, unit.name + ending.get(unit.pk, "")) for unit in units])
        for title, units in groups
        if units
    ]


def co_units_to_choose(on: date) -> list[tuple[str, str]]:
    """Every unit that may be asked for its opinion, by its short name."""
    ending = _endings(on)
    units = Department.objects.assignable().by_name()
    return [(unit.code, unit.short_name + ending.get(unit.pk, "")) for unit in units]


def _endings(on: date) -> dict[int, str]:
    units, duties = Department.objects.assignable(), DepartmentOfficer.Duty
    unconfirmed = units.filter(head_confirms=True).without_officer(duties.HEAD, on)
    unsigned = units.without_officer(duties.HANDLER, on)
    return {
        **dict.fromkeys(unconfirmed.values_list("pk", flat=True), NOBODY_CONFIRMS),
        **dict.fromkeys(unsigned.values_list("pk", flat=True), NOBODY_SIGNS),
    }


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
