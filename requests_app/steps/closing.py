"""结案 and 继续办理: how a case ends, and how it goes back to work (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, label_of
from casework.inputs import input_field
from office.models import Event
from office.refusals import Refused
from office.templatetags.wording import short_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.deadlines.options import clock_days
from requests_app.models import Assignment, EnterpriseRequest, Promise
from requests_app.models.assignments import Part, ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Outcome, Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import complaints, followers, look_back_plans
from requests_app.steps.parts import reopen_co, reopen_lead
from requests_app.steps.sets import BACK_TO_WORK

OUTCOMES = {
    ResultClass.A: Outcome.SETTLED,
    ResultClass.B: Outcome.PROMISED,
    ResultClass.C: Outcome.UNRESOLVED,
    ResultClass.D: Outcome.EXPLAINED,
}


def end(context: StepContext, outcome: str) -> None:
    """Close with an outcome (docs/domain.md § 3); a promise keeps its own clock until it is kept or broken."""
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
    if _is_reviewed(context, outcome):
        clocks.start(case, ClockKind.REVIEW, at=context.at, calendar=context.calendar)


def _is_reviewed(context: StepContext, outcome: str) -> bool:
    """What cannot be settled now is looked at again, whatever the enterprise said of it; a sealed case is not."""
    if context.subject.sealed or outcome not in (Outcome.UNRESOLVED, Outcome.UNRATED, Outcome.UPHELD):
        return False
    last = max(context.file.answers, key=lambda answer: answer.pk)
    return bool(last.result_class == ResultClass.C)


def answer_days_again(case: EnterpriseRequest, on: date) -> int:
    """Working days until the answer of a further round that begins on the local date `on`: half the first one's."""
    return max(1, clock_days(ClockKind.ANSWER, case.difficulty, on) // 2)


def back_to_work(context: StepContext, because: str = "企业认为尚未解决，请继续办理") -> None:
    """The next round: half the answer clock; the lead works again, or the case waits for a unit or to be accepted.

    Rule: docs/domain.md § 2, ways back.
    """
    case = context.subject
    clocks.stop_all(case, at=context.at)
    look_back_plans.drop(context)
    followers.lead_reopened(context)
    Promise.objects.standing().filter(case=case).update(ended_at=context.at)
    case.outcome, case.closed_at, case.closed_on = "", None, None
    case.round += 1
    complaints.close_again(context)
    days = answer_days_again(case, context.on)
    clock = clocks.start(case, ClockKind.ANSWER, at=context.at, calendar=context.calendar, days=days)
    case.answer_due_on = clock.due_on
    lead = Assignment.objects.current().filter(case=case, part=Part.LEAD).select_related("department").first()
    if case.accepted_at is None:
        # It was merged before anybody took it: now somebody has to.
        clocks.start(case, ClockKind.ACCEPT, at=context.at, calendar=context.calendar)
        context.move(Status.SUBMITTED)
    elif lead is None:
        clocks.start(case, ClockKind.ASSIGN, at=context.at, calendar=context.calendar)
        context.move(Status.ACCEPTED)
    else:
        reopen_lead(context, lead)
        context.move(Status.HANDLING)
    unheard = Assignment.objects.current().filter(case=case, part=Part.CO, done_at__isnull=True)
    for co in unheard.select_related("department"):
        reopen_co(context, co)
    context.record(round=case.round)
    context.notify(REOPENED, because=because)


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
    """A second no is answered by settling; silence alone may be closed. Refuses `settle_first`."""
    verdict = context.file.verdict
    return Refused("settle_first", "企业再次不满意，请先作后续处理") if verdict is not None else None


def reopen_guard(context: StepContext) -> Refused | None:
    """The enterprise within `reopen_days` calendar days of the end; staff at any time. Refuses `too_late`."""
    if context.by.kind != "requester":
        return None
    last = reopens_until(context)
    if last is not None and context.on > last:
        days = context.option("reopen_days")
        return Refused(
            "too_late",
            f"结案后 {days} 天内可以要求继续办理，{short_day(last)}已经截止；请重新提交，写明原来的受理编号",
        )
    return None


def reopens_until(context: StepContext) -> date | None:
    """The last local date on which the enterprise may ask to go on; None while the case is not closed."""
    closed_on: date | None = context.subject.closed_on
    return None if closed_on is None else closed_on + timedelta(days=context.option("reopen_days"))


def reopen(context: StepContext) -> None:
    """Round two, at the wish of the enterprise or of staff."""
    context.record_private(reason=context.inputs.reason)
    back_to_work(context)


REOPENED = ToPeople(
    key="reopened:{case.round}",
    to=(audiences.handling_representative, audiences.liaisons, audiences.lead_handlers),
    title="{because}",
)


def _ended(data: Mapping[str, Any], names: Names) -> str:
    return label_of(Outcome, data.get("outcome"))


def _reopening_for_requester(event: Event, names: Names) -> HistoryLine:
    if event.by_kind == Event.By.REQUESTER:
        return HistoryLine("您要求继续办理", event.private("reason"))
    return HistoryLine("继续办理")


STEPS = (
    Step(
        name="close",
        label="未评价结案",
        sources=frozenset({Status.ANSWERED}),
        targets=frozenset({Status.CLOSED}),
        who=frozenset({parties.STAFF}),
        inputs=ReasonInputs,
        guard=close_guard,
        effect=close,
        done="结案（未评价）",
        history=Words(desk=_ended, requester="没有收到评价，结案", is_told_at_counter=True),
        importance=Importance.LEAVING,
    ),
    Step(
        name="close_unrated",
        label="到期结案",
        sources=frozenset({Status.ANSWERED}),
        targets=frozenset({Status.CLOSED}),
        who=frozenset({parties.SYSTEM}),
        inputs=SweepReason,
        guard=close_guard,
        effect=close,
        done="到期未评价，自动结案",
        history=Words(requester="评价时间已过，没有收到评价，结案", is_told_at_counter=True),
        is_button=False,
    ),
    Step(
        name="reopen",
        label="请继续办理",
        sources=frozenset({Status.CLOSED}),
        targets=BACK_TO_WORK,
        who=frozenset({parties.REQUESTER_VERDICT, parties.STAFF}),
        inputs=ReasonInputs,
        guard=reopen_guard,
        effect=reopen,
        done="尚未解决，继续办理",
        history=Words(requester=_reopening_for_requester, is_told_at_counter=True),
        importance=Importance.RECORD,
    ),
)
