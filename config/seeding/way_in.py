"""From the scan to the unit's desk: submit, accept, first contact, assign, return and reassign."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from config.seeding.tale import REQUESTER, Tale
from groups.models import Representative
from office.actors import Actor
from requests_app import intake
from requests_app.models.receipts import Grade
from requests_app.models.requests import Source
from requests_app.workflow.effects import care, triage, units

Telling = Iterator[datetime]
Beat = tuple[datetime, Callable[[], None]]

SOURCES = (
    (Source.QR_STATION, 50),
    (Source.QR_REPRESENTATIVE, 15),
    (Source.WEB, 15),
    (Source.TELEPHONE, 8),
    (Source.RECEPTION, 8),
    (Source.CONSULTATION, 4),
)
LOADS: dict[str, int] = {}


def submit(tale: Tale) -> Telling:
    """Through the public door, or by the clerk at the counter or on the telephone."""
    yield tale.begins
    matter, dice = tale.matter, tale.dice
    source = dice.choices([each for each, _ in SOURCES], [weight for _, weight in SOURCES])[0]
    at_desk = source in (Source.TELEPHONE, Source.RECEPTION, Source.CONSULTATION)
    if at_desk or matter.path == "spot":
        tale.at = tale.hours.later(tale.at, 0)
        yield tale.at
    category = tale.cast.categories[matter.category] if matter.category and dice.random() < 0.7 else None
    station = tale.cast.stations[_station(tale)]
    given = intake.Intake(
        station=station,
        source=source,
        requester_kind=matter.requester,
        text=matter.text,
        category=category,
        representative=_scanned(tale) if source == Source.QR_REPRESENTATIVE else None,
        enterprise_name=matter.enterprise,
        contact=matter.contact,
        phone=tale.phone,
        share_contact=dice.random() < 0.85,
        private=dice.random() < 0.1,
        contact_note=_note(tale, source) if at_desk else "",
    )
    tale.case = intake.submit(
        given,
        scope="desk" if at_desk else "web",
        key=str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        by=Actor.of(tale.cast.clerks[station.code]) if at_desk else REQUESTER,
        at=tale.at,
        grade=Grade.SLIP if at_desk else Grade.FULL,
    ).case


def _station(tale: Tale) -> str:
    if "石材" in tale.matter.enterprise or "石雕" in tale.matter.enterprise:
        return tale.dice.choice(("baiyashan", "baiyashan", "gyllzx"))
    if tale.matter.requester == "voter":
        return tale.dice.choice(("nanhu", "gyllzx"))
    return "gyllzx"


def _scanned(tale: Tale) -> Representative | None:
    """Whose code was scanned: a posted one, most often of the right field."""
    category = tale.cast.categories[tale.matter.category or "QT"]
    group = category.professional_group.code if category.professional_group else "finance"
    names = [name for (code, _), found in tale.cast.posted.items() if code == group for name in found]
    return tale.cast.representatives[tale.dice.choice(names)] if names else None


def _note(tale: Tale, source: str) -> str:
    telephone = source == Source.TELEPHONE
    return tale.phrase("entry", "channel_telephone" if telephone else "channel_reception")


def accept(tale: Tale) -> Telling:
    """Triage by the liaison, with the category's own difficulty and group."""
    yield tale.hours.later(tale.at, tale.course.accept_after)
    _accept(tale)


def _accept(tale: Tale) -> None:
    matter = tale.matter
    category = tale.cast.categories[matter.category or "QT"]
    group = category.professional_group or tale.cast.groups["industry"]
    person = tale.choose_representative(LOADS)
    LOADS[person.certificate_number] = LOADS.get(person.certificate_number, 0) + 1
    given = triage.AcceptGiven(
        category=category,
        difficulty=matter.difficulty,
        group=group,
        representative=person,
        expected_outcome=tale.phrase("expected", matter.result) if tale.dice.random() < 0.6 else "",
    )
    # Before a group is known the liaisons of the scanned or chosen field see it; staff see everything.
    proposed = tale.case.proposed_group
    tale.take("accept", given, by=tale.liaison if proposed == group else tale.cast["staff"])


def contact_and_assign(tale: Tale) -> Telling:
    """The representative hears the enterprise while the office hands the case over; each by its own clock."""
    beats = _contact_beats(tale)
    if not tale.holds("contact"):
        assigned = tale.hours.later(tale.at, tale.course.assign_after)
        if tale.course.proposes:
            proposed = min(tale.hours.soon(tale.at), assigned)
            beats.append((proposed, lambda: _propose(tale)))
            assigned = tale.hours.soon(proposed) if assigned <= proposed else assigned
        if not tale.holds("assign"):
            beats += _assign_beats(tale, assigned)
    yield from in_order(tale, beats)


def in_order(tale: Tale, beats: list[Beat]) -> Telling:
    """Play beats by their time; those that would precede the present follow it at once."""
    for when, act in sorted(beats, key=lambda beat: beat[0]):
        yield max(when, tale.at)
        act()


def _contact_beats(tale: Tale) -> list[Beat]:
    course, at = tale.course, tale.at
    beats: list[Beat] = []
    for number in range(course.tries):
        at = tale.hours.later(at, 1 if number else 0)
        text = tale.phrases["attempts"][number]
        beats.append((at, partial(contact, tale, text, reached=False)))
    if not tale.holds("contact") and course.tries != 3:
        note = tale.matter.note or tale.phrase("contact_notes", tale.matter.top)
        when = tale.hours.later(tale.at, course.contact_after)
        beats.append((when, partial(contact, tale, note)))
    return beats


def contact(tale: Tale, said: str, *, reached: bool = True) -> None:
    if tale.case.status not in ("accepted", "assigned", "handling"):
        return
    visited = any(word in said for word in ("现场", "到厂", "到企业", "上门", "车间", "走访", "看了"))
    at_station = any(word in said for word in ("站里", "邻里中心", "大厅见"))
    given = care.ContactGiven(
        how="station" if at_station else "visit" if visited and "电话" not in said else "telephone",
        reached="yes" if reached else "no",
        said=tale.phrases["on_behalf"] if tale.course.on_behalf and reached else tale.say(said),
    )
    tale.take("contact", given, by=tale.liaison if tale.course.on_behalf and reached else tale.representative)


def _propose(tale: Tale) -> None:
    lead, co = tale.unit(tale.matter.lead or "KFQ"), tuple(tale.unit(code) for code in tale.co_codes())
    text = tale.phrase("proposals", tale.matter.top)
    tale.take(
        "propose_assignment",
        units.ProposeAssignmentGiven(lead=lead, co=co, text=text),
        by=tale.representative,
    )


def _turned(tale: Tale) -> list[dict[str, Any]]:
    return list((tale.matter.now or {}).get("returned") or tale.matter.turns.get("returned") or ())


def _assign_beats(tale: Tale, when: datetime) -> list[Beat]:
    """To the unit that will handle it; before that to those that say in time that they are not the right one."""
    turned, right = _turned(tale), (tale.matter.lead or "KFQ", tuple(tale.co_codes()))
    beats: list[Beat] = []
    for turn in turned:
        beats.append((when, partial(assign, tale, turn["unit"], ())))
        when = tale.hours.later(when, tale.dice.choice((0, 1)))
        beats.append((when, partial(_return, tale, turn)))
        when = tale.hours.later(when, tale.dice.choice((0, 1)))
    return beats if tale.holds("reassign") else [*beats, (when, partial(assign, tale, *right))]


def _return(tale: Tale, turn: dict[str, Any]) -> None:
    given = units.ReturnGiven(reason=turn["reason"], right_department=tale.unit(turn["right"]))
    tale.take("return", given, by=tale.handler(turn["unit"]))


def assign(tale: Tale, lead: str, co: tuple[str, ...]) -> None:
    given = units.AssignGiven(
        lead=tale.unit(lead),
        co=tuple(tale.unit(code) for code in co),
        expected_outcome=tale.case.expected_outcome or tale.phrase("expected", tale.matter.result),
        text=tale.phrase("assign_texts"),
    )
    tale.take("assign", given, by=tale.staff)
