"""交办: units, their letters and clocks; a unit signs, or returns its part by a reasoned letter (docs/domain.md § 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from casework.models.assignments import AssignmentStatus, Part
from casework.models.letters import LetterKind
from groups.models import Department
from office import options
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import SuggestionAssignment, SuggestionLetter
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.parts import ANY_HEAD, ANY_UNIT, end_parts, has_part, own_part
from suggestions.steps.relays import relay_of

HOW = (("together", "主办和会办"), ("separately", "分别办理"))
# The values are names: how many months each has is a setting.
ORDINARY, HARD = "3", "6"
MONTHS = ((ORDINARY, "一般的"), (HARD, "复杂的，写明理由"))
_UNSIGNED = (AssignmentStatus.SENT,)
_UNRECEIVED = (AssignmentStatus.SENT, AssignmentStatus.AT_RELAY)


@dataclass(frozen=True)
class AssignInputs:
    lead: Department = input_field(
        "any_department", "主办单位", hint="法院、检察院、党委部门、人大机构也可以主办建议"
    )
    co: tuple[Department, ...] = input_field("any_departments", "其他单位", required=False)
    through: Department | None = input_field(
        "relay",
        "经由单位",
        required=False,
        hint="政府系统的单位由它转办；法院、检察院、党委部门、人大机构直接交办",
    )
    how: str = input_field("choice", "办理方式", choices=HOW)
    expected_outcome: str = input_field("line", "预期效果", max_length=200)
    months: str = input_field("choice", "答复期限", choices=MONTHS)
    months_reason: str = input_field("line", "按复杂的期限办理的理由", required=False, max_length=200)
    text: str = input_field("text", "交办要求", required=False, max_length=500)


def units_differ(context: StepContext) -> None:
    """Raises `Refused` beside `co`: `invalid` for the lead itself, `missing` where several should lead."""
    inputs = context.inputs
    if inputs.lead in inputs.co:
        raise Refused("invalid", "主办单位不能同时会办", field="co")
    if inputs.how == "separately" and not inputs.co:
        raise Refused("missing", "分别办理的，请再选择单位", field="co")


def six_months_have_a_reason(context: StepContext) -> None:
    """Raises `Refused` beside `months_reason`: `missing`."""
    if context.inputs.months == HARD and not context.inputs.months_reason.strip():
        raise Refused("missing", "按复杂的期限答复的，请写明理由", field="months_reason")


def returned_with_reason(context: StepContext) -> None:
    """A unit that has returned it is assigned again only with words to it. Raises `Refused` beside `text`: `returned`."""
    returned = {
        part.department for part in context.file.assignments if part.status == AssignmentStatus.RETURNED
    }
    again = [unit.short_name for unit in (context.inputs.lead, *context.inputs.co) if unit in returned]
    if again and not context.inputs.text.strip():
        raise Refused(
            "returned", f"{'、'.join(again)}退回过这一件，请在交办要求里写明为什么仍由其办理", field="text"
        )


def assign(context: StepContext) -> None:
    """In the office's name: a numbered letter to each unit; its days of signing and its months of answering run."""
    suggestion, inputs = context.subject, context.inputs
    suggestion.separately = inputs.how == "separately"
    suggestion.expected_outcome, suggestion.months = inputs.expected_outcome, int(inputs.months)
    suggestion.months_reason, suggestion.assigned_on = inputs.months_reason, context.on
    clocks.stop(suggestion, ClockKind.ASSIGN, at=context.at)
    for unit in (inputs.lead, *inputs.co):
        leads = unit == inputs.lead or suggestion.separately
        hand_to(context, unit, Part.LEAD if leads else Part.CO)
    context.record(lead=inputs.lead.code, co=[unit.code for unit in inputs.co], months=suggestion.months)
    context.record_private(text=inputs.text)
    context.move(Status.ASSIGNED)


def hand_to(context: StepContext, unit: Department, part: str) -> None:
    """The part, its two clocks and its letter; through a 转办单位 it is asked to sign once that has passed it on."""
    suggestion, through = context.subject, relay_of(unit, context.inputs.through)
    kind = ClockKind.ANSWER if part == Part.LEAD else ClockKind.CO_OPINION
    row = SuggestionAssignment.objects.create(
        suggestion=suggestion,
        department=unit,
        part=part,
        status=AssignmentStatus.AT_RELAY if through else AssignmentStatus.SENT,
        through=through,
        round=suggestion.round,
        assigned_at=context.at,
        assigned_on=context.on,
        assigned_by=context.user,
        due_on=context.on,
    )
    first = ClockKind.RELAY if through else ClockKind.SIGN
    clocks.start(suggestion, first, at=context.at, calendar=context.calendar, assignment=row)
    clock = clocks.start(
        suggestion,
        kind,
        at=context.at,
        calendar=context.calendar,
        assignment=row,
        length=months_of(str(context.subject.months) == HARD, context.on)
        if kind == ClockKind.ANSWER
        else None,
    )
    row.due_on = clock.due_on
    row.save(update_fields=["due_on"])
    issue_letter(context, LetterKind.ASSIGNMENT, row, context.inputs.text)


def months_of(is_hard: bool, on: date) -> int:
    """Calendar months for the answer of a suggestion that is assigned on the local date."""
    return int(options.value("suggestion_answer_months_hard" if is_hard else "suggestion_answer_months", on))


def issue_letter(context: StepContext, kind: str, part: SuggestionAssignment, text: str) -> SuggestionLetter:
    """The next number of the kind and year; the constraint sends who lost a race round again."""
    rows = SuggestionLetter.objects.filter(kind=kind, year=context.on.year)
    return SuggestionLetter.objects.create(
        kind=kind,
        year=context.on.year,
        serial=(rows.aggregate(last=Max("serial"))["last"] or 0) + 1,
        suggestion=context.subject,
        assignment=part,
        issued_at=context.at,
        issued_on=context.on,
        issued_by=context.user,
        text=text,
        due_on=part.due_on,
    )


@dataclass(frozen=True)
class SignInputs:
    officer_name: str = input_field("line", "经办人", max_length=20)
    officer_phone: str = input_field("phone", "经办电话", max_length=30)
    part: SuggestionAssignment | None = input_field(
        "part", "单位", required=False, hint="代纸质单位登记、有几个单位时选择"
    )


def is_unsigned(context: StepContext) -> Refused | None:
    """Refuses `no_part`."""
    return has_part(context, _UNSIGNED)


def sign_part(context: StepContext) -> None:
    """The suggestion is being handled once a lead has signed."""
    part = own_part(context, _UNSIGNED)
    part.status, part.signed_at, part.signed_on = AssignmentStatus.SIGNED, context.at, context.on
    part.officer_name, part.officer_phone = context.inputs.officer_name, context.inputs.officer_phone
    part.save()
    clocks.stop(context.subject, ClockKind.SIGN, at=context.at, assignment=part)
    context.record(unit=part.department.code)
    if part.is_lead:
        context.move(Status.HANDLING)


@dataclass(frozen=True)
class ReturnInputs:
    reason: str = input_field("text", "退回理由", max_length=1000, hint="写明依据和职责分工")
    right: Department | None = input_field("any_department", "应由谁办", required=False)
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


def may_return(context: StepContext) -> Refused | None:
    """Unsigned, or not passed on by the 转办单位 that holds it. Refuses `no_part`."""
    return has_part(context, _UNRECEIVED)


def return_part(context: StepContext) -> None:
    """By its head, to the office and never on to another unit; without a lead it is assigned anew."""
    part, inputs = own_part(context, _UNRECEIVED), context.inputs
    by_unit = part.holder.code
    part.status, part.returned_at = AssignmentStatus.RETURNED, context.at
    part.return_reason, part.right_department = inputs.reason, inputs.right
    part.save()
    clocks.stop_part(part, at=context.at)
    context.record(unit=by_unit, of=part.department.code, right=inputs.right.code if inputs.right else "")
    context.record_private(reason=inputs.reason)
    if not SuggestionAssignment.objects.current().filter(suggestion=context.subject, part=Part.LEAD).exists():
        context.file.__dict__.pop("assignments", None)
        end_parts(context)
        clocks.start(context.subject, ClockKind.ASSIGN, at=context.at, calendar=context.calendar)
        context.move(Status.REGISTERED)


def _units(data: Mapping[str, Any], names: Names) -> str:
    co = names.listed(data, "co")
    return f"{names.unit(data, 'lead')}" + (f"、{co}" if co else "") + f"，{data.get('months', 3)} 个月内答复"


_ASSIGNED = frozenset({Status.ASSIGNED})
STEPS = (
    Step(
        name="assign",
        label="交办",
        sources=frozenset({Status.REGISTERED}),
        targets=_ASSIGNED,
        who=frozenset({p.STAFF}),
        inputs=AssignInputs,
        checks=(units_differ, six_months_have_a_reason, returned_with_reason),
        effect=assign,
        notifications=(
            Tell("assigned:{at}", (n.handlers,), "有新的代表建议待签收"),
            Tell("assigned_told:{at}", (n.authors,), "您的建议已交办"),
        ),
        history=Words(desk=_units),
        importance=Importance.DECISION,
    ),
    Step(
        name="sign_part",
        label="签收",
        sources=_ASSIGNED | {Status.HANDLING},
        targets=frozenset({Status.HANDLING}),
        who=ANY_UNIT,
        inputs=SignInputs,
        guard=is_unsigned,
        effect=sign_part,
        history=Words(by_unit="签收"),
        importance=Importance.AWAITED,
    ),
    Step(
        name="return_part",
        label="退回",
        sources=_ASSIGNED | {Status.HANDLING},
        targets=frozenset({Status.REGISTERED}),
        who=ANY_HEAD | {p.RELAY_HEAD},
        inputs=ReturnInputs,
        guard=may_return,
        effect=return_part,
        notifications=(Tell("part_returned:{at}", (n.staff,), "承办单位退回了代表建议"),),
        history=Words(by_unit="退回"),
        importance=Importance.GIVING_BACK,
    ),
)
