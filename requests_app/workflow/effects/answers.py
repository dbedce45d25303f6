"""To the enterprise: the answer passed on, or given on the spot by a second person (docs/domain.md § 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from office.models import StoredFile
from office.refusals import Refused
from requests_app import clocks, receipts
from requests_app.models import Answer, Contact, Promise, Proposal, Reply
from requests_app.models.assignments import ReplyState, ResultClass
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ContactHow, ProposalKind
from requests_app.models.files import Purpose
from requests_app.models.requests import Status
from requests_app.workflow import parties, telling
from requests_app.workflow.effects import followers
from requests_app.workflow.effects.care import drop_question
from requests_app.workflow.effects.class_disputes import Standing, class_of, refuse_while_disputed
from requests_app.workflow.effects.reply_guards import waiting_reply
from requests_app.workflow.engine import Taking
from requests_app.workflow.files import attach
from requests_app.workflow.given import ask

EXPLAINING = [
    (str(how), str(how.label)) for how in (ContactHow.TELEPHONE, ContactHow.VISIT, ContactHow.STATION)
]
SPOT_CLASSES = [(ResultClass.A, "A 当场解决"), (ResultClass.D, "D 解释说明")]


@dataclass(frozen=True)
class SpotGiven:
    text: str = ask("text", "答复内容", max_length=2000, min_length=10)
    result_class: str = ask("choice", "结果类别", choices=SPOT_CLASSES)


def propose_spot_answer(taking: Taking) -> None:
    proposal = Proposal.objects.create(
        case=taking.case,
        kind=ProposalKind.SPOT_ANSWER,
        text=taking.given.text,
        result_class=taking.given.result_class,
        by=taking.user,
        proposed_at=taking.at,
    )
    taking.say(proposal=proposal.pk, result_class=proposal.result_class)
    taking.keep(text=proposal.text)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"proposal:{proposal.pk}",
            telling.liaisons(taking.case, taking.on),
            "代表建议当场解答，请确认",
            at=taking.at,
        )
    )


def answer_on_the_spot(taking: Taking) -> None:
    """当场解答: no unit involved; the liaison is not the author of the proposal."""
    authors = Proposal.objects.filter(case=taking.case, kind=ProposalKind.SPOT_ANSWER, by=taking.user)
    if authors.exists():
        raise Refused("second_person", "当场解答由提出建议以外的人确认")
    _give(taking, on_the_spot=True)


def give_on_the_spot(taking: Taking) -> None:
    """Without a proposal before it: what was settled on an activity, with those present as witnesses."""
    _give(taking, on_the_spot=True)


@dataclass(frozen=True)
class Explained:
    """C needs its reason told in person or by telephone: recorded here, or as a contact since the reply (§ 3)."""

    explained_how: str = ask("choice", "怎样说明原因的", required=False, choices=EXPLAINING)
    explained: str = ask(
        "text",
        "说明情况",
        required=False,
        max_length=500,
        hint="C 类必填：跟谁说的、企业怎么看；已记录联系的不用再填",
    )


@dataclass(frozen=True)
class AnswerGiven(Explained):
    text: str = ask("text", "转达给企业的答复", max_length=2000, min_length=10)
    files: tuple[StoredFile, ...] = ask("files", "附件", required=False)


def answer_guard(taking: Taking) -> Refused | None:
    """The lead has replied, and its class is not in question."""
    if waiting_reply(taking.case, ReplyState.SENT, ReplyState.CHECKED) is None:
        return Refused("no_reply", "主办单位还没有回复")
    return refuse_while_disputed(taking)


def answer(taking: Taking) -> None:
    """转达: the wording is the representative's, the unit's text stays whole beside it."""
    _give(taking, on_the_spot=False)


def _give(taking: Taking, *, on_the_spot: bool) -> None:
    case, given = taking.case, taking.given
    written = None if on_the_spot else waiting_reply(case, ReplyState.SENT, ReplyState.CHECKED)
    if not on_the_spot:
        if written is None:
            raise Refused("no_reply", "主办单位还没有回复")
        if written.state == ReplyState.SENT:
            written.state, written.checked_by = ReplyState.CHECKED, taking.by.user
            written.save(update_fields=["state", "checked_by"])
    counts = Standing(given.result_class, None, "") if written is None else class_of(written)
    if written is not None:
        explain(taking, counts, since=written.written_at)
    deliver(taking, counts, reply=written, on_the_spot=on_the_spot)


def explain(taking: Taking, counts: Standing, *, since: datetime) -> None:
    """Refuses a C answer that nobody has explained in person or by telephone after `since`."""
    if counts.result_class != ResultClass.C:
        return
    case, given = taking.case, taking.given
    spoken = Contact.objects.filter(
        case=case, reached=True, how__in=dict(EXPLAINING), contacted_at__gte=since
    )
    if spoken.exists():
        return
    if not given.explained_how or not given.explained.strip():
        field = "explained" if given.explained_how else "explained_how"
        raise Refused("unexplained", "C 类请先当面或电话向企业说明原因，并写明情况", field=field)
    Contact.objects.create(
        case=case,
        representative=case.representative,
        how=given.explained_how,
        said=given.explained,
        contacted_at=taking.at,
        contacted_on=taking.on,
        by=taking.user,
        on_behalf=taking.party != parties.REPRESENTATIVE,
    )
    clocks.stop(case, ClockKind.CONTACT, at=taking.at)
    taking.say(how=given.explained_how)
    taking.keep(said=given.explained)


def deliver(taking: Taking, counts: Standing, *, reply: Reply | None, on_the_spot: bool) -> None:
    """The answer itself: the enterprise's clock ends, the verdict is asked, a promise gets its date."""
    case, given = taking.case, taking.given
    told = Answer.objects.create(
        case=case,
        round=case.round,
        reply=reply,
        text=given.text,
        result_class=counts.result_class,
        on_the_spot=on_the_spot,
        answered_at=taking.at,
        answered_by=taking.by.user,
    )
    attach(taking, getattr(given, "files", ()), Purpose.ANSWER, for_enterprise=True)
    drop_question(taking)
    clocks.stop(case, ClockKind.ANSWER, ClockKind.CHECK, ClockKind.ASSIGN, ClockKind.REASSIGN, at=taking.at)
    clocks.stop(case, ClockKind.CONTACT, at=taking.at, reason=StopReason.LAPSED)
    clocks.stop(
        case,
        ClockKind.OPINION,
        ClockKind.SIGN,
        ClockKind.RELAY,
        ClockKind.CONSULT,
        ClockKind.MINUTES,
        at=taking.at,
        reason=StopReason.VOID,
    )
    case.answered_at, case.answered_on = taking.at, taking.on
    if counts.result_class == ResultClass.B and counts.promise_on is not None:
        promise = Promise.objects.create(
            case=case, answer=told, text=counts.promise_text, due_on=counts.promise_on
        )
        clocks.start(
            case, ClockKind.PROMISE, at=taking.at, calendar=taking.calendar, due_on=promise.due_on, days=0
        )
    clocks.start(
        case,
        ClockKind.VERDICT,
        at=taking.at,
        calendar=taking.calendar,
        not_before=taking.on + timedelta(days=taking.option("verdict_calendar_days")),
    )
    taking.move(Status.ANSWERED)
    followers.lead_answered(taking)
    taking.say(answer=told.pk, result_class=told.result_class, on_the_spot=on_the_spot, round=case.round)
    token = receipts.round_key(case, at=taking.at)
    taking.then(
        lambda: telling.enterprise(
            case,
            f"answered:{told.pk}",
            "您的诉求已答复，请评价",
            f"受理编号 {case.ledger_number}。请打开链接查看答复并评价：{told.question}",
            at=taking.at,
            secret=telling.private_link(token),
        )
    )
