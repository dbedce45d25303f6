"""The whole demo in one transaction: people, enterprises, eleven months of requests, and a tidy outbox."""

import gc
import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count

from demo import (
    accounts,
    codes,
    consultations,
    duty_files,
    evaluations,
    groupwork,
    handbook,
    opinions,
    outbox,
    pairings,
    people,
    policies_in_force,
    presets,
    public_wording,
    receptions,
    reports,
    shifts,
    simulation,
    standard_answers,
    stars,
    suggestions,
)
from demo.directory import Directory
from demo.matter_scenario import MatterScenario
from demo.matters import Matter, all_matters
from demo.office_hours import OfficeHours
from demo.timetable import DAYS, timetable
from groups.models import Representative
from office import calendar, options
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.verbs import verb
from portal.counties import loading as counties
from portal.counties.reading import read_folder
from requests_app.access import tracking
from requests_app.models import Category, Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status

SEED = Actor.system("seed")
PHONES_FROM = 19900021001
# No local number begins with 1: nobody is called by mistake.
SERVICE_PHONE = "0713-1000110"
# Of what the 查询码 is told to whoever tries the demo: a case under way, and one to rate.
SHOWN = ((Status.HANDLING, ClockKind.ANSWER), (Status.ANSWERED, ClockKind.VERDICT))


class Example(NamedTuple):
    """What opens one case at /track/: without it nobody outside the desk can see the enterprise's side."""

    ledger_number: str
    status: str
    receipt_code: str
    phone_last4: str


class Loaded(NamedTuple):
    counts: dict[str, int]
    examples: list[Example]


def load(*, at: datetime) -> Loaded:
    """Fill an empty database up to `at`. All or nothing; refused where anybody works already."""
    if User.objects.exists() or Representative.objects.exists() or EnterpriseRequest.objects.exists():
        raise Refused("in_use", "数据库里已有数据，演示数据只能装入空库。")
    # What lives till the end anyway need not be searched for garbage (a tenth of the time).
    gc.disable()
    try:
        receipts = _fill(at)
    finally:
        gc.enable()
    return Loaded(_counts(), receipts)


@verb
def _fill(at: datetime) -> list[Example]:
    begin = at - timedelta(days=DAYS + 30)
    counties.load(read_folder(counties.pack("macheng")), by=SEED, at=begin)
    options.change("service_phone", SERVICE_PHONE, effective_on=calendar.local_date(begin), by=SEED, at=begin)
    policies_in_force.publish(at=begin)
    calendar.forget()
    people.enroll_enterprises()
    directory = Directory(categories={category.code: category for category in _categories()})
    people.populate(directory, begin=begin, at=at)
    codes.issue(directory, begin=begin, at=at)
    evaluations.seat(begin=begin)
    handbook.build(directory, begin=begin, at=at)
    hours = OfficeHours(calendar.load(), random.Random("hours"), at)  # noqa: S311 - spreads invented minutes
    matters = all_matters()
    phones = _phones(matters)
    scenarios = [
        MatterScenario(matter, begins, directory, hours, phones[matter.key])
        for begins, matter in timetable(matters, hours)
    ]
    # Visits and suggestions stand in the published months, which are drafted while the year runs.
    pairings.hold(directory, begin=begin, at=at)
    suggestions.propose(directory, begin=begin, at=at)
    simulation.run(scenarios, directory, hours)
    receptions.today(directory, at=at)
    consultations.today(directory, at=at)
    groupwork.build(directory, begin=begin, at=at)
    suggestions.conclude(directory, begin=begin, at=at)
    opinions.build(directory, at=at)
    shifts.plan(directory, at=at)
    stars.choose(directory, at=at)
    duty_files.say(directory, at=at)
    accounts.give(directory, hours)
    evaluations.propose_scheme(directory, at=at)
    reports.tell(directory, at=at)
    public_wording.publish(directory, at=at)
    standard_answers.write(directory, at=at)
    presets.keep(directory, at=at)
    outbox.deliver_the_past(at=at)
    return list(
        _examples(
            {
                scenario.case.pk: scenario.receipt.spaced_code
                for scenario in scenarios
                if scenario.matter.title in directory.cases
            }
        )
    )


def _examples(codes_by_case: Mapping[int, str]) -> Iterator[Example]:
    """Of each kind the case that stays so longest, if its code opens everything that its requester may do."""
    for status, kind in SHOWN:
        waiting = Clock.objects.ticking().filter(kind=kind, case__status=status, case__in=codes_by_case)
        for clock in waiting.select_related("case").order_by("-due_on", "pk"):
            case, code = clock.case, codes_by_case[clock.case_id]
            held = tracking.look_up(code.replace(" ", ""), case.phone[-4:], case.submitted_at)
            if case.phone and held is not None and held.verdict is not None:
                yield Example(case.ledger_number, case.status_label, code, case.phone[-4:])
                break


def _categories() -> list[Category]:
    return list(Category.objects.select_related("professional_group", "posting_function"))


def _phones(matters: list[Matter]) -> dict[str, str]:
    """One telephone a person: the same contact of the same enterprise has the same."""
    known: dict[tuple[str, str], str] = {}
    for matter in matters:
        person = (matter.enterprise or matter.key, matter.contact)
        known.setdefault(person, str(PHONES_FROM + len(known)))
    return {matter.key: known[matter.enterprise or matter.key, matter.contact] for matter in matters}


def _counts() -> dict[str, int]:
    found = EnterpriseRequest.objects.values_list("status").annotate(count=Count("pk"))
    by_status = dict(found.order_by())
    return {
        "representatives": Representative.objects.count(),
        "accounts": User.objects.count(),
        "requests": sum(by_status.values()),
        **{str(status): by_status.get(status, 0) for status in Status.values},
    }
