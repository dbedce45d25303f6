"""Settings by date: the past keeps its value, the future begins on its day, nothing goes backwards."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from office import calendar, events, options, snapshots
from office.actors import Actor
from office.models import Setting, User
from office.options import DECLARED, declare
from office.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    declare("test_days", kind="integer", default=15, label="测试期限", unit="工作日")
    declare("test_flag", kind="flag", default=False, label="测试开关")
    declare("test_way", kind="choice", default="a", label="测试选项", choices=[("a", "甲"), ("b", "乙")])
    yield
    for key in ("test_days", "test_flag", "test_way"):
        del DECLARED[key]


@pytest.fixture
def by() -> Actor:
    return Actor.of(User.objects.create_user(username="guan", name="关"))


def change(key: str, value: object, on: date, by: Actor, at: datetime) -> Setting:
    return options.change(key, value, effective_on=on, by=by, at=at)


def test_values_of_a_span_of_days_include_those_of_its_ends(today: date, now: datetime, by: Actor) -> None:
    days = [today + timedelta(days=number) for number in range(10)]
    assert options.values_between("test_days", today, days[9]) == {15}
    change("test_days", 9, days[3], by, now)
    change("test_days", 15, days[5], by, now)
    assert options.values_between("test_days", today, days[2]) == {15}
    assert options.values_between("test_days", today, days[3]) == {15, 9}
    assert options.values_between("test_days", days[4], days[9]) == {9, 15}
    assert options.values_between("test_days", days[5], days[9]) == {15}


def test_the_default_holds_before_the_first_change(today: date) -> None:
    assert options.value("test_days", today) == 15
    assert options.value("day_closes_at", today) == time(18)
    assert options.value("office_short_name", today)


def test_the_past_is_judged_by_the_value_then_in_force(by: Actor, today: date, now: datetime) -> None:
    change("test_days", 10, today, by, now)
    change("test_days", 12, today + timedelta(days=30), by, now)
    assert options.value("test_days", today - timedelta(days=1)) == 15
    assert options.value("test_days", today) == 10
    assert options.value("test_days", today + timedelta(days=29)) == 10
    assert options.value("test_days", today + timedelta(days=30)) == 12


def test_a_second_change_for_the_same_day_wins(by: Actor, today: date, now: datetime) -> None:
    change("test_days", 10, today, by, now)
    change("test_days", 11, today, by, now)
    assert options.value("test_days", today) == 11
    assert Setting.objects.count() == 2


def test_a_setting_is_never_edited_backwards(by: Actor, today: date, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        change("test_days", 10, today - timedelta(days=1), by, now)
    assert (refused.value.code, refused.value.field) == ("backwards", "effective_on")


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("test_days", "abc", "invalid"),
        ("test_days", "-1", "invalid"),
        ("test_days", 10**9, "invalid"),
        ("test_days", 15, "unchanged"),
        ("test_flag", "maybe", "invalid"),
        ("test_way", "c", "invalid"),
        ("day_closes_at", "25:00", "invalid"),
        ("office_name", "名" * 201, "invalid"),
        ("office_name", "a\x00b", "invalid"),
        ("no_such_key", 1, "unknown_setting"),
    ],
)
def test_a_wrong_value_is_refused(
    key: str, value: object, code: str, by: Actor, today: date, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        change(key, value, today, by, now)
    assert refused.value.code == code
    assert not Setting.objects.exists()


@pytest.mark.parametrize(
    ("key", "typed", "read"),
    [
        ("test_days", " 10 ", 10),
        ("test_flag", "是", True),
        ("test_way", "b", "b"),
        ("day_closes_at", "17:30", time(17, 30)),
        ("day_closes_at", "１７：３０", time(17, 30)),
        ("service_phone", "0713-2950001", "0713-2950001"),
        ("service_phone", "０７１３－２９５０００１（工作日）、１２３４５", "0713-2950001（工作日）、12345"),
        ("office_name", " 青湖县　人大常委会\n", "青湖县 人大常委会"),
        ("accessibility_checked_on", "2026年11月1日", "2026-11-01"),
    ],
)
def test_what_is_typed_is_read_in_its_kind(
    key: str, typed: str, read: object, by: Actor, today: date, now: datetime
) -> None:
    change(key, typed, today, by, now)
    assert options.value(key, today) == read


def test_a_change_is_an_event_and_names_stay_out_of_the_chain(by: Actor, today: date, now: datetime) -> None:
    change("test_days", 10, today, by, now)
    change("office_name", "某某市人大常委会", today, by, now)
    number = events.timeline("setting:test_days").get()
    name = events.timeline("setting:office_name").get()
    assert number.data == {"effective_on": "2026-11-23", "before": 15, "after": 10}
    assert name.data == {"effective_on": "2026-11-23"}
    assert name.private("after") == "某某市人大常委会"


def test_a_key_is_declared_once() -> None:
    declare("test_days", kind="integer", default=15, label="测试期限", unit="工作日")
    with pytest.raises(ValueError, match="twice"):
        declare("test_days", kind="integer", default=20, label="测试期限")
    with pytest.raises(ValueError, match="整数"):
        declare("test_wrong", kind="integer", default="many", label="错")
    del DECLARED["test_wrong"]


def test_an_undeclared_key_is_a_mistake_of_the_programmer(today: date) -> None:
    with pytest.raises(KeyError):
        options.value("no_such_key", today)


def test_settings_are_asked_for_once_a_request(
    today: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    options.forget()
    snapshots.begin_request()
    try:
        with django_assert_num_queries(2):  # changed? and the rows
            for _ in range(5):
                options.value("test_days", today)
                options.value("office_name", today)
    finally:
        snapshots.end_request()


def test_settings_and_the_calendar_are_asked_for_together(
    today: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    calendar.forget()
    options.forget()
    snapshots.begin_request()
    try:
        with django_assert_num_queries(3):  # changed? and the rows of each
            options.value("test_days", today)
            calendar.load()
            options.value("test_days", today)
    finally:
        snapshots.end_request()


@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_is_seen_at_the_next_request(today: date, now: datetime) -> None:
    assert options.value("test_days", today) == 15
    Setting.objects.create(key="test_days", value=9, effective_on=today, created_at=now)
    assert options.value("test_days", today) == 9
