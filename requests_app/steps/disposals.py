"""不予受理, 终止, 转送: not here, or elsewhere (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, label_of
from casework.inputs import input_field
from office.models import User
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Disposal, Letter, Proposal
from requests_app.models.contacts import ProposalKind
from requests_app.models.disposals import WITHOUT_SECOND_PERSON, DisposalKind, DisposalReason
from requests_app.models.requests import Status
from requests_app.notifications import audiences, letters
from requests_app.notifications.declared import ToPeople, ToRequester
from requests_app.steps import followers, look_back_plans
from requests_app.steps.questions import drop_question
from requests_app.steps.sets import OPEN, WORKING


@dataclass(frozen=True)
class DisposeInputs:
    reason: str = input_field("choice", "原因", choices=DisposalReason)
    explanation: str = input_field("text", "说明", max_length=500, hint="企业会看到这段说明")
    guidance: str = input_field(
        "text", "去处指引", required=False, max_length=500, hint="写明到哪里办、电话或地址，企业会看到"
    )


@dataclass(frozen=True)
class ReferInputs:
    referred_to: str = input_field(
        "line", "转送到", max_length=60, hint="如：市人民法院、市监察委员会、市信访局、12345"
    )
    reason: str = input_field("choice", "原因", choices=DisposalReason)
    explanation: str = input_field("text", "说明", max_length=500, hint="企业会看到这段说明")
    guidance: str = input_field(
        "text", "去处指引", max_length=500, hint="写明怎样查询、电话或地址，企业会看到"
    )
    reference_number: str = input_field("line", "转送文号", required=False, max_length=60)


def decline(context: StepContext) -> None:
    """Before acceptance; the enterprise is told where to go, and may appeal."""
    _dispose(context, DisposalKind.DECLINE)
    context.move(Status.DECLINED)


def proposed_by_another(context: StepContext) -> None:
    """Raises `Refused("second_person")` where nobody else has proposed it."""
    if _proposer(context) is None and context.inputs.reason not in WITHOUT_SECOND_PERSON:
        raise Refused(
            "second_person",
            "受理后终止办理须由另一人先提出建议，请联络员、代表或另一位工作人员先提出",
            field="reason",
        )


def where_to_go(context: StepContext) -> None:
    """Raises `Refused("missing")` without guidance, unless the requester gave it up."""
    if context.inputs.reason not in WITHOUT_SECOND_PERSON and not context.inputs.guidance.strip():
        raise Refused("missing", "请写明企业可以到哪里解决", field="guidance")


def terminate(context: StepContext) -> None:
    """A case stopped after acceptance needs a second person: somebody else has proposed it (docs/domain.md § 2)."""
    _dispose(context, DisposalKind.TERMINATE)
    context.move(Status.DECLINED)


def refer(context: StepContext) -> None:
    """To courts, procuratorate, 12345 …: date, number and guidance; no clock, no rating."""
    disposal = _dispose(context, DisposalKind.REFER)
    letters.issue(
        context.subject, Letter.Kind.REFERRAL, by=context.user, at=context.at, text=disposal.explanation
    )
    context.move(Status.REFERRED)
    look_back_plans.plan(context)


def _dispose(context: StepContext, kind: str) -> Disposal:
    case, inputs, at = context.subject, context.inputs, context.at
    disposal = Disposal.objects.create(
        case=case,
        kind=kind,
        reason=inputs.reason,
        explanation=inputs.explanation,
        guidance=inputs.guidance,
        referred_to=getattr(inputs, "referred_to", ""),
        reference_number=getattr(inputs, "reference_number", ""),
        proposed_by=_proposer(context),
        decided_by=context.user,
        decided_at=at,
        decided_on=context.on,
        status_before=case.status,
    )
    drop_question(context)
    end_units(context)
    clocks.stop_all(case, at=at)
    case.local_close(at, context.on)
    context.after(followers.release(context, f"主件{disposal.get_kind_display()}"))
    context.record(kind=kind, reason=inputs.reason, is_exclusion=disposal.is_exclusion)
    context.record_private(explanation=inputs.explanation, guidance=inputs.guidance)
    body = inputs.explanation + (f"\n您可以：{inputs.guidance}" if inputs.guidance else "")
    context.notify(DISPOSED, disposal, kind=disposal.get_kind_display(), body=body)
    return disposal


def _proposer(context: StepContext) -> User | None:
    """Who proposed declining or referring, when it was somebody else than the one who decides (or stands in for)."""
    latest: Proposal | None = (
        Proposal.objects.to_dispose()
        .undisposed()
        .filter(case=context.subject)
        .exclude(by__in=[person for person in (context.by.user, context.by.on_behalf_of) if person])
        .select_related("by")
        .last()
    )
    return latest.by if latest else None


def end_units(context: StepContext) -> None:
    """Those that had replied too: should an appeal bring the case back, it is handed over anew."""
    current = Assignment.objects.current().filter(case=context.subject)
    current.filter(done_at__isnull=True).update(done_at=context.at, done_on=context.on)
    current.update(status=Assignment.Status.ENDED)


@dataclass(frozen=True)
class ProposeDeclineInputs:
    kind: str = input_field(
        "choice", "建议", choices=[(ProposalKind.DECLINE, "不予受理"), (ProposalKind.REFER, "转送")]
    )
    text: str = input_field("text", "理由和去处", max_length=500)


def propose_decline(context: StepContext) -> None:
    """The second person of a later decision (docs/domain.md § 2)."""
    proposal = Proposal.objects.create(
        case=context.subject,
        kind=context.inputs.kind,
        text=context.inputs.text,
        by=context.user,
        proposed_at=context.at,
    )
    context.record(proposal=proposal.pk, kind=proposal.kind)
    context.record_private(text=proposal.text)
    context.notify(PROPOSED, proposal, kind=proposal.get_kind_display()[2:])


DISPOSED = ToRequester(key="{row.kind}:{row.pk}", title="您的诉求{kind}", body="{kind}：{body}")
PROPOSED = ToPeople(key="proposal:{row.pk}", to=(audiences.staff,), title="有一件诉求建议{kind}，请决定")


def _disposed(data: Mapping[str, Any], names: Names) -> str:
    return label_of(DisposalReason, data.get("reason"))


def _proposed(data: Mapping[str, Any], names: Names) -> str:
    return label_of(ProposalKind, data.get("kind"))


STEPS = (
    Step(
        name="decline",
        label="不予受理",
        sources=frozenset({Status.SUBMITTED}),
        targets=frozenset({Status.DECLINED}),
        who=frozenset({parties.STAFF}),
        inputs=DisposeInputs,
        checks=(where_to_go,),
        effect=decline,
        history=Words(desk=_disposed, requester="不予受理", is_told_at_counter=True),
        importance=Importance.GIVING_BACK,
    ),
    Step(
        name="refer",
        label="转送",
        sources=OPEN,
        targets=frozenset({Status.REFERRED}),
        who=frozenset({parties.STAFF}),
        inputs=ReferInputs,
        effect=refer,
        history=Words(desk=_disposed, requester="转送其他机关办理", is_told_at_counter=True),
        importance=Importance.GIVING_BACK,
    ),
    Step(
        name="propose_decline",
        label="建议不予受理或转送",
        sources=OPEN,
        who=frozenset({parties.LIAISON, parties.REPRESENTATIVE, parties.STAFF}),
        inputs=ProposeDeclineInputs,
        effect=propose_decline,
        history=Words(desk=_proposed, is_inner=True),
        importance=Importance.GIVING_BACK,
    ),
    Step(
        name="terminate",
        label="终止办理",
        sources=WORKING,
        targets=frozenset({Status.DECLINED}),
        who=frozenset({parties.STAFF}),
        inputs=DisposeInputs,
        checks=(proposed_by_another, where_to_go),
        effect=terminate,
        history=Words(desk=_disposed, requester="终止办理", is_told_at_counter=True),
        importance=Importance.LEAVING,
    ),
)
