"""The other ways: answered on the spot, declined and appealed, referred and sealed, withdrawn, terminated."""

from datetime import timedelta

from demo.scenario import REQUESTER, Tale, Telling
from demo.way_in import accept, contact
from office.calendar import local_date
from requests_app.models.contacts import ProposalKind
from requests_app.models.disposals import DisposalReason
from requests_app.steps import answers, appeals, disposals, withdrawals


def spot(tale: Tale) -> Telling:
    """A question that needs no unit: proposed by the representative, confirmed by the liaison."""
    yield from accept(tale)
    yield tale.hours.later(tale.at, tale.course.contact_after % 2)
    contact(tale, tale.phrase("contact_notes", tale.matter.top))
    text = tale.matter.body
    given = answers.SpotInputs(text=text, result_class=tale.matter.result)
    yield tale.hours.soon(tale.at)
    tale.take("propose_spot_answer", given, by=tale.representative)
    if tale.holds("spot"):
        return
    yield tale.hours.later(tale.at, tale.dice.choice((0, 0, 1)))
    tale.take("answer_on_the_spot", given, by=tale.liaison)


def decline(tale: Tale) -> Telling:
    """Two people: the liaison proposes, staff decide; advertisements and repeats need one."""
    told = tale.matter.disposal
    alone = told["code"] in (DisposalReason.SPAM, DisposalReason.DUPLICATE)
    if not alone:
        yield tale.hours.later(tale.at, tale.dice.choice((0, 0, 1)))
        _propose(tale, ProposalKind.DECLINE, told["reason"])
    if tale.holds("decide_decline"):
        return
    yield tale.hours.later(tale.at, 0 if not alone else tale.dice.choice((0, 1)))
    given = disposals.DisposeInputs(
        reason=told["code"], explanation=told["reason"], guidance=told["guidance"]
    )
    tale.take("decline", given, by=tale.cast["staff"])
    yield from appeal(tale)


def _propose(tale: Tale, kind: str, reason: str) -> None:
    word = tale.phrases["decline_proposal" if kind == ProposalKind.DECLINE else "refer_proposal"]
    given = disposals.ProposeDeclineInputs(kind=kind, text=word + reason)
    tale.take("propose_decline", given, by=tale.liaison)


def appeal(tale: Tale) -> Telling:
    """The enterprise objects once; another person decides."""
    told = tale.matter.turns.get("appeal_dismissed")
    if told is None:
        return
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=1))
    tale.take("appeal", appeals.AppealInputs(text=told["appeal"]), by=REQUESTER)
    if tale.holds("decide_appeal"):
        return
    yield tale.hours.later(tale.at, 2)
    decided = appeals.DecideAppealInputs(upheld="no", reason=told["decision"])
    tale.take("decide_appeal", decided, by=tale.cast["approver"])


def declined_in_error(tale: Tale) -> Telling:
    """Declined, appealed, accepted after all; the case then takes the usual way."""
    told = tale.matter.turns["appealed"]
    yield tale.hours.soon(tale.at)
    _propose(tale, ProposalKind.DECLINE, told["reason"])
    yield tale.hours.soon(tale.at)
    given = disposals.DisposeInputs(
        reason=DisposalReason.PRIVATE, explanation=told["reason"], guidance=told["guidance"]
    )
    tale.take("decline", given, by=tale.cast["chensiyuan"])
    yield tale.hours.of_enterprise(local_date(tale.at) + timedelta(days=1))
    tale.take("appeal", appeals.AppealInputs(text=told["appeal"]), by=REQUESTER)
    yield tale.hours.later(tale.at, 1)
    upheld = appeals.DecideAppealInputs(upheld="yes", reason=told["decision"])
    tale.take("decide_appeal", upheld, by=tale.cast["approver"])


def refer(tale: Tale) -> Telling:
    """To the body that may decide; an accusation is sealed first and known to one keeper."""
    told = tale.matter.disposal
    code = {"FY": "litigation", "JCY": "litigation", "JWJ": "report"}.get(told["to"], "outside")
    yield tale.hours.later(tale.at, tale.dice.choice((0, 0, 1)))
    if code == "report":
        tale.take("seal", by=tale.cast["staff"])
    else:
        _propose(tale, ProposalKind.REFER, tale.phrases["referrals"][code])
    yield tale.hours.soon(tale.at)
    target = told["to"]
    unit = tale.cast.departments.get(target)
    given = disposals.ReferInputs(
        referred_to=unit.name if unit else tale.phrases["referral_targets"][target],
        reason=code,
        explanation=tale.phrases["referrals"][code],
        guidance=told["guidance"],
    )
    tale.take("refer", given, by=tale.cast["staff"])


def withdraw(tale: Tale) -> Telling:
    """The enterprise takes it back; whoever was talked out of it is called and may go on."""
    if tale.dice.random() < 0.7:
        yield from accept(tale)
    told = tale.matter.disposal
    yield tale.hours.of_enterprise(tale.hours.calendar.next_working(local_date(tale.at)))
    tale.take("withdraw", withdrawals.WithdrawInputs(reason=told["why"], text=told["note"]), by=REQUESTER)


def talked_out(tale: Tale) -> Telling:
    """Withdrawn because somebody asked for it; staff call back, and the case goes on."""
    told = tale.matter.turns["resumed"]
    yield tale.hours.of_enterprise(tale.hours.calendar.next_working(local_date(tale.at)))
    tale.take("withdraw", withdrawals.WithdrawInputs(reason=told["why"], text=told["note"]), by=REQUESTER)
    yield tale.hours.later(tale.at, 1)
    tale.take(
        "resume",
        withdrawals.ResumeInputs(called=told["called"], said=told["said"]),
        by=tale.cast["chensiyuan"],
    )


def terminate(tale: Tale) -> Telling:
    """Stopped after acceptance: one proposes, another decides."""
    told = tale.matter.turns["terminated"]
    yield tale.hours.later(tale.at, 4)
    _propose(tale, ProposalKind.DECLINE, told["proposal"])
    yield tale.hours.later(tale.at, 1)
    given = disposals.DisposeInputs(
        reason=DisposalReason.LITIGATION, explanation=told["explanation"], guidance=told["guidance"]
    )
    tale.take("terminate", given, by=tale.cast["staff"])
