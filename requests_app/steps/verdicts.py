"""评价: what the enterprise judges, and what follows a second no (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, label_of
from casework.inputs import input_field
from office.actors import Actor
from office.models import Event, StoredFile
from office.refusals import Refused
from office.templatetags.wording import short_day
from requests_app.access import conflicts, parties
from requests_app.access.requesters import judges_as, verdict_key_of
from requests_app.deadlines import clocks
from requests_app.models import Answer, EnterpriseRequest, Verdict, VerdictKey
from requests_app.models.answers import Satisfaction, VerdictBy
from requests_app.models.assignments import ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.models.grades import TRUSTED
from requests_app.models.look_backs import LookBackSource
from requests_app.models.requests import Outcome, Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import look_back_plans, pressure, sealing, verdict_sources
from requests_app.steps.closing import OUTCOMES, back_to_work, end, reopens_until
from requests_app.steps.files import attach
from requests_app.steps.sets import BACK_TO_WORK


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
    pressed: str = pressure.pressed_field()
    pressed_said: str = pressure.said_field()


@dataclass(frozen=True)
class RecordVerdictInputs:
    called: str = input_field("line", "回访了谁", max_length=40)
    satisfaction: str = input_field("choice", "评价", choices=Satisfaction)
    agreed: str = input_field("choice", "回答", choices=[("yes", "是"), ("no", "否")])
    reason: str = input_field("text", "原因和通话记录", required=False, max_length=500)
    pressed: str = pressure.pressed_field()
    pressed_said: str = pressure.said_field()


# Of two verdicts the one of more worth stands, of equal ones the last (docs/domain.md § 2, Keys and grades).
WORTH = {VerdictBy.OWN: 3, VerdictBy.DESK: 2, VerdictBy.TELEPHONE: 1, VerdictBy.IN_PERSON: 1}
CLOSED_ALREADY = "这件诉求已经结案，评价的时间已经过了"


def given_by(by: Actor) -> VerdictBy:
    """Whose word a verdict key of this actor's gives: the requester's own, or that of a number typed at a desk."""
    return VerdictBy.OWN if judges_as(by) in TRUSTED else VerdictBy.DESK


def rate_guard(context: StepContext) -> Refused | None:
    """Answered and not judged by as good a key; closed, while the window lasts or a lesser verdict is a week old.

    Refuses `rated`, `too_late`.
    """
    case, verdict = context.subject, context.file.verdict
    is_closed = case.status == Status.CLOSED
    if verdict is not None and not _replaces(context, verdict):
        said = f"这次答复 {short_day(verdict.given_on)}已经评价过"
        return Refused("rated", f"{said}{_otherwise(context)}" if is_closed else said)
    if not is_closed or _in_window(context):
        return None
    if verdict is None:
        return Refused("rated", f"{CLOSED_ALREADY}{_otherwise(context)}")
    last = verdict.given_on + timedelta(days=context.option("override_days"))
    if context.on > last:
        said = f"{short_day(verdict.given_on)}的评价只能在{short_day(last)}前更改"
        return Refused("too_late", f"{said}{_otherwise(context)}")
    return None


def _otherwise(context: StepContext) -> str:
    """What is left of a closed case to whoever finds it unsolved."""
    last = reopens_until(context)
    if last is None or context.on > last:
        return "；没有解决的，请重新提交"
    return f"；没有解决的，{short_day(last)}前可以要求继续办理"


def _replaces(context: StepContext, verdict: Verdict) -> bool:
    """Whether a verdict of the actor's key would stand instead of this one."""
    own, standing = WORTH[given_by(context.by)], WORTH[VerdictBy(verdict.given_by)]
    if own != standing:
        return own > standing
    return verdict.key is not None and _holder(verdict_key_of(context.by)) != verdict.key.change_id


def _holder(key: int | None) -> int | None:
    """The former telephone that holds a key, by its change; None for the present one."""
    if key is None:
        return None
    return VerdictKey.objects.filter(pk=key).values_list("change", flat=True).first()


def _in_window(context: StepContext) -> bool:
    """The days of the verdict are not over: nobody's closing ends them."""
    asked = [row for row in context.file.clocks if row.kind == ClockKind.VERDICT]
    return bool(asked) and context.at <= asked[-1].due_at


def rate(context: StepContext) -> None:
    """The enterprise's own word; only a verdict key may give it (docs/domain.md § 3).

    Raises `Refused("missing")` for 不满意 without a reason.
    """
    verdict = _judge(context, given_by(context.by))
    verdict_sources.keep(context, verdict)
    pressure.keep_answer(context)


def second_person_guard(context: StepContext) -> Refused | None:
    """Who took part in the handling neither calls nor records. Refuses `took_part`."""
    return took_part() if conflicts.took_part(context.subject, context.by.user) else None


def took_part() -> Refused:
    return Refused("took_part", "参与过办理的人不能回访、记录评价或作后续处理，请另一人操作")


def verdict_guard(context: StepContext) -> Refused | None:
    """Not judged yet, and recorded by a second person. Refuses `rated`, `took_part`."""
    if context.file.verdict is not None:
        return Refused("rated", "这次答复已经评价过")
    return second_person_guard(context)


def record_verdict(context: StepContext) -> None:
    """The enterprise's word on the telephone; it may override it within `override_days` calendar days.

    Raises `Refused("missing")` for 不满意 without a reason. Rule: docs/domain.md § 3.
    """
    context.record_private(called=context.inputs.called)
    _judge(context, VerdictBy.TELEPHONE)
    pressure.keep_answer(context)


def reason_of_dissatisfaction(context: StepContext) -> None:
    """不满意 says why. Raises `Refused("missing")`."""
    inputs = context.inputs
    if inputs.satisfaction == Satisfaction.DISSATISFIED and not inputs.reason.strip():
        raise Refused("missing", "请写明不满意的原因，我们才知道怎样改进", field="reason")


def _judge(context: StepContext, given_by: VerdictBy) -> Verdict:
    case, inputs = context.subject, context.inputs
    agreed = inputs.agreed == "yes"
    answer = Answer.objects.filter(case=case).latest("id")
    Verdict.objects.filter(answer=answer, overridden_at__isnull=True).update(overridden_at=context.at)
    verdict = Verdict.objects.create(
        case=case,
        answer=answer,
        round=case.round,
        satisfaction=inputs.satisfaction,
        agreed=agreed,
        reason=inputs.reason,
        given_by=given_by,
        given_at=context.at,
        given_on=context.on,
        recorded_by=context.by.user,
        key_id=verdict_key_of(context.by),
        called=getattr(inputs, "called", ""),
    )
    attach(context, getattr(inputs, "files", ()), Purpose.VERDICT, for_enterprise=True)
    clocks.stop(case, ClockKind.VERDICT, at=context.at)
    look_back_plans.drop_of_desk_number(context)
    context.record(satisfaction=verdict.satisfaction, agreed=agreed, given_by=given_by, round=case.round)
    context.record_private(reason=verdict.reason)
    if not verdict.is_refusal:
        _end_as_judged(context, verdict, ResultClass(answer.result_class))
    elif not refused_before(case):
        back_to_work(context)
    else:
        _second_no(context)
    return verdict


def _end_as_judged(context: StepContext, verdict: Verdict, result_class: ResultClass) -> None:
    """As the class says; 已办结 by the word of a number that a desk typed only after a look-back."""
    if result_class != ResultClass.A or verdict.given_by != VerdictBy.DESK:
        end(context, OUTCOMES[result_class])
        return
    end(context, Outcome.UNRATED)
    if context.subject.sealed:
        return
    row = look_back_plans.put(context.subject, LookBackSource.DESK_NUMBER, context.on)
    if row.opened_at is None and look_back_plans.opened_of(context.subject) is None:
        look_back_plans.open_one(context, row)


def refused_before(case: EnterpriseRequest) -> bool:
    """A no of the enterprise's in an earlier round, or its wish to go on; a broken promise is none."""
    earlier = Verdict.objects.filter(case=case, round__lt=case.round, overridden_at__isnull=True)
    wished = Event.objects.filter(subject=case.subject, action="reopen", by_kind=Event.By.REQUESTER)
    return any(each.is_refusal for each in earlier) or wished.exists()


def _second_no(context: StepContext) -> None:
    """A second no waits for settling; a close by telephone that it overrides is undone."""
    case = context.subject
    clocks.stop_all(case, at=context.at)
    look_back_plans.drop(context)
    case.outcome, case.closed_at, case.closed_on = "", None, None
    clocks.start(case, ClockKind.SETTLE, at=context.at, calendar=context.calendar)
    sealing.entrust_settling(context)
    context.move(Status.ANSWERED)
    context.notify(SECOND_NO)


SECOND_NO = ToPeople(key="settle:{case.round}", to=(audiences.staff,), title="企业再次不满意，请作后续处理")


def _rated(data: Mapping[str, Any], names: Names) -> str:
    agreed = "认可" if data.get("agreed") else "不认可"
    return f"{label_of(Satisfaction, data.get('satisfaction'))}，{agreed}"


def _rating_for_requester(event: Event, names: Names) -> HistoryLine:
    word = label_of(Satisfaction, event.data.get("satisfaction"))
    if event.action == "rate":
        return HistoryLine(f"您评价：{word}", event.private("reason"))
    return HistoryLine(f"电话回访，您评价：{word}")


RATED = Words(desk=_rated, requester=_rating_for_requester, is_told_at_counter=True)


STEPS = (
    Step(
        name="rate",
        label="评价",
        sources=frozenset({Status.ANSWERED, Status.CLOSED}),
        targets=frozenset({Status.CLOSED, Status.ANSWERED}) | BACK_TO_WORK,
        who=frozenset({parties.REQUESTER_VERDICT}),
        inputs=RateInputs,
        guard=rate_guard,
        checks=(reason_of_dissatisfaction,),
        effect=rate,
        done="企业评价",
        history=RATED,
        importance=Importance.AWAITED,
    ),
    Step(
        name="record_verdict",
        label="记录电话回访",
        sources=frozenset({Status.ANSWERED}),
        targets=frozenset({Status.CLOSED}) | BACK_TO_WORK,
        who=frozenset({parties.CLERK, parties.STAFF}),
        inputs=RecordVerdictInputs,
        guard=verdict_guard,
        checks=(reason_of_dissatisfaction,),
        effect=record_verdict,
        done="电话回访评价",
        history=RATED,
        importance=Importance.RECORD,
    ),
)
