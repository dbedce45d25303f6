"""The cards of a case: the enterprise's words, units, answers, contact, files, letters."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.urls import reverse

from office.numbers import mask_name, mask_phone
from office.templatetags.wording import short_day
from requests_app.desk.views.case_units import (
    OUT_OF_THE_UNIT,
    File,
    UnitCard,
    assignments_of,
    file_of,
    returned,
    stands,
    unit_card,
)
from requests_app.desk.views.opening import Opened
from requests_app.desk.views.related_cases import Near, together_with
from requests_app.models import (
    Answer,
    Attachment,
    EnterpriseRequest,
    Letter,
    LookBack,
    Proposal,
    Question,
    Reply,
    Verdict,
)
from requests_app.models.assignments import AssignmentStatus, ReplyState
from requests_app.models.contacts import ProposalKind
from requests_app.models.files import ENTERPRISE_OWN, Purpose
from requests_app.models.look_backs import LookBackOutcome


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
    look_backs: list[LookBack] = field(default_factory=list)
    together: list[Near] = field(default_factory=list)


def parts_of(opened: Opened) -> Parts:
    """A clerk gets the answers and their files alone."""
    files = readable_files(opened)
    if not opened.access.reads:
        return Parts(told=_told(opened.case), other_files=[file_of(opened.case, one) for one in files])
    assignments = assignments_of(opened.case)
    own = [one for one in files if one.purpose in ENTERPRISE_OWN]
    of_units = {one.pk for one in files if one.assignment_id}
    return Parts(
        units=[unit_card(opened, one, files) for one in assignments if stands(one)],
        returned=[returned(one) for one in assignments if one.status == AssignmentStatus.RETURNED],
        told=_told(opened.case),
        questions=list(Question.objects.filter(case=opened.case).select_related("asked_by")),
        proposals=[] if opened.access.is_unit else _proposals(opened.case),
        own_files=[file_of(opened.case, one) for one in own],
        other_files=[file_of(opened.case, one) for one in files if one not in own and one.pk not in of_units],
        letters=_letters(opened),
        look_backs=_look_backs(opened.case),
        together=together_with(opened),
    )


def readable_files(opened: Opened) -> list[Attachment]:
    """The files that this reader may open; the view that serves them asks the same function."""
    rows = Attachment.objects.filter(case=opened.case).select_related("file")
    if not opened.access.reads:
        return list(rows.filter(purpose=Purpose.ANSWER))
    hidden = set(
        Reply.objects.filter(assignment__case=opened.case, is_opinion=False)
        .exclude(assignment__department_id__in=opened.scopes.department_ids)
        .filter(state__in=(ReplyState.AWAITS_HEAD, ReplyState.HANDED_BACK))
        .values_list("assignment_id", flat=True)
    )
    shown = set(
        Reply.objects.filter(assignment_id__in=hidden, state__in=OUT_OF_THE_UNIT).values_list(
            "assignment_id", flat=True
        )
    )
    kept_back = [] if opened.access.audits else list(hidden - shown)
    return list(rows.exclude(assignment_id__in=kept_back, purpose__in=(Purpose.REPLY, Purpose.SCAN)))


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


def callee_of(opened: Opened) -> dict[str, str] | None:
    """Whom the counter calls for the verdict, masked; None for whoever has the whole contact before them, or may not call."""
    if opened.access.reads or not opened.access.reveals or not opened.case.phone:
        return None
    return {"name": mask_name(opened.case.contact), "phone": mask_phone(opened.case.phone)}


def _told(case: EnterpriseRequest) -> list[Told]:
    scopes = Prefetch("verdicts", Verdict.objects.filter(overridden_at__isnull=True))
    answers = (
        Answer.objects.filter(case=case)
        .select_related("promise")
        .prefetch_related(scopes, "promise__milestones")
    )
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


def _look_backs(case: EnterpriseRequest) -> list[LookBack]:
    if case.closed_at is None and case.round == 1:
        return []
    rows = LookBack.objects.filter(case=case).exclude(outcome=LookBackOutcome.VOID)
    return list(rows.select_related("done_by"))


def _letters(opened: Opened) -> list[File]:
    """A unit reads the letters to itself; the office's side reads all."""
    rows = Letter.objects.filter(case=opened.case).select_related("assignment__department")
    if opened.access.is_unit:
        own = opened.scopes.department_ids
        rows = rows.filter(Q(assignment__department_id__in=own) | Q(assignment__through_id__in=own))
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
