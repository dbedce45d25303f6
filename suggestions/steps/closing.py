"""办结, and what follows it: promises kept or broken (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from office.models import StoredFile
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import SuggestionAssignment, SuggestionPromise
from suggestions.models.attachments import Purpose
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Outcome, Status
from suggestions.notifications import Tell
from suggestions.steps.files import attach
from suggestions.steps.parts import LEAD_SIGNERS, candidates
from suggestions.steps.telling import tell_requests

REPLIED = ("replied",)
KEEPS_RUNNING = (ClockKind.PROMISE, ClockKind.REPORT, ClockKind.CHECK_CLASS)


def end(context: StepContext, outcome: Outcome) -> None:
    """Closed as `outcome`; what was promised and what is watched goes on."""
    suggestion = context.subject
    suggestion.outcome = outcome
    suggestion.closed_at, suggestion.closed_on = context.at, context.on
    clocks.stop_all(suggestion, at=context.at, keep=KEEPS_RUNNING)
    context.move(Status.CLOSED)


def reopen_for_opinion(context: StepContext) -> None:
    """Answered once more: the authors are asked anew."""
    suggestion = context.subject
    suggestion.outcome, suggestion.closed_at, suggestion.closed_on = "", None, None
    suggestion.round += 1
    suggestion.answered_at, suggestion.answered_on = context.at, context.on
    clocks.start(suggestion, ClockKind.OPINION, at=context.at, calendar=context.calendar)
    context.move(Status.ANSWERED)


@dataclass(frozen=True)
class KeepInputs:
    evidence: str = input_field(
        "text", "兑现情况", max_length=2000, hint="做了什么、依据哪份文件、谁能证明；送每一位提出人"
    )
    files: tuple[StoredFile, ...] = input_field("files", "兑现材料", required=False)
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


@dataclass(frozen=True)
class BreakInputs:
    reason: str = input_field("text", "为什么没有兑现", max_length=1000)


def promised(context: StepContext) -> SuggestionPromise | None:
    """The awaited promise of the part that this actor speaks for, the nearest first."""
    parts = {part.pk for part in candidates(context, REPLIED, lead=True)}
    return next((each for each in context.file.awaited if each.reply.assignment_id in parts), None)


def has_promised(context: StepContext) -> Refused | None:
    """Refuses `no_promise`."""
    return None if promised(context) else Refused("no_promise", "没有待兑现的承诺")


def keep_promise(context: StepContext) -> None:
    """With evidence, answered again to every author, whose opinion is asked anew."""
    promise = promised(context)
    if promise is None:
        raise Refused("no_promise", "没有待兑现的承诺")
    promise.kept_at, promise.kept_on = context.at, context.on
    promise.evidence = context.inputs.evidence
    promise.save()
    attach(context, context.inputs.files, Purpose.PROOF, promise.reply)
    clocks.stop(context.subject, ClockKind.PROMISE, at=context.at, assignment=promise.reply.assignment)
    context.record(unit=promise.reply.assignment.department.code)
    context.record_private(text=context.inputs.evidence)
    context.row = promise
    tell_requests(context, "kept")
    reopen_for_opinion(context)


def is_past(context: StepContext) -> Refused | None:
    """Refuses `not_due` before the promised day has passed."""
    if not any(each.due_on < context.on for each in context.file.awaited):
        return Refused("not_due", "承诺还没有到期")
    return None


def break_promise(context: StepContext) -> None:
    """Said openly; it stays on the wall until it is kept."""
    promise = next(each for each in context.file.awaited if each.due_on < context.on)
    promise.broken_at, promise.broken_on = context.at, context.on
    promise.save()
    clocks.stop(context.subject, ClockKind.PROMISE, at=context.at, assignment=promise.reply.assignment)
    context.subject.outcome = Outcome.BROKEN
    context.record(unit=promise.reply.assignment.department.code)
    context.record_private(reason=context.inputs.reason)
    context.row = promise


_CLOSED = frozenset({Status.CLOSED})
STEPS = (
    Step(
        name="keep_promise",
        label="报告承诺兑现",
        sources=_CLOSED,
        targets=frozenset({Status.ANSWERED}),
        who=LEAD_SIGNERS,
        inputs=KeepInputs,
        guard=has_promised,
        effect=keep_promise,
        notifications=(Tell("kept:{row.pk}", (n.authors, n.staff), "承诺已兑现，请您再提出意见"),),
        history=Words(by_unit="报告承诺兑现"),
        importance=Importance.AWAITED,
    ),
    Step(
        name="break_promise",
        label="认定承诺未兑现",
        sources=_CLOSED,
        who=frozenset({p.STAFF}),
        inputs=BreakInputs,
        guard=is_past,
        effect=break_promise,
        notifications=(Tell("broken:{row.pk}", (n.authors, n.lead_handlers), "承诺到期没有兑现"),),
        history=Words(by_unit="的承诺没有兑现"),
        importance=Importance.DECISION,
    ),
)
