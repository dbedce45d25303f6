"""What belongs to one case, read once: guards, parties, header, dates, cards and actions of a page share it."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.db.models import Prefetch

from office.database.statements import Select
from requests_app.models.answers import Answer, Verdict
from requests_app.models.assignments import Assignment, AssignmentStatus, Part, Reply
from requests_app.models.case_rows import CaseRows
from requests_app.models.class_disputes import ClassDispute
from requests_app.models.clocks import Clock, Pause
from requests_app.models.complaints import Complaint, Release
from requests_app.models.consultations import AT_THE_TABLE, ConsultState, JointConsultation, Seat
from requests_app.models.contacts import TO_DISPOSE, Proposal, Question, Urging
from requests_app.models.disposals import Disposal
from requests_app.models.extensions import Extension
from requests_app.models.files import Attachment
from requests_app.models.findings import Finding
from requests_app.models.helping import Helper
from requests_app.models.later_questions import LaterQuestion
from requests_app.models.letters import Letter
from requests_app.models.look_backs import LookBack
from requests_app.models.promises import Promise
from requests_app.models.requests import Status
from requests_app.models.supervisions import Supervision
from requests_app.models.transfers import Transfer

ENDED = (AssignmentStatus.RETURNED, AssignmentStatus.ENDED)


class CaseFile(CaseRows):
    """The rows of one case, each group asked for at most once and only when it is read.

    They are as the database had them then: `take` opens a file of its own under its lock, and what an effect has
    changed since is not in it. Rows are in the order of their model, and their `case`, `clock`, `assignment` are the
    file's own objects.
    """

    # Units and dates

    @property
    def current(self) -> list[Assignment]:
        """Parts that still stand; none asked for before anybody can have one, nor where a list has read them."""
        read = getattr(self.case, "_prefetched_objects_cache", {}).get("assignments")
        if read is None and self.case.status == Status.SUBMITTED:
            return []
        return [part for part in (self.assignments if read is None else read) if part.status not in ENDED]

    @property
    def lead(self) -> Assignment | None:
        return next((part for part in self.current if part.part == Part.LEAD), None)

    @cached_property
    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.is_running]

    def clock(self, kind: str) -> Clock | None:
        """The running one of a kind, the earliest first."""
        return next((clock for clock in self.running if clock.kind == kind), None)

    @cached_property
    def replies(self) -> list[Reply]:
        if not self._has(Reply):
            return []
        return self._linked(_REPLIES.all(case=self.case.pk))

    @property
    def reply(self) -> Reply | None:
        """The one that counts now, in whatever state: the latest of the lead that stands, written in this round.

        What was answered in an earlier round counts no more, nor does what a returned or ended part wrote. Rule:
        docs/domain.md § 3.
        """
        lead = self.lead
        if lead is None:
            return None
        written = [row for row in self.replies if row.assignment_id == lead.pk and not row.is_opinion]
        return written[-1] if written and self.round_of(written[-1]) == self.case.round else None

    def round_of(self, reply: Reply) -> int:
        """The round in which a lead wrote: an answer ends what its unit had written until then."""
        ended = (number for number, last in self.answered_with if reply.pk <= last)
        return next(ended, self.case.round)

    @cached_property
    def answered_with(self) -> list[tuple[int, int]]:
        """Of the earlier rounds the number and the key of the reply that was passed on, the earliest first."""
        if self.case.round == 1:
            return []
        rows = Answer.objects.filter(case=self.case, round__lt=self.case.round, reply__isnull=False)
        return list(rows.order_by("round").values_list("round", "reply_id"))

    @cached_property
    def questions(self) -> list[Question]:
        return self._linked(self._all(Question, "asked_by"))

    @cached_property
    def pauses(self) -> list[Pause]:
        rows = self._all(Pause)
        asked = {question.pk: question for question in self.questions} if rows else {}
        for row in rows:
            row.question = asked[row.question_id]
        return rows

    @cached_property
    def letters(self) -> list[Letter]:
        return self._linked(self._all(Letter))

    @cached_property
    def attachments(self) -> list[Attachment]:
        return self._all(Attachment, "file")

    # Asked and decided

    @cached_property
    def extensions(self) -> list[Extension]:
        return self._linked(self._all(Extension, "asked_by", "decided_by"))

    @cached_property
    def transfers(self) -> list[Transfer]:
        found = self._linked(self._all(Transfer, "right_department", "asked_by", "decided_by"))
        for row in found:
            if row.to_assignment_id is not None:
                row.to_assignment = self._parts[row.to_assignment_id]
        return found

    @cached_property
    def consultations(self) -> list[JointConsultation]:
        if not self._has(JointConsultation):
            return []
        rows = JointConsultation.objects.filter(case=self.case).prefetch_related("seats__department")
        return self._linked(rows.select_related("proposed_by", "convened_by", "recorded_by", "lead"))

    @property
    def consultation(self) -> JointConsultation | None:
        """The one to be convened, or whose minutes are to be written."""
        waiting = (ConsultState.PROPOSED, ConsultState.CONVENED)
        pending = [row for row in self.consultations if row.state in waiting and row.clock.is_running]
        return pending[-1] if pending else None

    @property
    def seats(self) -> list[Seat]:
        """Of those invited to a 会诊 that is to be held, or was."""
        held = [row for row in self.consultations if row.state in AT_THE_TABLE]
        return [seat for row in held for seat in row.seats.all() if seat.invited]

    @cached_property
    def disputes(self) -> list[ClassDispute]:
        if not self._has(ClassDispute):
            return []
        rows = ClassDispute.objects.filter(clock__case=self.case).select_related("raised_by", "decided_by")
        replies = {reply.pk: reply for reply in self.replies}
        found = self._linked(rows)
        for row in found:
            row.reply = replies[row.reply_id]
        return found

    @cached_property
    def proposals(self) -> list[Proposal]:
        if not self._has(Proposal):
            return []
        rows = Proposal.objects.filter(case=self.case).select_related("lead", "by").prefetch_related("co")
        return self._own(rows)

    @cached_property
    def undecided_proposals(self) -> list[Proposal]:
        """Those that somebody has still to decide on."""
        if not self.proposals:
            return []
        keys = set(Proposal.objects.undecided().filter(case=self.case).values_list("pk", flat=True))
        return [row for row in self.proposals if row.pk in keys]

    @property
    def proposed_disposal(self) -> Proposal | None:
        """The latest 建议不予受理 or 建议转送 that nobody has decided on yet."""
        asked = [row for row in self.undecided_proposals if row.kind in TO_DISPOSE]
        return asked[-1] if asked else None

    @cached_property
    def supervisions(self) -> list[Supervision]:
        return self._all(Supervision, "ordered_by", "released_by")

    @property
    def supervision(self) -> Supervision | None:
        """The unreleased one, even past its day."""
        return next((row for row in self.supervisions if row.released_at is None), None)

    @cached_property
    def urgings(self) -> list[Urging]:
        return self._all(Urging)

    @cached_property
    def helpers(self) -> list[Helper]:
        """Those who help now."""
        return [row for row in self._all(Helper, "representative__user") if row.until is None]

    @cached_property
    def complaint(self) -> Complaint | None:
        if not self._has(Complaint):
            return None
        return Complaint.objects.filter(case=self.case).prefetch_related("departments").first()

    @cached_property
    def releases(self) -> list[Release]:
        return self._all(Release, "department", "released_by")

    @cached_property
    def finding(self) -> Finding | None:
        return next(iter(self._all(Finding, "department", "noted_by")), None)

    # The end and after

    @cached_property
    def answers(self) -> list[Answer]:
        if not self._has(Answer):
            return []
        rows = Answer.objects.filter(case=self.case).select_related("promise")
        return self._own(
            rows.prefetch_related(Prefetch("verdicts", Verdict.objects.order_by("pk")), "promise__milestones")
        )

    @property
    def verdict(self) -> Verdict | None:
        """The last one on an answer of this round that no other verdict has replaced."""
        of_round = [answer for answer in self.answers if answer.round == self.case.round]
        found = [row for answer in of_round for row in answer.verdicts.all() if row.overridden_at is None]
        return max(found, key=lambda row: row.pk, default=None)

    @cached_property
    def promises(self) -> list[Promise]:
        return self._all(Promise)

    @property
    def promise(self) -> Promise | None:
        """The one that nobody has recorded as kept yet."""
        awaited = [row for row in self.promises if row.is_awaited]
        return awaited[-1] if awaited else None

    @cached_property
    def look_backs(self) -> list[LookBack]:
        return self._all(LookBack, "done_by")

    @property
    def look_back(self) -> LookBack | None:
        """The open one: somebody has to call."""
        return next((row for row in self.look_backs if row.opened_at and row.done_at is None), None)

    @cached_property
    def later_questions(self) -> list[LaterQuestion]:
        return self._all(LaterQuestion)

    @cached_property
    def disposals(self) -> list[Disposal]:
        return self._all(Disposal, "decided_by", "proposed_by")

    # Other cases

    @property
    def leads_others(self) -> bool:
        """Others are merged into this one."""
        return "merged" in self._present

    @property
    def has_drafts(self) -> bool:
        """Somebody has typed something into the form of a step and not sent it."""
        return "drafts" in self._present

    @property
    def has_companions(self) -> bool:
        """Others follow it, were split from it or with it, or it follows one."""
        return bool(self.case.leading_id or self.case.split_from_id or self._present & {"followers", "parts"})


_REPLIES = Select(
    lambda case: Reply.objects.filter(assignment__case=case),
    case=models.BigIntegerField(),
)
