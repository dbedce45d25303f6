"""The cards of a case: the enterprise's words, units, answers, contact, files, letters, what is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from office.numbers import mask_name, mask_phone
from office.templatetags import wording
from office.templatetags.wording import short_day
from requests_app.deadlines import UNIT_TONES, Chip, chip_of, tone_of
from requests_app.models import (
    Answer,
    Assignment,
    Attachment,
    EnterpriseRequest,
    Letter,
    Proposal,
    Question,
    Reply,
    Verdict,
)
from requests_app.models.assignments import AssignmentStatus, ReplyState
from requests_app.models.contacts import ProposalKind
from requests_app.models.files import ENTERPRISE_OWN, Purpose
from requests_app.views.desk.opening import Opened, case_url

# Of a reply that its unit has not let go yet only the unit itself knows.
OUT_OF_THE_UNIT = (ReplyState.SENT, ReplyState.CHECKED, ReplyState.SENT_BACK)
NEAR = 3
NEAR_COLUMNS = (
    "ledger_number", "title", "status", "outcome", "waiting_since", "received_on", "enterprise_name", "requester_kind",
)  # fmt: skip


@dataclass(frozen=True)
class File:
    name: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Near:
    """Another case, and why it is shown."""

    title: str
    url: str
    note: str
    tone: str
    status: str


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


@dataclass(frozen=True)
class Told:
    """An answer as it was sent, and what the enterprise made of it."""

    answer: Answer
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Parts:
    units: list[UnitCard] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    own_files: list[File] = field(default_factory=list)
    other_files: list[File] = field(default_factory=list)
    letters: list[File] = field(default_factory=list)


def parts_of(opened: Opened) -> Parts:
    """A clerk gets the answers and their files alone."""
    files = readable_files(opened)
    if not opened.sight.reads:
        return Parts(told=_told(opened.case), other_files=[_file(opened.case, one) for one in files])
    assignments = assignments_of(opened.case)
    own = [one for one in files if one.purpose in ENTERPRISE_OWN]
    of_units = {one.pk for one in files if one.assignment_id}
    return Parts(
        units=[_unit(opened, one, files) for one in assignments if _stands(one)],
        returned=[_returned(one) for one in assignments if one.status == AssignmentStatus.RETURNED],
        told=_told(opened.case),
        questions=list(Question.objects.filter(case=opened.case).select_related("asked_by")),
        proposals=[] if opened.sight.is_unit else _proposals(opened.case),
        own_files=[_file(opened.case, one) for one in own],
        other_files=[_file(opened.case, one) for one in files if one not in own and one.pk not in of_units],
        letters=_letters(opened),
    )


def assignments_of(case: EnterpriseRequest) -> list[Assignment]:
    replies = Prefetch("replies", Reply.objects.order_by("pk"))
    return list(case.assignments.select_related("department").prefetch_related(replies))


def readable_files(opened: Opened) -> list[Attachment]:
    """The files that this reader may open; the view that serves them asks the same function."""
    rows = Attachment.objects.filter(case=opened.case).select_related("file")
    if not opened.sight.reads:
        return list(rows.filter(purpose=Purpose.ANSWER))
    hidden = set(
        Reply.objects.filter(assignment__case=opened.case, is_opinion=False)
        .exclude(assignment__department_id__in=opened.standing.department_ids)
        .filter(state__in=(ReplyState.AWAITS_HEAD, ReplyState.HANDED_BACK))
        .values_list("assignment_id", flat=True)
    )
    shown = set(
        Reply.objects.filter(assignment_id__in=hidden, state__in=OUT_OF_THE_UNIT).values_list(
            "assignment_id", flat=True
        )
    )
    kept_back = [] if opened.sight.audits else list(hidden - shown)
    return list(rows.exclude(assignment_id__in=kept_back, purpose__in=(Purpose.REPLY, Purpose.SCAN)))


def shown_reply(assignment: Assignment, opened: Opened) -> Reply | None:
    """The unit's latest text as far as it has left the unit; the unit and the auditor see drafts at the head too."""
    inside = assignment.department_id in opened.standing.department_ids or opened.sight.audits
    states = tuple(ReplyState) if inside else OUT_OF_THE_UNIT
    return next((one for one in reversed(list(assignment.replies.all())) if one.state in states), None)


def contact_of(case: EnterpriseRequest) -> dict[str, str]:
    """Masked: the whole number is one recorded question away."""
    size = case.enterprise.get_size_display() if case.enterprise else ""
    industry = case.enterprise.industry if case.enterprise else ""
    staff = f"员工 {case.enterprise.employees} 人" if case.enterprise and case.enterprise.employees else ""
    return {
        "name": mask_name(case.contact),
        "phone": mask_phone(case.phone) if case.phone else "",
        "email": "已登记" if case.email else "",
        "size": "，".join(word for word in (industry, size, staff) if word),
    }


def near_cases(opened: Opened) -> list[Near]:
    """Earlier cases of the same enterprise, then others of the same category, that this reader sees."""
    case = opened.case
    rows = (
        EnterpriseRequest.objects.filter(opened.standing.request_filter(), sealed=False)
        .exclude(pk=case.pk)
        .only(*NEAR_COLUMNS)
        .order_by("-pk")
    )
    of_same = Q(pk__in=())
    if case.enterprise_id:
        of_same = Q(enterprise_id=case.enterprise_id)
    elif case.enterprise_name:
        of_same = Q(enterprise_name=case.enterprise_name)
    similar = rows.filter(category_id=case.category_id).exclude(of_same) if case.category_id else rows.none()
    return [
        _near(row, f"本企业，{short_day(row.received_on)}反映") for row in rows.filter(of_same)[:NEAR]
    ] + [_near(row, f"{row.requester_label}，同类诉求") for row in similar[:NEAR]]


def moment(at: datetime) -> str:
    """11月23日（周一） 16:40, in Shanghai."""
    return wording.moment(timezone.localtime(at))


def _near(row: EnterpriseRequest, note: str) -> Near:
    return Near(row.title, case_url(row), note, tone_of(row), row.status_label)


def _stands(assignment: Assignment) -> bool:
    return assignment.status not in (AssignmentStatus.RETURNED, AssignmentStatus.ENDED)


def _unit(opened: Opened, assignment: Assignment, files: Iterable[Attachment]) -> UnitCard:
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
        lines=tuple(line for line in _unit_lines(assignment, written) if line),
        files=tuple(_file(opened.case, one) for one in files if one.assignment_id == assignment.pk),
    )


def _unit_status(assignment: Assignment, written: Reply | None) -> str:
    if written is not None and written.state in (ReplyState.AWAITS_HEAD, ReplyState.HANDED_BACK):
        return written.get_state_display()
    return assignment.get_status_display()


def _unit_chip(opened: Opened, assignment: Assignment) -> Chip | None:
    if assignment.done_at is not None or not opened.case.is_open:
        return None
    if opened.case.is_waiting:
        return Chip("stop", "停时", "停时")
    return chip_of(assignment.due_on, opened.on, opened.calendar)


def _unit_lines(assignment: Assignment, written: Reply | None) -> Iterable[str]:
    if written is not None:
        signed = [f"{written.result_class} 类" if written.result_class else ""]
        signed += [f"签发 {written.signer}" if written.signer else ""]
        signed += [f"经办 {written.officer_name}" if written.officer_name else ""]
        yield "，".join(word for word in signed if word)
        if written.promise_on:
            yield f"承诺 {short_day(written.promise_on)}前：{written.promise_text}"
        if written.basis:
            yield f"依据 {written.basis}"
        yield _numbered(written)
        if written.remark and written.state in (ReplyState.SENT_BACK, ReplyState.HANDED_BACK):
            yield f"{written.get_state_display()}：{written.remark}"
        return
    if assignment.signed_at:
        deemed = "（视同签收）" if assignment.deemed_signed else ""
        officer = f"，经办 {assignment.officer_name}" if assignment.officer_name else ""
        yield f"{moment(assignment.signed_at)} 签收{deemed}{officer}"
    elif assignment.viewed_at:
        yield f"已于 {moment(assignment.viewed_at)} 查看"
    else:
        yield f"{moment(assignment.assigned_at)} 交办，尚未查看"


def _numbered(written: Reply) -> str:
    counted = (
        f"，计为 {short_day(written.counted_on)} 回复" if written.recorded_from and written.counted_on else ""
    )
    number = f"，{written.document_number}" if written.document_number else ""
    return f"{moment(written.written_at)}{counted}{number}"


def _returned(assignment: Assignment) -> str:
    right = f"，建议 {assignment.right_department.short_name}" if assignment.right_department else ""
    when = _when(assignment.returned_at)
    return f"{assignment.department.short_name} {when}退回：{assignment.return_reason}{right}"


def _when(at: datetime | None) -> str:
    return f"{moment(at)} " if at else ""


def _told(case: EnterpriseRequest) -> list[Told]:
    standing = Prefetch("verdicts", Verdict.objects.filter(overridden_at__isnull=True))
    answers = Answer.objects.filter(case=case).select_related("answered_by").prefetch_related(standing)
    return [Told(answer, tuple(answer.verdicts.all())) for answer in answers.order_by("-pk")]


def _proposals(case: EnterpriseRequest) -> list[Proposal]:
    """Advice on units and answers while it can still be followed; advice to decline until it is decided."""
    if not case.is_open:
        return []
    kinds = [ProposalKind.DECLINE, ProposalKind.REFER]
    if case.status == EnterpriseRequest.Status.ACCEPTED:
        kinds += [ProposalKind.ASSIGNMENT, ProposalKind.SPOT_ANSWER]
    rows = Proposal.objects.filter(case=case, kind__in=kinds)
    return list(rows.select_related("lead", "by").prefetch_related("co").order_by("-pk"))


def _letters(opened: Opened) -> list[File]:
    """A unit reads the letters to itself; the office's side reads all."""
    rows = Letter.objects.filter(case=opened.case).select_related("assignment__department")
    if opened.sight.is_unit:
        rows = rows.filter(assignment__department_id__in=opened.standing.department_ids)
    return [
        File(
            letter.number,
            letter_url(opened.case, letter),
            _addressee(letter),
        )
        for letter in rows
    ]


def _addressee(letter: Letter) -> str:
    to = f"致{letter.assignment.department.short_name}，" if letter.assignment else ""
    return f"{to}{short_day(letter.issued_on)}"


def letter_url(case: EnterpriseRequest, letter: Letter) -> str:
    code = f"{letter.kind}-{letter.year}-{letter.serial}"
    return reverse("requests:letter", args=[case.ledger_number, code])


def _file(case: EnterpriseRequest, attachment: Attachment) -> File:
    url = reverse("requests:attachment_desk", args=[case.ledger_number, attachment.file.token])
    return File(attachment.file.name, url, attachment.get_purpose_display())
