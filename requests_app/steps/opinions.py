"""会办意见: what a co-department writes for the lead."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words, of_unit
from casework.inputs import input_field
from office.models import StoredFile
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Reply
from requests_app.models.assignments import AssignmentStatus, Part, ReplyState
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople
from requests_app.steps.files import attach
from requests_app.steps.parts import finish_part, own
from requests_app.steps.reply_guards import co_is_working


@dataclass(frozen=True)
class OpinionInputs:
    text: str = input_field("text", "会办意见", max_length=2000)
    files: tuple[StoredFile, ...] = input_field("files", "附件", required=False)
    assignment: Assignment | None = input_field("assignment", "单位", required=False)


def opinion(context: StepContext) -> None:
    """The co-department's part ends with its opinion, the lead is told."""
    assignment = own(context, AssignmentStatus.SIGNED, part=Part.CO)
    reply = Reply.objects.create(
        assignment=assignment,
        is_opinion=True,
        state=ReplyState.CHECKED,
        text=context.inputs.text,
        written_at=context.at,
        written_by=context.by.user,
        counted_on=context.on,
    )
    finish_part(context, assignment, AssignmentStatus.OPINION_GIVEN, context.on)
    clocks.stop(context.subject, ClockKind.OPINION, at=context.at, assignment=assignment)
    attach(context, context.inputs.files, Purpose.OPINION, assignment=assignment)
    context.record(unit=assignment.department.code, reply=reply.pk)
    context.row = reply


STEPS = (
    Step(
        name="opinion",
        label="提交会办意见",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        who=frozenset({parties.CO_HANDLER}),
        inputs=OpinionInputs,
        guard=co_is_working,
        effect=opinion,
        notifications=(
            ToPeople(
                key="opinion:{row.pk}",
                to=(audiences.lead_handlers,),
                title="{row.assignment.department.short_name}已交会办意见",
            ),
        ),
        history=Words(by_unit="提交会办意见", requester=of_unit("提交会办意见")),
        importance=Importance.AWAITED,
    ),
)
