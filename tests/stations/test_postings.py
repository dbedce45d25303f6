import datetime as dt

import pytest

from groups.models import Representative
from office.actors import Actor
from office.models import User
from stations.models import Posting, Station
from stations.postings import default_station, end_posting, station_of
from tests.stations.rows import SINCE, a_station

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def person(representative: User) -> Representative:
    return representative.representative


def test_a_case_comes_to_the_primary_posting(person: Representative, station: Station) -> None:
    assert station_of(person, on=TODAY) == station
    other = a_station()
    Posting.objects.create(representative=person, station=other, is_primary=True, since=SINCE)
    assert station_of(person, on=TODAY) == other
    other.closed_on = TODAY
    other.save()
    assert station_of(person, on=TODAY) == station


def test_without_a_posting_it_comes_to_the_default_station(person: Representative, station: Station) -> None:
    Posting.objects.update(until=TODAY)
    assert station_of(person, on=TODAY) == default_station(on=TODAY) == station
    assert default_station(on=dt.date(2025, 1, 1)) is None


def test_an_ended_posting_serves_no_more(person: Representative, now: dt.datetime) -> None:
    posting = Posting.objects.get()
    assert end_posting(posting, on=TODAY, by=BY, at=now).until == TODAY
    assert not Posting.objects.serving(TODAY).exists()
    assert end_posting(posting, on=dt.date(2026, 12, 1), by=BY, at=now).until == TODAY
