"""The other ways: answered on the spot, declined and appealed, referred and sealed, withdrawn, terminated."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from demo.intake import accept, contact
from demo.matter_scenario import MatterScenario, Timeline, phrases
from office.calendar import local_date
from requests_app.models.contacts import ProposalKind
from requests_app.models.disposals import DisposalReason

REASON_BY_BODY = {"FY": "litigation", "JCY": "litigation", "JWJ": "report"}


def answer_on_the_spot(scenario: MatterScenario) -> Timeline:
    """A question that needs no unit: proposed by the representative, confirmed by the liaison."""
    yield from accept(scenario)
    yield scenario.hours.later(scenario.at, scenario.outcomes.contact_after % 2)
    contact(scenario, scenario.phrase("contact_notes", scenario.matter.top))
    answer = {"text": scenario.matter.body, "result_class": scenario.matter.result}
    yield scenario.hours.soon(scenario.at)
    scenario.take("propose_spot_answer", "representative", **answer)
    if scenario.stops_before("spot"):
        return
    yield scenario.hours.later(scenario.at, scenario.rng.choice((0, 0, 1)))
    scenario.take("answer_on_the_spot", "liaison", **answer)


def decline(scenario: MatterScenario) -> Timeline:
    """Two people: the liaison proposes, staff decide; advertisements and repeats need one."""
    plan = scenario.matter.disposal
    alone = plan["code"] in (DisposalReason.SPAM, DisposalReason.DUPLICATE)
    if not alone:
        yield scenario.hours.later(scenario.at, scenario.rng.choice((0, 0, 1)))
        _propose(scenario, ProposalKind.DECLINE, plan["reason"])
    if scenario.stops_before("decide_decline"):
        return
    yield scenario.hours.later(scenario.at, 0 if not alone else scenario.rng.choice((0, 1)))
    _decline(scenario, "staff", plan["code"], plan)
    yield from _appeal_in_vain(scenario)


def _propose(scenario: MatterScenario, kind: str, reason: str) -> None:
    begin = phrases()["decline_proposal" if kind == ProposalKind.DECLINE else "refer_proposal"]
    scenario.take("propose_decline", "liaison", kind=kind, text=begin + reason)


def _decline(scenario: MatterScenario, username: str, code: str, plan: Mapping[str, Any]) -> None:
    by = scenario.directory[username]
    scenario.take("decline", by, reason=code, explanation=plan["reason"], guidance=plan["guidance"])


def _appeal_in_vain(scenario: MatterScenario) -> Timeline:
    """The enterprise objects once; another person decides."""
    plan = scenario.matter.incidents.get("appeal_dismissed")
    if plan is None:
        return
    yield scenario.hours.of_enterprise(local_date(scenario.at) + timedelta(days=1))
    scenario.take("appeal", text=plan["appeal"])
    if scenario.stops_before("decide_appeal"):
        return
    yield scenario.hours.later(scenario.at, 2)
    scenario.take("decide_appeal", "approver", upheld="no", reason=plan["decision"])


def decline_in_error(scenario: MatterScenario) -> Timeline:
    """Declined, appealed, accepted after all; the case then takes the usual way."""
    plan = scenario.matter.incidents["appealed"]
    yield scenario.hours.soon(scenario.at)
    _propose(scenario, ProposalKind.DECLINE, plan["reason"])
    yield scenario.hours.soon(scenario.at)
    _decline(scenario, "chensiyuan", DisposalReason.PRIVATE, plan)
    yield scenario.hours.of_enterprise(local_date(scenario.at) + timedelta(days=1))
    scenario.take("appeal", text=plan["appeal"])
    yield scenario.hours.later(scenario.at, 1)
    scenario.take("decide_appeal", "approver", upheld="yes", reason=plan["decision"])


def refer(scenario: MatterScenario) -> Timeline:
    """To the body that may decide; an accusation is sealed first and known to one keeper."""
    plan, staff = scenario.matter.disposal, scenario.directory["staff"]
    code = REASON_BY_BODY.get(plan["to"], "outside")
    yield scenario.hours.later(scenario.at, scenario.rng.choice((0, 0, 1)))
    if code == "report":
        scenario.take("seal", staff)
    else:
        _propose(scenario, ProposalKind.REFER, phrases()["referrals"][code])
    yield scenario.hours.soon(scenario.at)
    unit = scenario.directory.departments.get(plan["to"])
    scenario.take(
        "refer",
        staff,
        referred_to=unit.name if unit else phrases()["referral_targets"][plan["to"]],
        reason=code,
        explanation=phrases()["referrals"][code],
        guidance=plan["guidance"],
    )


def withdraw(scenario: MatterScenario) -> Timeline:
    """The enterprise takes it back, before or after the acceptance."""
    if scenario.rng.random() < 0.7:
        yield from accept(scenario)
    yield from _withdraw(scenario, scenario.matter.disposal)


def _withdraw(scenario: MatterScenario, plan: Mapping[str, Any]) -> Timeline:
    yield scenario.hours.of_enterprise(scenario.hours.calendar.next_working(local_date(scenario.at)))
    scenario.take("withdraw", reason=plan["why"], text=plan["note"])


def withdraw_and_resume(scenario: MatterScenario) -> Timeline:
    """Withdrawn because somebody asked for it; staff call back, and the case goes on."""
    plan = scenario.matter.incidents["resumed"]
    yield from _withdraw(scenario, plan)
    yield scenario.hours.later(scenario.at, 1)
    scenario.take("resume", "chensiyuan", called=plan["called"], said=plan["said"])


def terminate(scenario: MatterScenario) -> Timeline:
    """Stopped after acceptance: one proposes, another decides."""
    plan = scenario.matter.incidents["terminated"]
    yield scenario.hours.later(scenario.at, 4)
    _propose(scenario, ProposalKind.DECLINE, plan["proposal"])
    yield scenario.hours.later(scenario.at, 1)
    scenario.take(
        "terminate",
        scenario.directory["staff"],
        reason=DisposalReason.LITIGATION,
        explanation=plan["explanation"],
        guidance=plan["guidance"],
    )
