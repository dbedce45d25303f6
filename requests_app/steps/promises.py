"""承诺事项: how a promise goes on, keeping it with evidence, breaking it (docs/domain.md §§ 2, 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casework.engine import StepContext
from casework.inputs import input_field
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access import keys
from requests_app.deadlines import clocks
from requests_app.models import EnterpriseRequest, LaterQuestion, LookBack, Promise, PromiseMilestone
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.files import Purpose
from requests_app.models.later_questions import QuestionKind
from requests_app.models.look_backs import LookBackSource
from requests_app.models.requests import Outcome
from requests_app.notifications import telling
from requests_app.steps import look_back_plans
from requests_app.steps.files import attach
from requests_app.steps.verdicts import back_to_work


def awaited(context: StepContext) -> Refused | None:
    """A guard: there is a promise that nobody has recorded as kept."""
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
    """Kept, with evidence; 已办结 only once the enterprise or the look-back that opens now has confirmed it."""
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
    token = keys.round_key(case, at=context.at)
    context.after(
        lambda: telling.enterprise(
            case,
            f"kept:{question.pk}",
            "承诺的事项已登记兑现，请您确认",
            f"受理编号 {case.ledger_number}：{promise.text} 请打开链接告诉我们是否做到了。",
            at=context.at,
            secret=telling.private_link(token),
        )
    )


@dataclass(frozen=True)
class BreakInputs:
    reason: str = input_field("text", "没有兑现的原因", max_length=500, hint="企业会看到")


@dataclass(frozen=True)
class SweepBreakInputs:
    reason: str = input_field("text", "原因", required=False)


def break_promise(context: StepContext) -> None:
    """Not kept: back to work with a new clock for the unit, and 重点督办 proposed to the approver."""
    promise = _require(context)
    fail(promise, context)
    context.record_private(reason=context.inputs.reason)
    context.after(_tell_enterprise(context, promise))
    context.after(_propose_supervision(context, promise))
    back_to_work(context, because="承诺没有兑现，请继续办理")


def fail(promise: Promise, context: StepContext) -> None:
    """The row alone; clocks are stopped by going back to work."""
    promise.broken_at, promise.broken_on = context.at, context.on
    promise.save(update_fields=["broken_at", "broken_on"])
    context.record(promise=promise.pk)


def _tell_enterprise(context: StepContext, promise: Promise) -> Callable[[], None]:
    case = context.subject
    return lambda: telling.enterprise(
        case,
        f"broken:{promise.pk}",
        "承诺的事项没有按期兑现，已重新办理",
        f"受理编号 {case.ledger_number}：{promise.text}",
        at=context.at,
    )


def _propose_supervision(context: StepContext, promise: Promise) -> Callable[[], None]:
    return lambda: telling.people(
        context.subject,
        f"broken:{promise.pk}",
        telling.approvers(context.on) or telling.staff(context.on),
        "承诺没有兑现，建议列为重点督办",
        at=context.at,
        kind="escalation",
    )


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
    told = case.answers.order_by("id").last()
    return told is not None and told.result_class == "A"


def stop_look_back(context: StepContext, row: LookBack) -> None:
    """A look-back that the enterprise itself has answered needs no call."""
    if row.opened_at is not None:
        clocks.stop(context.subject, ClockKind.LOOK_BACK, at=context.at, reason=StopReason.DONE)
