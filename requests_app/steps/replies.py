"""回复: what the lead writes, the confirmation of its head, handing back (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, of_unit
from casework.inputs import input_field
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Reply
from requests_app.models.assignments import AssignmentStatus, Part, Publicity, ReplyState, ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps import paper_receipts
from requests_app.steps.files import attach
from requests_app.steps.parts import finish_part, mark_signed, own
from requests_app.steps.reply_guards import (
    CLASS,
    has_reply,
    lead_is_working,
    lead_replies_by_letter,
    waiting_reply,
)
from requests_app.steps.words import class_in_words

BY_LETTER = "负责人不在岗，以单位来函为准"


@dataclass(frozen=True)
class ReplyInputs:
    text: str = input_field("text", "办理情况和结果", max_length=3000, min_length=10)
    result_class: str = input_field("choice", "结果类别", choices=ResultClass)
    promise_on: date = input_field("date", "承诺完成日期", required=False, hint="选 B 时必填")
    promise_text: str = input_field("line", "承诺内容", required=False, max_length=200, hint="选 B 时必填")
    basis: str = input_field("line", "依据", required=False, max_length=200, hint="选 C 时写明政策或法律依据")
    signer: str = input_field("line", "签发人", max_length=20)
    officer_name: str = input_field("line", "经办人", max_length=20)
    officer_phone: str = input_field("phone", "经办人电话", max_length=30)
    document_number: str = input_field("line", "文号", required=False, max_length=60)
    document_on: date = input_field("date", "成文日期", required=False)
    publicity: str = input_field("choice", "公开属性", choices=Publicity)
    files: tuple[StoredFile, ...] = input_field("files", "盖章件扫描和附件", required=False)
    assignment: Assignment | None = input_field("assignment", "单位", required=False)


@dataclass(frozen=True)
class RecordReplyInputs(ReplyInputs):
    recorded_from: str = input_field("line", "送达人和方式", max_length=60)
    received_on: date = input_field("date", "收到日期", hint=paper_receipts.RECEIVED)


def scan_where_sealed(context: StepContext) -> None:
    """Raises `Refused("missing")` without the scan that the unit's replies need."""
    _require_scan(context, own(context, AssignmentStatus.SIGNED, part=Part.LEAD))


def received_meanwhile(context: StepContext) -> None:
    """Raises as `paper_receipts.counted_on`."""
    paper_receipts.counted_on(context, _by_letter(context))


def scan_of_letter(context: StepContext) -> None:
    """Raises as `scan_where_sealed`."""
    _require_scan(context, _by_letter(context))


def reply(context: StepContext) -> None:
    """The lead's reply; it counts at once, or once its head has confirmed where the unit wants that.

    Raises as `own`. Rule: docs/domain.md § 3.
    """
    assignment = own(context, AssignmentStatus.SIGNED, part=Part.LEAD)
    written = _write_reply(context, assignment)
    if assignment.department.head_confirms:
        context.record(awaits_head=True)
        context.notify(TO_CONFIRM, written)
    else:
        _count(context, assignment, written, context.on)


def _by_letter(context: StepContext) -> Assignment:
    """The lead whose letter came. Raises `Refused("no_assignment")` where another unit is named."""
    assignment: Assignment | None = context.file.lead
    if assignment is None or context.inputs.assignment not in (None, assignment):
        raise Refused("no_assignment", "请选择正在办理的主办单位", field="assignment")
    return assignment


def record_reply(context: StepContext) -> None:
    """代录: the unit's clock stops on the local date of the letter's receipt, not of the typing.

    A reply that waits for a head who is away is handed back: the letter counts in its place.
    """
    received_on, assignment = context.inputs.received_on, _by_letter(context)
    if assignment.status == AssignmentStatus.SENT:
        mark_signed(context, assignment, on=received_on)
    waiting = waiting_reply(context.file, ReplyState.AWAITS_HEAD)
    if waiting is not None:
        waiting.state, waiting.remark = ReplyState.HANDED_BACK, BY_LETTER
        waiting.save(update_fields=["state", "remark"])
    written = _write_reply(context, assignment)
    written.recorded_from = context.inputs.recorded_from
    context.record(received_on=received_on)
    _count(context, assignment, written, received_on)


def _require_scan(context: StepContext, assignment: Assignment) -> None:
    if assignment.department.sealed_letter and not context.inputs.files:
        raise Refused("missing", f"{assignment.department.short_name}的回复须附盖章件扫描", field="files")


def _write_reply(context: StepContext, assignment: Assignment) -> Reply:
    inputs = context.inputs
    written = Reply.objects.create(
        assignment=assignment,
        state=ReplyState.AWAITS_HEAD,
        text=inputs.text,
        result_class=inputs.result_class,
        promise_on=inputs.promise_on if inputs.result_class == ResultClass.B else None,
        promise_text=inputs.promise_text,
        basis=inputs.basis,
        signer=inputs.signer,
        officer_name=inputs.officer_name,
        officer_phone=inputs.officer_phone,
        document_number=inputs.document_number,
        document_on=inputs.document_on,
        publicity=inputs.publicity,
        written_at=context.at,
        written_by=context.by.user,
    )
    attach(
        context,
        inputs.files,
        Purpose.SCAN if assignment.department.sealed_letter else Purpose.REPLY,
        assignment,
    )
    context.record(unit=assignment.department.code, reply=written.pk, result_class=written.result_class)
    return written


def _count(context: StepContext, assignment: Assignment, written: Reply, on: date) -> None:
    """The reply counts: the unit's clock stops on `on`, the representative has two days to check."""
    written.state, written.counted_on = ReplyState.SENT, on
    written.save()
    finish_part(context, assignment, AssignmentStatus.REPLIED, on)
    clocks.stop(context.subject, ClockKind.REPLY, at=context.at, on=on, assignment=assignment)
    clocks.drop_decisions(context.subject, at=context.at)
    clocks.start(context.subject, ClockKind.CHECK, at=context.at, calendar=context.calendar)
    context.notify(REPLIED, written)


def confirm(context: StepContext) -> None:
    """The head's yes: the reply counts from today."""
    written = required(context, ReplyState.AWAITS_HEAD)
    written.confirmed_by = context.user
    _count(context, written.assignment, written, context.on)
    context.record(reply=written.pk, unit=written.assignment.department.code)


@dataclass(frozen=True)
class RemarkInputs:
    remark: str = input_field("text", "缺什么、怎么改", max_length=500)


def hand_back(context: StepContext) -> None:
    """The head wants it changed; the unit's clock runs on."""
    written = required(context, ReplyState.AWAITS_HEAD)
    written.state, written.remark = ReplyState.HANDED_BACK, context.inputs.remark
    written.save(update_fields=["state", "remark"])
    context.record(reply=written.pk)
    context.record_private(remark=context.inputs.remark)
    context.row = written


def required(context: StepContext, *states: str) -> Reply:
    """The reply that waits in one of these states. Refuses `no_reply`."""
    written = waiting_reply(context.file, *states)
    if written is None:
        raise Refused("no_reply", "没有可处理的单位回复")
    return written


def _recorded_reply(data: Mapping[str, Any], names: Names) -> str:
    return "，".join(filter(None, (class_in_words(data, names), paper_receipts.told(data, names))))


TO_CONFIRM = ToPeople(key="reply:{row.pk}", to=(audiences.heads,), title="有一件回复待您审签")
REPLIED = ToPeople(
    key="replied:{row.pk}",
    to=(audiences.representative_or_liaison,),
    title="{row.assignment.department.short_name}已回复，请核对",
)


STEPS = (
    Step(
        name="reply",
        label="回复",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.LEAD_HANDLER}),
        inputs=ReplyInputs,
        guard=lead_is_working,
        checks=(*CLASS, scan_where_sealed),
        effect=reply,
        done="单位回复",
        history=Words(by_unit="回复", desk=class_in_words, requester=of_unit("回复代表")),
        importance=Importance.AWAITED,
    ),
    Step(
        name="confirm",
        label="审签通过",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.LEAD_HEAD}),
        guard=has_reply(ReplyState.AWAITS_HEAD, refusal="没有待审签的回复"),
        effect=confirm,
        done="单位负责人审签",
        history=Words(by_unit="负责人审签"),
        importance=Importance.APPROVAL,
    ),
    Step(
        name="record_reply",
        label="代录回复",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        targets=frozenset({Status.HANDLING}),
        who=frozenset({parties.STAFF}),
        inputs=RecordReplyInputs,
        guard=lead_replies_by_letter,
        checks=(*CLASS, received_meanwhile, scan_of_letter),
        effect=record_reply,
        done="单位回复（代录）",
        history=Words(by_unit="回复（代录）", desk=_recorded_reply, requester=of_unit("回复代表")),
        importance=Importance.WORK,
    ),
    Step(
        name="hand_back",
        label="退回修改",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.LEAD_HEAD}),
        inputs=RemarkInputs,
        guard=has_reply(ReplyState.AWAITS_HEAD, refusal="没有待审签的回复"),
        effect=hand_back,
        done="单位负责人退回修改",
        notifications=(
            ToPeople(
                key="handed_back:{row.pk}", to=(audiences.handlers,), title="负责人退回修改，请重新提交回复"
            ),
        ),
        importance=Importance.REFUSAL,
    ),
)
