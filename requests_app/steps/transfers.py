"""转办: a unit that has signed asks once for another; staff hand on or say why not (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import StepContext
from casework.inputs import input_field
from groups.models import Department, DepartmentOfficer
from office.refusals import Refused
from requests_app.access import conflicts, parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Transfer
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.letters import LetterKind
from requests_app.models.requests import Status
from requests_app.notifications import telling
from requests_app.steps import complaints
from requests_app.steps.parts import end_part, hand_to, refuse_unit
from requests_app.steps.reply_guards import lead_is_working, working_lead


@dataclass(frozen=True)
class AskTransferInputs:
    right_department: Department = input_field("department", "应由哪个单位办理")
    reason: str = input_field("text", "转办理由", max_length=500, min_length=5, hint="写明职责依据")


@dataclass(frozen=True)
class TransferInputs:
    lead: Department = input_field("department", "转给哪个单位")
    text: str = input_field("text", "转办要求", max_length=500, required=False)


@dataclass(frozen=True)
class RefuseTransferInputs:
    decision: str = input_field("text", "不同意转办的理由", max_length=500)


def ask_transfer_guard(context: StepContext) -> Refused | None:
    """Once for each unit, while it works; by staff for a lead that works on paper."""
    refusal = lead_is_working(context)
    lead = working_lead(context.file)
    if refusal is not None or lead is None:
        return refusal or Refused("no_lead", "没有正在办理的主办单位")
    if context.party == parties.STAFF and lead.department.mode != Department.Mode.PAPER:
        return Refused("online_unit", "在线办理的单位由单位自己申请")
    asked = [row for row in context.file.transfers if row.assignment.department_id == lead.department_id]
    if any(row.granted is not None or row.clock.is_running for row in asked):
        return Refused("asked_once", "本单位已经申请过转办，只能申请一次")
    return None


def ask_transfer(context: StepContext) -> None:
    case, inputs, lead = context.subject, context.inputs, working_lead(context.file)
    if lead is None:
        raise Refused("no_lead", "没有正在办理的主办单位")
    if inputs.right_department == lead.department:
        raise Refused("same", "请选择本单位以外的单位", field="right_department")
    clock = clocks.start(case, ClockKind.TRANSFER, at=context.at, calendar=context.calendar, assignment=lead)
    transfer = Transfer.objects.create(
        case=case,
        assignment=lead,
        clock=clock,
        round=case.round,
        right_department=inputs.right_department,
        reason=inputs.reason,
        asked_at=context.at,
        asked_on=context.on,
        asked_by=context.user,
    )
    context.record(unit=lead.department.code, transfer=transfer.pk, right=inputs.right_department.code)
    context.record_private(reason=inputs.reason)
    context.after(
        lambda: telling.people(
            case,
            f"transfer:{transfer.pk}",
            telling.staff(context.on),
            f"{lead.department.short_name}申请转办，请处理",
            at=context.at,
        )
    )


def decide_guard(context: StepContext) -> Refused | None:
    asked = _undecided(context)
    if asked is None:
        return Refused("no_transfer", "没有待处理的转办申请")
    if context.by.user is not None and asked.asked_by_id == context.by.user.pk:
        return Refused("second_person", "转办由申请人以外的人处理")
    return None


def transfer(context: StepContext) -> None:
    """The enterprise's date stays, the new unit's clock is its own; co-departments go on."""
    case, inputs, asked = context.subject, context.inputs, _require(context)
    old = asked.assignment
    refuse_unit(inputs.lead, field="lead")
    complaints.refuse_lead(case, inputs.lead, field="lead")
    if inputs.lead == old.department:
        raise Refused("same", "请选择原单位以外的单位", field="lead")
    if case.representative is not None:
        conflicts.refuse_conflict(
            case.representative, case, on=context.on, field="lead", departments=[inputs.lead]
        )
    clocks.stop(case, ClockKind.TRANSFER, at=context.at, reason=StopReason.DONE)
    end_part(context, old)
    new = hand_to(context, inputs.lead, Part.LEAD, letter=LetterKind.TRANSFER)
    asked.granted, asked.to_assignment, asked.decision = True, new, inputs.text
    asked.decided_at, asked.decided_by = context.at, context.user
    asked.save()
    context.move(Status.ASSIGNED)
    context.record(unit=old.department.code, lead=inputs.lead.code, transfer=asked.pk)
    context.record_private(text=inputs.text)
    _tell_old(context, old, f"已转{inputs.lead.short_name}办理，本单位不再承办", asked)


def refuse_transfer(context: StepContext) -> None:
    asked = _require(context)
    asked.granted, asked.decision = False, context.inputs.decision
    asked.decided_at, asked.decided_by = context.at, context.user
    asked.save()
    clocks.stop(context.subject, ClockKind.TRANSFER, at=context.at, reason=StopReason.DONE)
    context.record(unit=asked.assignment.department.code, transfer=asked.pk)
    context.record_private(decision=asked.decision)
    _tell_old(context, asked.assignment, "转办申请未获同意，请按期回复", asked)


def _tell_old(context: StepContext, unit: Assignment, title: str, asked: Transfer) -> None:
    context.after(
        lambda: telling.people(
            context.subject,
            f"transfer_decided:{asked.pk}",
            telling.officers(unit, DepartmentOfficer.Duty.HANDLER, context.on),
            title,
            at=context.at,
        )
    )


def _undecided(context: StepContext) -> Transfer | None:
    rows = [row for row in context.file.transfers if row.granted is None and row.clock.is_running]
    of_lead = [
        row for row in rows if row.assignment.is_lead and row.assignment.status == AssignmentStatus.SIGNED
    ]
    return of_lead[-1] if of_lead else None


def _require(context: StepContext) -> Transfer:
    asked = _undecided(context)
    if asked is None:
        raise Refused("no_transfer", "没有待处理的转办申请")
    return asked
