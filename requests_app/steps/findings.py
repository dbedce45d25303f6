"""What was found on an activity: confirmed in one step with unit and date as agreed, or settled on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import StepContext
from casework.inputs import input_field
from groups.models import Department, ProfessionalGroup, Representative
from office.refusals import Refused
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Category, Clock
from requests_app.models.assignments import Part
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.steps import answers, triage, units
from requests_app.steps.answers import SPOT_CLASSES


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
    finding = context.file.finding
    if finding is None or finding.settled:
        return Refused("no_finding", "这件诉求不是活动现场商定的，请先受理再交办")
    return units.may_assign(context)


def confirm_finding(context: StepContext) -> None:
    """Accepted and assigned in one; the unit's date is the agreed one, the enterprise's never before it."""
    if context.inputs.agreed_on <= context.on:
        raise Refused("invalid", "商定完成日期应在今天之后", field="agreed_on")
    triage.accept(context)
    units.assign(context)
    _agree_on(context, context.inputs.agreed_on)


def _agree_on(context: StepContext, agreed_on: date) -> None:
    """Clocks by the agreement: the unit's on its day; the enterprise's two days (check) after it, if later."""
    case, calendar = context.subject, context.calendar
    lead = Assignment.objects.current().get(case=case, part=Part.LEAD)
    reply = Clock.objects.running().get(assignment=lead, kind=ClockKind.REPLY)
    clocks.agree(reply, agreed_on, calendar)
    answer = Clock.objects.running().get(case=case, kind=ClockKind.ANSWER)
    told = calendar.add(reply.due_on, context.option("clock_check"))
    if told > answer.due_on:
        clocks.agree(answer, told, calendar)
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
    finding = context.file.finding
    settled = finding is not None and finding.settled
    return None if settled and not context.file.answers else Refused("no_finding", "这件诉求不是现场解决的")


def record_settled(context: StepContext) -> None:
    """Answered as it is entered; those who were present stand in the record, the enterprise judges as ever."""
    triage.take_in(context)
    answers.give_on_the_spot(context)
