"""What happened to a case on its way besides replies: 重点督办, 延期, 转办, 会诊, a class in question, an activity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from office.templatetags.wording import moment, short_day
from requests_app.desk.views.opening import Opened
from requests_app.models import (
    Extension,
    JointConsultation,
    Transfer,
)
from requests_app.models.consultations import ConsultState


@dataclass(frozen=True)
class CaseEvent:
    """A row of templates/requests_app/_case_events.html; `tone` is a class of the status tag."""

    title: str
    tone: str
    state: str
    text: str
    lines: tuple[str, ...]


def case_events_of(opened: Opened) -> list[CaseEvent]:
    """The latest first within its kind; before acceptance an activity stands first."""
    if opened.case.accepted_at is None:
        return [*_finding(opened), *_complaint(opened), *_supervisions(opened)]
    return [
        *_supervisions(opened),
        *_consultations(opened),
        *_disputes(opened),
        *_extensions(opened),
        *_transfers(opened),
        *_complaint(opened),
        *_finding(opened),
    ]


def _supervisions(opened: Opened) -> Iterable[CaseEvent]:
    for row in reversed(opened.file.supervisions):
        lines = [f"{row.ordered_by.name}，{_when(row.ordered_at)}"]
        if row.released_by is not None and row.released_at is not None:
            lines.append(f"{row.released_by.name} {_when(row.released_at)}解除：{row.release_reason}")
            state, tone = "已解除", "ended"
        elif row.has_expired(opened.on):
            state, tone = "已到期，未解除", "asked"
        else:
            state, tone = f"至{short_day(row.until_on)}", "doing"
        yield CaseEvent("重点督办", tone, state, row.reason, tuple(lines))


def _consultations(opened: Opened) -> Iterable[CaseEvent]:
    for row in reversed(opened.file.consultations):
        if opened.access.is_unit and (row.state == ConsultState.PROPOSED or row.convened_by is None):
            continue
        waits = row.state in (ConsultState.PROPOSED, ConsultState.CONVENED)
        tone = "done" if row.state == ConsultState.HELD else "asked" if waits else "ended"
        state = row.get_state_display()
        if waits and not row.clock.is_running:
            tone, state = "ended", "没有开成，已答复或结束"
        text = row.outcome if row.state == ConsultState.HELD else row.because
        yield CaseEvent("部门协同会诊", tone, state, text, tuple(_table_lines(row)))


def _table_lines(row: JointConsultation) -> Iterable[str]:
    if row.meets_at is not None:
        yield f"{_when(row.meets_at)}，{row.place}"
    seats = [seat for seat in row.seats.all() if seat.invited or row.meets_at is None]
    absent = "、".join(seat.department.short_name for seat in seats if seat.came is False)
    came = "、".join(seat.department.short_name for seat in seats if seat.came is not False)
    if came:
        word = {ConsultState.HELD: "到会", ConsultState.PROPOSED: "建议参加"}.get(
            ConsultState(row.state), "参加"
        )
        yield f"{word} {came}" + (f"，缺席 {absent}" if absent else "")
    if row.lead is not None:
        yield f"商定由{row.lead.short_name}主办"
    if row.state == ConsultState.HELD and row.minutes:
        yield row.minutes
    if row.state == ConsultState.DROPPED and row.outcome:
        yield f"不组织：{row.outcome}"
    by = row.recorded_by or row.convened_by or row.proposed_by
    yield f"{by.name if by else '两次更换主办单位，系统提出'}，{_when(row.recorded_at or row.proposed_at)}"


def _disputes(opened: Opened) -> Iterable[CaseEvent]:
    for row in reversed(opened.file.disputes):
        unit = row.reply.assignment.department.short_name
        lines = [
            f"{unit}定为 {row.reply.get_result_class_display()}，认为应为 {row.get_held_class_display()}",
            f"{row.raised_by.name}，{_when(row.raised_at)}",
        ]
        if row.decided_by is not None and row.decided_at is not None:
            lines.append(f"{row.decided_by.name} {_when(row.decided_at)}认定：{row.decision}")
            if row.promise_on is not None:
                lines.append(f"承诺 {short_day(row.promise_on)}前：{row.promise_text}")
            state, tone = f"认定为 {row.get_decided_class_display()}", "done"
        elif row.clock.is_running:
            state, tone = "待认定", "asked"
        else:
            state, tone = "未认定，回复已退回重办", "ended"
        yield CaseEvent("结果类别异议", tone, state, row.reason, tuple(lines))


def _extensions(opened: Opened) -> Iterable[CaseEvent]:
    for row in reversed(opened.file.extensions):
        lines = [
            f"{row.assignment.department.short_name}申请延到 {short_day(row.asked_until)}",
            f"{row.asked_by.name}，{_when(row.asked_at)}",
        ]
        if row.until_on is not None:
            answer_date = f"，答复企业改为 {short_day(row.told_on)}" if row.told_on else ""
            lines.append(f"准予延到 {short_day(row.until_on)}（{row.days} 个工作日）{answer_date}")
        lines += _decided(row)
        yield CaseEvent(
            "延期", _tone(row.granted, row.clock.is_running), row.outcome_label, row.reason, tuple(lines)
        )


def _transfers(opened: Opened) -> Iterable[CaseEvent]:
    for row in reversed(opened.file.transfers):
        unit = row.assignment.department.short_name
        lines = [
            f"{unit}建议由{row.right_department.short_name}办理",
            f"{row.asked_by.name}，{_when(row.asked_at)}",
        ]
        if row.to_assignment is not None:
            lines.append(f"转给{row.to_assignment.department.short_name}，企业的答复期限不变")
        lines += _decided(row)
        yield CaseEvent(
            "转办", _tone(row.granted, row.clock.is_running), row.outcome_label, row.reason, tuple(lines)
        )


def _complaint(opened: Opened) -> Iterable[CaseEvent]:
    row = opened.file.complaint
    if row is None or opened.access.is_unit:
        return
    units = "、".join(unit.short_name for unit in row.departments.all())
    state = "企业同意告知名称" if row.names_agreed else "不告知企业名称"
    yield CaseEvent("反映单位自身问题", "todo", state, f"反映{units}自身的问题，不能由它主办，可以会办。", ())


def _finding(opened: Opened) -> Iterable[CaseEvent]:
    row = opened.file.finding
    if row is None:
        return
    lines = [f"在场：{row.present}", f"{row.noted_by.name}登记"]
    if row.department is not None and row.agreed_on is not None:
        lines.insert(0, f"与{row.department.short_name}商定 {short_day(row.agreed_on)}前完成")
    yield CaseEvent("活动中发现", "done" if row.settled else "todo", "当场解决" if row.settled else "现场商定", row.activity, tuple(lines))  # fmt: skip


def _decided(row: Extension | Transfer) -> Iterable[str]:
    if row.decided_by is not None and row.decided_at is not None:
        words = f"：{row.decision}" if row.decision else ""
        yield f"{row.decided_by.name} {_when(row.decided_at)}{'同意' if row.granted else '不同意'}{words}"


def _tone(granted: bool | None, waits: bool) -> str:
    if granted is None:
        return "asked" if waits else "ended"
    return "done" if granted else "ended"


def _when(at: object) -> str:
    return moment(timezone.localtime(at)) if at else ""  # type: ignore[arg-type]
