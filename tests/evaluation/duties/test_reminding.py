"""Reminders at half of the period, 30 and 7 days before its end, once each; who is behind is told to the liaison."""

import datetime as dt

import pytest

from evaluation.duties import reminding
from groups.models import Representative
from groups.year_records import DutyKind
from office.actors import Actor
from office.events import Fact, record
from office.models import Notice, User
from tests.evaluation.yearly.rows import Records, records
from tests.stories import SHANGHAI

__all__ = ["records"]
pytestmark = pytest.mark.django_db


def keys(user: User, *, kind: str) -> list[str]:
    rows = Notice.objects.filter(recipient=user, channel="inapp", key__contains=f":{kind}:")
    return sorted(row.key.rpartition(":")[2] for row in rows)


def test_each_point_once_and_none_when_it_is_done(
    representative: User, liaison: User, records: Records
) -> None:
    for day in (dt.date(2026, 7, 2), dt.date(2026, 7, 2), dt.date(2026, 12, 2), dt.date(2026, 12, 26)):
        reminding.remind(at=dt.datetime.combine(day, dt.time(9, 20), tzinfo=SHANGHAI))
    assert keys(representative, kind="survey") == ["30", "7", "half"]
    person = Representative.objects.get(user=representative)
    records.duty(DutyKind.SUGGESTION, person, dt.date(2026, 3, 3))
    Notice.objects.all().delete()
    reminding.remind(at=dt.datetime(2026, 12, 30, 9, 20, tzinfo=SHANGHAI))
    assert keys(representative, kind="suggestion") == []
    assert keys(representative, kind="survey") == ["7"]


def test_the_liaison_hears_of_a_quarter_that_is_over(representative: User, liaison: User) -> None:
    reminding.remind(at=dt.datetime(2026, 3, 31, 9, 20, tzinfo=SHANGHAI))
    assert keys(liaison, kind="pairing") == []
    for _ in range(2):
        reminding.remind(at=dt.datetime(2026, 4, 1, 9, 20, tzinfo=SHANGHAI))
    assert keys(liaison, kind="pairing") == ["behind"]


def test_staff_hear_of_it_where_the_group_has_no_liaison(
    representative: User, liaison: User, staff: User
) -> None:
    User.objects.filter(pk=liaison.pk).update(is_active=False)
    reminding.remind(at=dt.datetime(2026, 4, 1, 9, 20, tzinfo=SHANGHAI))
    assert keys(staff, kind="pairing") == ["behind"]


def test_a_site_that_began_after_a_quarter_does_not_call_it_undone(
    representative: User, liaison: User
) -> None:
    """It can know of no visit before; the quarter that was running when it began counts."""
    record(Fact("site:1", "set_up"), by=Actor.system("test"), at=dt.datetime(2026, 4, 1, 8, tzinfo=SHANGHAI))
    reminding.remind(at=dt.datetime(2026, 4, 2, 9, 20, tzinfo=SHANGHAI))
    assert keys(liaison, kind="pairing") == []
    reminding.remind(at=dt.datetime(2026, 7, 1, 9, 20, tzinfo=SHANGHAI))
    assert keys(liaison, kind="pairing") == ["behind"]
