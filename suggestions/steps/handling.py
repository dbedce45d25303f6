"""办理: co-units' opinions, meetings with the author (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.models.assignments import AssignmentStatus, ReplyState
from office.models import StoredFile
from office.refusals import Refused
from office.templatetags.wording import short_day
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import (
    Meeting,
    SuggestionAssignment,
    SuggestionReply,
)
from suggestions.models.assignments import MeetingWay
from suggestions.models.attachments import Purpose
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.files import attach
from suggestions.steps.parts import (
    CO_SIGNERS,
    LEAD_UNIT,
    has_part,
    own_part,
)

OPEN_PARTS = (AssignmentStatus.SENT, AssignmentStatus.SIGNED)


SIGNED = (AssignmentStatus.SIGNED,)


YES_NO = (("yes", "是"), ("no", "否"))


@dataclass(frozen=True)
class UnitOpinionInputs:
    text: str = input_field("text", "会办意见", max_length=3000)
    signer: str = input_field("line", "签发人", max_length=20, hint="本单位负责人")
    files: tuple[StoredFile, ...] = input_field("files", "附件", required=False)
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


def has_co_part(context: StepContext) -> Refused | None:
    """Refuses `no_part`."""
    return has_part(context, OPEN_PARTS, lead=False)


def give_unit_opinion(context: StepContext) -> None:
    part, inputs = own_part(context, OPEN_PARTS, lead=False), context.inputs
    context.row = SuggestionReply.objects.create(
        assignment=part,
        is_opinion=True,
        round=context.subject.round,
        state=ReplyState.SENT,
        text=inputs.text,
        signer=inputs.signer,
        written_at=context.at,
        written_by=context.user,
        sent_at=context.at,
        sent_on=context.on,
    )
    attach(context, inputs.files, Purpose.OPINION, context.row)
    part.status, part.done_at, part.done_on = AssignmentStatus.OPINION_GIVEN, context.at, context.on
    if part.signed_at is None:
        part.signed_at, part.signed_on = context.at, context.on
    part.save()
    clocks.stop(context.subject, ClockKind.SIGN, ClockKind.CO_OPINION, at=context.at, assignment=part)
    context.record(unit=part.department.code)


@dataclass(frozen=True)
class MeetInputs:
    held_on: date = input_field("date", "日期")
    way: str = input_field("choice", "方式", choices=MeetingWay)
    came: str = input_field("choice", "见到代表了吗", choices=YES_NO, hint="三天约了三次都没见到，可以先答复")
    people: str = input_field("line", "哪些人", max_length=200, hint="双方姓名和职务")
    said: str = input_field("text", "代表提出了什么", required=False, max_length=1000)
    agreed: str = input_field("choice", "代表同意拟答复吗", required=False, choices=YES_NO)
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


def held_by_now(context: StepContext) -> None:
    """Raises `Refused` beside `held_on`: `future`, `early` before it was assigned."""
    if context.inputs.held_on > context.on:
        raise Refused("future", "日期不能晚于今天", field="held_on")
    assigned = context.subject.assigned_on
    if assigned is not None and context.inputs.held_on < assigned:
        raise Refused("early", f"日期不能早于交办日期 {short_day(assigned)}", field="held_on")


def says_what_came_of_it(context: StepContext) -> None:
    """Raises `Refused` beside `said` or `agreed`: `missing`, where the author was met."""
    if context.inputs.came == "yes" and not context.inputs.agreed:
        raise Refused("missing", "请选择代表是否同意拟答复", field="agreed")
    if context.inputs.came == "yes" and not context.inputs.said.strip():
        raise Refused("missing", "请写下代表提出了什么", field="said")


def meet(context: StepContext) -> None:
    """A meeting, or an offer that came to nothing."""
    part, inputs = own_part(context, SIGNED, lead=True), context.inputs
    came = inputs.came == "yes"
    context.row = Meeting.objects.create(
        suggestion=context.subject,
        assignment=part,
        round=context.subject.round,
        held_on=inputs.held_on,
        way=inputs.way,
        came=came,
        people=inputs.people,
        said=inputs.said if came else "",
        agreed=inputs.agreed == "yes" if came else None,
        recorded_at=context.at,
        recorded_by=context.user,
    )
    context.record(unit=part.department.code, came=came, held_on=inputs.held_on)


def handles_as_lead(context: StepContext) -> Refused | None:
    """Refuses `no_part`."""
    return has_part(context, SIGNED, lead=True)


_HANDLING = frozenset({Status.HANDLING})
STEPS = (
    Step(
        name="give_unit_opinion",
        label="交会办意见",
        sources=_HANDLING | {Status.ASSIGNED},
        who=CO_SIGNERS,
        inputs=UnitOpinionInputs,
        guard=has_co_part,
        effect=give_unit_opinion,
        notifications=(Tell("unit_opinion:{row.pk}", (n.lead_handlers,), "会办单位交来意见"),),
        history=Words(by_unit="交会办意见"),
        importance=Importance.AWAITED,
    ),
    Step(
        name="meet",
        label="记录面商",
        sources=_HANDLING,
        who=LEAD_UNIT | {p.LEAD_HEAD},
        inputs=MeetInputs,
        guard=handles_as_lead,
        checks=(held_by_now, says_what_came_of_it),
        effect=meet,
        notifications=(Tell("met:{row.pk}", (n.lead_author,), "承办单位记录了与您的面商，请核对"),),
        history=Words(by_unit="记录面商"),
        importance=Importance.WORK,
    ),
)
