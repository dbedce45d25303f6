"""转办: a unit that has signed asks once for another; staff hand on or say why not (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from groups.models import Department
from office.models import Event
from office.refusals import Refused
from requests_app.access import parties
from requests_app.access.candidates import refuse_conflict
from requests_app.deadlines import clocks
from requests_app.models import Transfer
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.letters import LetterKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import complaints
from requests_app.steps.parts import end_part, hand_to, is_by_letter, refuse_returned, refuse_unit
from requests_app.steps.reply_guards import lead_is_working, working_lead
from requests_app.steps.sets import LEAD_OR_ITS_LETTER


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
    """Once for each unit, while it works; by staff for a lead whose word comes by letter.

    Refuses `asked_once`, `no_lead`, `online_unit`.
    """
    refusal = lead_is_working(context)
    lead = working_lead(context.file)
    if refusal is not None or lead is None:
        return refusal or Refused("no_lead", "没有正在办理的主办单位")
    if context.party == parties.STAFF and not is_by_letter(context, lead.department_id):
        return Refused("online_unit", "在线办理的单位由单位自己申请")
    asked = [row for row in context.file.transfers if row.assignment.department_id == lead.department_id]
    if any(row.granted is not None or row.clock.is_running for row in asked):
        return Refused("asked_once", "本单位已经申请过转办，只能申请一次")
    return None


def another_unit(context: StepContext) -> None:
    """Raises `Refused("same")` for the unit itself."""
    lead = working_lead(context.file)
    if lead is not None and context.inputs.right_department == lead.department:
        raise Refused("same", "请选择本单位以外的单位", field="right_department")


def ask_transfer(context: StepContext) -> None:
    """Name the unit that should handle it; staff decide within the transfer clock.

    Raises `Refused("no_lead")` where none works any more.
    """
    case, inputs, lead = context.subject, context.inputs, working_lead(context.file)
    if lead is None:
        raise Refused("no_lead", "没有正在办理的主办单位")
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
    context.row = transfer


def _undecided(file: CaseFile) -> Transfer | None:
    rows = [row for row in file.transfers if row.granted is None and row.clock.is_running]
    of_lead = [
        row for row in rows if row.assignment.is_lead and row.assignment.status == AssignmentStatus.SIGNED
    ]
    return of_lead[-1] if of_lead else None


TRANSFER = AskedAndDecided(
    undecided=_undecided,
    nothing=("no_transfer", "没有待处理的转办申请"),
    barred=lambda asked: [asked.asked_by_id],
    second_person="转办由申请人以外的人处理",
    stop_clock=lambda context: clocks.stop(context.subject, ClockKind.TRANSFER, at=context.at),
)


def new_lead_may_lead(context: StepContext) -> None:
    """Raises `Refused` for the unit that asked (`same`), and what is refused of any lead (`assignments.assign`)."""
    case, lead, asked = context.subject, context.inputs.lead, _undecided(context.file)
    refuse_unit(lead, field="lead")
    complaints.refuse_lead(case, lead, field="lead")
    if asked is not None and lead == asked.assignment.department:
        raise Refused("same", "请选择原单位以外的单位", field="lead")
    if case.representative is not None:
        refuse_conflict(
            case.representative, case, group=case.group, on=context.on, field="lead", departments=[lead]
        )


def returned_with_reason(context: StepContext) -> None:
    """Raises `Refused("returned")` as `parts.refuse_returned`."""
    refuse_returned(context, [context.inputs.lead], why=context.inputs.text)


def transfer(context: StepContext) -> None:
    """The enterprise's date stays, the new unit's clock is its own; co-departments go on (docs/domain.md § 2)."""
    inputs, asked = context.inputs, TRANSFER.require(context)
    old = asked.assignment
    # Before the clocks of the unit's part end without an outcome.
    TRANSFER.stop_clock(context)
    end_part(context, old)
    new = hand_to(context, inputs.lead, Part.LEAD, letter=LetterKind.TRANSFER)
    TRANSFER.decide(context, asked, granted=True, to_assignment=new, decision=inputs.text)
    context.move(Status.ASSIGNED)
    context.record(unit=old.department.code, lead=inputs.lead.code, transfer=asked.pk)
    context.record_private(text=inputs.text)


def refuse_transfer(context: StepContext) -> None:
    """The unit keeps the case and its date."""
    asked = TRANSFER.require(context)
    TRANSFER.decide(context, asked, granted=False, decision=context.inputs.decision)
    context.record(unit=asked.assignment.department.code, transfer=asked.pk)
    context.record_private(decision=asked.decision)


def _asked_for(data: Mapping[str, Any], names: Names) -> str:
    return f"建议由{names.unit(data, 'right')}办理"


def _transferred(data: Mapping[str, Any], names: Names) -> str:
    return f"由{names.unit(data)}转给{names.unit(data, 'lead')}"


def _transfer_for_requester(event: Event, names: Names) -> HistoryLine:
    old, new = (names.unit(event.data, key, "承办单位") for key in ("unit", "lead"))
    return HistoryLine(f"由{old}转给{new}办理")


STEPS = (
    Step(
        name="ask_transfer",
        label="申请转办",
        sources=frozenset({Status.HANDLING}),
        who=LEAD_OR_ITS_LETTER,
        inputs=AskTransferInputs,
        guard=ask_transfer_guard,
        checks=(another_unit,),
        effect=ask_transfer,
        notifications=(
            ToPeople(
                key="transfer:{row.pk}",
                to=(audiences.staff,),
                title="{row.assignment.department.short_name}申请转办，请处理",
            ),
        ),
        history=Words(by_unit="申请转办", desk=_asked_for),
        importance=Importance.GIVING_BACK,
    ),
    Step(
        name="transfer",
        label="同意转办",
        sources=frozenset({Status.HANDLING}),
        targets=frozenset({Status.ASSIGNED}),
        who=frozenset({parties.STAFF}),
        inputs=TransferInputs,
        guard=TRANSFER.guard,
        checks=(new_lead_may_lead, returned_with_reason),
        effect=transfer,
        done="转办",
        notifications=(
            ToPeople(
                key="transfer_decided:{row.pk}",
                to=(audiences.handlers,),
                title="已转{row.to_assignment.department.short_name}办理，本单位不再承办",
            ),
        ),
        history=Words(desk=_transferred, requester=_transfer_for_requester, is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
    Step(
        name="refuse_transfer",
        label="不同意转办",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.STAFF}),
        inputs=RefuseTransferInputs,
        guard=TRANSFER.guard,
        effect=refuse_transfer,
        notifications=(
            ToPeople(
                key="transfer_decided:{row.pk}",
                to=(audiences.handlers,),
                title="转办申请未获同意，请按期回复",
            ),
        ),
        importance=Importance.REFUSAL,
    ),
)
