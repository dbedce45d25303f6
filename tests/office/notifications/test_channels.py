"""The ways out: the reference gateway through a real HTTP server, the console, and what counts as whose fault."""

import hashlib
import hmac
import json

import pytest
from pytest_django import Settings

from office.notifications.channels import Outgoing, Undeliverable, Unreachable, open_way
from tests.office.http_gateway import Gateway
from tests.office.mail_server import free_port

pytestmark = pytest.mark.real_clock
MESSAGE = Outgoing("abc123def456789", "13800138000", "标题", "【办公室】查询码 1234")


def send(channel: str = "sms") -> None:
    with open_way(channel) as way:
        way.send(MESSAGE)


def test_the_gateway_gets_a_signed_message_with_its_stable_id(gateway: Gateway) -> None:
    send()
    path, headers, body = gateway.calls[0]
    signature = hmac.new(b"se/cret", body, hashlib.sha256).hexdigest()
    assert path == "/send?sign=1"
    assert json.loads(body) == {"id": MESSAGE.identifier, "to": MESSAGE.to, "text": MESSAGE.text}
    assert headers["Idempotency-Key"] == MESSAGE.identifier
    assert headers["Authorization"] == f"HMAC key:{signature}"


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_a_gateway_in_trouble_is_unreachable(gateway: Gateway, status: int) -> None:
    gateway.status = status
    with pytest.raises(Unreachable, match=str(status)):
        send()


@pytest.mark.parametrize("status", [302, 400, 404, 422])
def test_any_other_answer_refuses_the_recipient_for_good(gateway: Gateway, status: int) -> None:
    gateway.status = status
    with pytest.raises(Undeliverable, match=str(status)) as refused:
        send()
    assert refused.value.for_good
    assert len(gateway.calls) == 1


def test_a_closed_port_is_unreachable(settings: Settings) -> None:
    settings.SMS_URL = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        send()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://", "ftp://host/x", ""])
def test_an_address_that_is_none_is_refused_before_anything_is_opened(settings: Settings, url: str) -> None:
    settings.SMS_URL = url
    with pytest.raises(Unreachable, match="not a gateway address"):
        send()


@pytest.mark.parametrize("channel", ["sms", "wechat"])
def test_the_console_shows_the_text_in_the_demo(
    settings: Settings, capsys: pytest.CaptureFixture[str], channel: str
) -> None:
    settings.SMS_URL, settings.DEMO = "console://", True
    send(channel)
    assert capsys.readouterr().out == f"[{channel} abc123def456] 138****8000 【办公室】查询码 1234\n"


def test_the_console_is_no_gateway_elsewhere(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SMS_URL, settings.DEMO, settings.DEBUG = "console://", False, False
    with pytest.raises(Unreachable, match="no gateway"):
        send()
    assert capsys.readouterr().out == ""
