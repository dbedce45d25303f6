"""Handing over and taking on: propose, assign, sign, return; a unit's clock and its restart."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import StepContext
from casework.inputs import input_field
from groups.models import Department, DepartmentOfficer
from office import options
from office.refusals import Refused
from requests_app.access import conflicts, parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Proposal
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ProposalKind
from requests_app.models.requests import Status
from requests_app.notifications import telling
from requests_app.steps import complaints, consultations, relays
from requests_app.steps.parts import MOST_BOUNCES, bounces, hand_to, mark_signed, own, refuse_unit


@dataclass(frozen=True)
class ProposeAssignmentInputs:
    lead: Department = input_field("department", "建议主办单位")
    co: tuple[Department, ...] = input_field("departments", "建议会办单位", required=False)
    text: str = input_field("text", "理由", max_length=500)


def propose_assignment(context: StepContext) -> None:
    inputs = context.inputs
    proposal = Proposal.objects.create(
        case=context.subject,
        kind=ProposalKind.ASSIGNMENT,
        lead=inputs.lead,
        text=inputs.text,
        by=context.user,
        proposed_at=context.at,
    )
    proposal.co.set(inputs.co)
    context.record(proposal=proposal.pk, lead=inputs.lead.code, co=[unit.code for unit in inputs.co])
    context.record_private(text=inputs.text)
    context.after(
        lambda: telling.people(
            context.subject,
            f"proposal:{proposal.pk}",
            telling.assigners(context.subject, context.on),
            "代表提出拟办意见，请交办",
            at=context.at,
        )
    )


@dataclass(frozen=True)
class AssignInputs:
    lead: Department = input_field("department", "主办单位")
    co: tuple[Department, ...] = input_field("departments", "会办单位", required=False)
    expected_outcome: str = input_field("line", "预期效果", required=False, max_length=200)
    text: str = input_field("text", "交办要求", required=False, max_length=500)


def assign(context: StepContext) -> None:
    """In the office's name: a numbered letter to each unit, the units' own clocks start."""
    case, inputs = context.subject, context.inputs
    units = (inputs.lead, *inputs.co)
    if inputs.lead in inputs.co:
        raise Refused("invalid", "主办单位不能同时会办", field="co")
    for unit in units:
        refuse_unit(unit, field="lead" if unit == inputs.lead else "co")
    complaints.refuse_lead(case, inputs.lead, field="lead")
    if case.representative is not None:
        conflicts.refuse_conflict(case.representative, case, on=context.on, field="lead", departments=units)
    clocks.stop(case, ClockKind.ASSIGN, ClockKind.REASSIGN, at=context.at)
    if inputs.expected_outcome:
        case.expected_outcome = inputs.expected_outcome
    for unit in units:
        hand_to(context, unit, Part.LEAD if unit == inputs.lead else Part.CO)
    context.move(Status.ASSIGNED)
    context.record(lead=inputs.lead.code, co=[unit.code for unit in inputs.co])
    context.record_private(text=inputs.text)


def may_assign(context: StepContext) -> Refused | None:
    """In the office's name: staff, and liaisons where the office has delegated it."""
    if context.party == parties.LIAISON and not options.value("liaison_assigns", context.on):
        return Refused("not_delegated", "交办由代表工作机构进行")
    return None


@dataclass(frozen=True)
class SignInputs:
    officer_name: str = input_field("line", "经办人", max_length=20)
    officer_phone: str = input_field("phone", "经办人电话", max_length=30)
    assignment: Assignment | None = input_field("assignment", "单位", required=False)


@dataclass(frozen=True)
class RecordSignInputs:
    assignment: Assignment = input_field("assignment", "单位")
    officer_name: str = input_field("line", "经办人", max_length=20)
    officer_phone: str = input_field("phone", "经办人电话", max_length=30)


@dataclass(frozen=True)
class DeemInputs:
    assignment: Assignment = input_field("assignment", "单位")


def may_sign(context: StepContext) -> Refused | None:
    """A unit of the actor's has not signed yet, and the 转办单位 before it has passed the case on."""
    held = context.scope.departments if context.scope else frozenset()
    own_parts = [part for part in context.file.current if part.department_id in held]
    if any(part.status == AssignmentStatus.SENT for part in own_parts):
        return None
    for part in own_parts:
        if part.status == AssignmentStatus.AT_RELAY and part.through is not None:
            return Refused("at_relay", f"这件诉求由{part.through.short_name}转来，请等转办后签收")
    return Refused("signed", "已经签收，不能再签收或退回；需要改由别的单位办理的，请申请转办")


def may_return(context: StepContext) -> Refused | None:
    """Whoever is to sign next may return: the 转办单位 first, then the unit itself."""
    if context.party == parties.RELAY_HANDLER and relays.may_pass_on(context) is None:
        return None
    return may_sign(context)


def paper_unsigned(context: StepContext) -> Refused | None:
    unsigned = any(
        part.status == AssignmentStatus.SENT and part.department.mode == Department.Mode.PAPER
        for part in context.file.current
    )
    return None if unsigned else Refused("no_paper_unit", "没有待签收的纸质往来单位")


def sign(context: StepContext) -> None:
    """The lead's signature moves the case to 办理中; its clock has run since the assignment."""
    assignment = own(context, AssignmentStatus.SENT)
    assignment.officer_name, assignment.officer_phone = (
        context.inputs.officer_name,
        context.inputs.officer_phone,
    )
    mark_signed(context, assignment)


def deem_signed(context: StepContext) -> None:
    """视同签收: the sweeper, on day 2 after an unsigned assignment."""
    assignment = own(context, AssignmentStatus.SENT)
    assignment.deemed_signed = True
    mark_signed(context, assignment, reason=StopReason.LAPSED)
    context.after(
        lambda: telling.people(
            context.subject,
            f"deemed:{assignment.pk}",
            telling.officers(assignment, DepartmentOfficer.Duty.HEAD, context.on),
            "逾期未签收，已视同签收",
            at=context.at,
            kind="escalation",
        )
    )


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


def return_assignment(context: StepContext) -> None:
    """Until it has signed a unit may return; a third lead may not (no ping-pong, docs/domain.md § 10.7)."""
    case, inputs = context.subject, context.inputs
    assignment = relays.own_at_relay(context) or own(context, AssignmentStatus.SENT)
    bounced = bounces(case)
    if assignment.is_lead and bounced >= MOST_BOUNCES:
        raise Refused("third_return", "这件诉求已两次换单位，不能再退回；请与代表工作机构会商")
    assignment.status = AssignmentStatus.RETURNED
    assignment.returned_at, assignment.return_reason = context.at, inputs.reason
    assignment.right_department = inputs.right_department
    assignment.done_at, assignment.done_on = context.at, context.on
    assignment.save()
    clocks.stop_units(case, [assignment], at=context.at)
    context.record(unit=assignment.department.code, part=assignment.part)
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
    context.after(
        lambda: telling.people(
            case,
            f"returned:{assignment.pk}",
            telling.assigners(case, context.on),
            f"{returner}退回交办，请重新交办{again}",
            at=context.at,
        )
    )
