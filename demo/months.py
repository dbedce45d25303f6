"""The monthly disclosure of each station: drafted at night, checked, objected to, approved by a second person."""

from datetime import datetime, time, timedelta

from casework import engine
from demo.cast import Cast
from demo.hours import Hours
from demo.scenario import Telling, read_phrases
from evaluation import disclosing
from evaluation.models import Disclosure
from evaluation.periods import Month
from office.actors import Actor
from office.calendar import LOCAL, local_date
from requests_app.followup import sampling
from requests_app.models.samples import SampleOutcome
from requests_app.steps.samples import CheckExclusionInputs
from stations.models import Station

# Of the last month that ended: one station's is with the approver, one still with staff; the first is published.
STANDS_BEFORE = {"nanhu": "publish", "baiyashan": "submit"}


def tell(station: Station, month: Month, cast: Cast, hours: Hours) -> Telling:
    """One station's month, from the draft to the publication."""
    first = (
        month.to_on if hours.calendar.is_working(month.to_on) else hours.calendar.next_working(month.to_on)
    )
    at = datetime.combine(first, time(2), tzinfo=LOCAL)
    yield at
    disclosure = disclosing.draft(station, month, by=Actor.system("monthly"), at=at)
    stands = STANDS_BEFORE.get(station.code) if month == Month.of(local_date(hours.now)).previous else None
    if month.month % 3 == 0 and station.is_default:
        at = hours.later(at, 1)
        yield at
        at = _object(disclosure, cast, at)
        yield at
    if stands == "submit":
        return
    at = hours.at_office(hours.calendar.next_working(disclosure.objections_until))
    yield at
    disclosing.submit(disclosure, by=Actor.of(cast["staff"]), at=at)
    if stands == "publish":
        return
    at = hours.later(at, 1)
    yield at
    disclosing.publish(disclosure, by=Actor.of(cast["approver"]), at=at)


def _object(disclosure: Disclosure, cast: Cast, at: datetime) -> datetime:
    """A representative misses a visit in the own line; staff answer in writing the same day."""
    told = read_phrases()["objection"]
    person = cast.representatives["MCRD-0097"]
    objection = disclosing.raise_objection(
        disclosure, person, told["text"], by=Actor.of(cast.account_of("MCRD-0097")), at=at
    )
    answered = at + timedelta(minutes=50)
    disclosing.answer_objection(
        objection, told["answer"], recount=False, by=Actor.of(cast["chensiyuan"]), at=answered
    )
    return answered


def sample(month: Month, cast: Cast, hours: Hours) -> Telling:
    """Of spam and repeats one person declined, a second looks at the drawn ones; the last month's still wait."""
    at = datetime.combine(month.to_on, time(2, 30), tzinfo=LOCAL)
    yield at
    drawn = sampling.draw(month.from_on, seed=f"demo-{month.from_on}", by=Actor.system("exclusions"), at=at)
    if month == Month.of(local_date(hours.now)).previous:
        return
    remark = read_phrases()["sample_right"]
    for check in drawn.checks.select_related("disposal__case"):
        at = hours.later(at, 1)
        yield at
        given = CheckExclusionInputs(conclusion=SampleOutcome.RIGHT, remark=remark)
        engine.take("check_exclusion", check.disposal.case, given, by=Actor.of(cast["approver"]), at=at)


def ended(first: datetime, hours: Hours, station: Station) -> list[Month]:
    """Whole months from the first request's on; the smaller stations began to publish a quarter ago."""
    begin = first if station.is_default else max(first, hours.now - timedelta(days=100))
    month, now = Month.of(local_date(begin)), Month.of(local_date(hours.now))
    found = []
    while month < now:
        found.append(month)
        month = month.next
    return found
