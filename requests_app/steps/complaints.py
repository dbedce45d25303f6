"""反映单位自身问题: the unit complained about may be co, never lead, and does not learn who complained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from groups.models import Department
from office.refusals import Refused
from requests_app.models import Assignment, Complaint, EnterpriseRequest
from requests_app.models.assignments import Part
from requests_app.steps.sets import OFFICE, OPEN


@dataclass(frozen=True)
class NameComplainedInputs:
    departments: tuple[Department, ...] = input_field(
        "departments", "反映的是哪个单位自身的问题", hint="这些单位不能主办，也看不到企业名称和联系方式"
    )
    names_agreed: str = input_field(
        "choice",
        "企业是否同意告知名称",
        choices=[("no", "不同意，或没有问到"), ("yes", "问过，同意告知")],
    )


def refuse_lead(case: EnterpriseRequest, unit: Department, *, field: str) -> None:
    """Raises `Refused("complained")` when the case is about this unit's own conduct."""
    if Complaint.objects.filter(case=case, departments=unit).exists():
        raise Refused("complained", f"这件诉求反映的是{unit.short_name}自身的问题，不能由它主办", field=field)


def name_complained(context: StepContext) -> None:
    """Set the units complained about. Raises `Refused("lead")` while one of them leads."""
    case, inputs = context.subject, context.inputs
    leads = Assignment.objects.current().filter(case=case, part=Part.LEAD, department__in=inputs.departments)
    if leads.exists():
        raise Refused("lead", "被反映的单位正在主办，请先退回或转给别的单位", field="departments")
    complaint, _ = Complaint.objects.get_or_create(case=case)
    complaint.names_agreed = inputs.names_agreed == "yes"
    complaint.save(update_fields=["names_agreed"])
    complaint.departments.set(inputs.departments)
    context.record(units=[unit.code for unit in inputs.departments], names_agreed=complaint.names_agreed)


def _named(data: Mapping[str, Any], names: Names) -> str:
    agreed = "企业同意告知名称" if data.get("names_agreed") else "对其不显示企业名称"
    return f"{names.listed(data, 'units')}，{agreed}"


STEPS = (
    Step(
        name="name_complained",
        label="标明被反映单位",
        sources=OPEN,
        who=OFFICE,
        inputs=NameComplainedInputs,
        effect=name_complained,
        done="标明反映单位自身问题",
        history=Words(desk=_named, is_inner=True),
        importance=Importance.BESIDE,
    ),
)
