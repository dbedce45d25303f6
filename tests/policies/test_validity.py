"""有效, 即将到期, 已到期 by the date: the last day still counts."""

import datetime as dt

import pytest

from policies.validity import validity_of

pytestmark = pytest.mark.django_db

ENDS = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "state", "text"),
    [
        (dt.date(2025, 12, 31), "upcoming", "2026年1月1日起执行"),
        (dt.date(2026, 1, 1), "valid", "有效至 2026年12月31日"),
        (dt.date(2026, 11, 1), "expiring", "还有 60 天到期"),
        (dt.date(2026, 10, 31), "valid", "有效至 2026年12月31日"),
        (dt.date(2026, 11, 23), "expiring", "还有 38 天到期"),
        (dt.date(2026, 12, 31), "expiring", "今天到期"),
        (dt.date(2027, 1, 1), "expired", "已到期"),
    ],
)
def test_a_policy_of_one_year(on: dt.date, state: str, text: str) -> None:
    validity = validity_of(dt.date(2026, 1, 1), ENDS, on)
    assert (validity.state, validity.text) == (state, text)


def test_without_an_end_nothing_is_promised(today: dt.date) -> None:
    assert validity_of(dt.date(2020, 1, 1), None, today).text == "未设截止日"
