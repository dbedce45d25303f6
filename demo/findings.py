"""What activities found: `demo/findings.json`, some settled on the spot and judged, some to confirm today."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from demo.scenario import Scenario
from groups.models import Representative
from office.actors import Actor
from office.background import jobs
from office.calendar import local_date
from portal.reference_data.files import read
from requests_app.intake import findings
from requests_app.intake.intake import Intake
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Source
from requests_app.notifications import messages

PHONES_FROM = 19900090001


def timelines(directory: Directory, hours: OfficeHours) -> Iterator[Timeline]:
    for number, plan in enumerate(read("demo/findings.json")):
        yield _timeline(plan, number, directory, hours.drawn_from(f"hours:finding:{number}"))


def _timeline(plan: dict[str, Any], number: int, directory: Directory, hours: OfficeHours) -> Timeline:
    day = hours.back(local_date(hours.now), int(plan["days_before"]))
    at = min(hours.at_office(day), hours.now)
    yield at
    category = directory.categories[plan["category"]]
    group = category.professional_group.code if category.professional_group else "industry"
    person = next(
        directory.representatives[name]
        for name in (*directory.candidates(group, None), *directory.members[group])
        if not directory.stands_aside(directory.representatives[name], plan["enterprise"], [])
    )
    case = _enter(plan, number, person, directory, hours, at)
    jobs.run_now(messages.CASE_SUBMITTED, case.subject, at=at)
    if plan["settled"]:
        at = hours.of_enterprise(hours.calendar.add(local_date(at), 1))
        yield at
        Scenario(case, at=at).rate()


def _enter(
    plan: dict[str, Any],
    number: int,
    person: Representative,
    directory: Directory,
    hours: OfficeHours,
    at: datetime,
) -> EnterpriseRequest:
    category = directory.categories[plan["category"]]
    group = category.professional_group.code if category.professional_group else "industry"
    intake = Intake(
        station=directory.stations["gyllzx"],
        source=Source.ACTIVITY,
        requester_kind="enterprise",
        text=plan["text"],
        category=category,
        representative=person,
        enterprise_name=plan["enterprise"],
        contact=plan["contact"],
        phone=str(PHONES_FROM + number),
        share_contact=True,
    )
    key, by = str(uuid.UUID(int=number + 1, version=4)), Actor.of(directory.liaisons[group][0])
    if plan["settled"]:
        settled = findings.Settled(
            plan["activity"], plan["present"], person, plan["solution"], plan["result"]
        )
        return findings.record_settled(intake, settled, key=key, by=by, at=at).case
    agreed = findings.Agreed(
        plan["activity"], plan["present"], directory.departments[plan["unit"]],
        _agreed_on(plan, local_date(at), hours), plan["expected"],
    )  # fmt: skip
    return findings.record(intake, agreed, key=key, by=by, at=at).case


def _agreed_on(plan: dict[str, Any], on: date, hours: OfficeHours) -> date:
    day = on + timedelta(days=int(plan["agreed_days"]))
    return day if hours.calendar.is_working(day) else hours.calendar.next_working(day)
