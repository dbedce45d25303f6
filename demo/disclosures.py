"""The monthly disclosure of each station: drafted at night, checked, objected to, approved by a second person."""

from datetime import datetime, time, timedelta

from demo.directory import Directory
from demo.matter_scenario import Timeline, phrases
from demo.office_hours import OfficeHours
from demo.scenario import Scenario
from evaluation import disclosing
from evaluation.models import Disclosure
from evaluation.periods import Month
from office.actors import Actor
from office.calendar import LOCAL, local_date
from requests_app.followup import sampling
from requests_app.models.samples import SampleOutcome
from stations.models import Station

# Of the last month that ended: one station's is with the approver, one still with staff; the first is published.
STOPS_BEFORE = {"nanhu": "publish", "baiyashan": "submit"}


def timeline(station: Station, month: Month, directory: Directory, hours: OfficeHours) -> Timeline:
    """One station's month, from the draft to the publication."""
    first = (
        month.to_on if hours.calendar.is_working(month.to_on) else hours.calendar.next_working(month.to_on)
    )
    at = datetime.combine(first, time(2), tzinfo=LOCAL)
    yield at
    disclosure = disclosing.draft(station, month, by=Actor.system("monthly"), at=at)
    stops_before = (
        STOPS_BEFORE.get(station.code) if month == Month.of(local_date(hours.now)).previous else None
    )
    if month.month % 3 == 0 and station.is_default:
        at = hours.later(at, 1)
        yield at
        at = _raise_objection(disclosure, directory, at)
        yield at
    if stops_before == "submit":
        return
    at = hours.at_office(hours.calendar.next_working(disclosure.objections_until))
    yield at
    disclosing.submit(disclosure, by=Actor.of(directory["staff"]), at=at)
    if stops_before == "publish":
        return
    at = hours.later(at, 1)
    yield at
    disclosing.publish(disclosure, by=Actor.of(directory["approver"]), at=at)


def _raise_objection(disclosure: Disclosure, directory: Directory, at: datetime) -> datetime:
    """A representative misses a visit in the own line; staff answer in writing the same day."""
    plan = phrases()["objection"]
    person = directory.representatives["MCRD-0097"]
    objection = disclosing.raise_objection(
        disclosure, person, plan["text"], by=Actor.of(directory.account_of("MCRD-0097")), at=at
    )
    answered = at + timedelta(minutes=50)
    disclosing.answer_objection(
        objection, plan["answer"], recount=False, by=Actor.of(directory["chensiyuan"]), at=answered
    )
    return answered


def check_sample(month: Month, directory: Directory, hours: OfficeHours) -> Timeline:
    """Of spam and repeats one person declined, a second looks at the drawn ones; the last month's still wait."""
    at = datetime.combine(month.to_on, time(2, 30), tzinfo=LOCAL)
    yield at
    drawn = sampling.draw(month.from_on, seed=f"demo-{month.from_on}", by=Actor.system("exclusions"), at=at)
    if month == Month.of(local_date(hours.now)).previous:
        return
    remark = phrases()["sample_right"]
    for check in drawn.checks.select_related("disposal__case"):
        at = hours.later(at, 1)
        yield at
        scenario = Scenario(check.disposal.case, at=at)
        scenario.take("check_exclusion", directory["approver"], conclusion=SampleOutcome.RIGHT, remark=remark)


def months(first: datetime, hours: OfficeHours, station: Station) -> list[Month]:
    """Whole months from the first request's on; the smaller stations began to publish a quarter ago."""
    begin = first if station.is_default else max(first, hours.now - timedelta(days=100))
    month, now = Month.of(local_date(begin)), Month.of(local_date(hours.now))
    found = []
    while month < now:
        found.append(month)
        month = month.next
    return found
