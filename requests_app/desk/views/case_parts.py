"""The cards of a case: the enterprise's words, units, answers, contact, files, letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse

from office.numbers import mask_name, mask_phone
from office.templatetags.wording import short_day
from office.typed import names
from requests_app.access import addresses
from requests_app.desk.views.case_units import (
    OUT_OF_THE_UNIT,
    File,
    UnitCard,
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
    Verdict,
)
from requests_app.models.assignments import AssignmentStatus, ReplyState
from requests_app.models.files import ENTERPRISE_OWN, Purpose
from requests_app.models.look_backs import LookBackOutcome


@dataclass(frozen=True)
class AnswerCard:
    """An answer as it was sent, and what the enterprise made of it."""

    answer: Answer
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Parts:
    units: list[UnitCard] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    answers: list[AnswerCard] = field(default_factory=list)
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
        return Parts(answers=_answers(opened), other_files=[file_of(opened.case, one) for one in files])
    assignments = opened.file.assignments
    own = [one for one in files if one.purpose in ENTERPRISE_OWN]
    of_units = {one.pk for one in files if one.assignment_id}
    return Parts(
        units=[unit_card(opened, one, files) for one in assignments if stands(one)],
        returned=[returned(one) for one in assignments if one.status == AssignmentStatus.RETURNED],
        answers=_answers(opened),
        questions=opened.file.questions,
        proposals=[] if opened.access.is_unit else _proposals(opened),
        own_files=[file_of(opened.case, one) for one in own],
        other_files=[file_of(opened.case, one) for one in files if one not in own and one.pk not in of_units],
        letters=_letters(opened),
        look_backs=_look_backs(opened),
        together=together_with(opened),
    )


def readable_files(opened: Opened) -> list[Attachment]:
    """The files that this reader may open; the view that serves them asks the same function."""
    files = opened.file.attachments
    if not opened.access.reads:
        return [one for one in files if one.purpose == Purpose.ANSWER]
    withheld = {} if opened.access.audits or not files else _withheld(opened)
    papers = (Purpose.REPLY, Purpose.SCAN)

    def is_inside(one: Attachment) -> bool:
        since = withheld.get(one.assignment_id or 0)
        return since is not None and one.purpose in papers and one.added_at > since

    return [one for one in files if not is_inside(one)]


def _withheld(opened: Opened) -> dict[int, datetime]:
    """Of other units' parts whose latest reply has not left the unit: when the last one before it did."""
    inside = (ReplyState.AWAITS_HEAD, ReplyState.HANDED_BACK)
    own = opened.scopes.department_ids
    written = [reply for reply in opened.file.replies if not reply.is_opinion]
    latest = {reply.assignment_id: reply for reply in written}
    out = {reply.assignment_id: reply.written_at for reply in written if reply.state in OUT_OF_THE_UNIT}
    return {
        part: out.get(part, reply.assignment.assigned_at - timedelta(seconds=1))
        for part, reply in latest.items()
        if reply.state in inside and reply.assignment.department_id not in own
    }


def contact_of(case: EnterpriseRequest) -> dict[str, str]:
    """Masked: the whole number is one recorded question away."""
    size = case.enterprise.get_size_display() if case.enterprise else ""
    industry = case.enterprise.industry if case.enterprise else ""
    staff = f"员工 {case.enterprise.employees} 人" if case.enterprise and case.enterprise.employees else ""
    return {
        "name": mask_name(case.contact),
        "note": names.note(case.contact),
        "phone": mask_phone(str(addresses.phone_of(case))),
        "email": "已登记" if case.email else "",
        "size": "，".join(word for word in (industry, size, staff) if word),
    }


def callee_of(opened: Opened) -> dict[str, str] | None:
    """Whom the counter calls for the verdict, masked; None for whoever has the whole contact before them, or may not call."""
    if opened.access.reads or not opened.access.reveals or not opened.case.phone:
        return None
    return {"name": mask_name(opened.case.contact), "phone": mask_phone(str(addresses.phone_of(opened.case)))}


def _answers(opened: Opened) -> list[AnswerCard]:
    return [
        AnswerCard(
            answer, tuple(verdict for verdict in answer.verdicts.all() if verdict.overridden_at is None)
        )
        for answer in reversed(opened.file.answers)
    ]


def _proposals(opened: Opened) -> list[Proposal]:
    """What somebody has still to decide on, the latest first."""
    return opened.file.undecided_proposals[::-1] if opened.case.is_open else []


def _look_backs(opened: Opened) -> list[LookBack]:
    if opened.case.closed_at is None and opened.case.round == 1:
        return []
    return [row for row in opened.file.look_backs if row.outcome != LookBackOutcome.VOID]


def _letters(opened: Opened) -> list[File]:
    """A unit reads the letters to itself; the office's side reads all."""
    rows = opened.file.letters
    if opened.access.is_unit:
        own = opened.scopes.department_ids
        to = ((row, row.assignment) for row in rows)
        rows = [row for row, part in to if part and (part.department_id in own or part.through_id in own)]
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
