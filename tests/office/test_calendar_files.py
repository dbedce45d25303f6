"""A calendar file says of a day that holidays may still move that it is tentative."""

import datetime as dt

import pytest

from office import calendar
from office.calendar_files import CalendarEvent, written
from office.models import CalendarDay
from tests.stories import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "moves_with_holidays", "status", "summary"),
    [
        (dt.date(2027, 1, 6), True, "TENTATIVE", "SUMMARY:接待（暂定）"),
        (dt.date(2026, 12, 9), True, "CONFIRMED", "SUMMARY:接待\r"),
        (dt.date(2027, 1, 6), False, "CONFIRMED", "SUMMARY:接待\r"),
    ],
)
def test_a_day_of_a_year_that_is_not_told_is_tentative(
    day: dt.date, moves_with_holidays: bool, status: str, summary: str, now: dt.datetime
) -> None:
    CalendarDay.objects.create(date=dt.date(2026, 10, 1), kind="holiday", name="国庆节")
    CalendarDay.objects.create(date=dt.date(2027, 1, 1), kind="holiday", name="元旦", provisional=True)
    calendar.forget()
    begins = dt.datetime.combine(day, dt.time(9), tzinfo=SHANGHAI)
    event = CalendarEvent(
        uid="1@test",
        sequence=0,
        begins_at=begins,
        ends_at=begins + dt.timedelta(hours=2),
        summary="接待",
        place="一楼",
        link="https://daibiao.yunling.example/",
        alarm="明天接待",
        moves_with_holidays=moves_with_holidays,
    )
    file = written(event, product="test", at=now)
    assert f"STATUS:{status}" in file
    assert summary in file
