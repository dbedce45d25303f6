"""公开: proposed by one person, published by another, taken down (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.models.assignments import Publicity
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.models import (
    Suggestion,
    SuggestionAttachment,
)
from suggestions.models.suggestions import ON_ITS_OWN, Status
from suggestions.notifications import Tell

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


@dataclass(frozen=True)
class UnpublishInputs:
    reason: str = input_field("line", "撤下理由", max_length=200)


def unpublish(context: StepContext) -> None:
    """The page says number and title again."""
    suggestion = context.subject
    suggestion.published_at = suggestion.published_by = None
    suggestion.publish_asked_at = suggestion.publish_asked_by = None
    _keep_files_back(context)
    context.record_private(reason=context.inputs.reason)


def _keep_files_back(context: StepContext) -> None:
    context.subject.attachments.update(release_asked=False, released=False)


_STAFF = frozenset({p.STAFF})
_APPROVER = frozenset({p.APPROVER})
_DONE = frozenset({Status.ANSWERED, Status.CLOSED})


STEPS = (
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
        sources=ON_ITS_OWN,
        who=_APPROVER,
        inputs=UnpublishInputs,
        guard=is_public,
        effect=unpublish,
        history=Words(title="撤下公开"),
        importance=Importance.BESIDE,
    ),
)
