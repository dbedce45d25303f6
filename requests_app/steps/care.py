"""Around the work: contact, questions and supplements."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import StepContext
from casework.inputs import input_field
from office.models import StoredFile, User
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import allowances, clocks
from requests_app.models import Assignment, Contact, Pause, Question
from requests_app.models.assignments import Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ContactHow
from requests_app.models.files import Purpose
from requests_app.notifications import telling
from requests_app.steps.files import attach


@dataclass(frozen=True)
class ContactInputs:
    how: str = input_field("choice", "联系方式", choices=ContactHow)
    reached: str = input_field("choice", "是否联系上", choices=[("yes", "已联系上"), ("no", "联系不上")])
    said: str = input_field(
        "text", "沟通情况", max_length=1000, hint="联系不上的，写明打了哪个电话、什么时候打的"
    )
    files: tuple[StoredFile, ...] = input_field("files", "照片或材料", required=False)


def contact(context: StepContext) -> None:
    """The response. Three tries on two days stop the clock as attempted (docs/domain.md § 2)."""
    case, inputs = context.subject, context.inputs
    reached = inputs.reached == "yes"
    Contact.objects.create(
        case=case,
        representative=case.representative,
        how=inputs.how,
        reached=reached,
        said=inputs.said,
        contacted_at=context.at,
        contacted_on=context.on,
        by=context.user,
        on_behalf=context.party != parties.REPRESENTATIVE,
    )
    attach(context, inputs.files, Purpose.CONTACT)
    if reached:
        clocks.stop(case, ClockKind.CONTACT, at=context.at)
    elif _tried_enough(context):
        clocks.stop(case, ClockKind.CONTACT, at=context.at, reason=StopReason.ATTEMPTED)
    context.record(how=inputs.how, reached=reached, on_behalf=context.party != parties.REPRESENTATIVE)
    context.record_private(said=inputs.said)


def _tried_enough(context: StepContext) -> bool:
    tries = Contact.objects.filter(case=context.subject, reached=False)
    days = set(tries.values_list("contacted_on", flat=True))
    return tries.count() >= 3 and len(days) >= 2


@dataclass(frozen=True)
class AskInputs:
    text: str = input_field(
        "text", "请企业补充什么", max_length=500, hint="企业会看到，请写清楚要哪些材料或情况"
    )


def ask_guard(context: StepContext) -> Refused | None:
    if context.subject.is_waiting:
        return Refused("already_asked", "已经请企业补充，正在等待")
    if allowances.of_case(context.file, context.calendar, on=context.on) <= 0:
        most = context.option("pause_days_total")
        return Refused(
            "asked_enough", f"这件诉求等企业补充合计最多停 {most} 个工作日，已经用完，请电话联系企业"
        )
    if context.party in (parties.LEAD_HANDLER, parties.CO_HANDLER):
        return _unit_may_ask(context)
    return None


def _unit_may_ask(context: StepContext) -> Refused | None:
    """At most twice, five working days in all, not in the last quarter of its own clock."""
    unit = _own_part(context)
    if unit is None:
        return Refused("no_assignment", "本单位没有承办这件诉求")
    left = allowances.of_unit(context.file, unit, context.calendar, on=context.on)
    if left.questions <= 0:
        return Refused("asked_enough", f"单位请企业补充最多 {context.option('pause_times')} 次")
    if left.days <= 0:
        return Refused("asked_enough", f"等企业补充最多停 {context.option('pause_days')} 个工作日，已经用完")
    waiting = (clock for clock in context.file.running if clock.kind in clocks.WAITS_FOR_ENTERPRISE)
    clock = next((clock for clock in waiting if clock.assignment_id == unit.pk), None)
    if clock is not None and context.calendar.count(context.on, clock.due_on) * 4 < clock.total_days:
        return Refused("too_late", "期限只剩最后四分之一，请先与联络员商量，由联络员请企业补充")
    return None


def _own_part(context: StepContext) -> Assignment | None:
    """The part of the unit for which somebody asks; None for the office's side."""
    if context.party not in (parties.LEAD_HANDLER, parties.CO_HANDLER):
        return None
    wanted = Part.LEAD if context.party == parties.LEAD_HANDLER else Part.CO
    own = (part for part in context.file.current if part.department_id in context.scope.departments)
    return next((part for part in own if part.part == wanted), None)


def _days_to_wait(context: StepContext, unit: Assignment | None) -> int:
    if unit is not None:
        return allowances.of_unit(context.file, unit, context.calendar, on=context.on).days
    return allowances.of_case(context.file, context.calendar, on=context.on)


def ask_enterprise(context: StepContext) -> None:
    """The clocks stand still from tomorrow until the enterprise answers or the allowance is used up."""
    case, unit = context.subject, _own_part(context)
    question = Question.objects.create(
        case=case, assignment=unit, text=context.inputs.text, asked_at=context.at, asked_by=context.user
    )
    days = min(context.option("pause_days"), _days_to_wait(context, unit))
    Pause.objects.create(case=case, question=question, from_on=context.on, allowance=days)
    clocks.pause(case, on=context.on)
    case.waiting_since = context.on
    context.record(question=question.pk)
    context.record_private(text=question.text)
    context.after(
        lambda: telling.enterprise(
            case,
            f"question:{question.pk}",
            "请您补充情况",
            f"{question.text}\n补充前办理期限暂停计算。",
            at=context.at,
        )
    )


@dataclass(frozen=True)
class SupplementInputs:
    text: str = input_field("text", "补充说明", max_length=1000)
    files: tuple[StoredFile, ...] = input_field("files", "照片或材料", required=False)


def supplement(context: StepContext) -> None:
    """The enterprise adds to its case; an open question is answered by it and the clocks go on."""
    case = context.subject
    question = Question.objects.filter(case=case, answered_at__isnull=True, lapsed_at__isnull=True).first()
    attach(context, context.inputs.files, Purpose.SUPPLEMENT, for_enterprise=True)
    if question is not None:
        question.answer, question.answered_at = context.inputs.text, context.at
        question.save(update_fields=["answer", "answered_at"])
        end_pause(context)
        context.record(question=question.pk)
    context.record_private(text=context.inputs.text)
    context.after(
        lambda: telling.people(
            case, f"supplement:{context.at.isoformat()}", _workers(context), "企业补充了情况", at=context.at
        )
    )


def lapse_question(context: StepContext) -> None:
    """The allowance is used up: the clocks go on without an answer."""
    Question.objects.filter(case=context.subject, answered_at__isnull=True, lapsed_at__isnull=True).update(
        lapsed_at=context.at
    )
    end_pause(context)
    context.after(
        lambda: telling.people(
            context.subject,
            f"lapsed:{context.on.isoformat()}",
            _workers(context),
            "企业未按时补充，期限继续计算",
            at=context.at,
        )
    )


def drop_question(context: StepContext) -> None:
    """The case leaves its way: whatever was asked is not waited for any more."""
    if not context.subject.is_waiting:
        return
    Question.objects.filter(case=context.subject, answered_at__isnull=True, lapsed_at__isnull=True).update(
        lapsed_at=context.at
    )
    end_pause(context)


def end_pause(context: StepContext) -> None:
    Pause.objects.filter(case=context.subject, until_on__isnull=True).update(until_on=context.on)
    clocks.resume(context.subject, context.calendar, on=context.on)
    context.subject.waiting_since = None


def _workers(context: StepContext) -> list[User]:
    return telling.workers(context.subject, context.on)
