"""What was found on an activity: confirmed in one step with unit and date as agreed, or settled on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from groups.models import Department, ProfessionalGroup, Representative
from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Answer, Assignment, Category, Clock, Finding
from requests_app.models.assignments import Part
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.workflow.effects import answers, triage, units
from requests_app.workflow.effects.answers import SPOT_CLASSES
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class ConfirmFindingGiven:
    category: Category = ask("category", "类别")
    difficulty: str = ask("choice", "难度", choices=Difficulty)
    group: ProfessionalGroup = ask("group", "专业小组")
    representative: Representative = ask("representative", "承办代表")
    lead: Department = ask("department", "主办单位")
    co: tuple[Department, ...] = ask("departments", "会办单位", required=False)
    agreed_on: date = ask("date", "商定完成日期", hint="现场与单位商定的日期")
    expected_outcome: str = ask("line", "预期效果", max_length=200)
    text: str = ask("text", "交办要求", required=False, max_length=500)


def confirm_guard(taking: Taking) -> Refused | None:
    if not Finding.objects.filter(case=taking.case, settled=False).exists():
        return Refused("no_finding", "这件诉求不是活动现场商定的，请先受理再交办")
    return units.may_assign(taking)


def confirm_finding(taking: Taking) -> None:
    """Accepted and assigned in one; the unit's date is the agreed one, the enterprise's never before it."""
    if taking.given.agreed_on <= taking.on:
        raise Refused("invalid", "商定完成日期应在今天之后", field="agreed_on")
    triage.accept(taking)
    units.assign(taking)
    _agree_on(taking, taking.given.agreed_on)


def _agree_on(taking: Taking, agreed_on: date) -> None:
    """Clocks by the agreement: the unit's on its day; the enterprise's two days (check) after it, if later."""
    case, calendar = taking.case, taking.calendar
    lead = Assignment.objects.current().get(case=case, part=Part.LEAD)
    reply = Clock.objects.running().get(assignment=lead, kind=ClockKind.REPLY)
    clocks.agree(reply, agreed_on, calendar)
    answer = Clock.objects.running().get(case=case, kind=ClockKind.ANSWER)
    told = calendar.add(reply.due_on, taking.option("clock_check"))
    if told > answer.due_on:
        clocks.agree(answer, told, calendar)
        case.answer_due_on = case.first_due_on = answer.due_on
        taking.say(answer_due_on=answer.due_on.isoformat())
    taking.say(agreed_on=agreed_on.isoformat())


@dataclass(frozen=True)
class SettledFindingGiven:
    category: Category = ask("category", "类别")
    difficulty: str = ask("choice", "难度", choices=Difficulty)
    group: ProfessionalGroup = ask("group", "专业小组")
    representative: Representative = ask("representative", "承办代表")
    text: str = ask("text", "怎样解决的", max_length=2000, min_length=10)
    result_class: str = ask("choice", "结果类别", choices=SPOT_CLASSES)
    expected_outcome: str = ask("line", "预期效果", required=False, max_length=200)


def settled_guard(taking: Taking) -> Refused | None:
    settled = Finding.objects.filter(case=taking.case, settled=True).exists()
    answered = Answer.objects.filter(case=taking.case).exists()
    return None if settled and not answered else Refused("no_finding", "这件诉求不是现场解决的")


def record_settled(taking: Taking) -> None:
    """Answered as it is entered; those who were present stand in the record, the enterprise judges as ever."""
    triage.take_in(taking)
    answers.give_on_the_spot(taking)
