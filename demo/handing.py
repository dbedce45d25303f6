"""Handing over to the units: propose, assign, return and reassign, sign. All by the day of the assignment."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zlib import crc32

from demo import detours, letters
from demo.scenario import Beat, Tale
from groups.models import Department, Representative
from requests_app.models.helping import HelpReason
from requests_app.steps import (
    assignments,
    handovers,
    helping,
    relays,
    returns,
    signing,
    transfers,
)

# Working days after which the sweeper has signed for a unit.
DEEMED_AFTER = 2
# One case in so many has a representative who helps.
HELPED = 20


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
    if "transferred" in tale.matter.turns:
        return [*beats, *_transferred(tale, assigned, tale.matter.turns["transferred"])]
    beats.append((assigned, partial(assign, tale, tale.lead, tuple(tale.co_codes()))))
    return beats if tale.holds("sign") else [*beats, *_signing(tale, assigned)]


def _transferred(tale: Tale, assigned: datetime, told: Mapping[str, Any]) -> list[Beat]:
    """The first unit signs, finds that it is not its matter and asks; staff hand the case on."""
    first, hours = told["unit"], tale.hours
    beats: list[Beat] = [(assigned, partial(assign, tale, first, tuple(tale.co_codes())))]
    signed = hours.soon(assigned)
    beats += [(signed, partial(sign, tale, code)) for code in (first, *tale.co_codes())]
    asked = detours.yesterday(tale) if told.get("pending") else hours.later(signed, 1)
    beats.append((asked, partial(_ask_transfer, tale, told)))
    if not told.get("pending"):
        decided = hours.later(asked, 1)
        beats.append((decided, partial(_transfer, tale)))
        beats.append((hours.soon(decided), partial(sign, tale, tale.lead)))
    return beats


def _ask_transfer(tale: Tale, told: Mapping[str, Any]) -> None:
    right = tale.unit(told.get("right", tale.lead))
    given = transfers.AskTransferInputs(right_department=right, reason=told["reason"])
    detours.take_if_possible(tale, "ask_transfer", given, tale.handler(told["unit"]))


def _transfer(tale: Tale) -> None:
    given = transfers.TransferInputs(lead=tale.unit(tale.lead), text=tale.phrase("assign_texts", "alone"))
    tale.take("transfer", given, by=tale.staff)
    tale.assigned_on = tale.on


def _turned(tale: Tale) -> list[dict[str, Any]]:
    """Units that will say they are not the right ones, before the one that is."""
    return list((tale.matter.now or {}).get("returned") or tale.matter.turns.get("returned") or ())


def _propose(tale: Tale) -> None:
    lead, co = tale.unit(tale.lead), tuple(tale.unit(code) for code in tale.co_codes())
    given = assignments.ProposeAssignmentInputs(
        lead=lead, co=co, text=tale.phrase("proposals", tale.matter.top)
    )
    tale.take("propose_assignment", given, by=tale.representative)


def assign(tale: Tale, lead: str, co: tuple[str, ...]) -> None:
    given = assignments.AssignInputs(
        lead=tale.unit(lead),
        co=tuple(tale.unit(code) for code in co),
        expected_outcome=tale.case.expected_outcome or tale.phrase("expected", tale.matter.result),
        text=tale.phrase("assign_texts", "with_co" if co else "alone"),
    )
    tale.take("assign", given, by=tale.staff)
    tale.assigned_on = tale.on


def _return(tale: Tale, turn: dict[str, Any]) -> None:
    tale.look(tale.handler(turn["unit"]))
    given = returns.ReturnInputs(reason=turn["reason"], right_department=tale.unit(turn["right"]))
    tale.take("return", given, by=tale.handler(turn["unit"]))


def _signing(tale: Tale, assigned: datetime) -> list[Beat]:
    """Each unit by its own day; one that lets two days pass is deemed to have signed by the sweeper."""
    found: list[Beat] = []
    for code in (tale.lead, *tale.co_codes()):
        days = tale.course.sign_after if code == tale.lead else tale.dice.choice((0, 0, 1))
        if tale.unit(code).route_through is not None:
            passed = tale.hours.soon(assigned)
            found.append((passed, partial(_pass_on, tale, code)))
            found.append((tale.hours.soon(passed), partial(sign, tale, code)))
        elif days < DEEMED_AFTER:
            found.append((tale.hours.later(assigned, days), partial(sign, tale, code)))
    if tale.course.handed_over:
        found.append((tale.hours.later(assigned, 2), partial(_change_representative, tale)))
    elif crc32(tale.matter.key.encode()) % HELPED == 0:
        found.append((tale.hours.later(assigned, 1), partial(_ask_for_help, tale)))
    return found


def _pass_on(tale: Tale, code: str) -> None:
    """The 转办单位 signs and passes on the same day."""
    relay = tale.unit(code).route_through
    if relay is not None:
        tale.look(tale.handler(relay.code))
        given = relays.PassOnInputs(assignment=tale.assignment(code))
        tale.take("pass_on", given, by=tale.handler(relay.code))


def sign(tale: Tale, code: str) -> None:
    name, phone = letters.officer(tale, code)
    if tale.unit(code).mode == Department.Mode.PAPER:
        sent = tale.assignment(code)
        given = signing.RecordSignInputs(assignment=sent, officer_name=name, officer_phone=phone)
        tale.take("record_sign", given, by=tale.staff)
    else:
        tale.look(tale.handler(code))
        signed = signing.SignInputs(officer_name=name, officer_phone=phone)
        tale.take("sign", signed, by=tale.handler(code))


def _change_representative(tale: Tale) -> None:
    """Another member of the group takes over, when there is one who may."""
    new = _other_member(tale)
    if new is not None:
        given = handovers.HandOverInputs(representative=new, reason=tale.phrase("hand_over"))
        tale.take("hand_over", given, by=tale.cast["staff"])


def _ask_for_help(tale: Tale) -> None:
    """A colleague of the group who knows the matter is asked to help."""
    helper = _other_member(tale)
    if helper is not None:
        given = helping.NameHelperInputs(
            representative=helper, because=HelpReason.KNOWS, note=tale.phrase("name_helper")
        )
        tale.take("name_helper", given, by=tale.liaison)


def _other_member(tale: Tale) -> Representative | None:
    case = tale.case
    if case.group is None:
        return None
    people = [tale.cast.representatives[name] for name in tale.cast.members[case.group.code]]
    others = (person for person in people if person.pk != case.representative_id and tale.may_handle(person))
    return next(others, None)
