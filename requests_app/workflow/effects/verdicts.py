"""What the enterprise judges and what follows: verdict, settling, closing, reopening (docs/domain.md § 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import models

from office.models import Event, StoredFile
from office.refusals import Refused
from requests_app import clocks, conflicts
from requests_app.models import Answer, Assignment, EnterpriseRequest, Promise, Verdict
from requests_app.models.answers import Satisfaction, VerdictBy
from requests_app.models.assignments import Part, ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.models.requests import Outcome, Status
from requests_app.options import clock_days
from requests_app.workflow import telling
from requests_app.workflow.effects import followers, look_back_plans, sealing
from requests_app.workflow.effects.parts import reopen_co, reopen_lead
from requests_app.workflow.engine import Taking
from requests_app.workflow.files import attach
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class RateGiven:
    satisfaction: str = ask("choice", "评价", choices=Satisfaction, refusal="请选择满意、基本满意或不满意")
    agreed: str = ask("choice", "回答", choices=[("yes", "是"), ("no", "否")], refusal="请回答这个问题")
    reason: str = ask("text", "原因", required=False, max_length=500, hint="选“不满意”时请写明原因")
    files: tuple[StoredFile, ...] = ask("files", "照片或材料", required=False)


@dataclass(frozen=True)
class RecordVerdictGiven:
    called: str = ask("line", "回访了谁", max_length=40)
    satisfaction: str = ask("choice", "评价", choices=Satisfaction)
    agreed: str = ask("choice", "回答", choices=[("yes", "是"), ("no", "否")])
    reason: str = ask("text", "原因和通话记录", required=False, max_length=500)


def rate_guard(taking: Taking) -> Refused | None:
    """Answered, or closed for at most seven days by a telephone verdict."""
    case = taking.case
    if case.status == Status.ANSWERED:
        return None if _standing_verdict(taking) is None else Refused("rated", "这次答复已经评价过")
    standing = _standing_verdict(taking)
    if standing is None or standing.given_by == VerdictBy.OWN:
        return Refused("rated", "这件诉求已经结案；如果没有解决，请选择“请继续办理”")
    if taking.on > standing.given_on + timedelta(days=taking.option("override_days")):
        return Refused("too_late", "电话回访已超过七天，不能再改评价；如果没有解决，请选择“请继续办理”")
    return None


def rate(taking: Taking) -> None:
    _judge(taking, VerdictBy.OWN)


def second_person_guard(taking: Taking) -> Refused | None:
    return _took_part() if conflicts.took_part(taking.case, taking.by.user) else None


def _took_part() -> Refused:
    return Refused("took_part", "参与过办理的人不能回访、记录评价或作后续处理，请另一人操作")


def verdict_guard(taking: Taking) -> Refused | None:
    if _standing_verdict(taking) is not None:
        return Refused("rated", "这次答复已经评价过")
    return second_person_guard(taking)


def record_verdict(taking: Taking) -> None:
    taking.keep(called=taking.given.called)
    _judge(taking, VerdictBy.TELEPHONE)


def _standing_verdict(taking: Taking) -> Verdict | None:
    return Verdict.objects.filter(
        case=taking.case, answer__round=taking.case.round, overridden_at__isnull=True
    ).last()


def _judge(taking: Taking, given_by: str) -> None:
    case, given = taking.case, taking.given
    agreed = given.agreed == "yes"
    if given.satisfaction == Satisfaction.DISSATISFIED and not given.reason.strip():
        raise Refused("missing", "请写明不满意的原因，我们才知道怎样改进", field="reason")
    told = Answer.objects.filter(case=case).latest("id")
    Verdict.objects.filter(answer=told, overridden_at__isnull=True).update(overridden_at=taking.at)
    verdict = Verdict.objects.create(
        case=case,
        answer=told,
        round=case.round,
        satisfaction=given.satisfaction,
        agreed=agreed,
        reason=given.reason,
        given_by=given_by,
        given_at=taking.at,
        given_on=taking.on,
        recorded_by=None if given_by == VerdictBy.OWN else taking.user,
        called=getattr(given, "called", ""),
    )
    attach(taking, getattr(given, "files", ()), Purpose.VERDICT, for_enterprise=True)
    clocks.stop(case, ClockKind.VERDICT, at=taking.at)
    taking.say(satisfaction=verdict.satisfaction, agreed=agreed, given_by=given_by, round=case.round)
    taking.keep(reason=verdict.reason)
    if not verdict.is_refusal:
        end(taking, OUTCOMES[ResultClass(told.result_class)])
    elif not _refused_before(case):
        back_to_work(taking)
    else:
        _second_no(taking)


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


def end(taking: Taking, outcome: str) -> None:
    """Close with an outcome; a promise keeps its own clock until it is kept or broken."""
    case = taking.case
    keep = (ClockKind.PROMISE,) if outcome == Outcome.PROMISED or outcome == Outcome.UNRATED else ()
    clocks.stop_all(case, at=taking.at, except_kinds=keep)
    if not keep:
        Promise.objects.standing().filter(case=case).update(ended_at=taking.at)
    case.outcome = outcome
    case.local_close(taking.at, taking.on)
    taking.move(Status.CLOSED)
    taking.say(outcome=outcome)
    look_back_plans.plan(taking)


def back_to_work(taking: Taking, because: str = "企业认为尚未解决，请继续办理") -> None:
    """Round two: half the answer clock; the lead works again, or the case waits for a unit."""
    case = taking.case
    clocks.stop_all(case, at=taking.at)
    look_back_plans.drop(taking)
    followers.lead_reopened(taking)
    Promise.objects.standing().filter(case=case).update(ended_at=taking.at)
    case.outcome, case.closed_at, case.closed_on = "", None, None
    case.round += 1
    days = max(1, clock_days(ClockKind.ANSWER, case.difficulty, taking.on) // 2)
    clock = clocks.start(case, ClockKind.ANSWER, at=taking.at, calendar=taking.calendar, days=days)
    case.answer_due_on = clock.due_on
    lead = Assignment.objects.current().filter(case=case, part=Part.LEAD).select_related("department").first()
    if lead is None:
        clocks.start(case, ClockKind.ASSIGN, at=taking.at, calendar=taking.calendar)
        taking.move(Status.ACCEPTED)
    else:
        reopen_lead(taking, lead)
        taking.move(Status.HANDLING)
    unheard = Assignment.objects.current().filter(case=case, part=Part.CO, done_at__isnull=True)
    for co in unheard.select_related("department"):
        reopen_co(taking, co)
    taking.say(round=case.round)
    told = telling.handling_representative(case, taking.on) + telling.liaisons(case, taking.on)
    if lead is not None:
        told += telling.officers(lead, "handler", taking.on)
    taking.then(
        lambda: telling.people(
            case,
            f"reopened:{case.round}",
            list(dict.fromkeys(told)),
            because,
            at=taking.at,
        )
    )


def _second_no(taking: Taking) -> None:
    """A second no waits for settling; a close by telephone that it overrides is undone."""
    case = taking.case
    clocks.stop_all(case, at=taking.at)
    look_back_plans.drop(taking)
    case.outcome, case.closed_at, case.closed_on = "", None, None
    clocks.start(case, ClockKind.SETTLE, at=taking.at, calendar=taking.calendar)
    sealing.entrust_settling(taking)
    taking.move(Status.ANSWERED)
    taking.then(
        lambda: telling.people(
            case,
            f"settle:{case.round}",
            telling.staff(taking.on),
            "企业再次不满意，请作后续处理",
            at=taking.at,
        )
    )


class Settling(models.TextChoices):
    AGAIN = "again", "再办"
    UPHOLD = "uphold", "维持答复并书面说明"
    SUGGESTION = "suggestion", "转为代表建议"


@dataclass(frozen=True)
class SettleGiven:
    choice: str = ask("choice", "后续处理", choices=Settling)
    reason: str = ask("text", "理由或书面说明", max_length=1000, hint="企业会看到")


def settle_guard(taking: Taking) -> Refused | None:
    standing = _standing_verdict(taking)
    if standing is None or not standing.is_refusal:
        return Refused("no_refusal", "企业没有再次表示不满意，无需后续处理")
    # Of a sealed case the keeper was chosen for it when the wait began: effects/sealing.py.
    if taking.case.sealed or not conflicts.took_part(taking.case, taking.by.user):
        return None
    # With one member of staff and one approver, both soon took part; then the approver settles.
    office = {*telling.staff(taking.on), *telling.approvers(taking.on)}
    alone = taking.posts is not None and taking.posts.is_approver
    return None if alone and conflicts.everybody_took_part(taking.case, office) else _took_part()


def settle(taking: Taking) -> None:
    clocks.stop(taking.case, ClockKind.SETTLE, at=taking.at)
    choice = taking.given.choice
    taking.say(choice=choice)
    taking.keep(reason=taking.given.reason)
    if choice == Settling.AGAIN:
        back_to_work(taking)
    else:
        end(taking, Outcome.UPHELD if choice == Settling.UPHOLD else Outcome.SUGGESTION)
    taking.then(
        lambda: telling.enterprise(
            taking.case,
            f"settled:{taking.at.isoformat()}",
            "对您评价的后续处理",
            f"{Settling(choice).label}：{taking.given.reason}",
            at=taking.at,
        )
    )


@dataclass(frozen=True)
class ReasonGiven:
    reason: str = ask("text", "原因", max_length=500)


@dataclass(frozen=True)
class SweepReason:
    reason: str = ask("text", "原因", required=False)


def close(taking: Taking) -> None:
    """After the window: 未评价, never as satisfied; a promise goes on."""
    end(taking, Outcome.UNRATED)
    taking.keep(reason=taking.given.reason)


def close_guard(taking: Taking) -> Refused | None:
    """A second no is answered by settling; silence alone may be closed."""
    standing = _standing_verdict(taking)
    return Refused("settle_first", "企业再次不满意，请先作后续处理") if standing is not None else None


def reopen_guard(taking: Taking) -> Refused | None:
    if taking.by.kind != "requester":
        return None
    days = taking.option("reopen_days")
    if taking.case.closed_on is not None and taking.on > taking.case.closed_on + timedelta(days=days):
        return Refused("too_late", f"结案已超过 {days} 天，请重新提交，我们会与这件关联")
    return None


def reopen(taking: Taking) -> None:
    taking.keep(reason=taking.given.reason)
    back_to_work(taking)
