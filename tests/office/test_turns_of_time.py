"""29 February, the turn of a year whose holidays nobody has entered yet, and what is said of a date that rests on it."""

from datetime import date

import pytest

from office.calendar import SpecialDay, WorkingCalendar
from office.months import Month
from requests_app.deadlines.display import chip_of

NEW_YEAR = SpecialDay("holiday", "元旦")
# 2026 is entered, 2027 with the statutory days alone, 2028 not at all.
CALENDAR = WorkingCalendar(
    {
        date(2026, 1, 1): NEW_YEAR,
        date(2027, 1, 1): SpecialDay("holiday", "元旦", provisional=True),
    }
)


def test_29_february_is_a_day_like_any_other() -> None:
    assert Month(2028, 2).last_on == date(2028, 2, 29)
    assert Month(2027, 2).last_on == date(2027, 2, 28)
    assert CALENDAR.add(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert CALENDAR.add(date(2028, 2, 29), 1) == date(2028, 3, 1)
    assert CALENDAR.count(date(2028, 2, 25), date(2028, 3, 1)) == 3
    assert CALENDAR.count(date(2027, 2, 26), date(2027, 3, 1)) == 1


def test_a_year_without_a_calendar_is_counted_by_weekdays() -> None:
    assert CALENDAR.add(date(2027, 12, 31), 1) == date(2028, 1, 3)
    assert CALENDAR.add(date(2026, 12, 31), 1) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("due_on", "on", "words"),
    [
        (date(2027, 1, 5), date(2026, 12, 30), "还有 3 个工作日（暂定）"),
        (date(2027, 2, 5), date(2026, 12, 1), "2027年2月5日（周五）前（暂定）"),
        (date(2028, 2, 29), date(2028, 2, 1), "2028年2月29日（周二）前（暂定）"),
        (date(2026, 12, 31), date(2026, 12, 30), "还有 1 个工作日"),
        (date(2027, 1, 5), date(2027, 1, 5), "今天到期"),
        (date(2027, 1, 5), date(2027, 1, 6), "超期 1 个工作日"),
    ],
)
def test_a_date_in_a_year_that_is_not_told_yet_says_so(due_on: date, on: date, words: str) -> None:
    assert chip_of(due_on, on, CALENDAR).text == words
    assert ("暂定" in chip_of(due_on, on, CALENDAR).brief) == ("暂定" in words)


def test_a_site_without_any_calendar_marks_nothing() -> None:
    assert chip_of(date(2027, 1, 5), date(2026, 12, 30), WorkingCalendar({})).text == "2027年1月5日（周二）前"
