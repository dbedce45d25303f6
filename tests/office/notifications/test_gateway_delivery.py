"""SMS and WeChat through the reference gateway, end to end: good and bad recipients, slow, down, back again."""

import datetime as dt
import time
from collections.abc import Callable

import pytest
from pytest_django import Settings

from office.models import Message, NoticeChoice, User
from office.notifications import channels, delivery
from office.notifications.notices import Address, notify, retract
from tests.conftest import NOW
from tests.office.http_gateway import Gateway

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]
Person = Callable[..., User]


@pytest.fixture(autouse=True)
def wechat(gateway: Gateway, settings: Settings) -> None:
    settings.WECHAT_URL = gateway.url.replace("/send", "/wechat")
    settings.SITE_URL = "https://desk.example.cn"


def numbers(count: int) -> list[Address]:
    return [Address("sms", f"1380013{n:04}", f"case:{n}:phone") for n in range(count)]


def tell(*people: User | Address, key: str = "case:1:told", at: dt.datetime = NOW, **given: object) -> None:
    notify(key, people, **{"title": "您的诉求已答复", "body": "请评价。"} | given, at=at)


def carry(at: dt.datetime = NOW, channel: str = "sms") -> int:
    return delivery.carry({"channel": channel}, at=at)


def test_half_of_the_recipients_bad_and_the_good_get_theirs(gateway: Gateway) -> None:
    people = numbers(10)
    gateway.refused = {person.value for person in people[::2]}
    tell(*people)
    assert carry() == 5
    assert set(gateway.told) == {person.value for person in people}
    assert Message.objects.waiting().filter(error="Refused HTTP 422").count() == 5


def test_who_is_refused_for_good_ends_as_a_dead_letter_and_is_not_tried_for_ever(gateway: Gateway) -> None:
    gateway.refused = {"13800130000"}
    tell(*numbers(1))
    at = NOW
    for _ in range(6):
        carry(at)
        at += dt.timedelta(hours=1)
    assert len(gateway.calls) == delivery.PATIENCE
    assert Message.objects.get().state == "dead"


def test_every_try_of_a_message_carries_the_same_key(gateway: Gateway) -> None:
    gateway.status = 503
    tell(*numbers(1))
    at = NOW
    for minutes in (1, 5, 15):
        carry(at)
        at += dt.timedelta(minutes=minutes)
    gateway.status = 200
    assert carry(at) == 1
    assert len(gateway.keys) == 4
    assert set(gateway.keys) == {Message.objects.get().identifier}


def test_a_gateway_that_is_down_costs_one_try_and_all_leave_once_it_is_back(gateway: Gateway) -> None:
    gateway.status = 500
    tell(*numbers(20))
    assert carry() == 0
    assert len(gateway.calls) == 1
    gateway.status = 200
    assert carry(NOW + dt.timedelta(minutes=1)) == 20


def test_a_slow_gateway_is_left_at_the_timeout(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "GATEWAY_TIMEOUT", 0.2)
    gateway.delay = 1
    tell(*numbers(3))
    began = time.monotonic()
    assert carry() == 0
    assert time.monotonic() - began < 0.9
    assert Message.objects.filter(error__startswith="Unreachable TimeoutError").count() == 1
    gateway.delay = 0
    assert carry(NOW + dt.timedelta(minutes=1)) == 3


def test_reminders_by_short_message_are_one_line_that_leads_to_the_desk(gateway: Gateway) -> None:
    person = User.objects.create_user(username="lin", name="林", phone="13800138000")
    NoticeChoice.objects.create(user=person, email=False, sms=True)
    for n in range(3):
        tell(person, key=f"case:{n}:answer:1:-5d", kind="reminder")
    later = NOW + delivery.SETTLING
    assert delivery.gather(at=later) == 1
    assert carry(later) == 1
    assert "您有 3 项提醒" in gateway.texts[0]
    assert "https://desk.example.cn/desk/" in gateway.texts[0]


def test_a_digest_that_has_grown_stale_is_not_sent(gateway: Gateway) -> None:
    person = User.objects.create_user(username="lin", name="林", phone="13800138000")
    NoticeChoice.objects.create(user=person, email=False, sms=True)
    tell(person, key="case:1:answer:1:-5d", kind="reminder")
    later = NOW + delivery.SETTLING
    delivery.gather(at=later)
    retract("case:1:answer:1", at=later)
    assert carry(later) == 0
    assert gateway.calls == []


def test_each_reminder_alone_for_whoever_wants_it_so(gateway: Gateway) -> None:
    person = User.objects.create_user(username="lin", name="林", phone="13800138000")
    NoticeChoice.objects.create(user=person, email=False, sms=True, digest=False)
    for n in range(3):
        tell(person, key=f"case:{n}:answer:1:-5d", kind="reminder")
    assert carry() == 3


def test_wechat_goes_its_own_way(gateway: Gateway) -> None:
    person = User.objects.create_user(username="lin", name="林", phone="13800138000")
    NoticeChoice.objects.create(user=person, email=False, wechat=True)
    tell(person)
    assert carry(channel="wechat") == 1
    assert gateway.calls[0][0] == "/wechat?sign=1"


def test_an_escalation_falls_back_on_any_way_there_is(gateway: Gateway) -> None:
    """No mail address and everything switched off: the telephone is what is left."""
    person = User.objects.create_user(username="lin", name="林", phone="13800138000")
    NoticeChoice.objects.create(user=person, email=False, digest=False)
    tell(person, kind="escalation")
    assert carry() == 1


def test_no_message_leaves_by_a_gateway_that_nobody_has_set_up(settings: Settings) -> None:
    settings.SMS_URL, settings.DEMO, settings.DEBUG = "console://", False, False
    person = User.objects.create_user(username="lin", name="林", phone="13800138000")
    NoticeChoice.objects.create(user=person, email=False, sms=True)
    tell(person)
    assert not Message.objects.exists()
