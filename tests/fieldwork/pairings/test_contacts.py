"""The contact of the quarter: by when it is due, told 30 and 7 days before, and what the doctor finds."""

import datetime as dt

import pytest

from fieldwork.pairings import tending
from fieldwork.pairings.contacts import Quarter, contacts_of
from fieldwork.visits import asking
from office.actors import Actor
from office.models import Notice, User
from stations.models import Interest
from tests.fieldwork.pairings.rows import opened, person, proposed, recorded

pytestmark = pytest.mark.django_db


def at(now: dt.datetime, month: int, day: int, hour: int = 9, minute: int = 15) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=now.tzinfo)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        (dt.date(2026, 11, 23), dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        (dt.date(2026, 12, 31), dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
    ],
)
def test_a_quarter_begins_and_ends(day: dt.date, first: dt.date, last: dt.date) -> None:
    assert (Quarter.of(day).first, Quarter.of(day).last) == (first, last)
    assert Quarter.of(day).next.first == last + dt.timedelta(days=1)


def test_only_a_confirmed_contact_is_done_and_the_next_is_due_a_quarter_later(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    row = opened(who, liaison, staff, at(now, 9, 1))
    contact = contacts_of([row], now.date())[row.pk]
    assert (contact.done, contact.waits, contact.due_on) == (False, False, dt.date(2026, 12, 31))
    # One that began within the quarter has until the end of the next.
    assert contacts_of([row], dt.date(2026, 9, 2))[row.pk].due_on == dt.date(2026, 12, 31)
    visit = recorded([who], representative, now).visit
    contact = contacts_of([row], now.date())[row.pk]
    assert (contact.done, contact.waits, contact.due_on) == (False, True, dt.date(2026, 12, 31))
    asking.confirm(visit, "企业来电", by=Actor.of(staff), at=now)
    contact = contacts_of([row], now.date())[row.pk]
    assert (contact.done, contact.due_on) == (True, dt.date(2027, 3, 31))


def test_a_quarter_without_contact_is_told_thirty_and_seven_days_before_and_once(
    representative: User, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = person(representative)
    row = opened(who, liaison, staff, at(now, 9, 1))
    told = Notice.objects.filter(key__startswith=f"pairing:{row.pk}:contact", channel="inapp")
    assert tending.remind(at=at(now, 11, 30)) == 0
    assert tending.remind(at=at(now, 12, 1, hour=8)) == 0
    tending.remind(at=at(now, 12, 1))
    tending.remind(at=at(now, 12, 2))
    assert set(told.values_list("recipient", flat=True)) == {representative.pk, liaison.pk}
    assert told.count() == 2
    tending.remind(at=at(now, 12, 24))
    assert told.count() == 4
    recorded([who], representative, at(now, 12, 25))
    assert not told.filter(retracted_at=None).exists()
    tending.remind(at=at(now, 12, 31))
    assert told.count() == 4


def test_the_doctor_names_posted_people_without_pairing_and_pairings_in_breach(
    representative: User, liaison: User, now: dt.datetime
) -> None:
    who = person(representative)
    assert any("单雄" in line for line in tending.posted_without_pairing(now))
    row = proposed(who, liaison, now)
    assert not list(tending.posted_without_pairing(now))
    assert not list(tending.pairings_in_breach(now))
    Interest.objects.create(
        representative=who, enterprise=row.enterprise, kind="relative", since=dt.date(2026, 1, 1)
    )
    assert any("须结束" in line for line in tending.pairings_in_breach(now))
