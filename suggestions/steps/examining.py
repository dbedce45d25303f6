"""审查: returned with advice, kept as a letter, or registered with a number (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.lengths import after_months
from casework.models.assignments import Publicity
from casework.models.clocks import StopReason
from groups.models import ProfessionalGroup
from office.models import Event
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions import recipients
from suggestions.deadlines import clocks
from suggestions.models import ProposedReturn, Suggestion, SuggestionClock, UnsuitableKind
from suggestions.models.clocks import ClockKind
from suggestions.models.decisions import ReturnTo
from suggestions.models.suggestions import LETTERS, Occasion, Status
from suggestions.notifications import Tell
from suggestions.steps.parts import in_person
from suggestions.steps.telling import tell_requests

_EXAMINED = (ClockKind.EXAMINE, ClockKind.ASSIGN)
RETURN = AskedAndDecided[ProposedReturn](
    undecided=lambda file: file.proposed_return,
    nothing=("no_return", "没有待决定的审查意见"),
    barred=lambda row: (row.asked_by_id,),
    second_person="审查意见须由提出人以外的人决定",
)


@dataclass(frozen=True)
class ProposeReturnInputs:
    to: str = input_field("choice", "处理", choices=ReturnTo)
    unsuitable: UnsuitableKind = input_field("unsuitable", "情形")
    advice: str = input_field("text", "给代表的意见", max_length=1000, hint="怎样改，或者为什么不宜作为建议")


def nothing_proposed(context: StepContext) -> Refused | None:
    """Refuses `proposed` while one waits."""
    if context.file.proposed_return is not None:
        return Refused("proposed", "已有一条审查意见待决定")
    return None


def propose_return(context: StepContext) -> None:
    inputs = context.inputs
    context.row = ProposedReturn.objects.create(
        suggestion=context.subject,
        to=inputs.to,
        unsuitable=inputs.unsuitable,
        advice=inputs.advice,
        asked_at=context.at,
        asked_by=context.user,
    )
    context.record(to=inputs.to, unsuitable=inputs.unsuitable.code)
    context.record_private(reason=inputs.advice)


def may_return(context: StepContext) -> Refused | None:
    """As `RETURN.guard`; after an objection the approver decides. Refuses `approver`."""
    if refused := RETURN.guard(context):
        return refused
    # Who stands in for an absent approver decides as well, also where the own role already opens the step.
    if context.subject.objected_at is not None and context.by.user not in recipients.approvers(context.on):
        return Refused("approver", "代表提出过异议，由审签人决定")
    return None


def confirm_return(context: StepContext) -> None:
    row = RETURN.require(context)
    RETURN.decide(context, row, granted=True)
    clocks.stop(context.subject, *_EXAMINED, at=context.at)
    context.record(to=row.to)
    context.record_private(reason=row.advice)
    context.move(Status.RETURNED if row.to == ReturnTo.AUTHOR else Status.LETTER)
    if row.to == ReturnTo.LETTER:
        tell_requests(context, "refused")


def reject_return(context: StepContext) -> None:
    RETURN.decide(context, RETURN.require(context), granted=False)


def may_object(context: StepContext) -> Refused | None:
    """Once, in person. Refuses `objected`."""
    if context.subject.objected_at is not None:
        return Refused("objected", "已经提出过一次异议")
    return in_person(context)


@dataclass(frozen=True)
class ObjectInputs:
    reason: str = input_field("text", "异议理由", max_length=1000)


def object_to_return(context: StepContext) -> None:
    """The same text once more; now the approver decides."""
    context.subject.objected_at = context.at
    clocks.stop(context.subject, ClockKind.TAKEOVER, at=context.at, reason=StopReason.VOID)
    for kind in _EXAMINED:
        clocks.start(context.subject, kind, at=context.at, calendar=context.calendar)
    context.record_private(reason=context.inputs.reason)
    context.move(Status.SUBMITTED)


@dataclass(frozen=True)
class AnswerLetterInputs:
    text: str = input_field("text", "复信内容", max_length=3000)


def is_unanswered(context: StepContext) -> Refused | None:
    """Once for each time that it was kept as a letter. Refuses `answered`."""
    kept = context.subject.returns.filter(granted=True).order_by("-pk").values_list("decided_at", flat=True)
    written = Event.objects.filter(subject=context.subject.subject, action="answer_letter", at__gte=kept[:1])
    return Refused("answered", "已经复信") if written.exists() else None


def answer_letter(context: StepContext) -> None:
    context.record_private(text=context.inputs.text)


@dataclass(frozen=True)
class RegisterInputs:
    occasion: str = input_field("choice", "提出时间", choices=Occasion)
    closed_on: date | None = input_field("date", "大会闭幕日期", required=False, hint="大会期间提出的必填")
    group: ProfessionalGroup = input_field("group", "专业小组")
    publicity: str = input_field("choice", "公开属性（拟）", choices=Publicity)
    secrecy_checked_by: str = input_field("line", "保密审查人", max_length=20, hint="写姓名")


def plenary_has_its_close(context: StepContext) -> None:
    """Raises `Refused` beside `closed_on`: `missing`."""
    if context.inputs.occasion == Occasion.PLENARY and context.inputs.closed_on is None:
        raise Refused("missing", "大会期间提出的，请填写大会闭幕日期", field="closed_on")


def register(context: StepContext) -> None:
    """Numbered per occasion and year; of the plenary session units hear within a month of its close."""
    suggestion, inputs = context.subject, context.inputs
    suggestion.occasion, suggestion.group = inputs.occasion, inputs.group
    suggestion.publicity = inputs.publicity
    suggestion.secrecy_checked_by, suggestion.secrecy_checked_on = inputs.secrecy_checked_by, context.on
    suggestion.registered_at, suggestion.registered_on = context.at, context.on
    _number(suggestion, context.on.year)
    clocks.stop(suggestion, ClockKind.EXAMINE, at=context.at)
    if inputs.closed_on is not None and inputs.occasion == Occasion.PLENARY:
        clock = SuggestionClock.objects.running().get(suggestion=suggestion, kind=ClockKind.ASSIGN)
        clocks.move(clock, max(clock.due_on, after_months(inputs.closed_on, 1, context.calendar)))
    context.record(number=suggestion.number, occasion=inputs.occasion, publicity=inputs.publicity)
    context.move(Status.REGISTERED)
    tell_requests(context, "registered")


def _number(suggestion: Suggestion, year: int) -> None:
    """The next one of the occasion and year; the constraint sends who lost a race round again."""
    rows = Suggestion.objects.filter(occasion=suggestion.occasion, year=year)
    last = rows.aggregate(last=Max("serial"))["last"] or 0
    suggestion.year, suggestion.serial = year, last + 1
    suggestion.number = f"{year}{LETTERS[Occasion(suggestion.occasion)]}{suggestion.serial:03d}"


_STAFF = frozenset({p.STAFF})
_SUBMITTED = frozenset({Status.SUBMITTED})
STEPS = (
    Step(
        name="register",
        label="立案",
        sources=_SUBMITTED,
        targets=frozenset({Status.REGISTERED}),
        who=_STAFF,
        inputs=RegisterInputs,
        guard=nothing_proposed,
        checks=(plenary_has_its_close,),
        effect=register,
        notifications=(Tell("registered:{at}", (n.authors,), "您的建议已立案，{suggestion.shown_number}"),),
        history=Words(requester="建议已立案"),
        importance=Importance.DECISION,
    ),
    Step(
        name="propose_return",
        label="提出退回或作来信",
        sources=_SUBMITTED,
        who=_STAFF,
        inputs=ProposeReturnInputs,
        guard=nothing_proposed,
        effect=propose_return,
        notifications=(Tell("return:{row.pk}", (n.staff, n.approvers), "有一条审查意见待决定"),),
        importance=Importance.REFUSAL,
    ),
    Step(
        name="confirm_return",
        label="同意审查意见",
        sources=_SUBMITTED,
        targets=frozenset({Status.RETURNED, Status.LETTER}),
        who=_STAFF,
        guard=may_return,
        effect=confirm_return,
        notifications=(
            Tell("returned:{row.pk}", (n.authors,), "您的建议：{row.unsuitable}，{row.decided_words}"),
        ),
        importance=Importance.APPROVAL,
    ),
    Step(
        name="reject_return",
        label="不同意审查意见",
        sources=_SUBMITTED,
        who=_STAFF,
        guard=may_return,
        effect=reject_return,
        importance=Importance.REFUSAL,
    ),
    Step(
        name="object",
        label="提出异议",
        sources=frozenset({Status.RETURNED, Status.LETTER}),
        targets=_SUBMITTED,
        who=frozenset({p.LEAD_AUTHOR}),
        inputs=ObjectInputs,
        guard=may_object,
        effect=object_to_return,
        notifications=(Tell("objected:{at}", (n.approvers,), "代表对审查意见提出异议，请审定"),),
        importance=Importance.REQUEST,
    ),
    Step(
        name="answer_letter",
        label="复信",
        sources=frozenset({Status.LETTER}),
        who=_STAFF,
        inputs=AnswerLetterInputs,
        guard=is_unanswered,
        effect=answer_letter,
        notifications=(Tell("letter:{at}", (n.authors,), "对您来信的答复"),),
        importance=Importance.AWAITED,
    ),
)
