"""What units write: opinion, reply, the head's confirmation, the check, sending back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from groups.models import DepartmentOfficer
from office.models import StoredFile
from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Assignment, Reply
from requests_app.models.assignments import AssignmentStatus, Part, Publicity, ReplyState, ResultClass
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.workflow import telling
from requests_app.workflow.effects.parts import mark_signed, own, reopen_lead
from requests_app.workflow.effects.reply_guards import check_class, waiting_reply
from requests_app.workflow.engine import Taking
from requests_app.workflow.files import attach
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class OpinionGiven:
    text: str = ask("text", "会办意见", max_length=2000)
    files: tuple[StoredFile, ...] = ask("files", "附件", required=False)
    assignment: Assignment | None = ask("assignment", "单位", required=False)


def opinion(taking: Taking) -> None:
    assignment = own(taking, AssignmentStatus.SIGNED, part=Part.CO)
    reply = Reply.objects.create(
        assignment=assignment,
        is_opinion=True,
        state=ReplyState.CHECKED,
        text=taking.given.text,
        written_at=taking.at,
        written_by=taking.by.user,
        counted_on=taking.on,
    )
    _finish(taking, assignment, AssignmentStatus.OPINION_GIVEN, taking.on)
    clocks.stop(taking.case, ClockKind.OPINION, at=taking.at, assignment=assignment)
    attach(taking, taking.given.files, Purpose.OPINION, assignment=assignment)
    taking.say(unit=assignment.department.code, reply=reply.pk)
    lead = Assignment.objects.current().filter(case=taking.case, part=Part.LEAD).first()
    if lead is not None:
        taking.then(
            lambda: telling.people(
                taking.case,
                f"opinion:{reply.pk}",
                telling.officers(lead, DepartmentOfficer.Duty.HANDLER, taking.on),
                f"{assignment.department.short_name}已交会办意见",
                at=taking.at,
            )
        )


@dataclass(frozen=True)
class ReplyGiven:
    text: str = ask("text", "办理情况和结果", max_length=3000, min_length=10)
    result_class: str = ask("choice", "结果类别", choices=ResultClass)
    promise_on: date = ask("date", "承诺完成日期", required=False, hint="选 B 时必填")
    promise_text: str = ask("line", "承诺内容", required=False, max_length=200, hint="选 B 时必填")
    basis: str = ask("line", "依据", required=False, max_length=200, hint="选 C 时写明政策或法律依据")
    signer: str = ask("line", "签发人", max_length=20)
    officer_name: str = ask("line", "经办人", max_length=20)
    officer_phone: str = ask("phone", "经办人电话", max_length=30)
    document_number: str = ask("line", "文号", required=False, max_length=60)
    document_on: date = ask("date", "成文日期", required=False)
    publicity: str = ask("choice", "公开属性", choices=Publicity)
    files: tuple[StoredFile, ...] = ask("files", "盖章件扫描和附件", required=False)
    assignment: Assignment | None = ask("assignment", "单位", required=False)


@dataclass(frozen=True)
class RecordReplyGiven(ReplyGiven):
    recorded_from: str = ask("line", "送达人和方式", max_length=60)
    received_on: date = ask("date", "收到日期")


def reply(taking: Taking) -> None:
    """The lead's reply; it counts at once, or once its head has confirmed where the unit wants that."""
    assignment = own(taking, AssignmentStatus.SIGNED, part=Part.LEAD)
    if assignment.department.sealed_letter and not taking.given.files:
        raise Refused("missing", "本单位的回复须附盖章件扫描", field="files")
    written = _write_reply(taking, assignment)
    if assignment.department.head_confirms:
        taking.say(awaits_head=True)
        taking.then(
            lambda: telling.people(
                taking.case,
                f"reply:{written.pk}",
                telling.officers(assignment, DepartmentOfficer.Duty.HEAD, taking.on),
                "有一件回复待您审签",
                at=taking.at,
            )
        )
    else:
        _count(taking, assignment, written, taking.on)


def record_reply(taking: Taking) -> None:
    """代录 for a paper unit: its clock stops at the letter's receipt, not at the typing."""
    received_on = taking.given.received_on
    if received_on > taking.on:
        raise Refused("invalid", "收到日期不能在今天之后", field="received_on")
    assignment = own(taking, AssignmentStatus.SIGNED, AssignmentStatus.SENT, part=Part.LEAD)
    if received_on < assignment.assigned_on:
        raise Refused("invalid", "收到日期不能早于交办日期", field="received_on")
    if assignment.status == AssignmentStatus.SENT:
        mark_signed(taking, assignment)
    written = _write_reply(taking, assignment)
    written.recorded_from = taking.given.recorded_from
    _count(taking, assignment, written, received_on)


def _write_reply(taking: Taking, assignment: Assignment) -> Reply:
    check_class(taking.given, taking.on)
    given = taking.given
    written = Reply.objects.create(
        assignment=assignment,
        state=ReplyState.AWAITS_HEAD,
        text=given.text,
        result_class=given.result_class,
        promise_on=given.promise_on if given.result_class == ResultClass.B else None,
        promise_text=given.promise_text,
        basis=given.basis,
        signer=given.signer,
        officer_name=given.officer_name,
        officer_phone=given.officer_phone,
        document_number=given.document_number,
        document_on=given.document_on,
        publicity=given.publicity,
        written_at=taking.at,
        written_by=taking.by.user,
    )
    attach(
        taking,
        given.files,
        Purpose.SCAN if assignment.department.sealed_letter else Purpose.REPLY,
        assignment,
    )
    taking.say(unit=assignment.department.code, reply=written.pk, result_class=written.result_class)
    return written


def _count(taking: Taking, assignment: Assignment, written: Reply, on: date) -> None:
    """The reply counts: the unit's clock stops on `on`, the representative has two days to check."""
    written.state, written.counted_on = ReplyState.SENT, on
    written.save()
    _finish(taking, assignment, AssignmentStatus.REPLIED, on)
    clocks.stop(taking.case, ClockKind.REPLY, at=taking.at, on=on, assignment=assignment)
    clocks.drop_decisions(taking.case, at=taking.at)
    clocks.start(taking.case, ClockKind.CHECK, at=taking.at, calendar=taking.calendar)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"replied:{written.pk}",
            telling.representative_or_liaison(taking.case, taking.on),
            f"{assignment.department.short_name}已回复，请核对",
            at=taking.at,
        )
    )


def _finish(taking: Taking, assignment: Assignment, status: str, on: date) -> None:
    assignment.status = status
    assignment.done_at, assignment.done_on = taking.at, on
    assignment.save()


def confirm(taking: Taking) -> None:
    written = _require(taking, ReplyState.AWAITS_HEAD)
    written.confirmed_by = taking.user
    _count(taking, written.assignment, written, taking.on)
    taking.say(reply=written.pk, unit=written.assignment.department.code)


@dataclass(frozen=True)
class RemarkGiven:
    remark: str = ask("text", "缺什么、怎么改", max_length=500)


def hand_back(taking: Taking) -> None:
    written = _require(taking, ReplyState.AWAITS_HEAD)
    written.state, written.remark = ReplyState.HANDED_BACK, taking.given.remark
    written.save(update_fields=["state", "remark"])
    taking.say(reply=written.pk)
    taking.keep(remark=taking.given.remark)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"handed_back:{written.pk}",
            telling.officers(written.assignment, DepartmentOfficer.Duty.HANDLER, taking.on),
            "负责人退回修改，请重新提交回复",
            at=taking.at,
        )
    )


def check_reply(taking: Taking) -> None:
    written = _require(taking, ReplyState.SENT)
    written.state, written.checked_by = ReplyState.CHECKED, taking.by.user
    written.save(update_fields=["state", "checked_by"])
    clocks.stop(taking.case, ClockKind.CHECK, at=taking.at)
    taking.say(reply=written.pk)


def send_back(taking: Taking) -> None:
    """The reply is empty or evasive: a unit's clock starts anew, the enterprise's date stays."""
    written = _require(taking, ReplyState.SENT, ReplyState.CHECKED)
    written.state, written.remark, written.checked_by = (
        ReplyState.SENT_BACK,
        taking.given.remark,
        taking.by.user,
    )
    written.save(update_fields=["state", "remark", "checked_by"])
    reopen_lead(taking, written.assignment)
    clocks.stop(taking.case, ClockKind.CHECK, ClockKind.CLASS, at=taking.at)
    taking.say(reply=written.pk, unit=written.assignment.department.code)
    taking.keep(remark=taking.given.remark)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"sent_back:{written.pk}",
            telling.officers(written.assignment, DepartmentOfficer.Duty.HANDLER, taking.on),
            "回复被退回重办，请补充后重新回复",
            at=taking.at,
        )
    )


def _require(taking: Taking, *states: str) -> Reply:
    written = waiting_reply(taking.case, *states)
    if written is None:
        raise Refused("no_reply", "没有可处理的单位回复")
    return written
