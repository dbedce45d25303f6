"""What units write: opinion, reply, the head's confirmation, the check, sending back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import StepContext
from casework.inputs import input_field
from groups.models import DepartmentOfficer
from office.models import StoredFile
from office.refusals import Refused
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Reply
from requests_app.models.assignments import AssignmentStatus, Part, Publicity, ReplyState, ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.notifications import telling
from requests_app.steps.files import attach
from requests_app.steps.parts import mark_signed, own, reopen_lead
from requests_app.steps.reply_guards import check_class, waiting_reply


@dataclass(frozen=True)
class OpinionInputs:
    text: str = input_field("text", "会办意见", max_length=2000)
    files: tuple[StoredFile, ...] = input_field("files", "附件", required=False)
    assignment: Assignment | None = input_field("assignment", "单位", required=False)


def opinion(context: StepContext) -> None:
    assignment = own(context, AssignmentStatus.SIGNED, part=Part.CO)
    reply = Reply.objects.create(
        assignment=assignment,
        is_opinion=True,
        state=ReplyState.CHECKED,
        text=context.inputs.text,
        written_at=context.at,
        written_by=context.by.user,
        counted_on=context.on,
    )
    _finish(context, assignment, AssignmentStatus.OPINION_GIVEN, context.on)
    clocks.stop(context.subject, ClockKind.OPINION, at=context.at, assignment=assignment)
    attach(context, context.inputs.files, Purpose.OPINION, assignment=assignment)
    context.record(unit=assignment.department.code, reply=reply.pk)
    lead = Assignment.objects.current().filter(case=context.subject, part=Part.LEAD).first()
    if lead is not None:
        context.after(
            lambda: telling.people(
                context.subject,
                f"opinion:{reply.pk}",
                telling.officers(lead, DepartmentOfficer.Duty.HANDLER, context.on),
                f"{assignment.department.short_name}已交会办意见",
                at=context.at,
            )
        )


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
    received_on: date = input_field("date", "收到日期")


def reply(context: StepContext) -> None:
    """The lead's reply; it counts at once, or once its head has confirmed where the unit wants that."""
    assignment = own(context, AssignmentStatus.SIGNED, part=Part.LEAD)
    if assignment.department.sealed_letter and not context.inputs.files:
        raise Refused("missing", "本单位的回复须附盖章件扫描", field="files")
    written = _write_reply(context, assignment)
    if assignment.department.head_confirms:
        context.record(awaits_head=True)
        context.after(
            lambda: telling.people(
                context.subject,
                f"reply:{written.pk}",
                telling.officers(assignment, DepartmentOfficer.Duty.HEAD, context.on),
                "有一件回复待您审签",
                at=context.at,
            )
        )
    else:
        _count(context, assignment, written, context.on)


def record_reply(context: StepContext) -> None:
    """代录 for a paper unit: its clock stops at the letter's receipt, not at the typing."""
    received_on = context.inputs.received_on
    if received_on > context.on:
        raise Refused("invalid", "收到日期不能在今天之后", field="received_on")
    assignment = own(context, AssignmentStatus.SIGNED, AssignmentStatus.SENT, part=Part.LEAD)
    if received_on < assignment.assigned_on:
        raise Refused("invalid", "收到日期不能早于交办日期", field="received_on")
    if assignment.status == AssignmentStatus.SENT:
        mark_signed(context, assignment)
    written = _write_reply(context, assignment)
    written.recorded_from = context.inputs.recorded_from
    _count(context, assignment, written, received_on)


def _write_reply(context: StepContext, assignment: Assignment) -> Reply:
    check_class(context.inputs, context.on)
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
    _finish(context, assignment, AssignmentStatus.REPLIED, on)
    clocks.stop(context.subject, ClockKind.REPLY, at=context.at, on=on, assignment=assignment)
    clocks.drop_decisions(context.subject, at=context.at)
    clocks.start(context.subject, ClockKind.CHECK, at=context.at, calendar=context.calendar)
    context.after(
        lambda: telling.people(
            context.subject,
            f"replied:{written.pk}",
            telling.representative_or_liaison(context.subject, context.on),
            f"{assignment.department.short_name}已回复，请核对",
            at=context.at,
        )
    )


def _finish(context: StepContext, assignment: Assignment, status: str, on: date) -> None:
    assignment.status = status
    assignment.done_at, assignment.done_on = context.at, on
    assignment.save()


def confirm(context: StepContext) -> None:
    written = _require(context, ReplyState.AWAITS_HEAD)
    written.confirmed_by = context.user
    _count(context, written.assignment, written, context.on)
    context.record(reply=written.pk, unit=written.assignment.department.code)


@dataclass(frozen=True)
class RemarkInputs:
    remark: str = input_field("text", "缺什么、怎么改", max_length=500)


def hand_back(context: StepContext) -> None:
    written = _require(context, ReplyState.AWAITS_HEAD)
    written.state, written.remark = ReplyState.HANDED_BACK, context.inputs.remark
    written.save(update_fields=["state", "remark"])
    context.record(reply=written.pk)
    context.record_private(remark=context.inputs.remark)
    context.after(
        lambda: telling.people(
            context.subject,
            f"handed_back:{written.pk}",
            telling.officers(written.assignment, DepartmentOfficer.Duty.HANDLER, context.on),
            "负责人退回修改，请重新提交回复",
            at=context.at,
        )
    )


def check_reply(context: StepContext) -> None:
    written = _require(context, ReplyState.SENT)
    written.state, written.checked_by = ReplyState.CHECKED, context.by.user
    written.save(update_fields=["state", "checked_by"])
    clocks.stop(context.subject, ClockKind.CHECK, at=context.at)
    context.record(reply=written.pk)


def send_back(context: StepContext) -> None:
    """The reply is empty or evasive: a unit's clock starts anew, the enterprise's date stays."""
    written = _require(context, ReplyState.SENT, ReplyState.CHECKED)
    written.state, written.remark, written.checked_by = (
        ReplyState.SENT_BACK,
        context.inputs.remark,
        context.by.user,
    )
    written.save(update_fields=["state", "remark", "checked_by"])
    reopen_lead(context, written.assignment)
    clocks.stop(context.subject, ClockKind.CHECK, ClockKind.CLASS, at=context.at)
    context.record(reply=written.pk, unit=written.assignment.department.code)
    context.record_private(remark=context.inputs.remark)
    context.after(
        lambda: telling.people(
            context.subject,
            f"sent_back:{written.pk}",
            telling.officers(written.assignment, DepartmentOfficer.Duty.HANDLER, context.on),
            "回复被退回重办，请补充后重新回复",
            at=context.at,
        )
    )


def _require(context: StepContext, *states: str) -> Reply:
    written = waiting_reply(context.file, *states)
    if written is None:
        raise Refused("no_reply", "没有可处理的单位回复")
    return written
