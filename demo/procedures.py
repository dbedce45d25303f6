"""What lengthens the handling: an extension, a consultation of units, supervision, a disputed class.

Planned by title in `demo/procedures.json`; `pending` ones wait for somebody today.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from demo import letters
from demo.matter_scenario import MatterScenario, ScenarioEvent, Timeline
from demo.outcomes import UNIT_DAYS
from office.calendar import LOCAL, local_date
from requests_app.models import Assignment
from requests_app.models.assignments import Part

Plan = Mapping[str, Any]


def events(scenario: MatterScenario) -> list[ScenarioEvent]:
    """Those between the assignment and the reply."""
    incidents, found = scenario.matter.incidents, list[ScenarioEvent]()
    for kind, plan in (("extended", _extended), ("consulted", _consulted), ("supervised", _supervised)):
        if kind in incidents:
            found += plan(scenario, incidents[kind])
    return found


def dispute_class(scenario: MatterScenario, plan: Plan, result: str) -> Timeline:
    """The representative holds another class right; staff decide it with the unit."""
    yield scenario.hours.soon(scenario.at)
    held = plan.get("held", result)
    scenario.take("dispute_class", "representative", held_class=held, reason=plan["reason"])
    if plan.get("pending"):
        return
    yield scenario.hours.later(scenario.at, 1)
    needs = letters.class_needs(scenario, result)
    scenario.take("decide_class", "staff", result_class=result, decision=plan["decision"], **needs)


def _extended(scenario: MatterScenario, plan: Plan) -> list[ScenarioEvent]:
    hours = scenario.hours
    if plan.get("pending"):
        return [ScenarioEvent(hours.yesterday(), partial(_ask_extension, scenario, plan))]
    days = UNIT_DAYS[scenario.matter.difficulty]
    asked = hours.at_office(hours.calendar.add(scenario.assigned_on, max(1, days // 2)))
    return [
        ScenarioEvent(asked, partial(_ask_extension, scenario, plan)),
        ScenarioEvent(hours.later(asked, 1), partial(_extend, scenario, plan)),
    ]


def _ask_extension(scenario: MatterScenario, plan: Plan) -> None:
    until = _extended_until(scenario, plan)
    scenario.take_if_possible("ask_extension", "handler", until_on=until, reason=plan["reason"])


def _extend(scenario: MatterScenario, plan: Plan) -> None:
    until = _extended_until(scenario, plan)
    scenario.take_if_possible("extend", "staff", until_on=until, decision="情况属实，请抓紧办理。")


def _extended_until(scenario: MatterScenario, plan: Plan) -> date:
    lead = Assignment.objects.current().get(case=scenario.case, part=Part.LEAD)
    return scenario.hours.calendar.add(lead.due_on, int(plan["extra"]))


def _consulted(scenario: MatterScenario, plan: Plan) -> list[ScenarioEvent]:
    hours, calendar = scenario.hours, scenario.hours.calendar
    propose = partial(
        scenario.take_if_possible,
        "propose_consult",
        "representative",
        departments=scenario.units,
        reason=plan["reason"],
    )
    proposed = hours.at_office(calendar.add(scenario.assigned_on, 2))
    if plan.get("pending") == "proposed":
        return [ScenarioEvent(hours.yesterday(), propose)]
    convened = hours.later(proposed, 1)
    meets_on = calendar.add(local_date(convened), 2)
    if plan.get("pending"):
        convened, meets_on = hours.yesterday(), calendar.add(local_date(hours.now), 3)
    meets_at = datetime.combine(meets_on, time(15), tzinfo=LOCAL)
    consult = partial(
        scenario.take_if_possible, "consult", "liaison", departments=scenario.units, place=plan["place"],
        meets_at=meets_at, text=plan["agenda"],
    )  # fmt: skip
    found = [ScenarioEvent(proposed, propose), ScenarioEvent(convened, consult)]
    if not plan.get("pending"):
        record = partial(
            scenario.take_if_possible, "record_consult", "liaison", came=scenario.units,
            minutes=plan["minutes"], outcome=plan["outcome"],
        )  # fmt: skip
        found.append(ScenarioEvent(meets_at + timedelta(hours=2), record))
    return found


def _supervised(scenario: MatterScenario, plan: Plan) -> list[ScenarioEvent]:
    hours = scenario.hours
    ordered = hours.at_office(hours.calendar.add(scenario.assigned_on, int(plan["after"])))
    found = [ScenarioEvent(ordered, partial(_supervise, scenario, plan))]
    if "release" in plan:
        release = partial(scenario.take_if_possible, "release", "approver", reason=plan["release"])
        found.append(ScenarioEvent(hours.later(ordered, 6), release))
    return found


def _supervise(scenario: MatterScenario, plan: Plan) -> None:
    until = scenario.on + timedelta(days=int(plan["days"]))
    scenario.take_if_possible("supervise", "approver", reason=plan["reason"], until_on=until)
