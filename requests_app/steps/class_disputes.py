"""结果类别异议: another class than the lead gave is held right; staff decide it with the unit (§ 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import ClassDispute, Reply
from requests_app.models.assignments import ReplyState, ResultClass
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps.reply_guards import CLASS, waiting_reply

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
    """One dispute a reply, while its answer waits. Refuses `no_reply`, `disputed_once`."""
    written = waiting_reply(context.file, *TO_ANSWER)
    if written is None:
        return Refused("no_reply", "主办单位还没有回复")
    if any(row.reply_id == written.pk for row in context.file.disputes):
        return Refused("disputed_once", "对这份回复的类别已经提出过异议")
    return None


def another_class(context: StepContext) -> None:
    """Raises `Refused("same")` for the class that the unit gave itself."""
    written = waiting_reply(context.file, *TO_ANSWER)
    if written is not None and context.inputs.held_class == written.result_class:
        raise Refused("same", "这正是单位给出的类别", field="held_class")


def dispute_class(context: StepContext) -> None:
    """Sent to staff; the answer waits for their decision, the enterprise's date does not.

    Raises `Refused("no_reply")` where the reply went meanwhile. Rule: docs/domain.md § 3.
    """
    written = waiting_reply(context.file, *TO_ANSWER)
    if written is None:
        raise Refused("no_reply", "主办单位还没有回复")
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
    context.row = dispute


def _undecided(file: CaseFile) -> ClassDispute | None:
    written = waiting_reply(file, *TO_ANSWER)
    undecided = (row for row in file.disputes if row.decided_at is None and row.clock.is_running)
    return next((row for row in undecided if row.reply == written), None)


DISPUTE = AskedAndDecided(
    undecided=_undecided,
    nothing=("no_dispute", "没有待认定的类别异议"),
    barred=lambda dispute: [dispute.raised_by_id],
    second_person="类别由提出异议以外的人认定",
    stop_clock=lambda context: clocks.stop(context.subject, ClockKind.CLASS, at=context.at),
)


def decide_class(context: StepContext) -> None:
    """The unit's text and class stay whole in its reply; the decided class is the one that counts."""
    dispute, inputs = DISPUTE.require(context), context.inputs
    is_b = inputs.result_class == ResultClass.B
    DISPUTE.decide(
        context,
        dispute,
        decided_class=inputs.result_class,
        decision=inputs.decision,
        promise_on=inputs.promise_on if is_b else None,
        promise_text=inputs.promise_text if is_b else "",
        basis=inputs.basis,
    )
    unit = dispute.reply.assignment
    context.record(
        dispute=dispute.pk,
        unit=unit.department.code,
        result_class=dispute.reply.result_class,
        decided_class=dispute.decided_class,
    )
    context.record_private(decision=dispute.decision)


def refuse_while_disputed(context: StepContext) -> Refused | None:
    """The enterprise is not answered with a class that is still in question. Refuses `disputed`."""
    if _undecided(context.file) is not None:
        return Refused("disputed", "结果类别有异议，等代表工作机构认定后再答复")
    return None


@dataclass(frozen=True)
class CountedClass:
    """The class that counts, with the promise or the basis that goes with it."""

    result_class: str
    promise_on: date | None
    promise_text: str
    basis: str = ""

    @property
    def label(self) -> str:
        """B 已列入计划"""
        return str(ResultClass(self.result_class).label)


def class_of(written: Reply) -> CountedClass:
    """As decided where it was disputed, else as the unit wrote."""
    decided = ClassDispute.objects.filter(reply=written, decided_at__isnull=False).first()
    if decided is not None:
        return CountedClass(decided.decided_class, decided.promise_on, decided.promise_text, decided.basis)
    return CountedClass(written.result_class, written.promise_on, written.promise_text, written.basis)


def _disputed(data: Mapping[str, Any], names: Names) -> str:
    return f"单位定为 {data.get('result_class')} 类，认为应为 {data.get('held_class')} 类"


def _decided(data: Mapping[str, Any], names: Names) -> str:
    return f"单位定为 {data.get('result_class')} 类，认定为 {data.get('decided_class')} 类"


STEPS = (
    Step(
        name="dispute_class",
        label="对结果类别有异议",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.REPRESENTATIVE, parties.LIAISON}),
        inputs=DisputeClassInputs,
        guard=dispute_guard,
        checks=(another_class,),
        effect=dispute_class,
        done="对结果类别提出异议",
        notifications=(
            ToPeople(
                key="dispute:{row.pk}",
                to=(audiences.staff, audiences.handlers),
                title="对{row.reply.assignment.department.short_name}回复的结果类别有异议，请会同认定",
            ),
        ),
        history=Words(desk=_disputed),
        importance=Importance.REFUSAL,
    ),
    Step(
        name="decide_class",
        label="认定结果类别",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.STAFF}),
        inputs=DecideClassInputs,
        guard=DISPUTE.guard,
        checks=CLASS,
        effect=decide_class,
        notifications=(
            ToPeople(
                key="class_decided:{row.pk}",
                to=(audiences.representative_or_liaison, audiences.handlers),
                title="结果类别已认定为 {row.decided_class} 类，请答复企业",
            ),
        ),
        history=Words(desk=_decided),
        importance=Importance.APPROVAL,
    ),
)
