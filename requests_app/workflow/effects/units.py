"""Handing over and taking on: propose, assign, sign, return; a unit's clock and its restart."""

from __future__ import annotations

from dataclasses import dataclass

from groups.models import Department, DepartmentOfficer
from office import options
from office.refusals import Refused
from requests_app import clocks, conflicts
from requests_app.models import Assignment, Clock, Letter, Proposal
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ProposalKind
from requests_app.models.requests import Status
from requests_app.options import clock_days
from requests_app.workflow import letters, parties, telling
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
            telling.staff(taking.on),
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
        if unit.kind == Department.Kind.JUDICIAL:
            raise Refused("judicial", f"{unit.name}不承办具体诉求，请改用“转送”", field="lead")
    if case.representative is not None:
        conflicts.refuse_conflict(case.representative, case, on=taking.on, field="lead", departments=units)
    clocks.stop(case, ClockKind.ASSIGN, ClockKind.REASSIGN, at=taking.at)
    if given.expected_outcome:
        case.expected_outcome = given.expected_outcome
    for unit in units:
        _hand_to(taking, unit, Part.LEAD if unit == given.lead else Part.CO)
    taking.move(Status.ASSIGNED)
    taking.say(lead=given.lead.code, co=[unit.code for unit in given.co])
    taking.keep(text=given.text)


def may_assign(taking: Taking) -> Refused | None:
    """In the office's name: staff, and liaisons where the office has delegated it."""
    if taking.party == parties.LIAISON and not options.value("liaison_assigns", taking.on):
        return Refused("not_delegated", "交办由代表工作机构进行")
    return None


def _hand_to(taking: Taking, unit: Department, part: str) -> None:
    """A unit that has the case in this part keeps it; in another part it starts anew."""
    standing = Assignment.objects.current().filter(case=taking.case, department=unit).first()
    if standing is not None and standing.part == part:
        return
    if standing is not None:
        standing.status = AssignmentStatus.ENDED
        standing.done_at, standing.done_on = taking.at, taking.on
        standing.save()
        clocks.stop_units(taking.case, [standing], at=taking.at)
    _send(taking, unit, part)


def _send(taking: Taking, unit: Department, part: str) -> Assignment:
    case = taking.case
    assignment = Assignment.objects.create(
        case=case,
        department=unit,
        part=part,
        round=case.round,
        assigned_at=taking.at,
        assigned_on=taking.on,
        assigned_by=taking.by.user,
        due_on=taking.on,
    )
    clocks.start(case, ClockKind.SIGN, at=taking.at, calendar=taking.calendar, assignment=assignment)
    start_unit_clock(taking, assignment)
    letters.issue(
        case,
        Letter.Kind.ASSIGNMENT,
        by=taking.user,
        at=taking.at,
        assignment=assignment,
        text=getattr(taking.given, "text", ""),
    )
    title = f"有一件诉求交办给{unit.short_name}（{assignment.get_part_display()}），请签收"
    taking.then(
        lambda: telling.people(
            case,
            f"assigned:{assignment.pk}",
            telling.officers(assignment, DepartmentOfficer.Duty.HANDLER, taking.on),
            title,
            at=taking.at,
        )
    )
    return assignment


def start_unit_clock(taking: Taking, assignment: Assignment) -> Clock:
    """Reply clock of a lead (halved after reopening, at least 1) or opinion clock of a co-department."""
    case, kind = taking.case, ClockKind.REPLY if assignment.is_lead else ClockKind.OPINION
    days = clock_days(kind, case.difficulty, taking.on)
    days = max(1, days // 2) if case.round > 1 else days
    clock = clocks.start(case, kind, at=taking.at, calendar=taking.calendar, assignment=assignment, days=days)
    assignment.due_on = clock.due_on
    assignment.save(update_fields=["due_on"])
    return clock


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
    """A unit of the actor's has not signed yet."""
    held = taking.posts.departments if taking.posts else frozenset()
    unsigned = Assignment.objects.current().unsigned().filter(case=taking.case, department_id__in=held)
    return (
        None
        if unsigned.exists()
        else Refused("signed", "已经签收，不能再签收或退回；需要改由别的单位办理的，请与代表工作机构联系")
    )


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


def mark_signed(taking: Taking, assignment: Assignment, *, reason: str = StopReason.DONE) -> None:
    assignment.status = AssignmentStatus.SIGNED
    assignment.signed_at, assignment.signed_on = taking.at, taking.on
    assignment.save()
    clocks.stop(taking.case, ClockKind.SIGN, at=taking.at, assignment=assignment, reason=reason)
    taking.say(unit=assignment.department.code, part=assignment.part, assignment=assignment.pk)
    if assignment.is_lead:
        taking.move(Status.HANDLING)


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
    assignment = own(taking, AssignmentStatus.SENT)
    bounced = case.assignments.filter(
        part=Part.LEAD, status=AssignmentStatus.RETURNED, round=case.round
    ).count()
    if assignment.is_lead and bounced >= 2:
        raise Refused("third_return", "这件诉求已被退回两次，不能再退回；请与市人大代表工作机构会商")
    assignment.status = AssignmentStatus.RETURNED
    assignment.returned_at, assignment.return_reason = taking.at, given.reason
    assignment.right_department = given.right_department
    assignment.done_at, assignment.done_on = taking.at, taking.on
    assignment.save()
    clocks.stop_units(case, [assignment], at=taking.at)
    taking.say(unit=assignment.department.code, part=assignment.part, bounced=bounced + 1)
    taking.keep(reason=given.reason)
    if assignment.is_lead:
        clocks.start(case, ClockKind.REASSIGN, at=taking.at, calendar=taking.calendar)
        taking.move(Status.ACCEPTED)
    again = "（第二次退回，请组织会诊）" if bounced == 1 else ""
    taking.then(
        lambda: telling.people(
            case,
            f"returned:{assignment.pk}",
            telling.staff(taking.on),
            f"{assignment.department.short_name}退回交办，请重新交办{again}",
            at=taking.at,
        )
    )


def reopen_lead(taking: Taking, assignment: Assignment) -> None:
    """The lead works again on the same assignment, with a clock of its own."""
    assignment.status = AssignmentStatus.SIGNED
    assignment.round = taking.case.round
    assignment.done_at = assignment.done_on = None
    assignment.save()
    start_unit_clock(taking, assignment)


def reopen_co(taking: Taking, assignment: Assignment) -> None:
    """A co-department whose opinion was not waited for any more is asked again, from today."""
    case, at, calendar = taking.case, taking.at, taking.calendar
    if assignment.status == AssignmentStatus.SENT:
        clocks.start(case, ClockKind.SIGN, at=at, calendar=calendar, assignment=assignment)
    assignment.round = case.round
    assignment.save(update_fields=["round"])
    start_unit_clock(taking, assignment)


def own(taking: Taking, *statuses: str, part: str | None = None) -> Assignment:
    """The assignment this step is about: the one named, else the actor's own, else the only one there is."""
    found = Assignment.objects.current().filter(case=taking.case, status__in=statuses)
    if part is not None:
        found = found.filter(part=part)
    named = getattr(taking.given, "assignment", None)
    if named is not None:
        found = found.filter(pk=named.pk)
    elif taking.posts is not None and taking.posts.departments:
        found = found.filter(department_id__in=taking.posts.departments)
    assignment = found.select_related("department").first()
    if assignment is None:
        raise Refused("no_assignment", "这个单位现在没有可以这样办理的交办", field="assignment")
    return assignment
