"""What an activity agreed on the spot with units, from its entry to the answer that the enterprise judges."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from demo.scenario import Scenario
from fieldwork.models import Activity
from groups.models import Department, Representative
from office.actors import Actor
from office.background import jobs
from office.calendar import LOCAL
from office.models import User
from requests_app.intake import findings
from requests_app.intake.intake import Intake
from requests_app.models.requests import Source
from requests_app.notifications import messages

PHONES_FROM = 19900097001
ENTERED = time(16, 40)


class _Case(Scenario):
    """The parts of one agreed finding: its unit's officers, the office, the representative or the liaison."""

    def __init__(self, parts: dict[str, User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts

    def person(self, who: str | User) -> User:
        return who if isinstance(who, User) else self.parts[who]


def timeline(
    plan: dict[str, Any],
    activity: Callable[[], Activity],
    people: list[Representative],
    directory: Directory,
    hours: OfficeHours,
) -> Timeline:
    """Entered on the evening of the visit, confirmed the next day, done a few days before what was agreed.

    `people` came, and each has an account; `activity` gives the visit once it is there.
    """
    day = date.fromisoformat(plan["on"])
    at = datetime.combine(day, ENTERED, tzinfo=LOCAL)
    yield at
    unit = directory.departments[plan["unit"]]
    person = next(each for each in people if not directory.stands_aside(each, plan["enterprise"], [unit]))
    case = _entered(plan, activity(), person, unit, directory, at)
    at = hours.later(at, 1)
    yield at
    told = _Case(_parts(person, unit, directory), case, at=at)
    told.take(
        "confirm_finding",
        "staff",
        category=case.category,
        difficulty="ordinary",
        group=directory.groups[plan["group"]],
        representative=person,
        lead=unit,
        agreed_on=date.fromisoformat(plan["agreed_on"]),
        expected_outcome=plan["expected"],
    )
    told.at = hours.later(told.at, 1)
    yield told.at
    told.sign()
    told.at = hours.at_office(hours.back(date.fromisoformat(plan["agreed_on"]), 3))
    yield told.at
    told.reply(text=plan["reply"])
    if "confirm" in told.possible("head"):
        told.at = hours.soon(told.at)
        yield told.at
        told.take_default("confirm")
    told.at = hours.later(told.at, 1)
    yield told.at
    told.answer(text=plan["answer"])
    told.at = hours.later(told.at, 2)
    yield told.at
    told.rate()


def _entered(
    plan: dict[str, Any],
    activity: Activity,
    person: Representative,
    unit: Department,
    directory: Directory,
    at: datetime,
) -> Any:
    intake = Intake(
        station=directory.stations["gyllzx"],
        source=Source.ACTIVITY,
        requester_kind="enterprise",
        text=plan["text"],
        category=directory.categories[plan["category"]],
        representative=person,
        enterprise_name=plan["enterprise"],
        contact=plan["contact"],
        phone=str(PHONES_FROM + plan["number"]),
        share_contact=True,
    )
    present = "到场代表、单位工作人员和企业负责人"
    agreed_on = date.fromisoformat(plan["agreed_on"])
    agreed = findings.Agreed("", present, unit, agreed_on, plan["expected"], activity)
    key = str(uuid.UUID(int=9500 + plan["number"], version=4))
    by = Actor.of(directory.liaisons[plan["group"]][0])
    case = findings.record(intake, agreed, key=key, by=by, at=at).case
    jobs.run_now(messages.CASE_SUBMITTED, case.subject, at=at)
    return case


def _parts(person: Representative, unit: Department, directory: Directory) -> dict[str, User]:
    return {
        "staff": directory["staff"],
        "representative": directory.account_of(person.certificate_number),
        "handler": directory.handlers[unit.code][0],
        "head": directory.heads[unit.code],
    }
