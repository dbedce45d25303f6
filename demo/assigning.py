"""Assigning to the units: propose, assign, return and reassign, sign. All by the day of the assignment."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zlib import crc32

from demo import letters
from demo.matter_scenario import MatterScenario, ScenarioEvent
from groups.models import Department, Representative
from requests_app.models.helping import HelpReason

# Working days after which the sweeper has signed for a unit.
DEEMED_AFTER = 2
# One case in so many has a representative who helps.
HELPED = 20


def events(scenario: MatterScenario) -> list[ScenarioEvent]:
    """What the office and the units do, from the acceptance to the last signature."""
    hours, rng = scenario.hours, scenario.rng
    assigned = hours.later(scenario.at, scenario.outcomes.assign_after)
    found: list[ScenarioEvent] = []
    if scenario.outcomes.proposes:
        proposed = min(hours.soon(scenario.at), assigned)
        found.append(ScenarioEvent(proposed, partial(_propose, scenario)))
        assigned = hours.soon(proposed) if assigned <= proposed else assigned
    if scenario.stops_before("assign"):
        return found
    for plan in scenario.matter.now.get("returned") or scenario.matter.incidents.get("returned") or ():
        unit = scenario.directory.departments[plan["unit"]]
        returned = hours.later(assigned, rng.choice((0, 1)))
        found += [
            ScenarioEvent(assigned, partial(assign, scenario, unit)),
            ScenarioEvent(returned, partial(_return, scenario, unit, plan)),
        ]
        assigned = hours.later(returned, rng.choice((0, 1)))
    if scenario.stops_before("reassign"):
        return found
    if "transferred" in scenario.matter.incidents:
        return [*found, *_transferred(scenario, assigned, scenario.matter.incidents["transferred"])]
    found.append(ScenarioEvent(assigned, partial(assign, scenario, scenario.lead, *scenario.co)))
    return found if scenario.stops_before("sign") else [*found, *_signing(scenario, assigned)]


def _transferred(
    scenario: MatterScenario, assigned: datetime, plan: Mapping[str, Any]
) -> list[ScenarioEvent]:
    """The first unit signs, finds that it is not its matter and asks; staff transfer the case."""
    first, hours = scenario.directory.departments[plan["unit"]], scenario.hours
    found = [ScenarioEvent(assigned, partial(assign, scenario, first, *scenario.co))]
    signed = hours.soon(assigned)
    found += [ScenarioEvent(signed, partial(sign, scenario, unit)) for unit in (first, *scenario.co)]
    asked = hours.yesterday() if plan.get("pending") else hours.later(signed, 1)
    found.append(ScenarioEvent(asked, partial(_ask_transfer, scenario, first, plan)))
    if not plan.get("pending"):
        decided = hours.later(asked, 1)
        found.append(ScenarioEvent(decided, partial(_transfer, scenario)))
        found.append(ScenarioEvent(hours.soon(decided), partial(sign, scenario, scenario.lead)))
    return found


def _ask_transfer(scenario: MatterScenario, first: Department, plan: Mapping[str, Any]) -> None:
    right = scenario.directory.departments[plan.get("right", scenario.lead.code)]
    scenario.take_if_possible(
        "ask_transfer", scenario.handler(first), right_department=right, reason=plan["reason"]
    )


def _transfer(scenario: MatterScenario) -> None:
    text = scenario.phrase("assign_texts", "alone")
    scenario.take("transfer", "staff", lead=scenario.lead, text=text)
    scenario.assigned_on = scenario.on


def _propose(scenario: MatterScenario) -> None:
    text = scenario.phrase("proposals", scenario.matter.top)
    scenario.take("propose_assignment", "representative", lead=scenario.lead, co=scenario.co, text=text)


def assign(scenario: MatterScenario, lead: Department, *co: Department) -> None:
    scenario.assign(
        *co,
        lead=lead,
        expected_outcome=scenario.case.expected_outcome
        or scenario.phrase("expected", scenario.matter.result),
        text=scenario.phrase("assign_texts", "with_co" if co else "alone"),
    )
    scenario.assigned_on = scenario.on


def _return(scenario: MatterScenario, unit: Department, plan: Mapping[str, Any]) -> None:
    handler, right = scenario.handler(unit), scenario.directory.departments[plan["right"]]
    scenario.view(handler)
    scenario.take("return", handler, reason=plan["reason"], right_department=right)


def _signing(scenario: MatterScenario, assigned: datetime) -> list[ScenarioEvent]:
    """Each unit by its own day; one that lets two days pass is deemed to have signed by the sweeper."""
    hours, found = scenario.hours, list[ScenarioEvent]()
    for unit in scenario.units:
        days = scenario.outcomes.sign_after if unit == scenario.lead else scenario.rng.choice((0, 0, 1))
        if unit.route_through is not None:
            passed = hours.soon(assigned)
            found.append(ScenarioEvent(passed, partial(_pass_on, scenario, unit, unit.route_through)))
            found.append(ScenarioEvent(hours.soon(passed), partial(sign, scenario, unit)))
        elif days < DEEMED_AFTER:
            found.append(ScenarioEvent(hours.later(assigned, days), partial(sign, scenario, unit)))
    if scenario.outcomes.handed_over:
        found.append(ScenarioEvent(hours.later(assigned, 2), partial(_change_representative, scenario)))
    elif crc32(scenario.matter.key.encode()) % HELPED == 0:
        found.append(ScenarioEvent(hours.later(assigned, 1), partial(_name_helper, scenario)))
    return found


def _pass_on(scenario: MatterScenario, unit: Department, relay: Department) -> None:
    """The 转办单位 signs and passes on the same day."""
    scenario.view(scenario.handler(relay))
    scenario.take("pass_on", scenario.handler(relay), assignment=scenario.assignment(unit))


def sign(scenario: MatterScenario, unit: Department) -> None:
    name, phone = letters.officer(scenario, unit)
    officer = {"officer_name": name, "officer_phone": phone}
    if unit.mode == Department.Mode.PAPER:
        part = scenario.assignment(unit)
        scenario.take("record_sign", "staff", assignment=part, received_on=scenario.on, **officer)
    else:
        scenario.view(scenario.handler(unit))
        scenario.sign(scenario.handler(unit), **officer)


def _change_representative(scenario: MatterScenario) -> None:
    """Another member of the group takes over, when there is one who may."""
    new = _other_member(scenario)
    if new is not None:
        reason = scenario.phrase("hand_over")
        scenario.take("hand_over", scenario.directory["staff"], representative=new, reason=reason)


def _name_helper(scenario: MatterScenario) -> None:
    """A colleague of the group who knows the matter is asked to help."""
    helper = _other_member(scenario)
    if helper is not None:
        note = scenario.phrase("name_helper")
        scenario.take("name_helper", "liaison", representative=helper, because=HelpReason.KNOWS, note=note)


def _other_member(scenario: MatterScenario) -> Representative | None:
    case, directory = scenario.case, scenario.directory
    if case.group is None:
        return None
    people = (directory.representatives[name] for name in directory.members[case.group.code])
    others = (
        person for person in people if person.pk != case.representative_id and scenario.may_handle(person)
    )
    return next(others, None)
