"""结果类别异议: another class than the lead gave is held right; staff decide it with the unit (§ 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import StepContext
from casework.inputs import input_field
from groups.models import DepartmentOfficer
from office.refusals import Refused
from requests_app.deadlines import clocks
from requests_app.models import ClassDispute, Reply
from requests_app.models.assignments import ReplyState, ResultClass
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.notifications import telling
from requests_app.steps.reply_guards import check_class, waiting_reply

TO_ANSWER = (ReplyState.SENT, ReplyState.CHECKED)


@dataclass(frozen=True)
class DisputeClassInputs:
    held_class: str = input_field("choice", "您认为应为", choices=ResultClass)
    reason: str = input_field("text", "理由", max_length=500, min_length=5)


@dataclass(frozen=True)
class DecideClassInputs:
    result_class: str = input_field("choice", "认定类别", choices=ResultClass)
    promise_on: date = input_field("date", "承诺完成日期", required=False, hint="认定为 B 时必填")
    promise_text: str = input_field(
        "line", "承诺内容", required=False, max_length=200, hint="认定为 B 时必填"
    )
    basis: str = input_field(
        "line", "依据", required=False, max_length=200, hint="认定为 C 时写明政策或法律依据"
    )
    decision: str = input_field("text", "与单位商定的情况", max_length=500, min_length=5)


def dispute_guard(context: StepContext) -> Refused | None:
    written = waiting_reply(context.file, *TO_ANSWER)
    if written is None:
        return Refused("no_reply", "主办单位还没有回复")
    if any(row.reply_id == written.pk for row in context.file.disputes):
        return Refused("disputed_once", "对这份回复的类别已经提出过异议")
    return None


def dispute_class(context: StepContext) -> None:
    """Sent to staff; the answer waits for their decision, the enterprise's date does not."""
    written = waiting_reply(context.file, *TO_ANSWER)
    if written is None:
        raise Refused("no_reply", "主办单位还没有回复")
    if context.inputs.held_class == written.result_class:
        raise Refused("same", "这正是单位给出的类别", field="held_class")
    clock = clocks.start(context.subject, ClockKind.CLASS, at=context.at, calendar=context.calendar)
    clocks.stop(context.subject, ClockKind.CHECK, at=context.at)
    written.state, written.checked_by = ReplyState.CHECKED, context.by.user
    written.save(update_fields=["state", "checked_by"])
    dispute = ClassDispute.objects.create(
        reply=written,
        clock=clock,
        held_class=context.inputs.held_class,
        reason=context.inputs.reason,
        raised_at=context.at,
        raised_by=context.user,
    )
    context.record(
        dispute=dispute.pk,
        unit=written.assignment.department.code,
        result_class=written.result_class,
        held_class=dispute.held_class,
    )
    context.record_private(reason=dispute.reason)
    context.after(
        lambda: telling.people(
            context.subject,
            f"dispute:{dispute.pk}",
            telling.staff(context.on)
            + telling.officers(written.assignment, DepartmentOfficer.Duty.HANDLER, context.on),
            f"对{written.assignment.department.short_name}回复的结果类别有异议，请会同认定",
            at=context.at,
        )
    )


def decide_guard(context: StepContext) -> Refused | None:
    dispute = _undecided(context.file)
    if dispute is None:
        return Refused("no_dispute", "没有待认定的类别异议")
    if context.by.user is not None and dispute.raised_by_id == context.by.user.pk:
        return Refused("second_person", "类别由提出异议以外的人认定")
    return None


def decide_class(context: StepContext) -> None:
    """The unit's text and class stay whole in its reply; the decided class is the one that counts."""
    dispute, inputs = _undecided(context.file), context.inputs
    if dispute is None:
        raise Refused("no_dispute", "没有待认定的类别异议")
    check_class(inputs, context.on)
    is_b = inputs.result_class == ResultClass.B
    dispute.decided_class, dispute.decision = inputs.result_class, inputs.decision
    dispute.promise_on = inputs.promise_on if is_b else None
    dispute.promise_text, dispute.basis = inputs.promise_text if is_b else "", inputs.basis
    dispute.decided_at, dispute.decided_by = context.at, context.user
    dispute.save()
    clocks.stop(context.subject, ClockKind.CLASS, at=context.at)
    unit = dispute.reply.assignment
    context.record(
        dispute=dispute.pk,
        unit=unit.department.code,
        result_class=dispute.reply.result_class,
        decided_class=dispute.decided_class,
    )
    context.record_private(decision=dispute.decision)
    context.after(
        lambda: telling.people(
            context.subject,
            f"class_decided:{dispute.pk}",
            telling.representative_or_liaison(context.subject, context.on)
            + telling.officers(unit, DepartmentOfficer.Duty.HANDLER, context.on),
            f"结果类别已认定为 {dispute.decided_class} 类，请答复企业",
            at=context.at,
        )
    )


def refuse_while_disputed(context: StepContext) -> Refused | None:
    """The enterprise is not answered with a class that is still in question."""
    if _undecided(context.file) is not None:
        return Refused("disputed", "结果类别有异议，等代表工作机构认定后再答复")
    return None


@dataclass(frozen=True)
class Scopes:
    """The class that counts, with the promise that goes with it."""

    result_class: str
    promise_on: date | None
    promise_text: str


def class_of(written: Reply) -> Scopes:
    """As decided where it was disputed, else as the unit wrote."""
    decided = ClassDispute.objects.filter(reply=written, decided_at__isnull=False).first()
    if decided is not None:
        return Scopes(decided.decided_class, decided.promise_on, decided.promise_text)
    return Scopes(written.result_class, written.promise_on, written.promise_text)


def _undecided(file: CaseFile) -> ClassDispute | None:
    written = waiting_reply(file, *TO_ANSWER)
    undecided = (row for row in file.disputes if row.decided_at is None and row.clock.is_running)
    return next((row for row in undecided if row.reply == written), None)
