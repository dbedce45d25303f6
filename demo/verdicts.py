"""After the answer: the enterprise's own verdict, a call, silence, a no, and what follows from it."""

from datetime import datetime, timedelta
from typing import Any

from demo.handling import reply_and_answer
from demo.matter_scenario import MatterScenario, Timeline
from office.calendar import local_date

# Working days after which a unit replies again, half of its first time.
AGAIN_AFTER = {"simple": 1, "ordinary": 5, "hard": 11}


def judge(scenario: MatterScenario) -> Timeline:
    """One verdict a round; silence is closed by the sweeper."""
    if scenario.case.status != "answered" or scenario.stops_before("verdict"):
        return
    outcomes, incidents = scenario.outcomes, scenario.matter.incidents
    if "reopened" in incidents:
        yield from _refuse(scenario, incidents["reopened"])
        return
    if outcomes.verdict == "silent":
        return
    if outcomes.verdict in ("telephone", "overridden"):
        yield scenario.hours.later(scenario.at, scenario.rng.choice((3, 4)))
        _call(scenario)
        if outcomes.verdict == "overridden":
            yield _days_later(scenario, 2)
            _rate(scenario, "mostly" if outcomes.satisfaction == "satisfied" else "satisfied")
        return
    yield _days_later(scenario, outcomes.rate_after + 1)
    _rate(scenario, outcomes.satisfaction, scenario.matter.praise)
    if "closed_then_reopened" in incidents:
        yield from _reopen(scenario, incidents["closed_then_reopened"])


def _days_later(scenario: MatterScenario, days: int) -> datetime:
    """When an enterprise writes, so many calendar days on."""
    return scenario.hours.of_enterprise(local_date(scenario.at) + timedelta(days=days))


def _rate(scenario: MatterScenario, satisfaction: str, reason: str = "") -> None:
    agreed = "no" if satisfaction == "dissatisfied" else "yes"
    reason = scenario.text(reason) if reason else _reason(scenario, satisfaction)
    scenario.rate(satisfaction, agreed, reason)


def _reason(scenario: MatterScenario, satisfaction: str) -> str:
    if scenario.matter.result in ("C", "D"):
        return scenario.phrase("reasons", "explained")
    return scenario.phrase("reasons", "mostly_planned" if scenario.matter.result == "B" else satisfaction)


def _call(scenario: MatterScenario) -> None:
    """By the station's clerk; whoever took part does not ask for the verdict."""
    clerk = scenario.directory.clerks[scenario.case.station.code]
    called, reason = scenario.phrase("called"), scenario.phrase("call_notes")
    scenario.take(
        "record_verdict",
        clerk if clerk.username not in scenario.took_part else scenario.other_staff(),
        called=called,
        satisfaction=scenario.outcomes.satisfaction,
        agreed="yes",
        reason=reason,
    )


def _refuse(scenario: MatterScenario, plan: dict[str, Any]) -> Timeline:
    """The first no reopens by itself; the unit replies again within half the time."""
    yield _days_later(scenario, scenario.outcomes.rate_after + 1)
    _rate(scenario, "dissatisfied", plan["no"])
    if plan.get("pending"):
        return
    yield from _answer_again(scenario, plan["body"])
    yield _days_later(scenario, 2)
    if plan["second"] != "dissatisfied":
        _rate(scenario, plan["second"])
        return
    _rate(scenario, "dissatisfied", plan["second_no"])
    if plan["settle"] != "pending":
        yield from _settle(scenario, plan["settle"])


def _answer_again(scenario: MatterScenario, body: str) -> Timeline:
    yield from reply_and_answer(scenario, body, after=AGAIN_AFTER[scenario.matter.difficulty])


def _settle(scenario: MatterScenario, choice: str) -> Timeline:
    """Staff who took no part decide in writing; 再办 sends it round once more."""
    yield scenario.hours.later(scenario.at, scenario.rng.choice((2, 3)))
    reason = scenario.phrase("settle", choice)
    number = f"第 {scenario.rng.randint(11, 180)} 号" if choice == "suggestion" else ""
    scenario.take("settle", scenario.other_staff(), choice=choice, suggestion=number, reason=reason)


def _reopen(scenario: MatterScenario, plan: dict[str, str]) -> Timeline:
    """Closed as settled, and weeks later not settled after all."""
    yield _days_later(scenario, 18)
    scenario.take("reopen", reason=plan["reason"])
    yield from _answer_again(scenario, plan["body"])
    yield _days_later(scenario, 1)
    _rate(scenario, "satisfied")
