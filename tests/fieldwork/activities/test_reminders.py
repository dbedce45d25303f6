"""Reminders: who has not answered, the day before, and what hosts still owe; each once."""

import datetime as dt

import pytest

from fieldwork.activities import reminders
from fieldwork.models import Activity
from groups.models import ProfessionalGroup
from office.models import Notice, User
from tests.conftest import NOW
from tests.fieldwork.activities.rows import DAY, SHANGHAI, answer, confirmed, held, on_the_day, reported

pytestmark = pytest.mark.django_db


def morning(days: int) -> dt.datetime:
    return dt.datetime.combine(DAY + dt.timedelta(days=days), dt.time(9), tzinfo=SHANGHAI)


def told(user: User) -> list[str]:
    rows = Notice.objects.filter(recipient=user, channel="inapp", kind="reminder").order_by("pk")
    return [row.title.partition("：")[0] for row in rows]


@pytest.fixture
def activity(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User, staff: User
) -> Activity:
    return confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)


def test_each_is_told_once_on_its_day(activity: Activity, representative: User, colleague: User) -> None:
    answer(activity, representative, "comes", at=NOW)
    for days in (-4, -3, -2, -1, -1):
        reminders.remind(at=morning(days))
    assert told(representative) == ["明天有活动"]
    assert told(colleague) == ["请回复能否参加", "明天有活动"]


def test_hosts_are_told_before_and_when_the_report_is_late(
    activity: Activity, liaison: User, staff: User
) -> None:
    held(activity, by=liaison, at=on_the_day(17))
    reminders.remind(at=morning(5))
    assert told(liaison) == []
    for days in (11, 12, 20, 21):
        reminders.remind(at=morning(days))
    assert told(liaison) == ["请写活动报告", "写活动报告已过期限"]
    reported(activity, by=liaison, staff=staff, at=morning(22))
    assert reminders.remind(at=morning(23)) == 0
