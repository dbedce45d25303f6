"""撤回 and 恢复办理: the enterprise gives its case up, and staff bring it back (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, label_of, with_text
from casework.inputs import input_field
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import ClassDispute, Extension, JointConsultation, LookBack, Transfer
from requests_app.models.clocks import Clock, ClockKind, StopReason
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople, ToRequester
from requests_app.steps import followers, look_back_plans
from requests_app.steps.questions import drop_question
from requests_app.steps.sets import OPEN


class WithdrawReason(models.TextChoices):
    SOLVED = "solved", "已解决"
    GIVEN_UP = "given_up", "不想继续"
    PRESSED = "pressed", "有人劝撤"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class WithdrawInputs:
    reason: str = input_field("choice", "撤回原因", choices=WithdrawReason)
    text: str = input_field("text", "说明", required=False, max_length=300)


def withdraw(context: StepContext) -> None:
    """By a key of the own at once; any other one waits (pending_withdrawals.py)."""
    give_up(context, context.inputs.reason, context.inputs.text)


def give_up(context: StepContext, reason: str, text: str) -> None:
    """Every clock stops and keeps its days left; 有人劝撤 opens a call at once."""
    case = context.subject
    case.status_before = case.status
    if case.status == Status.MERGED:
        case.status_before = Status.ACCEPTED if case.accepted_at else Status.SUBMITTED
        case.leading = None
    drop_question(context)
    clocks.stop_all(case, at=context.at)
    case.local_close(context.at, context.on)
    context.move(Status.WITHDRAWN)
    context.record(reason=reason)
    context.record_private(text=text)
    context.after(followers.release(context, "主件已由企业撤回"))
    if reason == WithdrawReason.PRESSED:
        row = look_back_plans.put(case, LookBackSource.WITHDRAWN, context.on)
        look_back_plans.open_one(context, row)


@dataclass(frozen=True)
class ResumeInputs:
    called: str = input_field("line", "联系了谁", max_length=40)
    said: str = input_field("text", "通话记录", max_length=500)


def resume(context: StepContext) -> None:
    """有人劝撤: as the enterprise says on the telephone; a call that waits for it is done by it."""
    inputs = context.inputs
    LookBack.objects.undone().filter(case=context.subject).update(
        outcome=LookBackOutcome.PRESSED,
        called=inputs.called,
        said=inputs.said,
        done_at=context.at,
        done_on=context.on,
        done_by=context.user,
    )
    clocks.stop(context.subject, ClockKind.CALL_BACK, at=context.at)
    context.record_private(called=inputs.called, said=inputs.said)
    bring_back(context)


def bring_back(context: StepContext) -> None:
    """Back to the state before; the clocks go on, the days away are not counted."""
    case = context.subject
    _resume_clocks(context)
    case.closed_at = case.closed_on = None
    context.move(case.status_before)
    case.status_before = ""
    context.notify(RESUMED)


def _resume_clocks(context: StepContext) -> None:
    """Every clock that the withdrawal stopped goes on with the days it had left, the units' own included."""
    case = context.subject
    stopped = Clock.objects.filter(case=case, stopped_at=case.closed_at, stop_reason=StopReason.VOID)
    for clock in (
        stopped.exclude(days=None)
        .exclude(kind__in=(ClockKind.FOLLOW, ClockKind.WITHDRAWAL))
        .select_related("assignment")
        .order_by("pk")
    ):
        clock.case = case
        again = clocks.restart(clock, at=context.at, calendar=context.calendar)
        clocks.move(again, again.due_on)
        for asked in (Extension, Transfer, JointConsultation, ClassDispute):
            asked.objects.filter(clock=clock).update(clock=again)
    _begin_anew(context)


def _begin_anew(context: StepContext) -> None:
    """Withdrawn while it was merged: no clock of the state that it comes back to has run yet."""
    begins = {Status.SUBMITTED: ClockKind.ACCEPT, Status.ACCEPTED: ClockKind.ASSIGN}
    kind = begins.get(Status(context.subject.status_before))
    going = Clock.objects.running().filter(case=context.subject, kind__in=(kind, ClockKind.REASSIGN))
    if kind is not None and not going.exists():
        clocks.start(context.subject, kind, at=context.at, calendar=context.calendar)


WITHDRAWN = (
    ToPeople(key="withdrawn:{at}", to=(audiences.liaisons,), title="企业撤回诉求"),
    ToRequester(
        key="withdrawn:{at}",
        title="您的诉求已撤回",
        body="受理编号 {case.ledger_number}。不是您要撤回的，请马上与服务站联系，可以恢复办理。",
    ),
)
RESUMED = ToRequester(key="resumed:{at}", title="您的诉求继续办理", body="受理编号 {case.ledger_number}")


def reason_given(data: Mapping[str, Any], names: Names) -> str:
    return label_of(WithdrawReason, data.get("reason"))


STEPS = (
    Step(
        name="withdraw",
        label="撤回诉求",
        sources=OPEN | {Status.MERGED},
        targets=frozenset({Status.WITHDRAWN}),
        who=frozenset({parties.REQUESTER}),
        inputs=WithdrawInputs,
        effect=withdraw,
        done="企业撤回",
        notifications=WITHDRAWN,
        history=Words(
            desk=reason_given, requester=with_text("您撤回了诉求", "text"), is_told_at_counter=True
        ),
        importance=Importance.LEAVING,
        confirm="撤回后不再办理，确定撤回吗？",
    ),
    Step(
        name="resume",
        label="恢复办理",
        sources=frozenset({Status.WITHDRAWN}),
        targets=OPEN,
        who=frozenset({parties.STAFF}),
        inputs=ResumeInputs,
        effect=resume,
        history=Words(requester="恢复办理", is_told_at_counter=True),
        importance=Importance.RECORD,
    ),
)
