"""At the units: ask, opinion, reply (on paper too), confirm, check, send back, answer."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from demo import attachments, letters, procedures
from demo.assigning import DEEMED_AFTER
from demo.intake import in_order
from demo.matter_scenario import MatterScenario, ScenarioEvent, Timeline, phrases
from demo.outcomes import UNIT_DAYS
from groups.models import Department
from office.calendar import local_date


def handle(scenario: MatterScenario) -> Timeline:
    """From the assignment to the answer, unless the case stands still on the way."""
    if scenario.stops_before("reply", "supplement", "contact"):
        yield from in_order(scenario, _events(scenario, until=None))
        return
    yield from in_order(scenario, _events(scenario, until=_reply_time(scenario)))
    yield from reply_and_answer(scenario, scenario.matter.body, after=None)


def _is_paper(unit: Department) -> bool:
    return unit.mode == Department.Mode.PAPER


def _reply_time(scenario: MatterScenario) -> datetime:
    """Counted from the assignment; the drafter needs at least an hour after signing."""
    outcomes, hours = scenario.outcomes, scenario.hours
    days = outcomes.reply_after - (scenario.lead.head_confirms and outcomes.reply_after > 1)
    if outcomes.sign_after >= DEEMED_AFTER:
        days = max(days, DEEMED_AFTER)
    when = hours.at_office(hours.calendar.add(scenario.assigned_on, days))
    return max(when, hours.soon(scenario.at))


def _events(scenario: MatterScenario, *, until: datetime | None) -> list[ScenarioEvent]:
    """Opinions, questions to the enterprise and urging, before the reply at `until` (None: it does not come)."""
    found = [*_opinions(scenario, until), *procedures.events(scenario)]
    if scenario.outcomes.asks:
        found += _question(scenario)
    if scenario.outcomes.is_late and "extended" not in scenario.matter.incidents:
        found += _urging(scenario)
    if until is None:
        return found
    return [*(event for event in found if event.at < until), ScenarioEvent(until, lambda: None)]


def _opinions(scenario: MatterScenario, until: datetime | None) -> list[ScenarioEvent]:
    found: list[ScenarioEvent] = []
    half = max(1, UNIT_DAYS[scenario.matter.difficulty] // 2)
    for number, unit in enumerate(scenario.co):
        is_silent = until is None and number == 0
        if unit.code not in scenario.matter.opinions or _is_paper(unit) or is_silent:
            continue
        days = scenario.rng.randint(max(1, half // 2), half + (scenario.rng.random() < 0.08))
        when = scenario.hours.at_office(scenario.hours.calendar.add(scenario.assigned_on, days))
        if until is not None and when >= until:
            when = max(scenario.at + timedelta(minutes=20), until - timedelta(minutes=40))
        found.append(ScenarioEvent(when, partial(_give_opinion, scenario, unit)))
    return found


def _give_opinion(scenario: MatterScenario, unit: Department) -> None:
    text = scenario.text(scenario.matter.opinions[unit.code], not_before=scenario.assigned_on)
    scenario.take("opinion", scenario.handler(unit), text=text)


def _question(scenario: MatterScenario) -> list[ScenarioEvent]:
    """The clocks stand still until the enterprise has answered; a unit asks early or not at all."""
    plan = scenario.matter.incidents.get("asked") or phrases()["questions"][scenario.matter.top]
    hours, unanswered = scenario.hours, scenario.stops_before("supplement")
    asked_at = hours.later(scenario.at, 1)
    if unanswered:
        asked_at = hours.at_office(hours.back(local_date(hours.now), 2))
    found = [ScenarioEvent(asked_at, partial(_ask, scenario, plan["ask"]))]
    if not unanswered:
        day = hours.calendar.add(local_date(asked_at), scenario.rng.randint(1, 3))
        answered_at = hours.of_enterprise(day)
        found.append(ScenarioEvent(answered_at, partial(_supplement, scenario, plan["answer"])))
    return found


def _ask(scenario: MatterScenario, text: str) -> None:
    """The unit itself, but in its last quarter, or when it works on paper, through the liaison."""
    due_on = scenario.assignment(scenario.lead).due_on
    left = scenario.hours.calendar.count(scenario.on, due_on)
    asks_itself = not _is_paper(scenario.lead) and left * 4 >= UNIT_DAYS[scenario.matter.difficulty]
    scenario.take("ask", "handler" if asks_itself else "liaison", text=text)


def _supplement(scenario: MatterScenario, text: str) -> None:
    scenario.take("supplement", text=text, files=attachments.supplied_list(scenario))


def _urging(scenario: MatterScenario) -> list[ScenarioEvent]:
    hours, found = scenario.hours, list[ScenarioEvent]()
    day = hours.calendar.add(scenario.assignment(scenario.lead).due_on, 1)
    if scenario.outcomes.urged_by_enterprise:
        urge = partial(scenario.take, "urge", text=scenario.phrase("urge", "enterprise"))
        found.append(ScenarioEvent(hours.of_enterprise(day), urge))
    if scenario.outcomes.urged_by_desk:
        urge = partial(scenario.take, "urge", "liaison", text=phrases()["urge"]["desk"][1])
        found.append(ScenarioEvent(hours.at_office(day), urge))
    return found


def reply_and_answer(scenario: MatterScenario, body: str, *, after: int | None, result: str = "") -> Timeline:
    """The reply now (or `after` working days), its confirmation, check and the answer to the enterprise."""
    if after is not None:
        yield scenario.hours.later(scenario.at, after)
    result = result or scenario.matter.result
    if scenario.stops_before("record_reply"):
        return
    evasive = scenario.outcomes.evasive if after is None else None
    if evasive is not None and not _is_paper(scenario.lead):
        yield from _reply_evasively(scenario, phrases()["evasive"][evasive])
        if scenario.stops_before("reply_again"):
            return
        yield scenario.hours.later(scenario.at, scenario.rng.choice((1, 2)))
    disputed = scenario.matter.incidents.get("disputed") if scenario.case.round == 1 else None
    yield from _reply(scenario, body, disputed["unit_class"] if disputed else result)
    if disputed:
        yield from procedures.dispute_class(scenario, disputed, result)
        if disputed.get("pending"):
            return
    is_checked = not scenario.stops_before("confirm", "check", "confirm_or_check")
    if scenario.case.status == "handling" and is_checked:
        yield from _check_and_answer(scenario)


def _reply_evasively(scenario: MatterScenario, plan: Mapping[str, str]) -> Timeline:
    """The representative sends back what answers nothing."""
    yield from _reply(scenario, plan["text"].replace("贵公司", scenario.you), "D")
    yield scenario.hours.later(scenario.at, scenario.outcomes.check_after)
    scenario.take("send_back", "representative", remark=plan["remark"])


def _reply(scenario: MatterScenario, body: str, result: str) -> Timeline:
    """Written by the handler and, where the unit wants it, confirmed by its head; on paper, recorded by staff."""
    scenario.last_reply = scenario.text(body, not_before=_began(scenario))
    text = letters.reply_text(scenario, scenario.last_reply)
    if _is_paper(scenario.lead):
        scenario.take("record_reply", "staff", **letters.paper_reply(scenario, text, result))
        return
    scenario.reply(**letters.reply(scenario, text, result))
    if not scenario.lead.head_confirms or scenario.stops_before("confirm", "confirm_or_check"):
        return
    yield scenario.hours.soon(scenario.at)
    if scenario.outcomes.handed_back and scenario.case.round == 1 and not scenario.matter.now:
        scenario.take("hand_back", "head", remark=scenario.phrase("hand_back"))
        yield scenario.hours.soon(scenario.at)
        scenario.reply(**letters.reply(scenario, text, result))
        yield scenario.hours.soon(scenario.at)
    scenario.take("confirm", "head")


def _began(scenario: MatterScenario) -> date:
    """The first day on which the unit can have done something."""
    return local_date(scenario.case.accepted_at) if scenario.case.accepted_at else scenario.on


def _check_and_answer(scenario: MatterScenario) -> Timeline:
    """Checked first, or checked and answered in one."""
    yield scenario.hours.later(scenario.at, scenario.outcomes.check_after)
    if scenario.outcomes.checks_first and "disputed" not in scenario.matter.incidents:
        scenario.take("check", "representative")
        if scenario.stops_before("answer"):
            return
        yield scenario.hours.later(scenario.at, scenario.outcomes.answer_after)
    explains = scenario.matter.result == "C"
    explained = scenario.phrase("explained") if explains else ""
    scenario.answer(
        scenario.rng.choices(("representative", "liaison"), (70, 30))[0],
        text=letters.answer_text(scenario, scenario.last_reply),
        explained_how="telephone" if explains else "",
        explained=explained,
    )
