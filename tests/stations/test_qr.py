import datetime as dt

import pytest

from groups.models import Representative
from office import events
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from stations import qr
from stations.models import QRCode, Station
from stations.qr import Scan, State
from tests.stations.rows import a_station

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def person(representative: User) -> Representative:
    return representative.representative


def test_the_first_code_is_the_owners_own(station: Station, person: Representative, now: dt.datetime) -> None:
    assert qr.issue(station, by=BY, at=now).path == "/s/gyllzx/"
    assert qr.issue(person, by=BY, at=now).path == "/r/shanxiong/"
    assert events.timeline(f"station:{station.pk}").get().data == {"code": "gyllzx"}


def test_a_code_is_issued_once(station: Station, now: dt.datetime) -> None:
    assert qr.issue(station, by=BY, at=now) == qr.issue(station, by=BY, at=now)
    assert QRCode.objects.count() == 1
    assert len(events.timeline(f"station:{station.pk}")) == 1


def test_a_taken_code_is_not_issued_twice(person: Representative, now: dt.datetime) -> None:
    namesake = a_station("shanxiong")
    qr.issue(namesake, by=BY, at=now)
    assert qr.issue(person, by=BY, at=now).code != "shanxiong"
    assert qr.scan("representative", "shanxiong", on=TODAY).representative == person


def test_a_replaced_code_leads_on(station: Station, now: dt.datetime) -> None:
    first = qr.issue(station, by=BY, at=now)
    second = qr.replace(first, reason="被覆盖", by=BY, at=now)
    third = qr.replace(second, by=BY, at=now)
    first.refresh_from_db()
    assert (first.until, first.replaced_by) == (TODAY, second)
    for old in (first, second):
        assert qr.scan("station", old.code, on=TODAY) == Scan(State.REPLACED, third.code, station)
    assert qr.scan("station", third.code, on=TODAY) == Scan(State.OPEN, third.code, station)
    assert qr.path_of(station) == third.path
    replaced = events.timeline(f"station:{station.pk}")[1]
    assert replaced.action == "qr_replaced"
    assert replaced.private("reason") == "被覆盖"


def test_a_code_is_replaced_once(station: Station, now: dt.datetime) -> None:
    first = qr.issue(station, by=BY, at=now)
    qr.replace(first, by=BY, at=now)
    with pytest.raises(Refused) as refusal:
        qr.replace(first, by=BY, at=now)
    assert refusal.value.code == "already_replaced"
    assert QRCode.objects.count() == 2


def test_new_codes_are_easy_to_type(station: Station, now: dt.datetime) -> None:
    code = qr.replace(qr.issue(station, by=BY, at=now), by=BY, at=now).code
    assert len(code) == 8
    assert not set(code) & set("01ilo")


def test_a_closed_station_still_says_whose_code_it_was(now: dt.datetime) -> None:
    closed = a_station("old", closed_on=TODAY)
    qr.issue(closed, by=BY, at=now)
    assert qr.scan("station", "old", on=TODAY) == Scan(State.STATION_CLOSED, "old", closed)
    assert qr.scan("station", "old", on=dt.date(2026, 11, 22)).state == State.OPEN


def test_a_replaced_code_of_a_closed_station_says_so(now: dt.datetime) -> None:
    closed = a_station("old", closed_on=TODAY)
    qr.replace(qr.issue(closed, by=BY, at=now), by=BY, at=now)
    assert qr.scan("station", "old", on=TODAY).state == State.STATION_CLOSED


@pytest.mark.parametrize("code", ["nothing", "", "gyllzx' OR 1=1", "x" * 200, "\u202e"])
def test_an_unknown_code_is_unknown(code: str, station: Station) -> None:
    assert qr.scan("station", code, on=TODAY) == Scan(State.UNKNOWN)


def test_a_code_is_of_its_kind(station: Station, now: dt.datetime) -> None:
    qr.issue(station, by=BY, at=now)
    assert qr.scan("representative", "gyllzx", on=TODAY).state == State.UNKNOWN


def test_an_owner_without_a_printed_code_is_found_by_its_own(station: Station) -> None:
    assert qr.scan("station", "gyllzx", on=TODAY) == Scan(State.OPEN, "gyllzx", station)
    assert qr.path_of(station) == "/s/gyllzx/"


def test_a_failing_event_rolls_the_replacement_back(
    station: Station, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = qr.issue(station, by=BY, at=now)

    def fails(*args: object, **options: object) -> None:
        raise OSError

    monkeypatch.setattr("stations.qr.record", fails)
    with pytest.raises(OSError):  # noqa: PT011
        qr.replace(first, by=BY, at=now)
    assert qr.path_of(station) == first.path
    assert QRCode.objects.count() == 1
