"""重点督办, urging, publication by a second person, and what the author reports back (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.models.assignments import Publicity
from casework.models.clocks import StopReason
from casework.models.letters import LetterKind
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.drafting.grounds import linked_cases
from suggestions.models import (
    ReportBack,
    Suggestion,
    SuggestionAttachment,
    SuggestionSupervision,
    SuggestionUrging,
)
from suggestions.models.clocks import ClockKind
from suggestions.models.milestones import MilestoneKind
from suggestions.models.suggestions import REGISTERED_ON, Outcome, Status
from suggestions.notifications import Tell
from suggestions.steps.assignments import issue_letter
from suggestions.steps.milestones import is_watched, note
from suggestions.steps.parts import LEAD_UNIT, in_person
from suggestions.steps.telling import tell_requests

_WORKING = frozenset({Status.REGISTERED, Status.ASSIGNED, Status.HANDLING, Status.ANSWERED, Status.CLOSED})


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


PUBLICATION = AskedAndDecided[Suggestion](
    undecided=lambda file: (
        file.suggestion if file.suggestion.publish_asked_at and not file.suggestion.published_at else None
    ),
    nothing=("not_asked", "没有待审签的公开申请"),
    barred=lambda row: (row.publish_asked_by_id,),
    second_person="公开须由提请人以外的人审签",
    decided="published",
)


@dataclass(frozen=True)
class ProposePublicationInputs:
    secrecy_checked_by: str = input_field("line", "保密审查人", max_length=20, hint="写姓名")
    attachments: tuple[SuggestionAttachment, ...] = input_field(
        "attachments", "一并公开的附件", required=False, hint="没有勾选的不公开"
    )


def may_be_public(context: StepContext) -> Refused | None:
    """Refuses `closed` where the office or an answering unit has not said 主动公开; `published`, `asked`."""
    suggestion = context.subject
    if suggestion.published_at is not None:
        return Refused("published", "已经公开")
    if suggestion.publish_asked_at is not None:
        return Refused("asked", "已提请公开，待审签")
    said = {reply.publicity for reply in context.file.sent} | {suggestion.publicity}
    return None if said == {Publicity.OPEN} else Refused("closed", "公开属性不是主动公开，只公布编号和标题")


def propose_publication(context: StepContext) -> None:
    suggestion = context.subject
    suggestion.publish_asked_at, suggestion.publish_asked_by = context.at, context.user
    suggestion.secrecy_checked_by = context.inputs.secrecy_checked_by
    suggestion.secrecy_checked_on = context.on
    chosen = [each.pk for each in context.inputs.attachments]
    suggestion.attachments.filter(pk__in=chosen).update(release_asked=True)


def publish(context: StepContext) -> None:
    """Text and answer as they stand, and the files that were asked for; the second person is the one who publishes."""
    PUBLICATION.require(context)
    context.subject.attachments.filter(release_asked=True).update(released=True)
    context.subject.published_at, context.subject.published_by = context.at, context.user


def refuse_publication(context: StepContext) -> None:
    PUBLICATION.require(context)
    context.subject.publish_asked_at = context.subject.publish_asked_by = None
    _keep_files_back(context)


def is_public(context: StepContext) -> Refused | None:
    """Refuses `not_public`."""
    return None if context.subject.published_at else Refused("not_public", "还没有公开")


def unpublish(context: StepContext) -> None:
    """The page says number and title again."""
    suggestion = context.subject
    suggestion.published_at = suggestion.published_by = None
    suggestion.publish_asked_at = suggestion.publish_asked_by = None
    _keep_files_back(context)
    context.record_private(reason=context.inputs.reason)


def _keep_files_back(context: StepContext) -> None:
    context.subject.attachments.update(release_asked=False, released=False)


@dataclass(frozen=True)
class ReportBackInputs:
    text: str = input_field(
        "line", "附言", required=False, max_length=200, hint="可以不写；发给每一件来源诉求"
    )


def may_report_back(context: StepContext) -> Refused | None:
    """In person, once for each answer. Refuses `no_source`, `told`."""
    if not [case for case in linked_cases(context.subject) if not case.sealed]:
        return Refused("no_source", "这件建议不是由诉求形成的")
    done = context.subject.reports.filter(round=context.subject.round, kept=_is_kept(context.subject))
    if done.exists():
        return Refused("told", "已经回告")
    return in_person(context)


def _is_kept(suggestion: Suggestion) -> bool:
    return suggestion.outcome == Outcome.KEPT


def report_back(context: StepContext) -> None:
    """One tap: every request it grew from hears that its author has looked after it."""
    told = tell_requests(context, "reported")
    context.row = ReportBack.objects.create(
        suggestion=context.subject,
        round=context.subject.round,
        kept=_is_kept(context.subject),
        text=context.inputs.text,
        told=told,
        told_at=context.at,
        told_on=context.on,
        told_by=context.user,
    )
    context.record(told=told)
    context.record_private(text=context.inputs.text)


_STAFF = frozenset({p.STAFF})
_APPROVER = frozenset({p.APPROVER})
_DONE = frozenset({Status.ANSWERED, Status.CLOSED})
STEPS = (
    Step(
        name="report_back",
        label="把答复告诉反映的企业",
        sources=_DONE,
        who=frozenset({p.LEAD_AUTHOR, p.SUCCESSOR}),
        inputs=ReportBackInputs,
        guard=may_report_back,
        effect=report_back,
        done="回告",
        importance=Importance.WORK,
    ),
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
        sources=_WORKING,
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
        sources=_WORKING - {Status.REGISTERED},
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
        sources=_WORKING,
        who=_APPROVER,
        inputs=ReleaseInputs,
        guard=is_watched,
        effect=release,
        importance=Importance.BESIDE,
    ),
    Step(
        name="propose_publication",
        label="提请公开全文",
        sources=_DONE,
        who=_STAFF,
        inputs=ProposePublicationInputs,
        guard=may_be_public,
        effect=propose_publication,
        notifications=(Tell("publish:{at}", (n.staff, n.approvers), "一件建议和答复待审签公开"),),
        importance=Importance.BESIDE,
    ),
    Step(
        name="publish",
        label="审签公开",
        sources=_DONE,
        who=_STAFF,
        guard=PUBLICATION.guard,
        effect=publish,
        importance=Importance.APPROVAL,
        confirm="公开后，任何人都能看到建议和答复全文。",
    ),
    Step(
        name="refuse_publication",
        label="不予公开全文",
        sources=_DONE,
        who=_STAFF,
        guard=PUBLICATION.guard,
        effect=refuse_publication,
        importance=Importance.REFUSAL,
    ),
    Step(
        name="unpublish",
        label="撤下公开",
        sources=REGISTERED_ON & _WORKING,
        who=_APPROVER,
        inputs=ReleaseInputs,
        guard=is_public,
        effect=unpublish,
        history=Words(title="撤下公开"),
        importance=Importance.BESIDE,
    ),
)
