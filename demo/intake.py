"""From the scan to the units: submit, accept, first contact; the assignment goes on beside it."""

import uuid
from functools import partial

from demo import assigning, attachments, handbook
from demo.matter_scenario import MatterScenario, ScenarioEvent, Timeline, phrases
from groups.models import Representative
from office.actors import Actor
from requests_app.models.requests import Source

SOURCES = (
    (Source.QR_STATION, 50),
    (Source.QR_REPRESENTATIVE, 15),
    (Source.WEB, 15),
    (Source.TELEPHONE, 8),
    (Source.RECEPTION, 8),
    (Source.CONSULTATION, 4),
)
AT_THE_COUNTER = (Source.TELEPHONE, Source.RECEPTION, Source.CONSULTATION)
# Some of these began on the page of a policy.
FROM_A_POLICY = (Source.WEB, Source.QR_STATION)
AT_THE_QUARRIES = ("石材", "石雕", "矿业", "再生建材", "宏程机械")
IN_TOWN = ("餐饮管理", "冷链配送", "物业", "宿舍", "商户", "餐馆")
VISITED = ("现场", "到厂", "到企业", "上门", "车间", "走访", "看了")
MET_AT_THE_STATION = ("站里", "邻里中心", "大厅见")


def submit(scenario: MatterScenario) -> Timeline:
    """On the public form, or by the clerk at the counter or on the telephone."""
    yield scenario.begins
    matter, rng = scenario.matter, scenario.rng
    # What is to be seen today came through the public form: the counter may not be open yet.
    offered = SOURCES[:3] if matter.now else SOURCES
    source = rng.choices([each for each, _ in offered], [weight for _, weight in offered])[0]
    at_counter = source in AT_THE_COUNTER
    if at_counter or matter.path == "spot":
        scenario.at = scenario.hours.later(scenario.at, 0)
        yield scenario.at
    category = scenario.category if matter.category and rng.random() < 0.7 else None
    scenario.station = scenario.directory.stations[_station(scenario)]
    clause = handbook.clause_for(matter.text, matter.key) if source in FROM_A_POLICY else None
    scenario.submit(
        Actor.of(scenario.directory.clerks[scenario.station.code]) if at_counter else "requester",
        source=Source.QR_POLICY if clause else source,
        clause=clause,
        requester_kind=matter.requester,
        text=matter.text,
        category=category,
        representative=_scanned(scenario) if source == Source.QR_REPRESENTATIVE else None,
        enterprise_name=matter.enterprise,
        contact=matter.contact,
        phone=scenario.phone,
        share_contact=rng.random() < 0.85,
        private=rng.random() < 0.1,
        files=() if at_counter else attachments.photograph(scenario),
        contact_note=_note(scenario, source) if at_counter else "",
        key=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
    )
    scenario.directory.cases[matter.title] = scenario.case.pk


def _station(scenario: MatterScenario) -> str:
    """The quarry park and the town have stations of their own."""
    if any(word in scenario.matter.enterprise for word in AT_THE_QUARRIES):
        return "baiyashan"
    if scenario.matter.requester == "voter" or any(word in scenario.matter.enterprise for word in IN_TOWN):
        return scenario.rng.choice(("nanhu", "nanhu", "gyllzx"))
    return "gyllzx"


def _scanned(scenario: MatterScenario) -> Representative | None:
    """Whose code was scanned: a posted one, most often of the right field."""
    group = scenario.category.professional_group
    code, posted = group.code if group else "finance", scenario.directory.posted
    names = [name for (each, _), found in posted.items() if each == code for name in found]
    return scenario.directory.representatives[scenario.rng.choice(names)] if names else None


def _note(scenario: MatterScenario, source: str) -> str:
    telephone = source == Source.TELEPHONE
    return scenario.phrase("entry", "channel_telephone" if telephone else "channel_reception")


def accept(scenario: MatterScenario) -> Timeline:
    """Triage by the liaison, with the category's own difficulty and group."""
    yield scenario.hours.later(scenario.at, scenario.outcomes.accept_after)
    directory, code = scenario.directory, scenario.group.code
    person, matter = scenario.choose_representative(), scenario.matter
    expected = scenario.phrase("expected", matter.result) if scenario.rng.random() < 0.6 else ""
    # Before a group is known the liaisons of the chosen field see it, else those with postings at the station.
    proposed, at_station = scenario.case.proposed_group, directory.posted_at[scenario.case.station.code]
    is_theirs = proposed == scenario.group if proposed else code in at_station
    scenario.accept(
        matter.difficulty,
        directory.liaisons[code][0] if is_theirs else directory["staff"],
        representative=person,
        expected_outcome=expected,
    )


def contact_and_assign(scenario: MatterScenario) -> Timeline:
    """The representative hears the enterprise while the office assigns the case; each by its own clock."""
    events = [*_contacts(scenario), *_corrections(scenario), *assigning.events(scenario)]
    yield from in_order(scenario, events)


def _corrections(scenario: MatterScenario) -> list[ScenarioEvent]:
    """A short name or a wrong contact, put right by the counter with the reason."""
    if not scenario.outcomes.corrected:
        return []
    plan = scenario.rng.choice(phrases()["corrections"])
    correct = partial(
        scenario.take, "correct", "clerk", field="contact", value=plan["value"], reason=plan["reason"]
    )
    return [ScenarioEvent(scenario.hours.soon(scenario.at), correct)]


def in_order(scenario: MatterScenario, events: list[ScenarioEvent]) -> Timeline:
    """Runs events by their time; those that would precede the present follow it at once."""
    for event in sorted(events, key=lambda event: event.at):
        yield max(event.at, scenario.at)
        event.action()


def _contacts(scenario: MatterScenario) -> list[ScenarioEvent]:
    outcomes, at = scenario.outcomes, scenario.at
    events: list[ScenarioEvent] = []
    for number in range(outcomes.tries):
        at = scenario.hours.later(at, 1 if number else 0)
        text = phrases()["attempts"][number]
        events.append(ScenarioEvent(at, partial(contact, scenario, text, reached=False)))
    if not scenario.stops_before("contact") and outcomes.tries != 3:
        note = scenario.matter.note or scenario.phrase("contact_notes", scenario.matter.top)
        when = scenario.hours.later(scenario.at, outcomes.contact_after)
        events.append(ScenarioEvent(when, partial(contact, scenario, note)))
    return events


def contact(scenario: MatterScenario, said: str, *, reached: bool = True) -> None:
    if scenario.case.status not in ("accepted", "assigned", "handling"):
        return
    visited = any(word in said for word in VISITED) and "电话" not in said
    at_station = any(word in said for word in MET_AT_THE_STATION)
    on_behalf = scenario.outcomes.on_behalf and reached
    scenario.contact(
        "liaison" if on_behalf else "representative",
        how="station" if at_station else "visit" if visited else "telephone",
        reached="yes" if reached else "no",
        said=phrases()["on_behalf"] if on_behalf else scenario.text(said),
    )
