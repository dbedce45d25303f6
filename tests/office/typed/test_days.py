"""Days and hours: one value from every usual spelling; what no clock reckons with is refused in words."""

import datetime as dt

import pytest

from office.typed import days

DAY = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    "typed",
    ["2026-12-31", " 2026.12.31 ", "2026/12/31", "20261231", "２０２６－１２－３１", "2026年12月31日", "2026 年 12 月 31 日", "2026–12–31", "2026年12月31号", "2026。12。31", "2026 12 31", "2026-12-31（周四）", "2026-12-31 星期四", "2026-12-31 00:00:00"],
)  # fmt: skip
def test_a_day_is_read_from_every_usual_spelling(typed: str) -> None:
    assert days.day(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    [
        "12-31",
        "2026-13-01",
        "2026-02-30",
        "31.12.2026",
        "明天",
        "46022",
        "1" * 5000,
        "2026-12-31 09:30",
        "2026 1 231",
        "2026-12-31 周",
    ],
)
def test_what_is_no_day_is_never_made_one(typed: str) -> None:
    with pytest.raises(ValueError, match="日期"):
        days.day(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "1949-09-30", "2100-01-01", "9999-12-31"])
def test_a_day_that_overflows_a_clock_is_refused_with_the_years_that_are_taken(typed: str) -> None:
    with pytest.raises(ValueError, match="1949 年到 2099 年"):
        days.day(typed)


@pytest.mark.parametrize(
    ("typed", "hour"), [("9:30", (9, 30)), ("０９：３０", (9, 30)), ("9点30分", (9, 30)), ("9时", (9, 0)), ("09:30:15", (9, 30)), ("9点半", (9, 30)), ("上午 9：30", (9, 30)), ("下午3点", (15, 0)), ("下午15:00", (15, 0)), ("中午12点", (12, 0)), ("中午1点", (13, 0)), ("晚上9时30分", (21, 30)), ("凌晨0点", (0, 0))]
)  # fmt: skip
def test_an_hour_is_read_from_every_usual_spelling(typed: str, hour: tuple[int, int]) -> None:
    assert days.hour(typed) == dt.time(*hour)


@pytest.mark.parametrize(
    "typed", ["24:00", "9:", "930", "9.30", "上午", "晚上12点", "凌晨12点", "上午3点", "下午21点", "早上13点"]
)
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="时间"):
        days.hour(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-31T09:30",
        "2026-12-31 9:30",
        "2026年12月31日9点30分",
        "2026年12月31日 09:30",
        "2026年12月31日上午9点半",
    ],
)
def test_a_moment_is_a_day_and_an_hour(typed: str) -> None:
    assert days.moment(typed) == dt.datetime(2026, 12, 31, 9, 30)


@pytest.mark.parametrize("typed", ["2026-12-31", "09:30", "0001-01-01T00:00", "2026-12-31T25:00"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="日期"):
        days.moment(typed)
