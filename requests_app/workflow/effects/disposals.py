"""Not here, or elsewhere: declining, terminating, referring, and the appeal (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass

from office.models import User
from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Assignment, Disposal, Letter, Proposal
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ProposalKind
from requests_app.models.disposals import WITHOUT_SECOND_PERSON, DisposalKind, DisposalReason
from requests_app.models.requests import Status
from requests_app.workflow import letters, telling
from requests_app.workflow.effects import followers, look_back_plans, sealing
from requests_app.workflow.effects.care import drop_question
from requests_app.workflow.effects.triage import start_handling_clocks
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class DisposeGiven:
    reason: str = ask("choice", "原因", choices=DisposalReason)
    explanation: str = ask("text", "说明", max_length=500, hint="企业会看到这段说明")
    guidance: str = ask(
        "text", "去处指引", required=False, max_length=500, hint="写明到哪里办、电话或地址，企业会看到"
    )


@dataclass(frozen=True)
class ReferGiven:
    referred_to: str = ask(
        "line", "转送到", max_length=60, hint="如：市人民法院、市监察委员会、市信访局、12345"
    )
    reason: str = ask("choice", "原因", choices=DisposalReason)
    explanation: str = ask("text", "说明", max_length=500, hint="企业会看到这段说明")
    guidance: str = ask("text", "去处指引", max_length=500, hint="写明怎样查询、电话或地址，企业会看到")
    reference_number: str = ask("line", "转送文号", required=False, max_length=60)


def decline(taking: Taking) -> None:
    _dispose(taking, DisposalKind.DECLINE)
    taking.move(Status.DECLINED)


def terminate(taking: Taking) -> None:
    """A case stopped after acceptance needs a second person: somebody else has proposed it."""
    if _proposer(taking) is None and taking.given.reason not in WITHOUT_SECOND_PERSON:
        raise Refused(
            "second_person",
            "受理后终止办理须由另一人先提出建议，请联络员、代表或另一位工作人员先提出",
            field="reason",
        )
    _dispose(taking, DisposalKind.TERMINATE)
    taking.move(Status.DECLINED)


def refer(taking: Taking) -> None:
    """To courts, procuratorate, 12345 …: date, number and guidance; no clock, no rating."""
    disposal = _dispose(taking, DisposalKind.REFER)
    letters.issue(taking.case, Letter.Kind.REFERRAL, by=taking.user, at=taking.at, text=disposal.explanation)
    taking.move(Status.REFERRED)
    look_back_plans.plan(taking)


def _dispose(taking: Taking, kind: str) -> Disposal:
    case, given, at = taking.case, taking.given, taking.at
    if (
        kind in (DisposalKind.DECLINE, DisposalKind.TERMINATE)
        and given.reason not in WITHOUT_SECOND_PERSON
        and not given.guidance.strip()
    ):
        raise Refused("missing", "请写明企业可以到哪里解决", field="guidance")
    disposal = Disposal.objects.create(
        case=case,
        kind=kind,
        reason=given.reason,
        explanation=given.explanation,
        guidance=given.guidance,
        referred_to=getattr(given, "referred_to", ""),
        reference_number=getattr(given, "reference_number", ""),
        proposed_by=_proposer(taking),
        decided_by=taking.user,
        decided_at=at,
        decided_on=taking.on,
        status_before=case.status,
    )
    drop_question(taking)
    end_units(taking)
    clocks.stop_all(case, at=at)
    case.local_close(at, taking.on)
    taking.then(followers.release(taking, f"主件{disposal.get_kind_display()}"))
    taking.say(kind=kind, reason=given.reason, is_exclusion=disposal.is_exclusion)
    taking.keep(explanation=given.explanation, guidance=given.guidance)
    words = f"{disposal.get_kind_display()}：{given.explanation}"
    if given.guidance:
        words += f"\n您可以：{given.guidance}"
    taking.then(
        lambda: telling.enterprise(
            case, f"{kind}:{disposal.pk}", f"您的诉求{disposal.get_kind_display()}", words, at=at
        )
    )
    return disposal


def _proposer(taking: Taking) -> User | None:
    """Who proposed declining or referring, when it was somebody else than the one who decides (or stands in for)."""
    latest: Proposal | None = (
        Proposal.objects.filter(case=taking.case, kind__in=(ProposalKind.DECLINE, ProposalKind.REFER))
        .exclude(by__in=[person for person in (taking.by.user, taking.by.on_behalf_of) if person])
        .select_related("by")
        .last()
    )
    return latest.by if latest else None


def end_units(taking: Taking) -> None:
    """Those that had replied too: should an appeal bring the case back, it is handed over anew."""
    current = Assignment.objects.current().filter(case=taking.case)
    current.filter(done_at__isnull=True).update(done_at=taking.at, done_on=taking.on)
    current.update(status=Assignment.Status.ENDED)


@dataclass(frozen=True)
class ProposeDeclineGiven:
    kind: str = ask(
        "choice", "建议", choices=[(ProposalKind.DECLINE, "不予受理"), (ProposalKind.REFER, "转送")]
    )
    text: str = ask("text", "理由和去处", max_length=500)


def propose_decline(taking: Taking) -> None:
    proposal = Proposal.objects.create(
        case=taking.case,
        kind=taking.given.kind,
        text=taking.given.text,
        by=taking.user,
        proposed_at=taking.at,
    )
    taking.say(proposal=proposal.pk, kind=proposal.kind)
    taking.keep(text=proposal.text)
    title = f"有一件诉求建议{proposal.get_kind_display()[2:]}，请决定"
    taking.then(
        lambda: telling.people(
            taking.case, f"proposal:{proposal.pk}", telling.staff(taking.on), title, at=taking.at
        )
    )


@dataclass(frozen=True)
class AppealGiven:
    text: str = ask("text", "为什么应当受理", max_length=500, min_length=5)


def appeal_guard(taking: Taking) -> Refused | None:
    disposal = _last_disposal(taking)
    if disposal is None or disposal.appealed_at is not None:
        return Refused("appealed_once", "申诉只能提出一次")
    days = taking.option("appeal_days")
    if taking.calendar.count(disposal.decided_on, taking.on) > days:
        return Refused("too_late", f"申诉期限是 {days} 个工作日，已经过了")
    return None


def appeal(taking: Taking) -> None:
    disposal = _require_disposal(taking)
    disposal.appeal, disposal.appealed_at, disposal.appealed_on = taking.given.text, taking.at, taking.on
    disposal.save(update_fields=["appeal", "appealed_at", "appealed_on"])
    clocks.start(taking.case, ClockKind.APPEAL, at=taking.at, calendar=taking.calendar)
    sealing.entrust_appeal(taking)
    taking.keep(text=taking.given.text)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"appeal:{disposal.pk}",
            telling.staff(taking.on),
            "企业对不予受理提出申诉，请另一人处理",
            at=taking.at,
        )
    )


@dataclass(frozen=True)
class DecideAppealGiven:
    upheld: str = ask("choice", "处理结果", choices=[("yes", "申诉成立，继续办理"), ("no", "维持原决定")])
    reason: str = ask("text", "理由", max_length=500, hint="企业会看到")


def decide_appeal_guard(taking: Taking) -> Refused | None:
    disposal = _last_disposal(taking)
    if disposal is None or disposal.appealed_at is None or disposal.appeal_decided_at is not None:
        return Refused("no_appeal", "没有待处理的申诉")
    if taking.by.user is not None and taking.by.user.pk in (disposal.decided_by_id, disposal.proposed_by_id):
        return Refused("second_person", "提出或作出原决定的人不能处理申诉，请另一人处理")
    return None


def decide_appeal(taking: Taking) -> None:
    """Upheld: back to where it was stopped, clocks anew; else it stays declined, with the reason."""
    case, disposal, upheld = taking.case, _require_disposal(taking), taking.given.upheld == "yes"
    disposal.appeal_upheld, disposal.appeal_reason = upheld, taking.given.reason
    disposal.appeal_decided_by, disposal.appeal_decided_at = taking.user, taking.at
    disposal.save()
    clocks.stop(case, ClockKind.APPEAL, at=taking.at)
    if upheld:
        reinstate(taking, disposal)
    taking.say(upheld=upheld)
    taking.keep(reason=taking.given.reason)
    words = "申诉成立，您的诉求将继续办理" if upheld else "经复核，维持原决定"
    taking.then(
        lambda: telling.enterprise(
            case, f"appeal_decided:{disposal.pk}", words, taking.given.reason, at=taking.at
        )
    )


def reinstate(taking: Taking, disposal: Disposal) -> None:
    """Back to where it was stopped, clocks anew."""
    case = taking.case
    case.closed_at = case.closed_on = None
    if disposal.kind == DisposalKind.TERMINATE:
        taking.move(Status.ACCEPTED)
        start_handling_clocks(taking)
        return
    taking.move(Status.SUBMITTED)
    clocks.start(case, ClockKind.ACCEPT, at=taking.at, calendar=taking.calendar)


def _last_disposal(taking: Taking) -> Disposal | None:
    return Disposal.objects.filter(case=taking.case).last()


def _require_disposal(taking: Taking) -> Disposal:
    disposal = _last_disposal(taking)
    if disposal is None:
        raise Refused("no_disposal", "没有可申诉的决定")
    return disposal
