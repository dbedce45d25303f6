"""Handing over to the units: propose, assign, return and reassign, sign. All by the day of the assignment."""

from datetime import datetime
from functools import partial
from typing import Any

from config.seeding import letters
from config.seeding.tale import Beat, Tale
from groups.models import Department, Representative
from requests_app.models.assignments import AssignmentStatus
from requests_app.workflow.effects import leaving, relays, units

# Working days after which the sweeper has signed for a unit.
DEEMED_AFTER = 2


def hand_over_beats(tale: Tale) -> list[Beat]:
    """What the office and the units do, from the acceptance to the last signature."""
    assigned = tale.hours.later(tale.at, tale.course.assign_after)
    beats: list[Beat] = []
    if tale.course.proposes:
        proposed = min(tale.hours.soon(tale.at), assigned)
        beats.append((proposed, partial(_propose, tale)))
        assigned = tale.hours.soon(proposed) if assigned <= proposed else assigned
    if tale.holds("assign"):
        return beats
    for turn in _turned(tale):
        beats.append((assigned, partial(assign, tale, turn["unit"], ())))
        returned = tale.hours.later(assigned, tale.dice.choice((0, 1)))
        beats.append((returned, partial(_return, tale, turn)))
        assigned = tale.hours.later(returned, tale.dice.choice((0, 1)))
    if tale.holds("reassign"):
        return beats
    beats.append((assigned, partial(assign, tale, tale.lead, tuple(tale.co_codes()))))
    return beats if tale.holds("sign") else [*beats, *_signing(tale, assigned)]


def _turned(tale: Tale) -> list[dict[str, Any]]:
    """Units that will say they are not the right ones, before the one that is."""
    return list((tale.matter.now or {}).get("returned") or tale.matter.turns.get("returned") or ())


def _propose(tale: Tale) -> None:
    lead, co = tale.unit(tale.lead), tuple(tale.unit(code) for code in tale.co_codes())
    given = units.ProposeAssignmentGiven(lead=lead, co=co, text=tale.phrase("proposals", tale.matter.top))
    tale.take("propose_assignment", given, by=tale.representative)


def assign(tale: Tale, lead: str, co: tuple[str, ...]) -> None:
    given = units.AssignGiven(
        lead=tale.unit(lead),
        co=tuple(tale.unit(code) for code in co),
        expected_outcome=tale.case.expected_outcome or tale.phrase("expected", tale.matter.result),
        text=tale.phrase("assign_texts", "with_co" if co else "alone"),
    )
    tale.take("assign", given, by=tale.staff)
    tale.assigned_on = tale.on


def _return(tale: Tale, turn: dict[str, Any]) -> None:
    given = units.ReturnGiven(reason=turn["reason"], right_department=tale.unit(turn["right"]))
    tale.take("return", given, by=tale.handler(turn["unit"]))


def _signing(tale: Tale, assigned: datetime) -> list[Beat]:
    """Each unit by its own day; one that lets two days pass is deemed to have signed by the sweeper."""
    found: list[Beat] = []
    for code in (tale.lead, *tale.co_codes()):
        days = tale.course.sign_after if code == tale.lead else tale.dice.choice((0, 0, 1))
        if tale.unit(code).route_through:
            # Two desks that let their day pass would leave the unit no day of its own.
            days = min(days, 1)
        if days < DEEMED_AFTER:
            found.append((tale.hours.later(assigned, days), partial(_sign, tale, code)))
    if tale.course.handed_over:
        found.append((tale.hours.later(assigned, 2), partial(_change_representative, tale)))
    return found


def _sign(tale: Tale, code: str) -> None:
    name, phone = letters.officer(tale, code)
    relay = tale.unit(code).route_through
    if relay and tale.assignment(code).status == AssignmentStatus.AT_RELAY:
        tale.take("pass_on", relays.PassOnGiven(), by=tale.cast.handlers[relay.code][0])
    if tale.unit(code).mode == Department.Mode.PAPER:
        sent = tale.assignment(code)
        given = units.RecordSignGiven(assignment=sent, officer_name=name, officer_phone=phone)
        tale.take("record_sign", given, by=tale.staff)
    else:
        signed = units.SignGiven(officer_name=name, officer_phone=phone)
        tale.take("sign", signed, by=tale.handler(code))


def _change_representative(tale: Tale) -> None:
    """Another member of the group takes over, when there is one who may."""
    new = _other_member(tale)
    if new is not None:
        given = leaving.HandOverGiven(representative=new, reason=tale.phrase("hand_over"))
        tale.take("hand_over", given, by=tale.cast["staff"])


def _other_member(tale: Tale) -> Representative | None:
    case = tale.case
    if case.group is None:
        return None
    people = [tale.cast.representatives[name] for name in tale.cast.members[case.group.code]]
    others = (person for person in people if person.pk != case.representative_id and tale.may_handle(person))
    return next(others, None)
