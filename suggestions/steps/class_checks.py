"""核对类别: the office agrees with the class of an answer, or sends the answer back (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.models.assignments import ReplyState
from casework.models.clocks import StopReason
from groups.models import Department
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import SuggestionPromise, SuggestionReply
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.parts import reopen_parts


def class_unchecked(context: StepContext) -> Refused | None:
    """Refuses `checked`; `opinion` once the author has spoken of the answer."""
    if context.file.clock(ClockKind.CHECK_CLASS) is None:
        return Refused("checked", "类别已经核对")
    return None


def agree_class(context: StepContext) -> None:
    clocks.stop(context.subject, ClockKind.CHECK_CLASS, at=context.at)
    for reply in context.file.sent:
        reply.state, reply.checked_by, reply.class_checked_at = ReplyState.CHECKED, context.user, context.at
        reply.save(update_fields=["state", "checked_by", "class_checked_at"])


@dataclass(frozen=True)
class DisputeClassInputs:
    unit: Department = input_field("any_department", "哪个单位的答复")
    remark: str = input_field("text", "为什么类别不符", max_length=500)


def class_is_disputed_in_time(context: StepContext) -> Refused | None:
    """As `class_unchecked`; refuses `opinion` once the lead author has spoken."""
    if refused := class_unchecked(context):
        return refused
    if context.file.opinion is not None:
        return Refused("opinion", "代表已经提出意见，不再退回类别")
    return None


def is_a_unit_that_answered(context: StepContext) -> None:
    """Raises `Refused` beside `unit`: `no_answer`."""
    if not _sent_by(context):
        raise Refused("no_answer", "这个单位没有答复", field="unit")


def _sent_by(context: StepContext) -> list[SuggestionReply]:
    unit = context.inputs.unit
    return [reply for reply in context.file.sent if reply.assignment.department_id == unit.pk]


def dispute_class(context: StepContext) -> None:
    """The unit answers anew within a month; the answer that was sent stays on record as sent back."""
    (reply,) = _sent_by(context)
    part = reply.assignment
    reply.state, reply.remark = ReplyState.SENT_BACK, context.inputs.remark
    reply.checked_by, reply.class_checked_at = context.user, context.at
    reply.save(update_fields=["state", "remark", "checked_by", "class_checked_at"])
    SuggestionPromise.objects.filter(reply=reply).update(ended_at=context.at)
    reopen_parts(context, [part])
    clocks.stop(
        context.subject, ClockKind.CHECK_CLASS, ClockKind.OPINION, at=context.at, reason=StopReason.VOID
    )
    context.record(unit=part.department.code)
    context.record_private(remark=context.inputs.remark)
    context.row = reply
    context.subject.answered_at = context.subject.answered_on = None
    context.move(Status.HANDLING)


_HANDLING = frozenset({Status.HANDLING})
_ANSWERED = frozenset({Status.ANSWERED})
STEPS = (
    Step(
        name="agree_class",
        label="类别相符",
        sources=_ANSWERED | {Status.CLOSED},
        who=p.OFFICE,
        guard=class_unchecked,
        effect=agree_class,
        importance=Importance.APPROVAL,
    ),
    Step(
        name="dispute_class",
        label="类别不符，退回重新答复",
        sources=_ANSWERED,
        targets=_HANDLING,
        who=p.OFFICE,
        inputs=DisputeClassInputs,
        guard=class_is_disputed_in_time,
        checks=(is_a_unit_that_answered,),
        effect=dispute_class,
        notifications=(
            Tell("class:{row.pk}", (n.handlers_of_row, n.heads_of_row), "答复类别不符，请重新答复"),
        ),
        history=Words(by_unit="的类别不符，退回重新答复"),
        importance=Importance.REFUSAL,
    ),
)
