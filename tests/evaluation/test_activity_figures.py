"""活动、到会率 and 走访 of a month: counted where they were reported or confirmed, and never again."""

import datetime as dt

import pytest

from evaluation import activity_figures, figures
from evaluation.periods import Month
from fieldwork.models import Activity, Visit, VisitPart
from fieldwork.visits import asking, recording
from groups.models import ProfessionalGroup
from office.actors import Actor
from office.models import User
from stations.models import Station
from tests.conftest import NOW
from tests.fieldwork.activities.rows import confirm_all, confirmed, held, on_the_day, reported, scan
from tests.fieldwork.pairings.rows import person, recorded
from tests.stations.rows import a_station

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOVEMBER, DECEMBER, JANUARY = Month(2026, 11), Month(2026, 12), Month(2027, 1)


def of(month: Month, station: Station | None = None) -> dict[str, object]:
    return activity_figures.of_month(station, month, figures.AsOf.end_of(month))


def test_an_activity_counts_in_the_month_of_its_report_with_who_was_called_and_came(
    finance_group: ProfessionalGroup,
    representative: User,
    colleague: User,
    liaison: User,
    staff: User,
    station: Station,
) -> None:
    activity = confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)
    scan(activity, representative, at=on_the_day(8, 20))
    held(activity, by=liaison, at=on_the_day(17))
    confirm_all(activity, by=liaison, at=on_the_day(17))
    assert of(DECEMBER)["reported"] == 0
    reported(activity, by=liaison, staff=staff, at=on_the_day(18))
    found = of(DECEMBER, station)
    assert (found["reported"], found["attended"]) == (1, 1)
    # Two were called: too few for a rate.
    assert found["attendance"] == {"numerator": None, "denominator": None, "percent": None}
    assert ("代表活动", "1 场") in activity_figures.lines({"activities": found})
    assert of(DECEMBER, a_station()) == {}
    assert Activity.objects.get().status == "reported"


def test_a_visit_counts_in_the_month_in_which_it_was_confirmed_and_stays_there(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    visit = recorded([person(representative)], representative, now).visit
    assert of(NOVEMBER)["visits"] == 0
    december = now + dt.timedelta(days=14)
    asking.confirm(visit, "看过签到表", by=Actor.of(liaison), at=december)
    assert VisitPart.objects.own().exists()
    assert (of(NOVEMBER)["visits"], of(DECEMBER)["visits"]) == (0, 1)
    january = now + dt.timedelta(days=45)
    recording.withdraw(visit, "记错企业", by=Actor.of(staff), at=january)
    assert (of(DECEMBER)["visits"], of(JANUARY)["visits"]) == (1, 0)


def test_a_visit_that_the_enterprise_denies_later_stays_in_the_month_that_was_published(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    visit = recorded([person(representative)], representative, now).visit
    Visit.objects.update(asked_at=now)
    december, january = now + dt.timedelta(days=14), now + dt.timedelta(days=45)
    asking.confirm(visit, "看过签到表", by=Actor.of(liaison), at=december)
    published = of(DECEMBER)
    asking.answer(visit, "not_came", by=Actor.system("test"), at=january)
    assert of(DECEMBER) == published
    assert published["visits"] == 1
    assert of(JANUARY)["visits"] == 0
    # A month that is not over when the enterprise says so counts what it says.
    again = recorded([person(representative)], representative, january).visit
    Visit.objects.filter(pk=again.pk).update(asked_at=january)
    asking.confirm(again, "看过签到表", by=Actor.of(liaison), at=january)
    asking.answer(again, "not_came", by=Actor.system("test"), at=january + dt.timedelta(days=1))
    assert of(JANUARY)["visits"] == 0
    recording.withdraw(visit, "记错企业", by=Actor.of(staff), at=january + dt.timedelta(days=40))
    assert of(DECEMBER) == published
