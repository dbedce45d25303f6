"""Handing over and taking on: propose, assign, sign, return; a unit's clock and its restart."""

from __future__ import annotations

from dataclasses import dataclass

from groups.models import Department, DepartmentOfficer
from office import options
from office.refusals import Refused
from requests_app import clocks, conflicts
from requests_app.models import Assignment, Proposal
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ProposalKind
from requests_app.models.requests import Status
from requests_app.workflow import parties, telling
from requests_app.workflow.effects import complaints, consultations, relays
from requests_app.workflow.effects.parts import MOST_BOUNCES, bounces, hand_to, mark_signed, own, refuse_unit
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class ProposeAssignmentGiven:
    lead: Department = ask("department", "建议主办单位")
    co: tuple[Department, ...] = ask("departments", "建议会办单位", required=False)
    text: str = ask("text", "理由", max_length=500)


def propose_assignment(taking: Taking) -> None:
    given = taking.given
    proposal = Proposal.objects.create(
        case=taking.case,
        kind=ProposalKind.ASSIGNMENT,
        lead=given.lead,
        text=given.text,
        by=taking.user,
        proposed_at=taking.at,
    )
    proposal.co.set(given.co)
    taking.say(proposal=proposal.pk, lead=given.lead.code, co=[unit.code for unit in given.co])
    taking.keep(text=given.text)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"proposal:{proposal.pk}",
            telling.assigners(taking.case, taking.on),
            "代表提出拟办意见，请交办",
            at=taking.at,
        )
    )


@dataclass(frozen=True)
class AssignGiven:
    lead: Department = ask("department", "主办单位")
    co: tuple[Department, ...] = ask("departments", "会办单位", required=False)
    expected_outcome: str = ask("line", "预期效果", required=False, max_length=200)
    text: str = ask("text", "交办要求", required=False, max_length=500)


def assign(taking: Taking) -> None:
    """In the office's name: a numbered letter to each unit, the units' own clocks start."""
    case, given = taking.case, taking.given
    units = (given.lead, *given.co)
    if given.lead in given.co:
        raise Refused("invalid", "主办单位不能同时会办", field="co")
    for unit in units:
        refuse_unit(unit, field="lead" if unit == given.lead else "co")
    complaints.refuse_lead(case, given.lead, field="lead")
    if case.representative is not None:
        conflicts.refuse_conflict(case.representative, case, on=taking.on, field="lead", departments=units)
    clocks.stop(case, ClockKind.ASSIGN, ClockKind.REASSIGN, at=taking.at)
    if given.expected_outcome:
        case.expected_outcome = given.expected_outcome
    for unit in units:
        hand_to(taking, unit, Part.LEAD if unit == given.lead else Part.CO)
    taking.move(Status.ASSIGNED)
    taking.say(lead=given.lead.code, co=[unit.code for unit in given.co])
    taking.keep(text=given.text)


def may_assign(taking: Taking) -> Refused | None:
    """In the office's name: staff, and liaisons where the office has delegated it."""
    if taking.party == parties.LIAISON and not options.value("liaison_assigns", taking.on):
        return Refused("not_delegated", "交办由代表工作机构进行")
    return None


@dataclass(frozen=True)
class SignGiven:
    officer_name: str = ask("line", "经办人", max_length=20)
    officer_phone: str = ask("phone", "经办人电话", max_length=30)
    assignment: Assignment | None = ask("assignment", "单位", required=False)


@dataclass(frozen=True)
class RecordSignGiven:
    assignment: Assignment = ask("assignment", "单位")
    officer_name: str = ask("line", "经办人", max_length=20)
    officer_phone: str = ask("phone", "经办人电话", max_length=30)


@dataclass(frozen=True)
class DeemGiven:
    assignment: Assignment = ask("assignment", "单位")


def may_sign(taking: Taking) -> Refused | None:
    """A unit of the actor's has not signed yet, and the 转办单位 before it has passed the case on."""
    held = taking.posts.departments if taking.posts else frozenset()
    own_parts = Assignment.objects.current().filter(case=taking.case, department_id__in=held)
    if own_parts.unsigned().exists():
        return None
    waiting = own_parts.at_relay().select_related("through").first()
    if waiting is not None and waiting.through is not None:
        return Refused("at_relay", f"这件诉求由{waiting.through.short_name}转来，请等转办后签收")
    return Refused("signed", "已经签收，不能再签收或退回；需要改由别的单位办理的，请申请转办")


def may_return(taking: Taking) -> Refused | None:
    """Whoever is to sign next may return: the 转办单位 first, then the unit itself."""
    if taking.party == parties.RELAY_HANDLER and relays.may_pass_on(taking) is None:
        return None
    return may_sign(taking)


def paper_unsigned(taking: Taking) -> Refused | None:
    unsigned = (
        Assignment.objects.current()
        .unsigned()
        .filter(case=taking.case, department__mode=Department.Mode.PAPER)
    )
    return None if unsigned.exists() else Refused("no_paper_unit", "没有待签收的纸质往来单位")


def sign(taking: Taking) -> None:
    """The lead's signature moves the case to 办理中; its clock has run since the assignment."""
    assignment = own(taking, AssignmentStatus.SENT)
    assignment.officer_name, assignment.officer_phone = taking.given.officer_name, taking.given.officer_phone
    mark_signed(taking, assignment)


def deem_signed(taking: Taking) -> None:
    """视同签收: the sweeper, on day 2 after an unsigned assignment."""
    assignment = own(taking, AssignmentStatus.SENT)
    assignment.deemed_signed = True
    mark_signed(taking, assignment, reason=StopReason.LAPSED)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"deemed:{assignment.pk}",
            telling.officers(assignment, DepartmentOfficer.Duty.HEAD, taking.on),
            "逾期未签收，已视同签收",
            at=taking.at,
            kind="escalation",
        )
    )


@dataclass(frozen=True)
class ReturnGiven:
    reason: str = ask("text", "退回理由", max_length=500)
    right_department: Department = ask("department", "应由哪个单位办理", required=False)
    assignment: Assignment | None = ask("assignment", "单位", required=False)


@dataclass(frozen=True)
class RecordReturnGiven:
    assignment: Assignment = ask("assignment", "单位")
    reason: str = ask("text", "退回理由", max_length=500)
    right_department: Department = ask("department", "应由哪个单位办理", required=False)


def return_assignment(taking: Taking) -> None:
    """Until it has signed a unit may return; a third lead may not (no ping-pong, docs/domain.md § 10.7)."""
    case, given = taking.case, taking.given
    assignment = relays.own_at_relay(taking) or own(taking, AssignmentStatus.SENT)
    bounced = bounces(case)
    if assignment.is_lead and bounced >= MOST_BOUNCES:
        raise Refused("third_return", "这件诉求已两次换单位，不能再退回；请与代表工作机构会商")
    assignment.status = AssignmentStatus.RETURNED
    assignment.returned_at, assignment.return_reason = taking.at, given.reason
    assignment.right_department = given.right_department
    assignment.done_at, assignment.done_on = taking.at, taking.on
    assignment.save()
    clocks.stop_units(case, [assignment], at=taking.at)
    taking.say(unit=assignment.department.code, part=assignment.part)
    taking.keep(reason=given.reason)
    again = ""
    if assignment.is_lead:
        taking.say(bounced=bounced + 1)
        clocks.start(case, ClockKind.REASSIGN, at=taking.at, calendar=taking.calendar)
        taking.move(Status.ACCEPTED)
        if bounced + 1 == MOST_BOUNCES:
            again = "（第二次退回，请组织会诊）"
            consultations.suggest(
                taking, f"主办单位两次更换，{assignment.department.short_name}：{given.reason}"
            )
    returner = relays.name_of_returner(taking, assignment)
    taking.then(
        lambda: telling.people(
            case,
            f"returned:{assignment.pk}",
            telling.assigners(case, taking.on),
            f"{returner}退回交办，请重新交办{again}",
            at=taking.at,
        )
    )
