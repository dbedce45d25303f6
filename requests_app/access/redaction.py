"""What a department complained about reads of a confidential complaint: what staff released for it (docs/domain.md § 1).

Closed by default. `request_filter` leaves such a case out of everything that its officers and their delegates see;
`restricted` gives instead a case with the columns of SHOWN and the released text, and a file with the department's own
rows and the released files. A new column or table is withheld until it is named here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any, Never

from django.db import DEFAULT_DB_ALIAS, models

from office.models import User
from requests_app.models import (
    Assignment,
    Attachment,
    Clock,
    Complaint,
    EnterpriseRequest,
    Letter,
    Pause,
    Release,
    Reply,
)
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.models.presence import present_in
from requests_app.models.visibility import confidential_to, request_filter, restricted_filter, restricting
from stations.scopes import Scopes

TITLE = "反映单位自身问题的诉求"
UNRELEASED = (
    "这件诉求反映单位自身问题，反映人不公开。内容由代表工作机构核对后放行，放行后在这里显示；可以先签收。"
)
# Number, state, dates and category: all that is read of the row.
SHOWN = (
    "id", "ledger_number", "status", "outcome", "category_id", "received_on", "submitted_at", "accepted_at", "accepted_on",
    "first_due_on", "answer_due_on", "answered_at", "answered_on", "closed_at", "closed_on", "waiting_since", "round",
)  # fmt: skip
TABLES = frozenset({Attachment, Letter, Pause, Release, Reply})
OWN_PAPERS = (Purpose.OPINION, Purpose.REPLY, Purpose.SCAN)


class RestrictedFile(CaseFile):
    """The department's own parts, dates, replies and letters, and the files released for it; all else is empty."""

    def __init__(self, case: EnterpriseRequest, departments: frozenset[int]) -> None:
        super().__init__(case)
        self._departments = departments

    @cached_property
    def release(self) -> Release | None:
        """The latest for these departments."""
        rows = Release.objects.filter(case=self.case, department__in=self._departments)
        return rows.order_by("-pk").first()

    @cached_property
    def assignments(self) -> list[Assignment]:
        """The own ones, and state and dates of those that go through one of the departments, as long as they stand."""
        parts = self._read_assignments()
        return [part for part in parts if self._is_own(part) or self._goes_through(part)]

    @cached_property
    def clocks(self) -> list[Clock]:
        """Of the own parts, and the enterprise's one date."""
        rows = Clock.objects.filter(case=self.case)
        own = models.Q(assignment__in=list(self._parts)) | models.Q(
            assignment=None, kind__in=(ClockKind.ANSWER, ClockKind.ACCEPT)
        )
        return self._linked(rows.filter(own))

    @cached_property
    def replies(self) -> list[Reply]:
        return self._linked(Reply.objects.filter(assignment__in=self._own_parts))

    @cached_property
    def pauses(self) -> list[Pause]:
        """Their dates; what was asked and answered stays unread."""
        return self._all(Pause)

    @cached_property
    def letters(self) -> list[Letter]:
        return self._linked(Letter.objects.filter(assignment__in=list(self._parts)))

    @cached_property
    def attachments(self) -> list[Attachment]:
        own = models.Q(assignment__in=self._own_parts, purpose__in=OWN_PAPERS)
        if self.release is not None:
            own |= models.Q(pk__in=self.release.files.values("pk"), purpose=Purpose.RELEASED)
        return self._own(Attachment.objects.filter(own, case=self.case).select_related("file"))

    @cached_property
    def _present(self) -> frozenset[type[models.Model] | str]:
        return present_in(self.case.pk) & TABLES

    def _is_own(self, part: Assignment) -> bool:
        return part.department_id in self._departments

    def _goes_through(self, part: Assignment) -> bool:
        """What the unit behind says, why it gave the part back too, names whom it was told of."""
        return part.through_id in self._departments and part.status != AssignmentStatus.RETURNED

    @property
    def _own_parts(self) -> list[int]:
        return [part.pk for part in self.assignments if self._is_own(part)]


def restricted(case: EnterpriseRequest, departments: frozenset[int]) -> RestrictedFile:
    """The file of a case for officers of these departments; its `case` stands in for the row and cannot be saved."""
    file = RestrictedFile(stand_in(case), departments)
    file.case.text = file.release.text if file.release else UNRELEASED
    return file


def stand_in(case: EnterpriseRequest, *, text: str = UNRELEASED) -> EnterpriseRequest:
    """A case of its own with the columns of SHOWN, for showing only: verbs read the row anew."""
    blank = EnterpriseRequest(title=TITLE, text=text)
    names = [column.attname for column in EnterpriseRequest._meta.concrete_fields]
    values = [getattr(case if name in SHOWN else blank, name) for name in names]
    shown = EnterpriseRequest.from_db(DEFAULT_DB_ALIAS, names, values)
    vars(shown).update(save=_refuse, refresh_from_db=_refuse)
    return shown


def is_restricted(file: CaseFile, scopes: Scopes) -> bool:
    """Whether the case is confidential to this person; asks for nothing where nobody's officer reads."""
    departments = restricting(scopes)
    return bool(departments) and is_against(file, departments)


def is_against(file: CaseFile, departments: Collection[int | None]) -> bool:
    """Whether the case complains about one of these departments and its enterprise stays unnamed to it."""
    complaint = file.complaint
    if complaint is None or complaint.names_agreed:
        return False
    return any(unit.pk in departments for unit in complaint.departments.all())


def restricted_among(keys: Collection[int], user: User, on: date) -> frozenset[int]:
    """Keys of those cases that are confidential to `user`; no query for who is nobody's officer."""
    scopes = Scopes.of(user, on)
    if not keys or not restricting(scopes):
        return frozenset()
    return frozenset(confidential_to(scopes).filter(case_id__in=keys).values_list("case_id", flat=True))


def listed_filter(scopes: Scopes) -> models.Q:
    """What the desk's own lists hold: what is read, and restricted cases, of which a row says number and dates."""
    if not restricting(scopes):
        # An auditor's filter is an empty one, which “or” would drop.
        return request_filter(scopes)
    return request_filter(scopes) | restricted_filter(scopes)


def is_confidential(case: EnterpriseRequest) -> bool:
    """Whether it complains about a department without the enterprise's consent."""
    complaint: Complaint | None = getattr(case, "complaint", None)
    return complaint is not None and not complaint.names_agreed


def confidential_cases() -> models.QuerySet[Any, Any]:
    """Their keys, to be left out of what anybody may read."""
    return Complaint.objects.confidential().order_by().values("case_id")


def _refuse(*args: Any, **kwargs: Any) -> Never:
    raise AssertionError("A restricted case stands in for its row: it is neither saved nor read anew")
