"""重点督办 and urging (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from casework.models.clocks import StopReason
from casework.models.letters import LetterKind
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import (
    SuggestionSupervision,
    SuggestionUrging,
)
from suggestions.models.clocks import ClockKind
from suggestions.models.milestones import MilestoneKind
from suggestions.models.suggestions import ON_ITS_OWN, Status
from suggestions.notifications import Tell
from suggestions.steps.assignments import issue_letter
from suggestions.steps.milestones import is_watched, note
from suggestions.steps.parts import LEAD_UNIT


@dataclass(frozen=True)
class SuperviseInputs:
    held_on: date = input_field("date", "主任会议日期")
    minute_number: str = input_field("line", "纪要文号", max_length=60)
    leader: str = input_field("line", "督办领导", max_length=40, hint="姓名和职务")
    reason: str = input_field("line", "督办理由", max_length=200)
    until_on: date = input_field("date", "督办至")


def not_watched(context: StepContext) -> Refused | None:
    """Refuses `watched`."""
    return Refused("watched", "已在重点督办") if context.file.supervision is not None else None


def has_its_dates(context: StepContext) -> None:
    """Raises `Refused` beside `held_on`: `future`; beside `until_on`: `past`."""
    if context.inputs.held_on > context.on:
        raise Refused("future", "会议日期不能晚于今天", field="held_on")
    if context.inputs.until_on <= context.on:
        raise Refused("past", "请选择今天以后的日期", field="until_on")


def supervise(context: StepContext) -> None:
    """A report falls due each quarter."""
    inputs = context.inputs
    context.row = SuggestionSupervision.objects.create(
        suggestion=context.subject,
        held_on=inputs.held_on,
        minute_number=inputs.minute_number,
        leader=inputs.leader,
        reason=inputs.reason,
        until_on=inputs.until_on,
        ordered_at=context.at,
        ordered_on=context.on,
        ordered_by=context.user,
    )
    clocks.start(context.subject, ClockKind.REPORT, at=context.at, calendar=context.calendar)
    context.record(until=inputs.until_on)
    context.record_private(reason=inputs.reason)


@dataclass(frozen=True)
class ReportInputs:
    text: str = input_field("text", "办理进展", max_length=2000)
    milestone: str = input_field(
        "line", "公开的进展", required=False, max_length=200, hint="一句话，经审签后公开；可以不写"
    )


def report_progress(context: StepContext) -> None:
    clocks.stop(context.subject, ClockKind.REPORT, at=context.at)
    clocks.start(context.subject, ClockKind.REPORT, at=context.at, calendar=context.calendar)
    if context.inputs.milestone.strip():
        note(context, MilestoneKind.PROGRESS, context.inputs.milestone, context.on)
    context.record_private(text=context.inputs.text, milestone=context.inputs.milestone)


@dataclass(frozen=True)
class ReleaseInputs:
    reason: str = input_field("line", "解除理由", max_length=200)


def release(context: StepContext) -> None:
    row = context.file.supervision
    row.released_at, row.released_on, row.released_by = context.at, context.on, context.user
    row.release_reason = context.inputs.reason
    row.save()
    clocks.stop(context.subject, ClockKind.REPORT, at=context.at, reason=StopReason.VOID)
    context.record_private(reason=context.inputs.reason)


@dataclass(frozen=True)
class UrgeInputs:
    text: str = input_field("text", "催办内容", max_length=500)


def has_leads(context: StepContext) -> Refused | None:
    """Refuses `nobody`; `just_urged` twice on one day."""
    if not context.file.leads:
        return Refused("nobody", "还没有主办单位")
    if context.subject.urgings.filter(urged_on=context.on).exists():
        return Refused("just_urged", "今天已经催办过")
    return None


def urge(context: StepContext) -> None:
    """A numbered letter where the office urges."""
    for part in context.file.leads:
        if part.done_at is not None:
            continue
        SuggestionUrging.objects.create(
            suggestion=context.subject,
            assignment=part,
            by=context.user,
            text=context.inputs.text,
            urged_at=context.at,
            urged_on=context.on,
        )
        if context.party == p.STAFF:
            issue_letter(context, LetterKind.URGING, part, context.inputs.text)
    context.record_private(text=context.inputs.text)


_APPROVER = frozenset({p.APPROVER})
STEPS = (
    Step(
        name="urge",
        label="催办",
        sources=frozenset({Status.ASSIGNED, Status.HANDLING}),
        who=p.OFFICE | {p.LEAD_AUTHOR, p.SUCCESSOR},
        inputs=UrgeInputs,
        guard=has_leads,
        effect=urge,
        notifications=(Tell("urged:{at}", (n.lead_handlers,), "请抓紧办理代表建议"),),
        importance=Importance.BESIDE,
    ),
    Step(
        name="supervise",
        label="列为重点督办",
        sources=ON_ITS_OWN,
        who=_APPROVER,
        inputs=SuperviseInputs,
        guard=not_watched,
        checks=(has_its_dates,),
        effect=supervise,
        notifications=(Tell("supervised:{row.pk}", (n.authors, n.lead_handlers), "建议列为重点督办"),),
        importance=Importance.BESIDE,
    ),
    Step(
        name="report_progress",
        label="报告督办进展",
        sources=ON_ITS_OWN - {Status.REGISTERED},
        who=LEAD_UNIT,
        inputs=ReportInputs,
        guard=is_watched,
        effect=report_progress,
        notifications=(Tell("progress:{at}", (n.approvers, n.lead_author), "承办单位报告了督办进展"),),
        importance=Importance.WORK,
    ),
    Step(
        name="release",
        label="解除重点督办",
        sources=ON_ITS_OWN,
        who=_APPROVER,
        inputs=ReleaseInputs,
        guard=is_watched,
        effect=release,
        importance=Importance.BESIDE,
    ),
)
