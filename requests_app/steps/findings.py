"""What was found on an activity: confirmed in one step with unit and date as agreed, or settled on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from groups.models import Department, ProfessionalGroup, Representative
from office.models import Event
from office.refusals import Refused
from office.templatetags.wording import coded_day
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Category, Clock
from requests_app.models.assignments import Part
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.steps import acceptance, answers, assignments
from requests_app.steps.answers import SPOT_CLASSES
from requests_app.steps.sets import OFFICE
from requests_app.steps.words import class_in_words


@dataclass(frozen=True)
class ConfirmFindingInputs:
    category: Category = input_field("category", "类别")
    difficulty: str = input_field("choice", "难度", choices=Difficulty)
    group: ProfessionalGroup = input_field("group", "专业小组")
    representative: Representative = input_field("representative", "承办代表")
    lead: Department = input_field("department", "主办单位")
    co: tuple[Department, ...] = input_field("departments", "会办单位", required=False)
    agreed_on: date = input_field("date", "商定完成日期", hint="现场与单位商定的日期")
    expected_outcome: str = input_field("line", "预期效果", max_length=200)
    text: str = input_field("text", "交办要求", required=False, max_length=500)


def confirm_guard(context: StepContext) -> Refused | None:
    """Of what was agreed on an activity. Refuses `no_finding`, `not_delegated`."""
    finding = context.file.finding
    if finding is None or finding.settled:
        return Refused("no_finding", "这件诉求不是活动现场商定的，请先受理再交办")
    return assignments.may_assign(context)


def agreed_for_later(context: StepContext) -> None:
    """Raises `Refused("invalid")` for an agreed date that has come."""
    if context.inputs.agreed_on <= context.on:
        raise Refused("invalid", "商定完成日期应在今天之后", field="agreed_on")


def confirm_finding(context: StepContext) -> None:
    """Accepted and assigned in one, with the local date that was agreed (docs/domain.md § 2, steps).

    The enterprise's date is never before it.
    """
    acceptance.take_in_with_followers(context)
    assignments.assign(context)
    _agree_on(context, context.inputs.agreed_on)


def _agree_on(context: StepContext, agreed_on: date) -> None:
    """Clocks by the agreement: the unit's on its day; the enterprise's two days (check) after it, if later."""
    case, calendar = context.subject, context.calendar
    lead = Assignment.objects.current().get(case=case, part=Part.LEAD)
    reply = Clock.objects.running().get(assignment=lead, kind=ClockKind.REPLY)
    clocks.agree(reply, agreed_on, calendar)
    answer = Clock.objects.running().get(case=case, kind=ClockKind.ANSWER)
    answer_due = calendar.add(reply.due_on, context.option("clock_check"))
    if answer_due > answer.due_on:
        clocks.agree(answer, answer_due, calendar)
        case.answer_due_on = case.first_due_on = answer.due_on
        context.record(answer_due_on=answer.due_on.isoformat())
    context.record(agreed_on=agreed_on.isoformat())


@dataclass(frozen=True)
class SettledFindingInputs:
    category: Category = input_field("category", "类别")
    difficulty: str = input_field("choice", "难度", choices=Difficulty)
    group: ProfessionalGroup = input_field("group", "专业小组")
    representative: Representative = input_field("representative", "承办代表")
    text: str = input_field("text", "怎样解决的", max_length=2000, min_length=10)
    result_class: str = input_field("choice", "结果类别", choices=SPOT_CLASSES)
    expected_outcome: str = input_field("line", "预期效果", required=False, max_length=200)


def settled_guard(context: StepContext) -> Refused | None:
    """Of what was settled on an activity and is not answered yet. Refuses `no_finding`."""
    finding = context.file.finding
    settled = finding is not None and finding.settled
    return None if settled and not context.file.answers else Refused("no_finding", "这件诉求不是现场解决的")


def record_settled(context: StepContext) -> None:
    """Answered as it is entered; those who were present stand in the record, the enterprise judges as ever."""
    acceptance.take_in(context)
    answers.give_on_the_spot(context)


def _agreed(data: Mapping[str, Any], names: Names) -> str:
    return f"{assignments.assigned_units(data, names)}，商定{coded_day(data.get('agreed_on'))}前完成"


def _confirmed(event: Event, names: Names) -> HistoryLine:
    until = coded_day(event.data.get("agreed_on"))
    assigned = assignments.assignment_for_requester(event, names).title
    return HistoryLine(f"受理，{assigned}", f"现场商定{until}前完成" if until else "")


STEPS = (
    Step(
        name="record_finding",
        label="登记现场发现的问题",
        targets=frozenset({Status.SUBMITTED}),
        done="活动现场发现问题，与单位商定",
        history=Words(desk=_agreed),
        is_button=False,
    ),
    Step(
        name="confirm_finding",
        label="确认并交办",
        sources=frozenset({Status.SUBMITTED}),
        targets=frozenset({Status.ASSIGNED}),
        who=OFFICE,
        inputs=ConfirmFindingInputs,
        guard=confirm_guard,
        checks=(agreed_for_later, *acceptance.REPRESENTATIVE, *assignments.UNITS),
        effect=confirm_finding,
        done="受理并按现场商定交办",
        notifications=acceptance.NOTIFICATIONS,
        history=Words(desk=_agreed, requester=_confirmed, is_told_at_counter=True),
        importance=Importance.AWAITED,
    ),
    Step(
        name="record_settled_finding",
        label="登记现场解决的问题",
        sources=frozenset({Status.SUBMITTED}),
        targets=frozenset({Status.ANSWERED}),
        who=OFFICE,
        inputs=SettledFindingInputs,
        guard=settled_guard,
        checks=acceptance.REPRESENTATIVE,
        effect=record_settled,
        done="活动现场解决",
        history=Words(desk=class_in_words, requester=answers.answer_for_requester, is_told_at_counter=True),
        importance=Importance.RECORD,
        is_button=False,
    ),
)
