"""Leaving and coming back: withdrawal, resuming, and the hand-over to another representative."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from casework.engine import StepContext
from casework.inputs import input_field
from groups.models import Representative
from office.refusals import Refused
from requests_app.access import conflicts, parties
from requests_app.deadlines import clocks
from requests_app.models import ClassDispute, Extension, JointConsultation, LookBack, Transfer
from requests_app.models.clocks import Clock, ClockKind, StopReason
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.requests import Status
from requests_app.notifications import telling
from requests_app.steps import followers, look_back_plans
from requests_app.steps.care import drop_question


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
    case = context.subject
    case.status_before = case.status
    if case.status == Status.MERGED:
        case.status_before = Status.ACCEPTED if case.accepted_at else Status.SUBMITTED
        case.leading = None
    drop_question(context)
    clocks.stop_all(case, at=context.at)
    case.local_close(context.at, context.on)
    context.move(Status.WITHDRAWN)
    context.record(reason=context.inputs.reason)
    context.record_private(text=context.inputs.text)
    context.after(followers.release(context, "主件已由企业撤回"))
    context.after(
        lambda: telling.people(
            case,
            f"withdrawn:{context.at.isoformat()}",
            telling.liaisons(case, context.on),
            "企业撤回诉求",
            at=context.at,
        )
    )
    if context.inputs.reason == WithdrawReason.PRESSED:
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
    resume_clocks(context)
    case.closed_at = case.closed_on = None
    context.move(case.status_before)
    case.status_before = ""
    context.after(
        lambda: telling.enterprise(
            case,
            f"resumed:{context.at.isoformat()}",
            "您的诉求继续办理",
            f"受理编号 {case.ledger_number}",
            at=context.at,
        )
    )


def resume_clocks(context: StepContext) -> None:
    """Every clock that the withdrawal stopped goes on with the days it had left, the units' own included."""
    case = context.subject
    stopped = Clock.objects.filter(case=case, stopped_at=case.closed_at, stop_reason=StopReason.VOID)
    for clock in (
        stopped.exclude(days=None).exclude(kind=ClockKind.FOLLOW).select_related("assignment").order_by("pk")
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


def leave_to_liaison(context: StepContext) -> None:
    """The handling representative is out of office: nothing stays in a hand that may not act (任职, § 10.14)."""
    case, old = context.subject, context.subject.representative
    case.representative = None
    if old.user is not None:
        clocks.forget_reminders(case, old.user, at=context.at)
    context.record(old=old.code)
    context.after(
        lambda: telling.people(
            case,
            f"left_to_liaison:{context.at.isoformat()}",
            telling.liaisons(case, context.on),
            "承办代表已不在任，请另定代表或代为办理",
            at=context.at,
        )
    )


def has_left(context: StepContext) -> Refused | None:
    person = context.subject.representative
    if person is None or person.is_in_office(context.on):
        return Refused("in_office", "承办代表仍在任")
    return None


@dataclass(frozen=True)
class HandOverInputs:
    representative: Representative = input_field("representative", "改由哪位代表承办")
    reason: str = input_field("line", "移交原因", max_length=200)


def may_hand_over(context: StepContext) -> Refused | None:
    """Staff; the liaison where nobody in office has the case in hand."""
    person = context.subject.representative
    if context.party == parties.LIAISON and person is not None and person.is_in_office(context.on):
        return Refused("in_office", "承办代表在任的，由代表工作机构移交")
    return None


def hand_over(context: StepContext) -> None:
    """To another representative in office whom no 回避 keeps away."""
    case, new = context.subject, context.inputs.representative
    if not Representative.objects.in_office(context.on).filter(pk=new.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")
    if new.pk == case.representative_id:
        raise Refused("same", "现在就是这位代表承办", field="representative")
    conflicts.refuse_conflict(new, case, on=context.on, field="representative")
    old, case.representative = case.representative, new
    if old is not None and old.user is not None:
        clocks.forget_reminders(case, old.user, at=context.at)
    context.record(old=old.code if old else "", new=new.code)
    context.record_private(reason=context.inputs.reason)
    context.after(
        lambda: telling.people(
            case,
            f"handed_over:{context.at.isoformat()}",
            telling.representative_or_liaison(case, context.on),
            "有一件诉求移交给您",
            at=context.at,
        )
    )
