"""What belongs to one suggestion, read once: guards, parties, the page and its actions share it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from casework.models.assignments import AssignmentStatus, Part, ReplyState
from suggestions.models import (
    Author,
    DirectorsDecision,
    Meeting,
    Opinion,
    ProposedReturn,
    Suggestion,
    SuggestionAssignment,
    SuggestionClock,
    SuggestionConsultation,
    SuggestionExtension,
    SuggestionPromise,
    SuggestionReply,
    SuggestionSupervision,
    Takeover,
)
from suggestions.models.authors import AuthorState
from suggestions.models.consultations import ConsultState
from suggestions.models.suggestions import Status

ENDED = (AssignmentStatus.RETURNED, AssignmentStatus.ENDED)


def answers_that_hold(replies: Iterable[SuggestionReply]) -> list[SuggestionReply]:
    """Of all rows those that were sent and not sent back, of their last round."""
    sent = [
        reply
        for reply in replies
        if not reply.is_opinion and reply.sent_at and reply.state != ReplyState.SENT_BACK
    ]
    last = max((reply.round for reply in sent), default=0)
    return [reply for reply in sent if reply.round == last]


def holding_now(suggestion: Suggestion, replies: Iterable[SuggestionReply]) -> list[SuggestionReply]:
    """As `answers_that_hold`; none of an earlier round while the suggestion is handled again."""
    found = answers_that_hold(replies)
    is_again = suggestion.status == Status.HANDLING
    return [reply for reply in found if not is_again or reply.round == suggestion.round]


class SuggestionFile:
    """The rows of one suggestion, each group asked for at most once and only when it is read."""

    def __init__(self, suggestion: Suggestion) -> None:
        self.suggestion = suggestion

    @cached_property
    def authors(self) -> list[Author]:
        return list(self.suggestion.authors.select_related("representative__user", "successor"))

    @property
    def standing(self) -> list[Author]:
        """Neither refused nor left."""
        return [each for each in self.authors if each.state not in (AuthorState.REFUSED, AuthorState.LEFT)]

    @property
    def lead_author(self) -> Author | None:
        """The first who still stands: where the first author leaves, the next one speaks."""
        return next(iter(self.standing), None)

    @cached_property
    def assignments(self) -> list[SuggestionAssignment]:
        return list(self.suggestion.assignments.select_related("department", "through"))

    @property
    def current(self) -> list[SuggestionAssignment]:
        """Parts that still stand, leads first."""
        parts = [part for part in self.assignments if part.status not in ENDED]
        return sorted(parts, key=lambda part: (not part.is_lead, part.pk))

    @property
    def leads(self) -> list[SuggestionAssignment]:
        return [part for part in self.current if part.part == Part.LEAD]

    @cached_property
    def clocks(self) -> list[SuggestionClock]:
        return list(self.suggestion.clocks.select_related("assignment__department", "assignment__through"))

    @property
    def running(self) -> list[SuggestionClock]:
        return [clock for clock in self.clocks if clock.is_running]

    def clock(self, kind: str) -> SuggestionClock | None:
        """The running one of a kind, the earliest first."""
        return next((clock for clock in self.running if clock.kind == kind), None)

    @cached_property
    def replies(self) -> list[SuggestionReply]:
        rows = SuggestionReply.objects.filter(assignment__suggestion=self.suggestion)
        return list(rows.select_related("assignment__department"))

    def reply_of(self, part: SuggestionAssignment) -> SuggestionReply | None:
        """The latest text of a lead's part in this round."""
        rows = [
            reply
            for reply in self.replies
            if reply.assignment_id == part.pk
            and not reply.is_opinion
            and reply.round == self.suggestion.round
        ]
        return rows[-1] if rows else None

    @property
    def sent(self) -> list[SuggestionReply]:
        """Answers of this round that have gone to the authors."""
        return [
            reply
            for reply in self.replies
            if not reply.is_opinion
            and reply.sent_at
            and reply.state != ReplyState.SENT_BACK
            and reply.round == self.suggestion.round
        ]

    @property
    def holding(self) -> list[SuggestionReply]:
        """The answers that hold: of the last round that has any. A promise that was kept is answered anew without a
        new text; an answer with which the author was not content holds no more once another was sent."""
        return holding_now(self.suggestion, self.replies)

    @cached_property
    def meetings(self) -> list[Meeting]:
        return list(self.suggestion.meetings.select_related("assignment__department"))

    def meetings_of(self, part: SuggestionAssignment) -> list[Meeting]:
        """Of this round."""
        return [
            each
            for each in self.meetings
            if each.assignment_id == part.pk and each.round == self.suggestion.round
        ]

    @cached_property
    def opinions(self) -> list[Opinion]:
        return list(self.suggestion.opinions.select_related("author__representative", "spoken_by"))

    @property
    def opinion(self) -> Opinion | None:
        """What the lead author has said of this round, once it counts."""
        lead = self.lead_author
        return next(
            (
                each
                for each in self.opinions
                if lead
                and each.author_id == lead.pk
                and each.round == self.suggestion.round
                and each.counted_at
            ),
            None,
        )

    @property
    def unchecked_opinion(self) -> Opinion | None:
        return next((each for each in self.opinions if each.counted_at is None), None)

    @cached_property
    def proposed_return(self) -> ProposedReturn | None:
        """The one that waits for another person."""
        return self.suggestion.returns.filter(decided_at__isnull=True).select_related("unsuitable").first()

    @cached_property
    def consultations(self) -> list[SuggestionConsultation]:
        rows = SuggestionConsultation.objects.filter(suggestion=self.suggestion)
        return list(rows.prefetch_related("seats__department"))

    @property
    def consultation(self) -> SuggestionConsultation | None:
        """The one that was convened, and is neither held nor called off."""
        return next((each for each in self.consultations if each.state == ConsultState.CONVENED), None)

    @cached_property
    def takeover(self) -> Takeover | None:
        """The one that waits for another person."""
        rows = self.suggestion.takeovers.filter(decided_at__isnull=True)
        return rows.select_related("representative").first()

    @cached_property
    def extension(self) -> SuggestionExtension | None:
        """The one that waits for the authors' consent or the office's decision."""
        rows = SuggestionExtension.objects.undecided().filter(suggestion=self.suggestion)
        return rows.select_related("assignment__department").prefetch_related("consents").first()

    @cached_property
    def directors_decision(self) -> DirectorsDecision | None:
        """Recorded and not confirmed yet."""
        return self.suggestion.directors_decisions.filter(confirmed_at__isnull=True).first()

    @cached_property
    def supervision(self) -> SuggestionSupervision | None:
        return SuggestionSupervision.objects.unreleased().filter(suggestion=self.suggestion).first()

    @cached_property
    def promises(self) -> list[SuggestionPromise]:
        return list(self.suggestion.promises.select_related("reply__assignment__department"))

    @property
    def awaited(self) -> list[SuggestionPromise]:
        """Promises of which nobody has said yet that they were kept or broken."""
        return [each for each in self.promises if each.is_awaited]
