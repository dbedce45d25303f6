"""反映单位自身问题: the unit complained about may be co, never lead, and does not learn who complained.

It reads what staff release for it (releases.py). The enterprise alone opens more, for a round (`agree_to_be_named`); no step of the office does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from groups.models import Department
from office import events
from office.events import Fact
from office.models import User
from office.refusals import Refused
from office.roles import Role
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Complaint, EnterpriseRequest
from requests_app.models.assignments import Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.notifications import messages
from requests_app.steps import releases
from requests_app.steps.sets import FOLLOWED, OFFICE, OPEN


@dataclass(frozen=True)
class NameComplainedInputs:
    departments: tuple[Department, ...] = input_field(
        "departments",
        "反映的是哪个单位自身的问题",
        hint="这些单位不能主办，只能看到放行的转办摘要；是否告知名称由企业在进度页自己决定。标明后可以增加，取消由审签人办理",
    )


def refuse_lead(case: EnterpriseRequest, unit: Department, *, field: str) -> None:
    """Raises `Refused("complained")` when the case is about this unit's own conduct."""
    if Complaint.objects.filter(case=case, departments=unit).exists():
        raise Refused("complained", f"这件诉求反映的是{unit.short_name}自身的问题，不能由它主办", field=field)


def name_complained(context: StepContext) -> None:
    """Set the units complained about, of the case and of those that tell of it: parts of the same receipt, followers.

    Raises `Refused`: `lead` while one of them leads, `stays` for whoever but the approver leaves one out.
    """
    units = context.inputs.departments
    for case in _told_together(context.subject):
        _refuse_leading(case, context.subject, units)
        _refuse_left_out(case, units, by=context.user, on=context.on)
        _name(context, case, units)
        if case != context.subject:
            fact = Fact(case.subject, "name_complained", {"units": [unit.code for unit in units]})
            context.after(partial(events.record, fact, by=context.by, at=context.at))
    context.record(units=[unit.code for unit in units])


def _told_together(case: EnterpriseRequest) -> list[EnterpriseRequest]:
    """Each of them says whose the other is: its history, its files, its number."""
    first = case.split_from_id or case.pk
    joined = Q(pk=first) | Q(split_from=first) | Q(leading=case)
    others = EnterpriseRequest.objects.select_for_update().filter(joined, sealed=False).exclude(pk=case.pk)
    return [case, *others.order_by("pk")]


def _refuse_leading(case: EnterpriseRequest, named: EnterpriseRequest, units: tuple[Department, ...]) -> None:
    leads = Assignment.objects.current().filter(case=case, part=Part.LEAD, department__in=units)
    if leads.exists():
        where = "" if case == named else f"同一次留言的 {case.ledger_number}，"
        raise Refused("lead", f"{where}被反映的单位正在主办，请先退回或转给别的单位", field="departments")


def _refuse_left_out(
    case: EnterpriseRequest, units: tuple[Department, ...], *, by: User | None, on: date
) -> None:
    """Whoever could leave a unit out again would open the complaint to it."""
    left_out = Department.objects.filter(pk__in=_units_of(case)).exclude(pk__in=[unit.pk for unit in units])
    if left_out.exists() and (by is None or Role.APPROVER not in by.roles_on(on)):
        names = "、".join(left_out.values_list("short_name", flat=True))
        raise Refused("stays", f"已标明{names}，取消须由审签人办理", field="departments")


def _name(context: StepContext, case: EnterpriseRequest, units: tuple[Department, ...]) -> None:
    """What the enterprise agreed to was said of the units named then: of others it is asked anew."""
    complaint, _ = Complaint.objects.get_or_create(case=case)
    if not {unit.pk for unit in units} <= _units_of(case):
        complaint.names_agreed = False
        complaint.save(update_fields=["names_agreed"])
    complaint.departments.set(units)
    _close(context, case, complaint)


def _close(context: StepContext, case: EnterpriseRequest, complaint: Complaint) -> None:
    clocks.stop(case, ClockKind.RELEASE, at=context.at, reason=StopReason.VOID)
    if not complaint.names_agreed:
        messages.shorten(case)
        for part in releases.parts_against(case, complaint):
            releases.await_release(context, part)
        releases.await_release_at_table(context, case)


def _units_of(case: EnterpriseRequest) -> set[int]:
    found = Complaint.objects.filter(case=case, departments__isnull=False)
    return set(found.values_list("departments", flat=True))


def close_again(context: StepContext) -> None:
    """A new round: the enterprise agreed for the one before."""
    case = context.subject
    complaint = Complaint.objects.filter(case=case, names_agreed=True).first()
    if complaint is not None:
        complaint.names_agreed = False
        complaint.save(update_fields=["names_agreed"])
        _close(context, case, complaint)


@dataclass(frozen=True)
class AgreeToBeNamedInputs:
    pass


def agree_guard(context: StepContext) -> Refused | None:
    """Refuses `no_complaint` where there is nothing closed to open."""
    complaint = context.file.complaint
    if complaint is None or complaint.names_agreed:
        return Refused("no_complaint", "这件诉求没有对办理单位保密的内容")
    return None


def agree_to_be_named(context: StepContext) -> None:
    """By the enterprise's own key: the units complained about read the case as others do, for this round."""
    case = context.subject
    Complaint.objects.filter(case=case).update(names_agreed=True)
    clocks.stop(case, ClockKind.RELEASE, at=context.at, reason=StopReason.VOID)
    context.record(round=case.round)


def inherit(part: EnterpriseRequest, case: EnterpriseRequest) -> None:
    """What was split off a complaint, or follows one, is one about the same units; nobody was asked about it yet."""
    units = _units_of(case)
    if not units <= _units_of(part):
        complaint, _ = Complaint.objects.get_or_create(case=part)
        complaint.names_agreed = False
        complaint.save(update_fields=["names_agreed"])
        complaint.departments.add(*units)
        messages.shorten(part)


def _named(data: Mapping[str, Any], names: Names) -> str:
    # Until consent became the enterprise's own step the desk recorded it here.
    agreed = "企业同意告知名称" if data.get("names_agreed") else "对其不显示企业名称"
    return f"{names.listed(data, 'units')}，{agreed}"


STEPS = (
    Step(
        name="agree_to_be_named",
        label="同意告知名称",
        sources=FOLLOWED,
        who=frozenset({parties.REQUESTER}),
        inputs=AgreeToBeNamedInputs,
        guard=agree_guard,
        effect=agree_to_be_named,
        done="企业同意向被反映单位告知名称",
        history=Words(requester="您同意让被反映的单位知道是谁反映的", is_inner=True),
        importance=Importance.BESIDE,
    ),
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
