from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template

from office.templatetags.wording import coded_day

EVENING = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)  # already the 23rd in Shanghai


def written(filter_name: str, value: object) -> str:
    return Template("{% load wording %}{{ value|" + filter_name + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("filter_name", "words"),
    [
        ("day", "11月23日（周一）"),
        ("full_day", "2026年11月23日（周一）"),
        ("short_day", "11月23日"),
        ("month", "2026年11月"),
        ("moment", "11月23日（周一） 0:05"),
        ("full_moment", "2026年11月23日（周一） 0:05"),
        ("hour", "0:05"),
        ("plain_moment", "11月23日 0:05"),
        ("board_day", "11月23日 星期一"),
    ],
)
def test_an_instant_is_written_as_it_is_in_shanghai(filter_name: str, words: str) -> None:
    assert written(filter_name, EVENING) == words


def test_a_date_is_written_without_a_time() -> None:
    assert written("day", date(2026, 12, 6)) == "12月6日（周日）"


@pytest.mark.parametrize("filter_name", ["day", "moment", "month", "hour", "full_day"])
def test_nothing_is_written_of_no_date(filter_name: str) -> None:
    assert written(filter_name, None) == ""


def test_a_receipt_code_is_read_in_fours() -> None:
    assert written("grouped", "123456789012") == "1234 5678 9012"


@pytest.mark.parametrize(
    ("filter_name", "words"),
    [
        ("day", "2027年1月8日（周五）"),
        ("full_day", "2027年1月8日（周五）"),
        ("short_day", "2027年1月8日"),
        ("moment", "2027年1月8日（周五） 0:05"),
        ("full_moment", "2027年1月8日（周五） 0:05"),
        ("plain_moment", "2027年1月8日 0:05"),
        ("board_day", "2027年1月8日 星期五"),
    ],
)
def test_a_date_of_another_year_says_its_year_once(filter_name: str, words: str) -> None:
    assert written(filter_name, datetime(2027, 1, 7, 16, 5, tzinfo=UTC)) == words


def test_the_year_of_new_year_s_eve_is_that_of_shanghai() -> None:
    with time_machine.travel(datetime(2026, 12, 31, 16, 5, tzinfo=UTC)):
        assert written("short_day", date(2027, 1, 1)) == "1月1日"
        assert written("short_day", date(2026, 12, 31)) == "2026年12月31日"
    assert coded_day("2027-01-08") == "2027年1月8日"
