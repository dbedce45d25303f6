"""结果类别异议: another class than the lead gave is held right; staff decide it with the unit (§ 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from groups.models import DepartmentOfficer
from office.refusals import Refused
from requests_app import clocks
from requests_app.models import ClassDispute, EnterpriseRequest, Reply
from requests_app.models.assignments import ReplyState, ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.workflow import telling
from requests_app.workflow.effects.reply_guards import check_class, waiting_reply
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask

TO_ANSWER = (ReplyState.SENT, ReplyState.CHECKED)


@dataclass(frozen=True)
class DisputeClassGiven:
    held_class: str = ask("choice", "您认为应为", choices=ResultClass)
    reason: str = ask("text", "理由", max_length=500, min_length=5)


@dataclass(frozen=True)
class DecideClassGiven:
    result_class: str = ask("choice", "认定类别", choices=ResultClass)
    promise_on: date = ask("date", "承诺完成日期", required=False, hint="认定为 B 时必填")
    promise_text: str = ask("line", "承诺内容", required=False, max_length=200, hint="认定为 B 时必填")
    basis: str = ask("line", "依据", required=False, max_length=200, hint="认定为 C 时写明政策或法律依据")
    decision: str = ask("text", "与单位商定的情况", max_length=500, min_length=5)


def dispute_guard(taking: Taking) -> Refused | None:
    written = waiting_reply(taking.case, *TO_ANSWER)
    if written is None:
        return Refused("no_reply", "主办单位还没有回复")
    if ClassDispute.objects.filter(reply=written).exists():
        return Refused("disputed_once", "对这份回复的类别已经提出过异议")
    return None


def dispute_class(taking: Taking) -> None:
    """Sent to staff; the answer waits for their decision, the enterprise's date does not."""
    written = waiting_reply(taking.case, *TO_ANSWER)
    if written is None:
        raise Refused("no_reply", "主办单位还没有回复")
    if taking.given.held_class == written.result_class:
        raise Refused("same", "这正是单位给出的类别", field="held_class")
    clock = clocks.start(taking.case, ClockKind.CLASS, at=taking.at, calendar=taking.calendar)
    clocks.stop(taking.case, ClockKind.CHECK, at=taking.at)
    written.state, written.checked_by = ReplyState.CHECKED, taking.by.user
    written.save(update_fields=["state", "checked_by"])
    dispute = ClassDispute.objects.create(
        reply=written,
        clock=clock,
        held_class=taking.given.held_class,
        reason=taking.given.reason,
        raised_at=taking.at,
        raised_by=taking.user,
    )
    taking.say(
        dispute=dispute.pk,
        unit=written.assignment.department.code,
        result_class=written.result_class,
        held_class=dispute.held_class,
    )
    taking.keep(reason=dispute.reason)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"dispute:{dispute.pk}",
            telling.staff(taking.on)
            + telling.officers(written.assignment, DepartmentOfficer.Duty.HANDLER, taking.on),
            f"对{written.assignment.department.short_name}回复的结果类别有异议，请会同认定",
            at=taking.at,
        )
    )


def decide_guard(taking: Taking) -> Refused | None:
    dispute = _undecided(taking.case)
    if dispute is None:
        return Refused("no_dispute", "没有待认定的类别异议")
    if taking.by.user is not None and dispute.raised_by_id == taking.by.user.pk:
        return Refused("second_person", "类别由提出异议以外的人认定")
    return None


def decide_class(taking: Taking) -> None:
    """The unit's text and class stay whole in its reply; the decided class is the one that counts."""
    dispute, given = _undecided(taking.case), taking.given
    if dispute is None:
        raise Refused("no_dispute", "没有待认定的类别异议")
    check_class(given, taking.on)
    is_b = given.result_class == ResultClass.B
    dispute.decided_class, dispute.decision = given.result_class, given.decision
    dispute.promise_on = given.promise_on if is_b else None
    dispute.promise_text, dispute.basis = given.promise_text if is_b else "", given.basis
    dispute.decided_at, dispute.decided_by = taking.at, taking.user
    dispute.save()
    clocks.stop(taking.case, ClockKind.CLASS, at=taking.at)
    unit = dispute.reply.assignment
    taking.say(
        dispute=dispute.pk,
        unit=unit.department.code,
        result_class=dispute.reply.result_class,
        decided_class=dispute.decided_class,
    )
    taking.keep(decision=dispute.decision)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"class_decided:{dispute.pk}",
            telling.representative_or_liaison(taking.case, taking.on)
            + telling.officers(unit, DepartmentOfficer.Duty.HANDLER, taking.on),
            f"结果类别已认定为 {dispute.decided_class} 类，请答复企业",
            at=taking.at,
        )
    )


def refuse_while_disputed(taking: Taking) -> Refused | None:
    """The enterprise is not answered with a class that is still in question."""
    if _undecided(taking.case) is not None:
        return Refused("disputed", "结果类别有异议，等代表工作机构认定后再答复")
    return None


@dataclass(frozen=True)
class Standing:
    """The class that counts, with the promise that goes with it."""

    result_class: str
    promise_on: date | None
    promise_text: str


def class_of(written: Reply) -> Standing:
    """As decided where it was disputed, else as the unit wrote."""
    decided = ClassDispute.objects.filter(reply=written, decided_at__isnull=False).first()
    if decided is not None:
        return Standing(decided.decided_class, decided.promise_on, decided.promise_text)
    return Standing(written.result_class, written.promise_on, written.promise_text)


def _undecided(case: EnterpriseRequest) -> ClassDispute | None:
    written = waiting_reply(case, *TO_ANSWER)
    if written is None:
        return None
    rows = ClassDispute.objects.undecided().filter(reply=written)
    return rows.select_related("reply__assignment__department", "clock").first()
