"""承诺事项: how a promise goes on, keeping it with evidence, breaking it (docs/domain.md §§ 2, 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from office.models import StoredFile
from office.refusals import Refused
from requests_app import clocks, receipts
from requests_app.models import EnterpriseRequest, LaterQuestion, LookBack, Promise, PromiseMilestone
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.files import Purpose
from requests_app.models.later_questions import QuestionKind
from requests_app.models.look_backs import LookBackSource
from requests_app.models.requests import Outcome
from requests_app.workflow import telling
from requests_app.workflow.effects import look_back_plans
from requests_app.workflow.effects.verdicts import back_to_work
from requests_app.workflow.engine import Taking
from requests_app.workflow.files import attach
from requests_app.workflow.given import ask


def awaited(taking: Taking) -> Refused | None:
    """A guard: there is a promise that nobody has recorded as kept."""
    if _awaited(taking.case) is None:
        return Refused("no_promise", "这件没有待兑现的承诺")
    return None


def _awaited(case: EnterpriseRequest) -> Promise | None:
    return Promise.objects.awaited().filter(case=case).last()


def _require(taking: Taking) -> Promise:
    promise = _awaited(taking.case)
    if promise is None:
        raise Refused("no_promise", "这件没有待兑现的承诺")
    return promise


@dataclass(frozen=True)
class MilestoneGiven:
    text: str = ask("line", "进展", max_length=200, hint="企业会看到，如：已完成招标，12月上旬进场施工")


def report_milestone(taking: Taking) -> None:
    """A line for the enterprise: long promises are told of on the way (docs/domain.md § 10)."""
    promise = _require(taking)
    milestone = PromiseMilestone.objects.create(
        promise=promise,
        text=taking.given.text,
        reached_on=taking.on,
        recorded_at=taking.at,
        recorded_by=taking.user,
    )
    taking.say(promise=promise.pk, milestone=milestone.pk)
    taking.keep(text=milestone.text)


@dataclass(frozen=True)
class KeepGiven:
    evidence: str = ask(
        "text",
        "兑现情况",
        max_length=1000,
        min_length=10,
        hint="写明做到了什么、哪一天、凭什么可以核对，企业会看到",
    )
    files: tuple[StoredFile, ...] = ask("files", "兑现材料", required=False)


def keep_promise(taking: Taking) -> None:
    """Kept, with evidence; 已办结 only once the enterprise or the look-back that opens now has confirmed it."""
    case, promise = taking.case, _require(taking)
    promise.kept_at, promise.kept_on, promise.evidence = taking.at, taking.on, taking.given.evidence
    promise.save(update_fields=["kept_at", "kept_on", "evidence"])
    attach(taking, taking.given.files, Purpose.PROOF, for_enterprise=True)
    clocks.stop(case, ClockKind.PROMISE, at=taking.at)
    row = look_back_plans.put(case, LookBackSource.PROMISE, taking.on)
    if row.opened_at is None and look_back_plans.opened_of(case) is None:
        look_back_plans.open_one(taking, row)
    question, _ = LaterQuestion.objects.get_or_create(
        case=case,
        round=case.round,
        kind=QuestionKind.KEPT,
        defaults={"asked_at": taking.at, "asked_on": taking.on},
    )
    taking.say(promise=promise.pk)
    taking.keep(text=promise.evidence)
    token = receipts.round_key(case, at=taking.at)
    taking.then(
        lambda: telling.enterprise(
            case,
            f"kept:{question.pk}",
            "承诺的事项已登记兑现，请您确认",
            f"受理编号 {case.ledger_number}：{promise.text} 请打开链接告诉我们是否做到了。",
            at=taking.at,
            secret=telling.private_link(token),
        )
    )


@dataclass(frozen=True)
class BreakGiven:
    reason: str = ask("text", "没有兑现的原因", max_length=500, hint="企业会看到")


@dataclass(frozen=True)
class SweepBreakGiven:
    reason: str = ask("text", "原因", required=False)


def break_promise(taking: Taking) -> None:
    """Not kept: back to work with a new clock for the unit, and 重点督办 proposed to the approver."""
    promise = _require(taking)
    fail(promise, taking)
    taking.keep(reason=taking.given.reason)
    taking.then(_tell_enterprise(taking, promise))
    taking.then(_propose_supervision(taking, promise))
    back_to_work(taking, because="承诺没有兑现，请继续办理")


def fail(promise: Promise, taking: Taking) -> None:
    """The row alone; clocks are stopped by going back to work."""
    promise.broken_at, promise.broken_on = taking.at, taking.on
    promise.save(update_fields=["broken_at", "broken_on"])
    taking.say(promise=promise.pk)


def _tell_enterprise(taking: Taking, promise: Promise) -> Callable[[], None]:
    case = taking.case
    return lambda: telling.enterprise(
        case,
        f"broken:{promise.pk}",
        "承诺的事项没有按期兑现，已重新办理",
        f"受理编号 {case.ledger_number}：{promise.text}",
        at=taking.at,
    )


def _propose_supervision(taking: Taking, promise: Promise) -> Callable[[], None]:
    return lambda: telling.people(
        taking.case,
        f"broken:{promise.pk}",
        telling.approvers(taking.on) or telling.staff(taking.on),
        "承诺没有兑现，建议列为重点督办",
        at=taking.at,
        kind="escalation",
    )


def confirm(taking: Taking, by: str) -> None:
    """The enterprise or a look-back says that it holds: a kept promise is kept, and 已办结 may be said.

    An A answer that nobody rated is settled by the same word (docs/domain.md § 3).
    """
    case = taking.case
    promise = Promise.objects.unconfirmed().filter(case=case).last()
    if promise is not None:
        promise.confirmed_at, promise.confirmed_on, promise.confirmed_by = taking.at, taking.on, by
        promise.save(update_fields=["confirmed_at", "confirmed_on", "confirmed_by"])
        taking.say(promise=promise.pk)
    elif not (case.outcome == Outcome.UNRATED and _answered_with_a(case)):
        return
    case.outcome = Outcome.SETTLED
    taking.say(outcome=case.outcome)


def _answered_with_a(case: EnterpriseRequest) -> bool:
    told = case.answers.order_by("id").last()
    return told is not None and told.result_class == "A"


def stop_look_back(taking: Taking, row: LookBack) -> None:
    """A look-back that the enterprise itself has answered needs no call."""
    if row.opened_at is not None:
        clocks.stop(taking.case, ClockKind.LOOK_BACK, at=taking.at, reason=StopReason.DONE)
