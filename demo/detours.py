"""What lengthens a way: later dates, one table, the approver's eye, a class in question.

Told by title in `demo/detours.json`; `pending` ones wait for somebody today.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from casework import engine
from demo import letters
from demo.courses import UNIT_DAYS
from demo.scenario import Beat, Tale, Telling
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import User
from requests_app.models import Assignment
from requests_app.models.assignments import Part
from requests_app.steps import class_disputes, consultations, extensions, supervision

Told = Mapping[str, Any]


def on_the_way(tale: Tale) -> list[Beat]:
    """Beats between the assignment and the reply."""
    turns, found = tale.matter.turns, []
    for kind, beats in (("extended", _extended), ("consulted", _consulted), ("supervised", _supervised)):
        if kind in turns:
            found += beats(tale, turns[kind])
    return found


def disputed(tale: Tale, told: Told, result: str) -> Telling:
    """The representative holds another class right; staff decide it with the unit."""
    yield tale.hours.soon(tale.at)
    given = class_disputes.DisputeClassInputs(held_class=told.get("held", result), reason=told["reason"])
    tale.take("dispute_class", given, by=tale.representative)
    if told.get("pending"):
        return
    yield tale.hours.later(tale.at, 1)
    decided = class_disputes.DecideClassInputs(
        result_class=result,
        decision=told["decision"],
        **letters.class_needs(tale, result),
    )
    tale.take("decide_class", decided, by=tale.staff)


def _extended(tale: Tale, told: Told) -> list[Beat]:
    if told.get("pending"):
        return [(yesterday(tale), partial(_ask_extension, tale, told))]
    days = UNIT_DAYS[tale.matter.difficulty]
    asked = tale.hours.at_office(tale.hours.calendar.add(tale.assigned_on, max(1, days // 2)))
    return [
        (asked, partial(_ask_extension, tale, told)),
        (tale.hours.later(asked, 1), partial(_extend, tale, told)),
    ]


def _ask_extension(tale: Tale, told: Told) -> None:
    given = extensions.AskExtensionInputs(until_on=_later(tale, told), reason=told["reason"])
    take_if_possible(tale, "ask_extension", given, tale.handler(tale.lead))


def _extend(tale: Tale, told: Told) -> None:
    given = extensions.ExtendInputs(until_on=_later(tale, told), decision="情况属实，请抓紧办理。")
    take_if_possible(tale, "extend", given, tale.staff)


def _later(tale: Tale, told: Told) -> Any:
    lead = Assignment.objects.current().get(case=tale.case, part=Part.LEAD)
    return tale.hours.calendar.add(lead.due_on, int(told["extra"]))


def _consulted(tale: Tale, told: Told) -> list[Beat]:
    hours, calendar = tale.hours, tale.hours.calendar
    proposed = hours.at_office(calendar.add(tale.assigned_on, 2))
    beats: list[Beat] = [(proposed, partial(_propose, tale, told))]
    if told.get("pending") == "proposed":
        return [(yesterday(tale), partial(_propose, tale, told))]
    convened = hours.later(proposed, 1)
    meets_on = calendar.add(local_date(convened), 2)
    if told.get("pending"):
        convened, meets_on = yesterday(tale), calendar.add(local_date(hours.now), 3)
    meets_at = datetime.combine(meets_on, time(15), tzinfo=LOCAL)
    beats.append((convened, partial(_convene, tale, told, meets_at)))
    if not told.get("pending"):
        beats.append((meets_at + timedelta(hours=2), partial(_record, tale, told)))
    return beats


def _propose(tale: Tale, told: Told) -> None:
    given = consultations.ProposeConsultInputs(departments=tuple(tale.units()), reason=told["reason"])
    take_if_possible(tale, "propose_consult", given, tale.representative)


def _convene(tale: Tale, told: Told, meets_at: datetime) -> None:
    given = consultations.ConsultInputs(
        departments=tuple(tale.units()), place=told["place"], meets_at=meets_at, text=told["agenda"]
    )
    take_if_possible(tale, "consult", given, tale.liaison)


def _record(tale: Tale, told: Told) -> None:
    given = consultations.RecordConsultInputs(
        came=tuple(tale.units()), minutes=told["minutes"], outcome=told["outcome"]
    )
    take_if_possible(tale, "record_consult", given, tale.liaison)


def _supervised(tale: Tale, told: Told) -> list[Beat]:
    approver, calendar = tale.cast["approver"], tale.hours.calendar
    ordered = tale.hours.at_office(calendar.add(tale.assigned_on, int(told["after"])))

    def order() -> None:
        until = tale.on + timedelta(days=int(told["days"]))
        given = supervision.SuperviseInputs(reason=told["reason"], until_on=until)
        take_if_possible(tale, "supervise", given, approver)

    def release() -> None:
        take_if_possible(tale, "release", supervision.ReleaseInputs(reason=told["release"]), approver)

    beats: list[Beat] = [(ordered, order)]
    if "release" in told:
        beats.append((tale.hours.later(ordered, 6), release))
    return beats


def yesterday(tale: Tale) -> datetime:
    return tale.hours.at_office(tale.hours.back(local_date(tale.hours.now), 1))


def take_if_possible(tale: Tale, step: str, given: Any, by: User) -> None:
    """A detour is an ornament: where the case stands otherwise on that day, its way is told without."""
    person = tale.cast.present(by, tale.on)
    now = engine.possible(tale.case, by=Actor.of(person), at=tale.at)
    if any(each.name == step for each in now):
        tale.take(step, given, by=by)
