"""承诺事项: how a promise goes on, keeping it with evidence, breaking it (docs/domain.md §§ 2, 3)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words, with_text
from casework.inputs import input_field
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import EnterpriseRequest, LaterQuestion, LookBack, Promise, PromiseMilestone
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.files import Purpose
from requests_app.models.later_questions import QuestionKind
from requests_app.models.look_backs import LookBackSource
from requests_app.models.requests import Outcome, Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import AskRequester, ToPeople, ToRequester
from requests_app.steps import look_back_plans
from requests_app.steps.closing import back_to_work
from requests_app.steps.files import attach
from requests_app.steps.sets import BACK_TO_WORK, OFFICE


def awaited(context: StepContext) -> Refused | None:
    """A guard: there is a promise that nobody has recorded as kept. Refuses `no_promise`."""
    if context.file.promise is None:
        return Refused("no_promise", "这件没有待兑现的承诺")
    return None


def _require(context: StepContext) -> Promise:
    promise: Promise | None = context.file.promise
    if promise is None:
        raise Refused("no_promise", "这件没有待兑现的承诺")
    return promise


@dataclass(frozen=True)
class MilestoneInputs:
    text: str = input_field(
        "line", "进展", max_length=200, hint="企业会看到，如：已完成招标，12月上旬进场施工"
    )


def report_milestone(context: StepContext) -> None:
    """A line for the enterprise: long promises are told of on the way (docs/domain.md § 10)."""
    promise = _require(context)
    milestone = PromiseMilestone.objects.create(
        promise=promise,
        text=context.inputs.text,
        reached_on=context.on,
        recorded_at=context.at,
        recorded_by=context.user,
    )
    context.record(promise=promise.pk, milestone=milestone.pk)
    context.record_private(text=milestone.text)


@dataclass(frozen=True)
class KeepInputs:
    evidence: str = input_field(
        "text",
        "兑现情况",
        max_length=1000,
        min_length=10,
        hint="写明做到了什么、哪一天、凭什么可以核对，企业会看到",
    )
    files: tuple[StoredFile, ...] = input_field("files", "兑现材料", required=False)


def keep_promise(context: StepContext) -> None:
    """Kept, with evidence; 已办结 only once the enterprise or the look-back that opens now has confirmed it.

    Rule: docs/domain.md § 3.
    """
    case, promise = context.subject, _require(context)
    promise.kept_at, promise.kept_on, promise.evidence = context.at, context.on, context.inputs.evidence
    promise.save(update_fields=["kept_at", "kept_on", "evidence"])
    attach(context, context.inputs.files, Purpose.PROOF, for_enterprise=True)
    clocks.stop(case, ClockKind.PROMISE, at=context.at)
    row = look_back_plans.put(case, LookBackSource.PROMISE, context.on)
    if row.opened_at is None and look_back_plans.opened_of(case) is None:
        look_back_plans.open_one(context, row)
    question, _ = LaterQuestion.objects.get_or_create(
        case=case,
        round=case.round,
        kind=QuestionKind.KEPT,
        defaults={"asked_at": context.at, "asked_on": context.on},
    )
    context.record(promise=promise.pk)
    context.record_private(text=promise.evidence)
    context.notify(KEPT, promise, question=question)


@dataclass(frozen=True)
class BreakInputs:
    reason: str = input_field("text", "没有兑现的原因", max_length=500, hint="企业会看到")


@dataclass(frozen=True)
class SweepBreakInputs:
    reason: str = input_field("text", "原因", required=False)


def break_promise(context: StepContext) -> None:
    """Not kept: back to work with a new clock for the unit, and 重点督办 proposed to the approver.

    Rule: docs/domain.md § 3.
    """
    promise = _require(context)
    fail(promise, context)
    context.record_private(reason=context.inputs.reason)
    context.row = promise
    back_to_work(context, because="承诺没有兑现，请继续办理")


def fail(promise: Promise, context: StepContext) -> None:
    """The row alone; clocks are stopped by going back to work."""
    promise.broken_at, promise.broken_on = context.at, context.on
    promise.save(update_fields=["broken_at", "broken_on"])
    context.record(promise=promise.pk)


def confirm(context: StepContext, by: str) -> None:
    """The enterprise or a look-back says that it holds: a kept promise is kept, and 已办结 may be said.

    An A answer that nobody rated is settled by the same word (docs/domain.md § 3).
    """
    case = context.subject
    promise = Promise.objects.unconfirmed().filter(case=case).last()
    if promise is not None:
        promise.confirmed_at, promise.confirmed_on, promise.confirmed_by = context.at, context.on, by
        promise.save(update_fields=["confirmed_at", "confirmed_on", "confirmed_by"])
        context.record(promise=promise.pk)
    elif not (case.outcome == Outcome.UNRATED and _answered_with_a(case)):
        return
    case.outcome = Outcome.SETTLED
    context.record(outcome=case.outcome)


def _answered_with_a(case: EnterpriseRequest) -> bool:
    answer = case.answers.order_by("id").last()
    return answer is not None and answer.result_class == "A"


def stop_look_back(context: StepContext, row: LookBack) -> None:
    """A look-back that the enterprise itself has answered needs no call."""
    if row.opened_at is not None:
        clocks.stop(context.subject, ClockKind.LOOK_BACK, at=context.at, reason=StopReason.DONE)


KEPT = AskRequester(
    key="kept:{question.pk}",
    title="承诺的事项已登记兑现，请您确认",
    body="受理编号 {case.ledger_number}：{row.text} 请打开链接告诉我们是否做到了。",
)
BROKEN = (
    ToRequester(
        key="broken:{row.pk}",
        title="承诺的事项没有按期兑现，已重新办理",
        body="受理编号 {case.ledger_number}：{row.text}",
    ),
    ToPeople(
        key="broken:{row.pk}",
        to=(audiences.approvers_or_staff,),
        title="承诺没有兑现，建议列为重点督办",
        kind="escalation",
    ),
)


STEPS = (
    Step(
        name="keep_promise",
        label="登记承诺已兑现",
        sources=frozenset({Status.CLOSED}),
        who=OFFICE,
        inputs=KeepInputs,
        guard=awaited,
        effect=keep_promise,
        history=Words(requester=with_text("登记承诺已兑现，请您确认", "text"), is_told_at_counter=True),
        importance=Importance.AWAITED,
    ),
    Step(
        name="report_milestone",
        label="登记承诺进展",
        sources=frozenset({Status.CLOSED}),
        who=OFFICE | {parties.LEAD_HANDLER},
        inputs=MilestoneInputs,
        guard=awaited,
        effect=report_milestone,
        done="承诺进展",
        history=Words(requester=with_text("承诺进展", "text")),
        importance=Importance.WORK,
    ),
    Step(
        name="break_promise",
        label="登记承诺未兑现",
        sources=frozenset({Status.CLOSED}),
        targets=BACK_TO_WORK,
        who=OFFICE,
        inputs=BreakInputs,
        guard=awaited,
        effect=break_promise,
        done="承诺没有兑现，重新办理",
        notifications=BROKEN,
        history=Words(requester=with_text("承诺没有兑现，重新办理", "reason"), is_told_at_counter=True),
        importance=Importance.GIVING_BACK,
    ),
    Step(
        name="lapse_promise",
        label="承诺到期未兑现",
        sources=frozenset({Status.CLOSED}),
        targets=BACK_TO_WORK,
        who=frozenset({parties.SYSTEM}),
        inputs=SweepBreakInputs,
        guard=awaited,
        effect=break_promise,
        done="承诺到期没有登记兑现，重新办理",
        notifications=BROKEN,
        history=Words(requester="承诺到期没有登记兑现，重新办理", is_told_at_counter=True),
        is_button=False,
    ),
)
