"""Leaving and coming back: withdrawal, resuming, and the hand-over to another representative."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from groups.models import Representative
from office.refusals import Refused
from requests_app import clocks, conflicts
from requests_app.models import ClassDispute, Extension, JointConsultation, LookBack, Transfer
from requests_app.models.clocks import Clock, ClockKind, StopReason
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.requests import Status
from requests_app.workflow import parties, telling
from requests_app.workflow.effects import followers, look_back_plans
from requests_app.workflow.effects.care import drop_question
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


class WithdrawReason(models.TextChoices):
    SOLVED = "solved", "已解决"
    GIVEN_UP = "given_up", "不想继续"
    PRESSED = "pressed", "有人劝撤"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class WithdrawGiven:
    reason: str = ask("choice", "撤回原因", choices=WithdrawReason)
    text: str = ask("text", "说明", required=False, max_length=300)


def withdraw(taking: Taking) -> None:
    case = taking.case
    case.status_before = case.status
    if case.status == Status.MERGED:
        case.status_before = Status.ACCEPTED if case.accepted_at else Status.SUBMITTED
        case.leading = None
    drop_question(taking)
    clocks.stop_all(case, at=taking.at)
    case.local_close(taking.at, taking.on)
    taking.move(Status.WITHDRAWN)
    taking.say(reason=taking.given.reason)
    taking.keep(text=taking.given.text)
    taking.then(followers.release(taking, "主件已由企业撤回"))
    taking.then(
        lambda: telling.people(
            case,
            f"withdrawn:{taking.at.isoformat()}",
            telling.liaisons(case, taking.on),
            "企业撤回诉求",
            at=taking.at,
        )
    )
    if taking.given.reason == WithdrawReason.PRESSED:
        row = look_back_plans.put(case, LookBackSource.WITHDRAWN, taking.on)
        look_back_plans.open_one(taking, row)


@dataclass(frozen=True)
class ResumeGiven:
    called: str = ask("line", "联系了谁", max_length=40)
    said: str = ask("text", "通话记录", max_length=500)


def resume(taking: Taking) -> None:
    """有人劝撤: as the enterprise says on the telephone; a call that waits for it is done by it."""
    given = taking.given
    LookBack.objects.undone().filter(case=taking.case).update(
        outcome=LookBackOutcome.PRESSED,
        called=given.called,
        said=given.said,
        done_at=taking.at,
        done_on=taking.on,
        done_by=taking.user,
    )
    clocks.stop(taking.case, ClockKind.CALL_BACK, at=taking.at)
    taking.keep(called=given.called, said=given.said)
    bring_back(taking)


def bring_back(taking: Taking) -> None:
    """Back to the state before; the clocks go on, the days away are not counted."""
    case = taking.case
    resume_clocks(taking)
    case.closed_at = case.closed_on = None
    taking.move(case.status_before)
    case.status_before = ""
    taking.then(
        lambda: telling.enterprise(
            case,
            f"resumed:{taking.at.isoformat()}",
            "您的诉求继续办理",
            f"受理编号 {case.ledger_number}",
            at=taking.at,
        )
    )


def resume_clocks(taking: Taking) -> None:
    """Every clock that the withdrawal stopped goes on with the days it had left, the units' own included."""
    case = taking.case
    stopped = Clock.objects.filter(case=case, stopped_at=case.closed_at, stop_reason=StopReason.VOID)
    for clock in (
        stopped.exclude(days=None).exclude(kind=ClockKind.FOLLOW).select_related("assignment").order_by("pk")
    ):
        clock.case = case
        again = clocks.restart(clock, at=taking.at, calendar=taking.calendar)
        clocks.move(again, again.due_on)
        for asked in (Extension, Transfer, JointConsultation, ClassDispute):
            asked.objects.filter(clock=clock).update(clock=again)
    _begin_anew(taking)


def _begin_anew(taking: Taking) -> None:
    """Withdrawn while it was merged: no clock of the state that it comes back to has run yet."""
    begins = {Status.SUBMITTED: ClockKind.ACCEPT, Status.ACCEPTED: ClockKind.ASSIGN}
    kind = begins.get(Status(taking.case.status_before))
    going = Clock.objects.running().filter(case=taking.case, kind__in=(kind, ClockKind.REASSIGN))
    if kind is not None and not going.exists():
        clocks.start(taking.case, kind, at=taking.at, calendar=taking.calendar)


def leave_to_liaison(taking: Taking) -> None:
    """The handling representative is out of office: nothing stays in a hand that may not act (任职, § 10.14)."""
    case, old = taking.case, taking.case.representative
    case.representative = None
    if old.user is not None:
        clocks.forget_reminders(case, old.user, at=taking.at)
    taking.say(old=old.code)
    taking.then(
        lambda: telling.people(
            case,
            f"left_to_liaison:{taking.at.isoformat()}",
            telling.liaisons(case, taking.on),
            "承办代表已不在任，请另定代表或代为办理",
            at=taking.at,
        )
    )


def has_left(taking: Taking) -> Refused | None:
    person = taking.case.representative
    if person is None or person.is_in_office(taking.on):
        return Refused("in_office", "承办代表仍在任")
    return None


@dataclass(frozen=True)
class HandOverGiven:
    representative: Representative = ask("representative", "改由哪位代表承办")
    reason: str = ask("line", "移交原因", max_length=200)


def may_hand_over(taking: Taking) -> Refused | None:
    """Staff; the liaison where nobody in office has the case in hand."""
    person = taking.case.representative
    if taking.party == parties.LIAISON and person is not None and person.is_in_office(taking.on):
        return Refused("in_office", "承办代表在任的，由代表工作机构移交")
    return None


def hand_over(taking: Taking) -> None:
    """To another representative in office whom no 回避 keeps away."""
    case, new = taking.case, taking.given.representative
    if not Representative.objects.in_office(taking.on).filter(pk=new.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")
    if new.pk == case.representative_id:
        raise Refused("same", "现在就是这位代表承办", field="representative")
    conflicts.refuse_conflict(new, case, on=taking.on, field="representative")
    old, case.representative = case.representative, new
    if old is not None and old.user is not None:
        clocks.forget_reminders(case, old.user, at=taking.at)
    taking.say(old=old.code if old else "", new=new.code)
    taking.keep(reason=taking.given.reason)
    taking.then(
        lambda: telling.people(
            case,
            f"handed_over:{taking.at.isoformat()}",
            telling.representative_or_liaison(case, taking.on),
            "有一件诉求移交给您",
            at=taking.at,
        )
    )
