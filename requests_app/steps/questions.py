"""请企业补充: the enterprise is asked, the clocks stand still, it answers or the time is used up (§ 2)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words, with_text
from casework.inputs import input_field
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import allowances, clocks
from requests_app.models import Assignment, Pause, Question
from requests_app.models.assignments import Part
from requests_app.models.files import Purpose
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople, ToRequester
from requests_app.steps.files import attach
from requests_app.steps.releases import ask_again
from requests_app.steps.sets import ENTERPRISE, OPEN


@dataclass(frozen=True)
class AskInputs:
    text: str = input_field(
        "text", "请企业补充什么", max_length=500, hint="企业会看到，请写清楚要哪些材料或情况"
    )


def ask_guard(context: StepContext) -> Refused | None:
    """One question at a time, within the working days that the case may stand still; units within their own limits.

    Refuses `already_asked`, `asked_enough`, `too_late`, `no_assignment` (docs/domain.md § 2).
    """
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
    context.row = question


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
    ask_again(context)
    context.record_private(text=context.inputs.text)


def lapse_question(context: StepContext) -> None:
    """The allowance is used up: the clocks go on without an answer."""
    Question.objects.filter(case=context.subject, answered_at__isnull=True, lapsed_at__isnull=True).update(
        lapsed_at=context.at
    )
    end_pause(context)


def drop_question(context: StepContext) -> None:
    """The case leaves its way: whatever was asked is not waited for any more."""
    if not context.subject.is_waiting:
        return
    Question.objects.filter(case=context.subject, answered_at__isnull=True, lapsed_at__isnull=True).update(
        lapsed_at=context.at
    )
    end_pause(context)


def end_pause(context: StepContext) -> None:
    """End the open pause on the local date of the step; the clocks go on."""
    Pause.objects.filter(case=context.subject, until_on__isnull=True).update(until_on=context.on)
    clocks.resume(context.subject, context.calendar, on=context.on)
    context.subject.waiting_since = None


STEPS = (
    Step(
        name="ask",
        label="请企业补充",
        sources=OPEN,
        who=frozenset(
            {parties.LEAD_HANDLER, parties.CO_HANDLER, parties.REPRESENTATIVE, parties.LIAISON, parties.STAFF}
        ),
        inputs=AskInputs,
        guard=ask_guard,
        effect=ask_enterprise,
        notifications=(
            ToRequester(
                key="question:{row.pk}", title="请您补充情况", body="{row.text}\n补充前办理期限暂停计算。"
            ),
        ),
        history=Words(requester=with_text("请您补充情况", "text")),
        importance=Importance.REQUEST,
    ),
    Step(
        name="supplement",
        label="补充说明",
        sources=OPEN | {Status.MERGED},
        who=ENTERPRISE,
        inputs=SupplementInputs,
        effect=supplement,
        done="企业补充",
        notifications=(ToPeople(key="supplement:{at}", to=(audiences.workers,), title="企业补充了情况"),),
        history=Words(requester=with_text("您补充了情况", "text")),
        importance=Importance.DECISION,
    ),
    Step(
        name="lapse_question",
        label="停时用完",
        sources=OPEN,
        who=frozenset({parties.SYSTEM}),
        effect=lapse_question,
        done="企业未补充，期限继续计算",
        notifications=(
            ToPeople(key="lapsed:{on}", to=(audiences.workers,), title="企业未按时补充，期限继续计算"),
        ),
        history=Words(requester="补充期限已过，办理期限继续计算"),
        is_button=False,
    ),
)
