"""Not here, or elsewhere: declining, terminating, referring, and the appeal (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import StepContext
from casework.inputs import input_field
from office.models import User
from office.refusals import Refused
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Disposal, Letter, Proposal
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ProposalKind
from requests_app.models.disposals import WITHOUT_SECOND_PERSON, DisposalKind, DisposalReason
from requests_app.models.requests import Status
from requests_app.notifications import letters, telling
from requests_app.steps import followers, look_back_plans, sealing
from requests_app.steps.care import drop_question
from requests_app.steps.triage import start_handling_clocks


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
    _dispose(context, DisposalKind.DECLINE)
    context.move(Status.DECLINED)


def terminate(context: StepContext) -> None:
    """A case stopped after acceptance needs a second person: somebody else has proposed it."""
    if _proposer(context) is None and context.inputs.reason not in WITHOUT_SECOND_PERSON:
        raise Refused(
            "second_person",
            "受理后终止办理须由另一人先提出建议，请联络员、代表或另一位工作人员先提出",
            field="reason",
        )
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
    if (
        kind in (DisposalKind.DECLINE, DisposalKind.TERMINATE)
        and inputs.reason not in WITHOUT_SECOND_PERSON
        and not inputs.guidance.strip()
    ):
        raise Refused("missing", "请写明企业可以到哪里解决", field="guidance")
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
    words = f"{disposal.get_kind_display()}：{inputs.explanation}"
    if inputs.guidance:
        words += f"\n您可以：{inputs.guidance}"
    context.after(
        lambda: telling.enterprise(
            case, f"{kind}:{disposal.pk}", f"您的诉求{disposal.get_kind_display()}", words, at=at
        )
    )
    return disposal


def _proposer(context: StepContext) -> User | None:
    """Who proposed declining or referring, when it was somebody else than the one who decides (or stands in for)."""
    latest: Proposal | None = (
        Proposal.objects.filter(case=context.subject, kind__in=(ProposalKind.DECLINE, ProposalKind.REFER))
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
    proposal = Proposal.objects.create(
        case=context.subject,
        kind=context.inputs.kind,
        text=context.inputs.text,
        by=context.user,
        proposed_at=context.at,
    )
    context.record(proposal=proposal.pk, kind=proposal.kind)
    context.record_private(text=proposal.text)
    title = f"有一件诉求建议{proposal.get_kind_display()[2:]}，请决定"
    context.after(
        lambda: telling.people(
            context.subject, f"proposal:{proposal.pk}", telling.staff(context.on), title, at=context.at
        )
    )


@dataclass(frozen=True)
class AppealInputs:
    text: str = input_field("text", "为什么应当受理", max_length=500, min_length=5)


def appeal_guard(context: StepContext) -> Refused | None:
    disposal = _last_disposal(context)
    if disposal is None or disposal.appealed_at is not None:
        return Refused("appealed_once", "申诉只能提出一次")
    days = context.option("appeal_days")
    if context.calendar.count(disposal.decided_on, context.on) > days:
        return Refused("too_late", f"申诉期限是 {days} 个工作日，已经过了")
    return None


def appeal(context: StepContext) -> None:
    disposal = _require_disposal(context)
    disposal.appeal, disposal.appealed_at, disposal.appealed_on = context.inputs.text, context.at, context.on
    disposal.save(update_fields=["appeal", "appealed_at", "appealed_on"])
    clocks.start(context.subject, ClockKind.APPEAL, at=context.at, calendar=context.calendar)
    sealing.entrust_appeal(context)
    context.record_private(text=context.inputs.text)
    context.after(
        lambda: telling.people(
            context.subject,
            f"appeal:{disposal.pk}",
            telling.staff(context.on),
            "企业对不予受理提出申诉，请另一人处理",
            at=context.at,
        )
    )


@dataclass(frozen=True)
class DecideAppealInputs:
    upheld: str = input_field(
        "choice", "处理结果", choices=[("yes", "申诉成立，继续办理"), ("no", "维持原决定")]
    )
    reason: str = input_field("text", "理由", max_length=500, hint="企业会看到")


def decide_appeal_guard(context: StepContext) -> Refused | None:
    disposal = _last_disposal(context)
    if disposal is None or disposal.appealed_at is None or disposal.appeal_decided_at is not None:
        return Refused("no_appeal", "没有待处理的申诉")
    if context.by.user is not None and context.by.user.pk in (
        disposal.decided_by_id,
        disposal.proposed_by_id,
    ):
        return Refused("second_person", "提出或作出原决定的人不能处理申诉，请另一人处理")
    return None


def decide_appeal(context: StepContext) -> None:
    """Upheld: back to where it was stopped, clocks anew; else it stays declined, with the reason."""
    case, disposal, upheld = context.subject, _require_disposal(context), context.inputs.upheld == "yes"
    disposal.appeal_upheld, disposal.appeal_reason = upheld, context.inputs.reason
    disposal.appeal_decided_by, disposal.appeal_decided_at = context.user, context.at
    disposal.save()
    clocks.stop(case, ClockKind.APPEAL, at=context.at)
    if upheld:
        reinstate(context, disposal)
    context.record(upheld=upheld)
    context.record_private(reason=context.inputs.reason)
    words = "申诉成立，您的诉求将继续办理" if upheld else "经复核，维持原决定"
    context.after(
        lambda: telling.enterprise(
            case, f"appeal_decided:{disposal.pk}", words, context.inputs.reason, at=context.at
        )
    )


def reinstate(context: StepContext, disposal: Disposal) -> None:
    """Back to where it was stopped, clocks anew."""
    case = context.subject
    case.closed_at = case.closed_on = None
    if disposal.kind == DisposalKind.TERMINATE:
        context.move(Status.ACCEPTED)
        start_handling_clocks(context)
        return
    context.move(Status.SUBMITTED)
    clocks.start(case, ClockKind.ACCEPT, at=context.at, calendar=context.calendar)


def _last_disposal(context: StepContext) -> Disposal | None:
    return context.file.disposals[-1] if context.file.disposals else None


def _require_disposal(context: StepContext) -> Disposal:
    disposal = _last_disposal(context)
    if disposal is None:
        raise Refused("no_disposal", "没有可申诉的决定")
    return disposal
