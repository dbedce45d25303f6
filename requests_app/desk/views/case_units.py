"""A unit's part in a case as its card shows it: state, deadline, text as far as it has left the unit, files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from office.templatetags import wording
from office.templatetags.wording import short_day
from requests_app.deadlines.display import UNIT_TONES, Chip, chip_of
from requests_app.desk.views.opening import Opened
from requests_app.models import Assignment, Attachment, EnterpriseRequest, Reply
from requests_app.models.assignments import AssignmentStatus, ReplyState

# Of a reply that its unit has not let go yet only the unit itself knows.
OUT_OF_THE_UNIT = (ReplyState.SENT, ReplyState.CHECKED, ReplyState.SENT_BACK)


@dataclass(frozen=True)
class File:
    name: str
    url: str
    note: str = ""
    is_image: bool = False
    is_pdf: bool = False


@dataclass(frozen=True)
class UnitCard:
    """What components/unit_card.html shows."""

    name: str
    part: str
    is_lead: bool
    status: str
    status_label: str
    deadline_state: str
    deadline: str
    text: str
    lines: tuple[str, ...]
    files: tuple[File, ...]


def shown_reply(assignment: Assignment, opened: Opened) -> Reply | None:
    """The unit's latest text as far as it has left the unit; the unit and the auditor see drafts at the head too."""
    inside = assignment.department_id in opened.scopes.department_ids or opened.access.audits
    states = tuple(ReplyState) if inside else OUT_OF_THE_UNIT
    written = (one for one in reversed(opened.file.replies) if one.assignment_id == assignment.pk)
    return next((one for one in written if one.state in states), None)


def stands(assignment: Assignment) -> bool:
    return assignment.status not in (AssignmentStatus.RETURNED, AssignmentStatus.ENDED)


def unit_card(opened: Opened, assignment: Assignment, files: Iterable[Attachment]) -> UnitCard:
    written = shown_reply(assignment, opened)
    chip = _unit_chip(opened, assignment)
    status = _unit_status(assignment, written)
    return UnitCard(
        name=assignment.department.short_name,
        part=assignment.get_part_display(),
        is_lead=assignment.is_lead,
        status=UNIT_TONES[AssignmentStatus(assignment.status)] if status != "待单位审签" else "asked",
        status_label=status,
        deadline_state=chip.state if chip else "",
        deadline=chip.text if chip else "",
        text=written.text if written else "",
        lines=tuple(line for line in _unit_lines(opened, assignment, written) if line),
        files=tuple(file_of(opened.case, one) for one in files if one.assignment_id == assignment.pk),
    )


def _unit_status(assignment: Assignment, written: Reply | None) -> str:
    if written is not None and written.state in (ReplyState.AWAITS_HEAD, ReplyState.HANDED_BACK):
        return written.get_state_display()
    return assignment.get_status_display()


def _unit_chip(opened: Opened, assignment: Assignment) -> Chip | None:
    if assignment.done_at is not None or not opened.case.is_open:
        return None
    waiting_since = opened.case.waiting_since
    if waiting_since is not None and assignment.due_on >= waiting_since:
        return Chip("stop", "停时", "停时")
    return chip_of(assignment.due_on, opened.on, opened.calendar, started_on=assignment.assigned_on)


def _unit_lines(opened: Opened, assignment: Assignment, written: Reply | None) -> Iterable[str]:
    if written is not None:
        number = opened.file.round_of(written)
        if assignment.is_lead and number < opened.case.round:
            yield f"第 {number} 轮的回复，本轮尚未回复"
        signed = [f"{written.result_class} 类" if written.result_class else ""]
        signed += [f"签发 {written.signer}" if written.signer else ""]
        signed += [f"经办 {written.officer_name}" if written.officer_name else ""]
        yield "，".join(word for word in signed if word)
        if written.promise_on:
            yield f"承诺 {short_day(written.promise_on)}前：{written.promise_text}"
        if written.basis:
            yield f"依据 {written.basis}"
        yield _numbered(written)
        remark = "" if opened.access.is_restricted else written.remark
        if remark and written.state in (ReplyState.SENT_BACK, ReplyState.HANDED_BACK):
            yield f"{written.get_state_display()}：{remark}"
        return
    if assignment.through is not None:
        yield _through(assignment)
    if assignment.status == AssignmentStatus.AT_RELAY:
        return
    if assignment.signed_at:
        deemed = "（视同签收）" if assignment.deemed_signed else ""
        officer = f"，经办 {assignment.officer_name}" if assignment.officer_name else ""
        yield f"{moment(assignment.signed_at)} 签收{deemed}{officer}{_first_look(assignment)}"
    elif assignment.viewed_at:
        yield f"已于 {moment(assignment.viewed_at)} 查看"
    else:
        yield f"{moment(assignment.assigned_at)} 交办，尚未查看"


def _first_look(assignment: Assignment) -> str:
    """部门已于 … 查看 stays beside the signature, where the look came first."""
    if assignment.viewed_at is None:
        return ""
    return f"，{moment(assignment.viewed_at)} 首次查看"


def _through(assignment: Assignment) -> str:
    """Where the part came through a 转办单位: since when it lies there, or when it was passed on."""
    relay = assignment.through.short_name if assignment.through else ""
    if assignment.passed_on_at:
        return f"{relay} {moment(assignment.passed_on_at)} 转来"
    if assignment.relay_viewed_at:
        return f"{relay}已于 {moment(assignment.relay_viewed_at)} 查看，待转办"
    return f"{moment(assignment.assigned_at)} 交{relay}转办，尚未查看"


def _numbered(written: Reply) -> str:
    counted = (
        f"，计为 {short_day(written.counted_on)} 回复" if written.recorded_from and written.counted_on else ""
    )
    number = f"，{written.document_number}" if written.document_number else ""
    return f"{moment(written.written_at)}{counted}{number}"


def returned(assignment: Assignment) -> str:
    right = f"，建议 {assignment.right_department.short_name}" if assignment.right_department else ""
    when = _when(assignment.returned_at)
    return f"{assignment.department.short_name} {when}退回：{assignment.return_reason}{right}"


def moment(at: datetime) -> str:
    """11月23日（周一） 16:40, in Shanghai."""
    return wording.moment(timezone.localtime(at))


def _when(at: datetime | None) -> str:
    return f"{moment(at)} " if at else ""


def file_of(case: EnterpriseRequest, attachment: Attachment) -> File:
    return File(
        attachment.file.name,
        reverse("requests:attachment_desk", args=[case.ledger_number, attachment.file.token]),
        attachment.get_purpose_display(),
        attachment.file.is_image,
        attachment.file.is_pdf,
    )
