"""What activities found: `demo/findings.json`, some settled on the spot and judged, some to confirm today."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from casework import engine
from demo.cast import Cast
from demo.hours import Hours
from demo.scenario import REQUESTER, Telling
from groups.models import Representative
from office.actors import Actor
from office.background import jobs
from office.calendar import local_date
from portal.reference_data.files import read
from requests_app.intake import findings
from requests_app.intake.intake import Intake
from requests_app.models import EnterpriseRequest
from requests_app.models.receipts import Grade
from requests_app.models.requests import Source
from requests_app.notifications import telling
from requests_app.steps.verdicts import RateInputs

PHONES_FROM = 19900090001


def tell_all(cast: Cast, hours: Hours) -> Iterator[Telling]:
    for number, told in enumerate(read("demo/findings.json")):
        yield _tell(told, number, cast, hours)


def _tell(told: dict[str, Any], number: int, cast: Cast, hours: Hours) -> Telling:
    day = hours.back(local_date(hours.now), int(told["days_before"]))
    at = min(hours.at_office(day), hours.now)
    yield at
    category = cast.categories[told["category"]]
    group = category.professional_group.code if category.professional_group else "industry"
    person = next(
        cast.representatives[name]
        for name in (*cast.candidates(group, None), *cast.members[group])
        if not cast.stands_aside(cast.representatives[name], told["enterprise"], [])
    )
    case = _enter(told, number, person, cast, hours, at)
    jobs.run_now(telling.NEWS, case.subject, at=at)
    if told["settled"]:
        at = hours.of_enterprise(hours.calendar.add(local_date(at), 1))
        yield at
        verdict = RateInputs(satisfaction="satisfied", agreed="yes")
        engine.take("rate", case, verdict, by=REQUESTER, at=at)


def _enter(
    told: dict[str, Any], number: int, person: Representative, cast: Cast, hours: Hours, at: datetime
) -> EnterpriseRequest:
    category = cast.categories[told["category"]]
    group = category.professional_group.code if category.professional_group else "industry"
    intake = Intake(
        station=cast.stations["gyllzx"],
        source=Source.ACTIVITY,
        requester_kind="enterprise",
        text=told["text"],
        category=category,
        representative=person,
        enterprise_name=told["enterprise"],
        contact=told["contact"],
        phone=str(PHONES_FROM + number),
        share_contact=True,
    )
    key, by = str(uuid.UUID(int=number + 1, version=4)), Actor.of(cast.liaisons[group][0])
    if told["settled"]:
        settled = findings.Settled(
            told["activity"], told["present"], person, told["solution"], told["result"]
        )
        return findings.record_settled(intake, settled, key=key, by=by, at=at, grade=Grade.FULL).case
    agreed = findings.Agreed(
        told["activity"], told["present"], cast.departments[told["unit"]],
        _agreed_on(told, local_date(at), hours), told["expected"],
    )  # fmt: skip
    return findings.record(intake, agreed, key=key, by=by, at=at, grade=Grade.FULL).case


def _agreed_on(told: dict[str, Any], on: date, hours: Hours) -> date:
    day = on + timedelta(days=int(told["agreed_days"]))
    return day if hours.calendar.is_working(day) else hours.calendar.next_working(day)
