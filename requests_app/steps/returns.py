"""退回: a unit that has not signed says who should handle the case instead (docs/domain.md §§ 2, 10.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, of_unit
from casework.inputs import input_field
from groups.models import Department
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import consultations, paper_receipts, relays
from requests_app.steps.parts import MOST_BOUNCES, bounces, own
from requests_app.steps.signing import may_sign, unsigned_by_letter


def may_return(context: StepContext) -> Refused | None:
    """Whoever is to sign next may return: the 转办单位 first, then the unit itself."""
    if context.party == parties.RELAY_HANDLER and relays.may_pass_on(context) is None:
        return None
    return may_sign(context)


@dataclass(frozen=True)
class ReturnInputs:
    reason: str = input_field("text", "退回理由", max_length=500)
    right_department: Department = input_field("department", "应由哪个单位办理", required=False)
    assignment: Assignment | None = input_field("assignment", "单位", required=False)


@dataclass(frozen=True)
class RecordReturnInputs:
    assignment: Assignment = input_field("assignment", "单位")
    reason: str = input_field("text", "退回理由", max_length=500)
    right_department: Department = input_field("department", "应由哪个单位办理", required=False)
    received_on: date = input_field("date", "收到日期", hint=paper_receipts.RECEIVED)
    files: tuple[StoredFile, ...] = input_field("files", "扫描件", required=False, hint=paper_receipts.SCAN)


def another_unit(context: StepContext) -> None:
    """Raises `Refused("same")` where the unit names itself."""
    assignment = relays.own_at_relay(context) or own(context, AssignmentStatus.SENT)
    if context.inputs.right_department == assignment.department:
        raise Refused("same", "请选择本单位以外的单位，不清楚的可以不选", field="right_department")


def return_assignment(context: StepContext) -> None:
    """Until it has signed a unit may return.

    Raises `Refused("third_return")` for a third lead. Rule: docs/domain.md § 10.7.
    """
    assignment = relays.own_at_relay(context) or own(context, AssignmentStatus.SENT)
    _give_back(context, assignment, context.on)


def record_return(context: StepContext) -> None:
    """代录 for a paper unit: it returned on the local date on which its paper came.

    Raises `Refused` as `return_assignment`.
    """
    assignment = own(context, AssignmentStatus.SENT)
    _give_back(context, assignment, context.inputs.received_on)
    paper_receipts.keep(context, assignment)


def received_meanwhile(context: StepContext) -> None:
    """Raises as `paper_receipts.counted_on`."""
    paper_receipts.counted_on(context, own(context, AssignmentStatus.SENT))


def _give_back(context: StepContext, assignment: Assignment, on: date) -> None:
    case, inputs = context.subject, context.inputs
    bounced = bounces(case)
    if assignment.is_lead and bounced >= MOST_BOUNCES:
        raise Refused("third_return", "这件诉求已两次换单位，不能再退回；请与代表工作机构会商")
    assignment.status = AssignmentStatus.RETURNED
    assignment.returned_at, assignment.return_reason = context.at, inputs.reason
    assignment.right_department = inputs.right_department
    assignment.done_at, assignment.done_on = context.at, on
    assignment.save()
    clocks.stop_units(case, [assignment], at=context.at, on=on)
    context.record(unit=assignment.department.code, part=assignment.part)
    if inputs.right_department is not None:
        context.record(right=inputs.right_department.code)
    context.record_private(reason=inputs.reason)
    again = ""
    if assignment.is_lead:
        context.record(bounced=bounced + 1)
        clocks.start(case, ClockKind.REASSIGN, at=context.at, calendar=context.calendar)
        context.move(Status.ACCEPTED)
        if bounced + 1 == MOST_BOUNCES:
            again = "（第二次退回，请组织会诊）"
            consultations.suggest(
                context, f"主办单位两次更换，{assignment.department.short_name}：{inputs.reason}"
            )
    returner = relays.name_of_returner(context, assignment)
    context.notify(RETURNED, assignment, returner=returner, again=again)


RETURNED = ToPeople(
    key="returned:{row.pk}", to=(audiences.assigners,), title="{returner}退回交办，请重新交办{again}"
)


def _bounced(data: Mapping[str, Any], names: Names) -> str:
    return f"第 {data['bounced']} 次退回" if data.get("bounced", 1) > 1 else ""


def _recorded_return(data: Mapping[str, Any], names: Names) -> str:
    return "，".join(filter(None, (_bounced(data, names), paper_receipts.told(data, names))))


TOLD_RETURNED = of_unit("退回，由代表工作机构重新交办")


STEPS = (
    Step(
        name="return",
        label="退回交办",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        targets=frozenset({Status.ACCEPTED}),
        who=frozenset({parties.RELAY_HANDLER, parties.LEAD_HANDLER, parties.CO_HANDLER}),
        inputs=ReturnInputs,
        guard=may_return,
        checks=(another_unit,),
        effect=return_assignment,
        history=Words(by_unit="退回交办", desk=_bounced, requester=TOLD_RETURNED),
        importance=Importance.GIVING_BACK,
    ),
    Step(
        name="record_return",
        label="代录退回",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        targets=frozenset({Status.ACCEPTED}),
        who=frozenset({parties.STAFF}),
        inputs=RecordReturnInputs,
        guard=unsigned_by_letter,
        checks=(another_unit, received_meanwhile),
        effect=record_return,
        done="退回交办（代录）",
        history=Words(by_unit="退回交办（代录）", desk=_recorded_return, requester=TOLD_RETURNED),
        importance=Importance.GIVING_BACK,
    ),
)
