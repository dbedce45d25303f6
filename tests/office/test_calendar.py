"""Deadlines counted by hand on the calendars of 2026: 国庆, 春节, make-up days, closing hour, weekends, pauses.

The days are those of the State Council's notice for 2026 (published 2025-11-04).
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from office import calendar
from office.calendar import LOCAL, CountedDay, SpecialDay, WorkingCalendar, closing_instant, local_date
from office.models import CalendarDay

HOLIDAYS_2026 = {
    "元旦": ("2026-01-01", "2026-01-03"),
    "春节": ("2026-02-15", "2026-02-23"),
    "清明节": ("2026-04-04", "2026-04-06"),
    "劳动节": ("2026-05-01", "2026-05-05"),
    "端午节": ("2026-06-19", "2026-06-21"),
    "中秋节": ("2026-09-25", "2026-09-27"),
    "国庆节": ("2026-10-01", "2026-10-07"),
}
MAKE_UP_2026 = {
    "2026-01-04": "元旦",
    "2026-02-14": "春节",
    "2026-02-28": "春节",
    "2026-05-09": "劳动节",
    "2026-09-20": "国庆节",
    "2026-10-10": "国庆节",
}


def days_of_2026() -> dict[date, SpecialDay]:
    days = {date.fromisoformat(day): SpecialDay("working", name) for day, name in MAKE_UP_2026.items()}
    for name, (first, last) in HOLIDAYS_2026.items():
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            days[day] = SpecialDay("holiday", name)
            day += timedelta(days=1)
    return days


YEAR = WorkingCalendar(days_of_2026() | {date(2027, 1, 1): SpecialDay("holiday", "元旦", provisional=True)})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def test_the_year_has_the_working_days_of_the_notice() -> None:
    assert YEAR.count(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-09-30", True),
        ("2026-10-01", False),  # Thursday, 国庆
        ("2026-10-07", False),  # Wednesday, 国庆
        ("2026-10-08", True),
        ("2026-10-10", True),  # Saturday, worked
        ("2026-10-11", False),  # Sunday
        ("2026-09-20", True),  # Sunday, worked
        ("2026-11-23", True),
        ("2026-11-21", False),
    ],
)
def test_holidays_weekends_and_make_up_days(day: str, works: bool) -> None:
    assert YEAR.is_working(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # Wednesday 30 September: 8, 9 and Saturday the 10th (made up), then Monday 12, Tuesday 13.
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        # Friday 18 September: Sunday the 20th is worked; 25–27 中秋, 1–7 国庆.
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 15, "2026-10-15"),
        # Friday 13 February: Saturday the 14th is worked, then nine days off, Saturday the 28th is worked.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 6, "2026-02-28"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-02-13", 15, "2026-03-12"),
        # The last working day before 春节.
        ("2026-02-14", 1, "2026-02-24"),
        # Over the weekend, nothing else.
        ("2026-11-20", 2, "2026-11-24"),
        ("2026-11-23", 30, "2027-01-05"),
        ("2026-11-23", 0, "2026-11-23"),
    ],
)
def test_the_due_day_counted_by_hand(start: str, days: int, due: str) -> None:
    assert YEAR.due_day(date.fromisoformat(start), days) == date.fromisoformat(due)
    assert YEAR.add(date.fromisoformat(start), days) == date.fromisoformat(due)
    assert YEAR.count(date.fromisoformat(start), date.fromisoformat(due)) == days


@pytest.mark.parametrize(
    ("received", "start"),
    [
        ("2026-11-23 17:59:59", "2026-11-23"),
        ("2026-11-23 18:00:00", "2026-11-24"),
        ("2026-11-20 18:00:00", "2026-11-23"),  # Friday evening
        ("2026-11-21 09:00:00", "2026-11-23"),  # Saturday
        ("2026-11-22 23:59:00", "2026-11-23"),  # Sunday
        ("2026-09-30 18:01:00", "2026-10-08"),  # the evening before 国庆
        ("2026-10-03 10:00:00", "2026-10-08"),
        ("2026-10-10 10:00:00", "2026-10-10"),  # a Saturday that is worked
        ("2026-02-14 18:00:00", "2026-02-24"),  # the evening before 春节
    ],
)
def test_a_start_after_closing_or_on_a_day_off_counts_as_the_next_working_day(
    received: str, start: str
) -> None:
    assert YEAR.start_day(at(received)) == date.fromisoformat(start)


def test_the_closing_hour_may_differ() -> None:
    assert YEAR.start_day(at("2026-11-23 17:30"), time(17, 30)) == date(2026, 11, 24)
    assert YEAR.start_day(at("2026-11-23 17:29"), time(17, 30)) == date(2026, 11, 23)


def test_the_day_is_shanghais_whatever_zone_the_instant_is_in() -> None:
    instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday 07:30 in Shanghai
    assert local_date(instant) == date(2026, 11, 23)
    assert YEAR.start_day(instant) == date(2026, 11, 23)


def test_a_deadline_falls_at_closing_in_shanghai() -> None:
    assert closing_instant(date(2026, 11, 23)) == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_paused_days_do_not_count() -> None:
    paused = {date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 28)}
    assert YEAR.due_day(date(2026, 11, 23), 3, paused) == date(2026, 11, 30)


def test_a_clock_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        YEAR.add(date(2026, 11, 23), -1)
    assert YEAR.count(date(2026, 11, 23), date(2026, 11, 20)) == 0


def test_a_year_is_provisional_until_its_notice_is_entered() -> None:
    assert not YEAR.is_provisional(date(2026, 6, 1))
    assert YEAR.is_provisional(date(2027, 6, 1))
    assert YEAR.is_provisional(date(2028, 6, 1))


def lines(days: list[CountedDay]) -> list[tuple[str, str, int]]:
    return [(line.date.strftime("%m-%d"), line.kind, line.number) for line in days]


def test_the_explanation_names_every_day_over_national_day() -> None:
    explained = YEAR.explain(at("2026-09-29 19:30"), 4, paused=[date(2026, 10, 9)])
    assert lines(explained) == [
        ("09-29", "late", 0),
        ("09-30", "start", 0),
        ("10-01", "holiday", 0),
        ("10-02", "holiday", 0),
        ("10-03", "holiday", 0),
        ("10-04", "holiday", 0),
        ("10-05", "holiday", 0),
        ("10-06", "holiday", 0),
        ("10-07", "holiday", 0),
        ("10-08", "counted", 1),
        ("10-09", "paused", 1),
        ("10-10", "makeup", 2),
        ("10-11", "weekend", 2),
        ("10-12", "counted", 3),
        ("10-13", "due", 4),
    ]
    assert explained[2].name == "国庆节"
    assert explained[2].label == "放假"


def test_the_explanation_of_a_weekend_start() -> None:
    explained = YEAR.explain(at("2026-11-21 09:00"), 1)
    assert lines(explained) == [
        ("11-21", "weekend", 0),
        ("11-22", "weekend", 0),
        ("11-23", "start", 0),
        ("11-24", "due", 1),
    ]


def test_the_explanation_ends_on_the_due_day_and_counts_as_many_days() -> None:
    for offset in range(365):
        start_at = at("2026-01-01 10:00") + timedelta(days=offset)
        for days in (0, 1, 5, 15):
            explained = YEAR.explain(start_at, days)
            assert explained[-1].number == days
            assert explained[-1].date == YEAR.due_day(YEAR.start_day(start_at), days)


@pytest.mark.django_db
def test_the_table_is_loaded_and_a_change_is_seen() -> None:
    monday = date(2026, 11, 23)
    assert calendar.load().is_working(monday)
    CalendarDay.objects.create(date=monday, kind="holiday", name="测试")
    assert not calendar.load().is_working(monday)


@pytest.mark.django_db(transaction=True)
def test_a_loaded_calendar_costs_one_small_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    CalendarDay.objects.create(date=date(2026, 10, 1), kind="holiday", name="国庆节")
    first = calendar.load()
    with django_assert_num_queries(1):
        assert calendar.load() is first


@pytest.mark.parametrize(
    "after", [date(2025, 12, 20), date(2026, 1, 4), date(2026, 2, 14), date(2026, 9, 30)]
)
def test_counting_over_a_span_is_counting_day_by_day(after: date) -> None:
    counted = 0
    for number in range(1, 400):
        day = after + timedelta(days=number)
        counted += YEAR.is_working(day)
        assert YEAR.count(after, day) == counted, day
