"""交办: who proposes units, and the hand-over to them in the office's name (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from groups.models import Department
from office import options
from office.models import Event
from office.refusals import Refused
from requests_app.access import parties
from requests_app.access.candidates import refuse_conflict
from requests_app.deadlines import clocks
from requests_app.models import Proposal
from requests_app.models.assignments import Part
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ProposalKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import complaints
from requests_app.steps.parts import hand_to, refuse_returned, refuse_unit
from requests_app.steps.sets import OFFICE


@dataclass(frozen=True)
class ProposeAssignmentInputs:
    lead: Department = input_field("department", "建议主办单位")
    co: tuple[Department, ...] = input_field("departments", "建议会办单位", required=False)
    text: str = input_field("text", "理由", max_length=500)


def propose_assignment(context: StepContext) -> None:
    """Units that the representative holds right, for whoever assigns."""
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
    context.row = proposal


@dataclass(frozen=True)
class AssignInputs:
    lead: Department = input_field("department", "主办单位")
    co: tuple[Department, ...] = input_field("departments", "会办单位", required=False)
    expected_outcome: str = input_field("line", "预期效果", required=False, max_length=200)
    text: str = input_field("text", "交办要求", required=False, max_length=500)


def assign(context: StepContext) -> None:
    """In the office's name: a numbered letter to each unit, the units' own clocks start.

    Raises `Refused`: `invalid` where the lead is among the others, `judicial` as `parts.refuse_unit`,
    `complained` for a lead that the case is about, `returned` as `parts.refuse_returned`, `conflict` where 回避 keeps the representative away. Rule:
    docs/domain.md § 2, clocks.
    """
    case, inputs = context.subject, context.inputs
    units = (inputs.lead, *inputs.co)
    if inputs.lead in inputs.co:
        raise Refused("invalid", "主办单位不能同时会办", field="co")
    for unit in units:
        refuse_unit(unit, field="lead" if unit == inputs.lead else "co")
    complaints.refuse_lead(case, inputs.lead, field="lead")
    refuse_returned(context, units, why=inputs.text)
    if case.representative is not None:
        refuse_conflict(
            case.representative, case, group=case.group, on=context.on, field="lead", departments=units
        )
    clocks.stop(case, ClockKind.ASSIGN, ClockKind.REASSIGN, at=context.at)
    if inputs.expected_outcome:
        case.expected_outcome = inputs.expected_outcome
    for unit in units:
        hand_to(context, unit, Part.LEAD if unit == inputs.lead else Part.CO)
    context.move(Status.ASSIGNED)
    context.record(lead=inputs.lead.code, co=[unit.code for unit in inputs.co])
    context.record_private(text=inputs.text)


def may_assign(context: StepContext) -> Refused | None:
    """In the office's name: staff, and liaisons where the office has delegated it. Refuses `not_delegated`."""
    if context.party == parties.LIAISON and not options.value("liaison_assigns", context.on):
        return Refused("not_delegated", "交办由代表工作机构进行")
    return None


def assigned_units(data: Mapping[str, Any], names: Names) -> str:
    """主办财政局，会办税务局"""
    co = names.listed(data, "co")
    return f"主办{names.unit(data, 'lead')}" + (f"，会办{co}" if co else "")


def assignment_for_requester(event: Event, names: Names) -> HistoryLine:
    """As its requester reads it: 交办给财政局，税务局会办."""
    co = "、".join(names.units.get(code, "") for code in event.data.get("co", ()))
    return HistoryLine(f"交办给{names.unit(event.data, 'lead', '承办单位')}" + (f"，{co}会办" if co else ""))


STEPS = (
    Step(
        name="propose_assignment",
        label="提出拟办意见",
        sources=frozenset({Status.ACCEPTED}),
        who=frozenset({parties.REPRESENTATIVE}),
        inputs=ProposeAssignmentInputs,
        effect=propose_assignment,
        notifications=(
            ToPeople(key="proposal:{row.pk}", to=(audiences.assigners,), title="代表提出拟办意见，请交办"),
        ),
        history=Words(desk=assigned_units, is_inner=True),
        importance=Importance.WORK,
    ),
    Step(
        name="assign",
        label="交办",
        sources=frozenset({Status.ACCEPTED}),
        targets=frozenset({Status.ASSIGNED}),
        who=OFFICE,
        inputs=AssignInputs,
        guard=may_assign,
        effect=assign,
        history=Words(desk=assigned_units, requester=assignment_for_requester, is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
)
