"""From the scan to the units: submit, accept, first contact; handing over goes beside it."""

import uuid
from functools import partial

from demo import handing, papers, policy_year
from demo.scenario import REQUESTER, Beat, Tale, Telling
from groups.models import Representative
from office.actors import Actor
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.models.receipts import Grade
from requests_app.models.requests import Source
from requests_app.steps import acceptance, contacts, corrections

SOURCES = (
    (Source.QR_STATION, 50),
    (Source.QR_REPRESENTATIVE, 15),
    (Source.WEB, 15),
    (Source.TELEPHONE, 8),
    (Source.RECEPTION, 8),
    (Source.CONSULTATION, 4),
)
# Some of these began on the page of a policy.
BY_A_PAGE = (Source.WEB, Source.QR_STATION)
AT_THE_QUARRIES = ("石材", "石雕", "矿业", "再生建材", "宏程机械")
IN_TOWN = ("餐饮管理", "冷链配送", "物业", "宿舍", "商户", "餐馆")


def submit(tale: Tale) -> Telling:
    """Through the public door, or by the clerk at the counter or on the telephone."""
    yield tale.begins
    matter, dice = tale.matter, tale.dice
    # What is to be seen today came through the public door: the counter may not be open yet.
    offered = SOURCES[:3] if matter.now else SOURCES
    source = dice.choices([each for each, _ in offered], [weight for _, weight in offered])[0]
    at_desk = source in (Source.TELEPHONE, Source.RECEPTION, Source.CONSULTATION)
    if at_desk or matter.path == "spot":
        tale.at = tale.hours.later(tale.at, 0)
        yield tale.at
    category = tale.cast.categories[matter.category] if matter.category and dice.random() < 0.7 else None
    station = tale.cast.stations[_station(tale)]
    clause = policy_year.clause_for(matter.text, matter.key) if source in BY_A_PAGE else None
    given = Intake(
        station=station,
        source=Source.QR_POLICY if clause else source,
        clause=clause,
        requester_kind=matter.requester,
        text=matter.text,
        category=category,
        representative=_scanned(tale) if source == Source.QR_REPRESENTATIVE else None,
        enterprise_name=matter.enterprise,
        contact=matter.contact,
        phone=tale.phone,
        share_contact=dice.random() < 0.85,
        private=dice.random() < 0.1,
        files=papers.photograph(tale) if not at_desk else (),
        contact_note=_note(tale, source) if at_desk else "",
    )
    done = submission.submit(
        given,
        scope="desk" if at_desk else "web",
        key=str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        by=Actor.of(tale.cast.clerks[station.code]) if at_desk else REQUESTER,
        at=tale.at,
        grade=Grade.SLIP if at_desk else Grade.FULL,
    )
    tale.case, tale.receipt_code = done.case, done.receipt.spaced_code
    tale.cast.cases[matter.title] = done.case.pk


def _station(tale: Tale) -> str:
    """The quarry park and the town have stations of their own."""
    if any(word in tale.matter.enterprise for word in AT_THE_QUARRIES):
        return "baiyashan"
    if tale.matter.requester == "voter" or any(word in tale.matter.enterprise for word in IN_TOWN):
        return tale.dice.choice(("nanhu", "nanhu", "gyllzx"))
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
    person = tale.choose_representative()
    given = acceptance.AcceptInputs(
        category=category,
        difficulty=matter.difficulty,
        group=group,
        representative=person,
        expected_outcome=tale.phrase("expected", matter.result) if tale.dice.random() < 0.6 else "",
    )
    # Before a group is known the liaisons of the chosen field see it, else those with postings at the station.
    proposed, at_station = tale.case.proposed_group, tale.cast.posted_at[tale.case.station.code]
    is_theirs = proposed == group if proposed else group.code in at_station
    tale.take("accept", given, by=tale.cast.liaisons[group.code][0] if is_theirs else tale.cast["staff"])


def hear_and_hand_over(tale: Tale) -> Telling:
    """The representative hears the enterprise while the office hands the case over; each by its own clock."""
    yield from in_order(tale, [*_contact_beats(tale), *_corrections(tale), *handing.hand_over_beats(tale)])


def _corrections(tale: Tale) -> list[Beat]:
    """A short name or a wrong contact, put right by the counter with the reason."""
    if not tale.course.corrected:
        return []
    told = tale.dice.choice(tale.phrases["corrections"])
    clerk = tale.cast.clerks[tale.case.station.code]
    given = corrections.CorrectInputs(field="contact", value=told["value"], reason=told["reason"])
    return [(tale.hours.soon(tale.at), lambda: tale.take("correct", given, by=clerk))]


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
    given = contacts.ContactInputs(
        how="station" if at_station else "visit" if visited and "电话" not in said else "telephone",
        reached="yes" if reached else "no",
        said=tale.phrases["on_behalf"] if tale.course.on_behalf and reached else tale.say(said),
    )
    tale.take("contact", given, by=tale.liaison if tale.course.on_behalf and reached else tale.representative)
