"""Whoever was to sit or stand duty learns of every change: on the account, or by message to the roster's number."""

import datetime as dt

import pytest

from groups.models import Representative
from office.actors import Actor
from office.models import Notice, User
from stations.models import Sitting, Station
from stations.receptions import changes, stand_ins
from stations.shifts import planning
from tests.stations.receptions.rows import a_reception, person

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


@pytest.fixture(params=["account", "telephone"])
def sitter(request: pytest.FixtureRequest, representative: User) -> Representative:
    """With an account, or reached by the roster's number alone."""
    row = person(representative)
    if request.param == "telephone":
        row.user, row.phone = None, "13900008888"
        row.save()
    return row


def is_told(who: Representative, title: str) -> bool:
    key = f"user:{who.user_id}" if who.user_id else f"representative:{who.pk}:phone"
    return Notice.objects.filter(recipient_key=key, title=title).exists()


def sits(station: Station, colleague: User, sitter: Representative, now: dt.datetime) -> Sitting:
    """Beside a colleague, on a day that is announced."""
    row = a_reception(station, colleague, at=now).sittings.get()
    return stand_ins.replace(row, sitter, by=BY, at=now).reception.sittings.open().get()


def test_who_sits_instead_and_who_sat_before(
    station: Station, colleague: User, sitter: Representative, stranger: User, now: dt.datetime
) -> None:
    row = sits(station, colleague, sitter, now)
    assert is_told(sitter, "请您到站接待")
    assert is_told(person(colleague), "您的接待已换人")
    stand_ins.replace(row, person(stranger), by=BY, at=now)
    assert is_told(sitter, "您的接待已换人")


def test_a_day_that_moves_and_one_that_is_cancelled(
    station: Station, colleague: User, sitter: Representative, now: dt.datetime
) -> None:
    row = sits(station, colleague, sitter, now)
    new = changes.move(row.reception, dt.date(2026, 12, 9), "停电", by=BY, at=now)
    assert is_told(sitter, "接待改期")
    assert not is_told(person(colleague), "接待改期")
    changes.cancel(new, "停电", by=BY, at=now)
    assert is_told(sitter, "接待取消")


def test_who_can_not_sit_and_nobody_instead(
    station: Station, colleague: User, sitter: Representative, now: dt.datetime
) -> None:
    stand_ins.withdraw(sits(station, colleague, sitter, now), by=BY, at=now)
    assert is_told(sitter, "您的接待已取消")
    assert not is_told(sitter, "接待取消"), "once is enough"


def test_a_shift_that_is_cancelled(station: Station, sitter: Representative, now: dt.datetime) -> None:
    hours = {"begins": dt.time(9), "ends": dt.time(11)}
    shift = planning.add(station, sitter, on=dt.date(2026, 11, 25), **hours, by=BY, at=now)
    planning.cancel(shift, "停电", by=BY, at=now)
    assert is_told(sitter, "值班取消")
