"""转办: a unit that has signed asks once for another; staff hand on or say why not (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass

from groups.models import Department, DepartmentOfficer
from office.refusals import Refused
from requests_app import clocks, conflicts
from requests_app.models import Assignment, Transfer
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.letters import LetterKind
from requests_app.models.requests import Status
from requests_app.workflow import parties, telling
from requests_app.workflow.effects import complaints
from requests_app.workflow.effects.parts import end_part, hand_to, refuse_unit
from requests_app.workflow.effects.reply_guards import lead_is_working, working_lead
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class AskTransferGiven:
    right_department: Department = ask("department", "应由哪个单位办理")
    reason: str = ask("text", "转办理由", max_length=500, min_length=5, hint="写明职责依据")


@dataclass(frozen=True)
class TransferGiven:
    lead: Department = ask("department", "转给哪个单位")
    text: str = ask("text", "转办要求", max_length=500, required=False)


@dataclass(frozen=True)
class RefuseTransferGiven:
    decision: str = ask("text", "不同意转办的理由", max_length=500)


def ask_transfer_guard(taking: Taking) -> Refused | None:
    """Once for each unit, while it works; by staff for a lead that works on paper."""
    refusal = lead_is_working(taking)
    lead = working_lead(taking.case)
    if refusal is not None or lead is None:
        return refusal or Refused("no_lead", "没有正在办理的主办单位")
    if taking.party == parties.STAFF and lead.department.mode != Department.Mode.PAPER:
        return Refused("online_unit", "在线办理的单位由单位自己申请")
    asked = Transfer.objects.standing().filter(case=taking.case, assignment__department=lead.department)
    if asked.exists():
        return Refused("asked_once", "本单位已经申请过转办，只能申请一次")
    return None


def ask_transfer(taking: Taking) -> None:
    case, given, lead = taking.case, taking.given, working_lead(taking.case)
    if lead is None:
        raise Refused("no_lead", "没有正在办理的主办单位")
    if given.right_department == lead.department:
        raise Refused("same", "请选择本单位以外的单位", field="right_department")
    clock = clocks.start(case, ClockKind.TRANSFER, at=taking.at, calendar=taking.calendar, assignment=lead)
    transfer = Transfer.objects.create(
        case=case,
        assignment=lead,
        clock=clock,
        round=case.round,
        right_department=given.right_department,
        reason=given.reason,
        asked_at=taking.at,
        asked_on=taking.on,
        asked_by=taking.user,
    )
    taking.say(unit=lead.department.code, transfer=transfer.pk, right=given.right_department.code)
    taking.keep(reason=given.reason)
    taking.then(
        lambda: telling.people(
            case,
            f"transfer:{transfer.pk}",
            telling.staff(taking.on),
            f"{lead.department.short_name}申请转办，请处理",
            at=taking.at,
        )
    )


def decide_guard(taking: Taking) -> Refused | None:
    asked = _undecided(taking)
    if asked is None:
        return Refused("no_transfer", "没有待处理的转办申请")
    if taking.by.user is not None and asked.asked_by_id == taking.by.user.pk:
        return Refused("second_person", "转办由申请人以外的人处理")
    return None


def transfer(taking: Taking) -> None:
    """The enterprise's date stays, the new unit's clock is its own; co-departments go on."""
    case, given, asked = taking.case, taking.given, _require(taking)
    old = asked.assignment
    refuse_unit(given.lead, field="lead")
    complaints.refuse_lead(case, given.lead, field="lead")
    if given.lead == old.department:
        raise Refused("same", "请选择原单位以外的单位", field="lead")
    if case.representative is not None:
        conflicts.refuse_conflict(
            case.representative, case, on=taking.on, field="lead", departments=[given.lead]
        )
    clocks.stop(case, ClockKind.TRANSFER, at=taking.at, reason=StopReason.DONE)
    end_part(taking, old)
    new = hand_to(taking, given.lead, Part.LEAD, letter=LetterKind.TRANSFER)
    asked.granted, asked.to_assignment, asked.decision = True, new, given.text
    asked.decided_at, asked.decided_by = taking.at, taking.user
    asked.save()
    taking.move(Status.ASSIGNED)
    taking.say(unit=old.department.code, lead=given.lead.code, transfer=asked.pk)
    taking.keep(text=given.text)
    _tell_old(taking, old, f"已转{given.lead.short_name}办理，本单位不再承办", asked)


def refuse_transfer(taking: Taking) -> None:
    asked = _require(taking)
    asked.granted, asked.decision = False, taking.given.decision
    asked.decided_at, asked.decided_by = taking.at, taking.user
    asked.save()
    clocks.stop(taking.case, ClockKind.TRANSFER, at=taking.at, reason=StopReason.DONE)
    taking.say(unit=asked.assignment.department.code, transfer=asked.pk)
    taking.keep(decision=asked.decision)
    _tell_old(taking, asked.assignment, "转办申请未获同意，请按期回复", asked)


def _tell_old(taking: Taking, unit: Assignment, title: str, asked: Transfer) -> None:
    taking.then(
        lambda: telling.people(
            taking.case,
            f"transfer_decided:{asked.pk}",
            telling.officers(unit, DepartmentOfficer.Duty.HANDLER, taking.on),
            title,
            at=taking.at,
        )
    )


def _undecided(taking: Taking) -> Transfer | None:
    rows = Transfer.objects.undecided().filter(
        case=taking.case, assignment__status=AssignmentStatus.SIGNED, assignment__part=Part.LEAD
    )
    return rows.select_related("assignment__department", "right_department", "clock").last()


def _require(taking: Taking) -> Transfer:
    asked = _undecided(taking)
    if asked is None:
        raise Refused("no_transfer", "没有待处理的转办申请")
    return asked
