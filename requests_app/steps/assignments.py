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
    """In the office's name: a numbered letter to each unit, the units' own clocks start (docs/domain.md § 2, clocks)."""
    case, inputs = context.subject, context.inputs
    units = (inputs.lead, *inputs.co)
    clocks.stop(case, ClockKind.ASSIGN, ClockKind.REASSIGN, at=context.at)
    if inputs.expected_outcome:
        case.expected_outcome = inputs.expected_outcome
    for unit in units:
        hand_to(context, unit, Part.LEAD if unit == inputs.lead else Part.CO)
    context.move(Status.ASSIGNED)
    context.record(lead=inputs.lead.code, co=[unit.code for unit in inputs.co])
    context.record_private(text=inputs.text)


def lead_may_lead(context: StepContext) -> None:
    """Raises `Refused`: `judicial` as `parts.refuse_unit`, `complained` for a unit that the case is about."""
    refuse_unit(context.inputs.lead, field="lead")
    complaints.refuse_lead(context.subject, context.inputs.lead, field="lead")


def others_may_help(context: StepContext) -> None:
    """Raises `Refused`: `invalid` for the lead itself, `judicial` as `parts.refuse_unit`."""
    if context.inputs.lead in context.inputs.co:
        raise Refused("invalid", "主办单位不能同时会办", field="co")
    for unit in context.inputs.co:
        refuse_unit(unit, field="co")


def units_without_conflict(context: StepContext) -> None:
    """Raises `Refused("conflict")` where 回避 keeps whoever handles the case away from a unit (docs/domain.md § 1)."""
    case, inputs = context.subject, context.inputs
    named = getattr(inputs, "representative", None) or case.representative
    group = getattr(inputs, "group", None) or case.group
    if named is not None:
        refuse_conflict(
            named, case, group=group, on=context.on, field="lead", departments=(inputs.lead, *inputs.co)
        )


def returned_with_reason(context: StepContext) -> None:
    """Raises `Refused("returned")` as `parts.refuse_returned`."""
    refuse_returned(context, (context.inputs.lead, *context.inputs.co), why=context.inputs.text)


UNITS = (lead_may_lead, others_may_help, units_without_conflict, returned_with_reason)


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
        checks=UNITS,
        effect=assign,
        history=Words(desk=assigned_units, requester=assignment_for_requester, is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
)
