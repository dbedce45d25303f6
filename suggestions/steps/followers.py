"""并案: one handling, and an answer of its own to each that was merged (docs/domain.md § 4)."""

from __future__ import annotations

from datetime import datetime

from casework import engine
from casework.engine import Step, StepContext
from casework.models.assignments import AssignmentStatus
from office.actors import Actor
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.file import answers_that_hold
from suggestions.models import (
    Suggestion,
    SuggestionAssignment,
    SuggestionAttachment,
    SuggestionReply,
)
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.telling import tell_requests

COPIED = (
    "text", "result_class", "promise_on", "promise_text", "basis", "publicity", "signer", "officer_name",
    "officer_phone", "document_number", "document_on", "state",
)  # fmt: skip


def answer_followers(leading: Suggestion, *, at: datetime) -> None:
    """Every merged suggestion receives the answers of the leading one."""
    for follower in leading.followers.filter(status=Status.MERGED).order_by("pk"):
        engine.take("answer_merged", follower, by=Actor.system("merged"), at=at)


def answer_merged(context: StepContext) -> None:
    """A copy of each answer that was sent, so that these authors say what they think of it on their own."""
    suggestion: Suggestion = context.subject
    rows = SuggestionReply.objects.filter(
        assignment__suggestion=suggestion.leading, is_opinion=False, sent_at__isnull=False
    )
    for reply in answers_that_hold(rows.select_related("assignment__department").order_by("pk")):
        _copy(context, reply)
    suggestion.answered_at, suggestion.answered_on = context.at, context.on
    suggestion.first_answered_on = suggestion.first_answered_on or context.on
    suggestion.assigned_on = suggestion.leading.assigned_on if suggestion.leading else None
    clocks.start(suggestion, ClockKind.OPINION, at=context.at, calendar=context.calendar)
    context.move(Status.ANSWERED)
    tell_requests(context, "answered")


def _copy(context: StepContext, reply: SuggestionReply) -> None:
    source = reply.assignment
    part = SuggestionAssignment.objects.create(
        suggestion=context.subject,
        department=source.department,
        part=source.part,
        status=AssignmentStatus.REPLIED,
        assigned_at=source.assigned_at,
        assigned_on=source.assigned_on,
        assigned_by=source.assigned_by,
        due_on=source.due_on,
        signed_at=source.signed_at,
        signed_on=source.signed_on,
        officer_name=source.officer_name,
        officer_phone=source.officer_phone,
        done_at=context.at,
        done_on=context.on,
    )
    values = {name: getattr(reply, name) for name in COPIED}
    copy = SuggestionReply.objects.create(
        assignment=part,
        round=context.subject.round,
        written_at=context.at,
        written_by=reply.written_by,
        confirmed_by=reply.confirmed_by,
        sent_at=context.at,
        sent_on=context.on,
        counted_on=context.on,
        **values,
    )
    SuggestionAttachment.objects.bulk_create(
        SuggestionAttachment(
            suggestion=context.subject,
            reply=copy,
            purpose=each.purpose,
            file=each.file,
            added_at=context.at,
            added_by=each.added_by,
        )
        for each in reply.attachments.select_related("file", "added_by")
    )


STEPS = (
    Step(
        name="answer_merged",
        label="随主件答复",
        sources=frozenset({Status.MERGED}),
        targets=frozenset({Status.ANSWERED}),
        who=frozenset({p.SYSTEM}),
        effect=answer_merged,
        notifications=(Tell("answered_merged:{at}", (n.authors,), "您的建议已并案办理并答复"),),
        is_button=False,
    ),
)
