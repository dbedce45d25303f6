"""What the enterprise judges and what follows: verdict, settling, closing, reopening (docs/domain.md § 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import models

from casework.engine import StepContext
from casework.inputs import input_field
from office.models import Event, StoredFile
from office.refusals import Refused
from requests_app.access import conflicts
from requests_app.deadlines import clocks
from requests_app.deadlines.options import clock_days
from requests_app.models import Answer, Assignment, EnterpriseRequest, Promise, Verdict
from requests_app.models.answers import Satisfaction, VerdictBy
from requests_app.models.assignments import Part, ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.models.requests import Outcome, Status
from requests_app.notifications import telling
from requests_app.steps import followers, look_back_plans, sealing
from requests_app.steps.files import attach
from requests_app.steps.parts import reopen_co, reopen_lead


@dataclass(frozen=True)
class RateInputs:
    satisfaction: str = input_field(
        "choice", "评价", choices=Satisfaction, refusal="请选择满意、基本满意或不满意"
    )
    agreed: str = input_field(
        "choice", "回答", choices=[("yes", "是"), ("no", "否")], refusal="请回答这个问题"
    )
    reason: str = input_field("text", "原因", required=False, max_length=500, hint="选“不满意”时请写明原因")
    files: tuple[StoredFile, ...] = input_field("files", "照片或材料", required=False)


@dataclass(frozen=True)
class RecordVerdictInputs:
    called: str = input_field("line", "回访了谁", max_length=40)
    satisfaction: str = input_field("choice", "评价", choices=Satisfaction)
    agreed: str = input_field("choice", "回答", choices=[("yes", "是"), ("no", "否")])
    reason: str = input_field("text", "原因和通话记录", required=False, max_length=500)


def rate_guard(context: StepContext) -> Refused | None:
    """Answered, or closed for at most seven days by a telephone verdict."""
    case = context.subject
    if case.status == Status.ANSWERED:
        return None if context.file.verdict is None else Refused("rated", "这次答复已经评价过")
    scopes = context.file.verdict
    if scopes is None or scopes.given_by == VerdictBy.OWN:
        return Refused("rated", "这件诉求已经结案；如果没有解决，请选择“请继续办理”")
    if context.on > scopes.given_on + timedelta(days=context.option("override_days")):
        return Refused("too_late", "电话回访已超过七天，不能再改评价；如果没有解决，请选择“请继续办理”")
    return None


def rate(context: StepContext) -> None:
    _judge(context, VerdictBy.OWN)


def second_person_guard(context: StepContext) -> Refused | None:
    return _took_part() if conflicts.took_part(context.subject, context.by.user) else None


def _took_part() -> Refused:
    return Refused("took_part", "参与过办理的人不能回访、记录评价或作后续处理，请另一人操作")


def verdict_guard(context: StepContext) -> Refused | None:
    if context.file.verdict is not None:
        return Refused("rated", "这次答复已经评价过")
    return second_person_guard(context)


def record_verdict(context: StepContext) -> None:
    context.record_private(called=context.inputs.called)
    _judge(context, VerdictBy.TELEPHONE)


def _judge(context: StepContext, given_by: str) -> None:
    case, inputs = context.subject, context.inputs
    agreed = inputs.agreed == "yes"
    if inputs.satisfaction == Satisfaction.DISSATISFIED and not inputs.reason.strip():
        raise Refused("missing", "请写明不满意的原因，我们才知道怎样改进", field="reason")
    told = Answer.objects.filter(case=case).latest("id")
    Verdict.objects.filter(answer=told, overridden_at__isnull=True).update(overridden_at=context.at)
    verdict = Verdict.objects.create(
        case=case,
        answer=told,
        round=case.round,
        satisfaction=inputs.satisfaction,
        agreed=agreed,
        reason=inputs.reason,
        given_by=given_by,
        given_at=context.at,
        given_on=context.on,
        recorded_by=None if given_by == VerdictBy.OWN else context.user,
        called=getattr(inputs, "called", ""),
    )
    attach(context, getattr(inputs, "files", ()), Purpose.VERDICT, for_enterprise=True)
    clocks.stop(case, ClockKind.VERDICT, at=context.at)
    context.record(satisfaction=verdict.satisfaction, agreed=agreed, given_by=given_by, round=case.round)
    context.record_private(reason=verdict.reason)
    if not verdict.is_refusal:
        end(context, OUTCOMES[ResultClass(told.result_class)])
    elif not _refused_before(case):
        back_to_work(context)
    else:
        _second_no(context)


def _refused_before(case: EnterpriseRequest) -> bool:
    """A no of the enterprise's in an earlier round, or its wish to go on; a broken promise is none."""
    earlier = Verdict.objects.filter(case=case, round__lt=case.round, overridden_at__isnull=True)
    wished = Event.objects.filter(subject=case.subject, action="reopen", by_kind=Event.By.REQUESTER)
    return any(each.is_refusal for each in earlier) or wished.exists()


OUTCOMES = {
    ResultClass.A: Outcome.SETTLED,
    ResultClass.B: Outcome.PROMISED,
    ResultClass.C: Outcome.UNRESOLVED,
    ResultClass.D: Outcome.EXPLAINED,
}


def end(context: StepContext, outcome: str) -> None:
    """Close with an outcome; a promise keeps its own clock until it is kept or broken."""
    case = context.subject
    keep = (ClockKind.PROMISE,) if outcome == Outcome.PROMISED or outcome == Outcome.UNRATED else ()
    clocks.stop_all(case, at=context.at, except_kinds=keep)
    if not keep:
        Promise.objects.standing().filter(case=case).update(ended_at=context.at)
    case.outcome = outcome
    case.local_close(context.at, context.on)
    context.move(Status.CLOSED)
    context.record(outcome=outcome)
    look_back_plans.plan(context)


def back_to_work(context: StepContext, because: str = "企业认为尚未解决，请继续办理") -> None:
    """Round two: half the answer clock; the lead works again, or the case waits for a unit."""
    case = context.subject
    clocks.stop_all(case, at=context.at)
    look_back_plans.drop(context)
    followers.lead_reopened(context)
    Promise.objects.standing().filter(case=case).update(ended_at=context.at)
    case.outcome, case.closed_at, case.closed_on = "", None, None
    case.round += 1
    days = max(1, clock_days(ClockKind.ANSWER, case.difficulty, context.on) // 2)
    clock = clocks.start(case, ClockKind.ANSWER, at=context.at, calendar=context.calendar, days=days)
    case.answer_due_on = clock.due_on
    lead = Assignment.objects.current().filter(case=case, part=Part.LEAD).select_related("department").first()
    if lead is None:
        clocks.start(case, ClockKind.ASSIGN, at=context.at, calendar=context.calendar)
        context.move(Status.ACCEPTED)
    else:
        reopen_lead(context, lead)
        context.move(Status.HANDLING)
    unheard = Assignment.objects.current().filter(case=case, part=Part.CO, done_at__isnull=True)
    for co in unheard.select_related("department"):
        reopen_co(context, co)
    context.record(round=case.round)
    told = telling.handling_representative(case, context.on) + telling.liaisons(case, context.on)
    if lead is not None:
        told += telling.officers(lead, "handler", context.on)
    context.after(
        lambda: telling.people(
            case,
            f"reopened:{case.round}",
            list(dict.fromkeys(told)),
            because,
            at=context.at,
        )
    )


def _second_no(context: StepContext) -> None:
    """A second no waits for settling; a close by telephone that it overrides is undone."""
    case = context.subject
    clocks.stop_all(case, at=context.at)
    look_back_plans.drop(context)
    case.outcome, case.closed_at, case.closed_on = "", None, None
    clocks.start(case, ClockKind.SETTLE, at=context.at, calendar=context.calendar)
    sealing.entrust_settling(context)
    context.move(Status.ANSWERED)
    context.after(
        lambda: telling.people(
            case,
            f"settle:{case.round}",
            telling.staff(context.on),
            "企业再次不满意，请作后续处理",
            at=context.at,
        )
    )


class Settling(models.TextChoices):
    AGAIN = "again", "再办"
    UPHOLD = "uphold", "维持答复并书面说明"
    SUGGESTION = "suggestion", "转为代表建议"


@dataclass(frozen=True)
class SettleInputs:
    choice: str = input_field("choice", "后续处理", choices=Settling)
    reason: str = input_field("text", "理由或书面说明", max_length=1000, hint="企业会看到")


def settle_guard(context: StepContext) -> Refused | None:
    scopes = context.file.verdict
    if scopes is None or not scopes.is_refusal:
        return Refused("no_refusal", "企业没有再次表示不满意，无需后续处理")
    # Of a sealed case the keeper was chosen for it when the wait began: effects/sealing.py.
    if context.subject.sealed or not conflicts.took_part(context.subject, context.by.user):
        return None
    # With one member of staff and one approver, both soon took part; then the approver settles.
    office = {*telling.staff(context.on), *telling.approvers(context.on)}
    alone = context.scope is not None and context.scope.is_approver
    return None if alone and conflicts.everybody_took_part(context.subject, office) else _took_part()


def settle(context: StepContext) -> None:
    clocks.stop(context.subject, ClockKind.SETTLE, at=context.at)
    choice = context.inputs.choice
    context.record(choice=choice)
    context.record_private(reason=context.inputs.reason)
    if choice == Settling.AGAIN:
        back_to_work(context)
    else:
        end(context, Outcome.UPHELD if choice == Settling.UPHOLD else Outcome.SUGGESTION)
    context.after(
        lambda: telling.enterprise(
            context.subject,
            f"settled:{context.at.isoformat()}",
            "对您评价的后续处理",
            f"{Settling(choice).label}：{context.inputs.reason}",
            at=context.at,
        )
    )


@dataclass(frozen=True)
class ReasonInputs:
    reason: str = input_field("text", "原因", max_length=500)


@dataclass(frozen=True)
class SweepReason:
    reason: str = input_field("text", "原因", required=False)


def close(context: StepContext) -> None:
    """After the window: 未评价, never as satisfied; a promise goes on."""
    end(context, Outcome.UNRATED)
    context.record_private(reason=context.inputs.reason)


def close_guard(context: StepContext) -> Refused | None:
    """A second no is answered by settling; silence alone may be closed."""
    scopes = context.file.verdict
    return Refused("settle_first", "企业再次不满意，请先作后续处理") if scopes is not None else None


def reopen_guard(context: StepContext) -> Refused | None:
    if context.by.kind != "requester":
        return None
    days = context.option("reopen_days")
    if context.subject.closed_on is not None and context.on > context.subject.closed_on + timedelta(
        days=days
    ):
        return Refused("too_late", f"结案已超过 {days} 天，请重新提交，我们会与这件关联")
    return None


def reopen(context: StepContext) -> None:
    context.record_private(reason=context.inputs.reason)
    back_to_work(context)
