"""问题彻底解决了吗: asked once by link four weeks after the end; the enterprise's own word (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.models import Event
from office.refusals import Refused
from office.templatetags.wording import short_day
from requests_app.access import parties
from requests_app.access.requesters import judges_as
from requests_app.models import LaterQuestion, LookBack
from requests_app.models.grades import TRUSTED
from requests_app.models.later_questions import QuestionKind
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.promises import ConfirmedBy
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import AskRequester, ToPeople
from requests_app.steps import look_back_plans, pressure, promises

HOLDS = [("yes", "彻底解决了"), ("no", "没有，问题还在或又出现了")]


def not_asked(context: StepContext) -> Refused | None:
    """Once a round. Refuses `asked_once`."""
    asked = any(row.kind == QuestionKind.LASTING for row in _of_round(context))
    return Refused("asked_once", "已经问过企业") if asked else None


def ask_lasting(context: StepContext) -> None:
    """The system, once a round; the link opens the question itself."""
    case = context.subject
    question = LaterQuestion.objects.create(
        case=case, round=case.round, kind=QuestionKind.LASTING, asked_at=context.at, asked_on=context.on
    )
    context.notify(LASTING, question)


@dataclass(frozen=True)
class StillThereInputs:
    holds: str = input_field("choice", "现在的情况", choices=HOLDS, refusal="请选择现在的情况")
    said: str = input_field("text", "现在是什么情况", required=False, max_length=500)
    pressed: str = pressure.pressed_field()
    pressed_said: str = pressure.said_field()


def asked(context: StepContext) -> Refused | None:
    """A question of this round is unanswered. Refuses `answered`, `not_asked`."""
    rows = _of_round(context)
    if any(row.answered_at is None for row in rows):
        return None
    answered = [row.answered_on for row in rows if row.answered_on is not None]
    if answered:
        return Refused("answered", f"这个问题 {short_day(max(answered))}已经回答过")
    days = context.option("lasting_after")
    return Refused("not_asked", f"结案满 {days} 天以后才会问，现在还没有问")


def _of_round(context: StepContext) -> list[LaterQuestion]:
    return [row for row in context.file.later_questions if row.round == context.subject.round]


def still_there(context: StepContext) -> None:
    """A yes confirms; a no opens a look-back, by which the liaison or staff call."""
    case, inputs = context.subject, context.inputs
    holds = inputs.holds == "yes"
    LaterQuestion.objects.unanswered().filter(case=case, round=case.round).update(
        holds=holds, said=inputs.said, answered_at=context.at, answered_on=context.on
    )
    context.record(holds=holds)
    context.record_private(text=inputs.said)
    pressure.keep_answer(context)
    if not holds:
        _look_back(context)
    elif judges_as(context.by) in TRUSTED:
        # A yes from a number that a desk typed settles nothing: the look-back does.
        _confirmed(context)


def _confirmed(context: StepContext) -> None:
    promises.confirm(context, ConfirmedBy.ENTERPRISE)
    row = LookBack.objects.undone().filter(case=context.subject, source=LookBackSource.PROMISE).first()
    if row is not None and context.data.get("promise"):
        row.outcome, row.done_at, row.done_on = LookBackOutcome.HOLDS, context.at, context.on
        row.save(update_fields=["outcome", "done_at", "done_on"])
        promises.stop_look_back(context, row)


def _look_back(context: StepContext) -> None:
    case = context.subject
    row = look_back_plans.opened_of(case)
    if row is None:
        row = look_back_plans.put(case, LookBackSource.ASKED, context.on)
        look_back_plans.open_one(context, row)
        return
    context.notify(STILL_THERE)


LASTING = AskRequester(
    key="lasting:{row.pk}",
    title="问题彻底解决了吗",
    body="受理编号 {case.ledger_number}。请打开链接再告诉我们一次，只问这一次。",
    step="still_there",
)
STILL_THERE = ToPeople(
    key="still_there:{case.round}",
    to=(audiences.second_people,),
    title="企业说问题没有彻底解决，请回头看",
)


def _holds(data: Mapping[str, Any], names: Names) -> str:
    return dict(HOLDS)["yes" if data.get("holds") else "no"]


def _holds_for_requester(event: Event, names: Names) -> HistoryLine:
    title = "您说问题已彻底解决" if event.data.get("holds") else "您说问题还在"
    return HistoryLine(title, event.private("text"))


STEPS = (
    Step(
        name="ask_lasting",
        label="问企业是否彻底解决",
        sources=frozenset({Status.CLOSED}),
        who=frozenset({parties.SYSTEM}),
        guard=not_asked,
        effect=ask_lasting,
        done="问企业：问题彻底解决了吗",
        is_button=False,
    ),
    Step(
        name="still_there",
        label="问题彻底解决了吗",
        sources=frozenset({Status.CLOSED}),
        who=frozenset({parties.REQUESTER_VERDICT}),
        inputs=StillThereInputs,
        guard=asked,
        effect=still_there,
        done="企业回答是否彻底解决",
        history=Words(desk=_holds, requester=_holds_for_requester),
        importance=Importance.AWAITED,
    ),
)
