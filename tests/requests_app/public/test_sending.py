"""P1 sent twice, too often, by a script, or from an old page: one request each, and nobody dropped in silence."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office import options
from requests_app.models import EnterpriseRequest, Submission
from stations.models import Station
from tests.requests_app.public.pages import PAGE, TEXT, filled, hidden_in, stamp_in


def test_a_double_tap_is_one_request_with_one_receipt(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    body = filled(visitor, clock)
    first, second = visitor.post(PAGE, body), visitor.post(PAGE, body)
    assert first["Location"] == second["Location"]
    assert EnterpriseRequest.objects.count() == Submission.objects.count() == 1


def test_the_back_button_with_other_words_asks_whether_it_is_a_new_matter(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    body = filled(visitor, clock)
    receipt = visitor.post(PAGE, body)["Location"]
    page = visitor.post(PAGE, body | {"text": "另外还有一件事，厂区门口的路灯不亮。"})
    html = page.content.decode()
    assert page.status_code == 409
    assert "您刚才的留言已经收到" in html
    assert receipt in html
    assert "厂区门口的路灯不亮" in html
    again = visitor.post(
        PAGE, body | {"text": "另外还有一件事，厂区门口的路灯不亮。", "stamp": stamp_in(html)}
    )
    assert again.status_code == 303
    assert again["Location"] != receipt
    assert EnterpriseRequest.objects.count() == 2


def test_the_key_itself_is_not_stored(visitor: Client, open_station: Station, clock: Any) -> None:
    body = filled(visitor, clock)
    visitor.post(PAGE, body)
    assert body["stamp"].split(".")[0] not in str(Submission.objects.values())


@pytest.mark.parametrize("stamp", [None, "", "forged:signature", "a.99999999999999999999:x", "x" * 5000])
def test_a_form_without_a_genuine_stamp_comes_back_complete(
    visitor: Client, open_station: Station, stamp: str | None, clock: Any
) -> None:
    page = visitor.post(PAGE, filled(visitor, clock, stamp=stamp))
    html = page.content.decode()
    assert page.status_code == 422
    assert "请核对后再提交一次" in html
    assert TEXT in html
    assert visitor.post(PAGE, filled(visitor, stamp=stamp_in(html))).status_code == 303


def test_a_form_left_open_for_eight_days_comes_back_complete(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    body = filled(visitor)
    clock.shift(dt.timedelta(days=8))
    page = visitor.post(PAGE, body)
    assert page.status_code == 422
    assert TEXT in page.content.decode()


def test_a_filled_trap_is_accepted_and_marked(visitor: Client, open_station: Station, clock: Any) -> None:
    sent = visitor.post(PAGE, filled(visitor, clock, website="http://spam"))
    assert sent.status_code == 303
    assert EnterpriseRequest.objects.get().marks == ["trapped"]


def test_a_form_sent_at_once_is_accepted_and_marked(visitor: Client, open_station: Station) -> None:
    assert visitor.post(PAGE, filled(visitor)).status_code == 303
    assert EnterpriseRequest.objects.get().marks == ["hasty"]


def test_a_trap_filled_at_once_is_asked_to_confirm_and_not_dropped(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    page = visitor.post(PAGE, filled(visitor, website="http://spam"))
    html = page.content.decode()
    assert "请确认这是一件新的诉求" in html
    assert not EnterpriseRequest.objects.exists()
    clock.shift(10)
    assert visitor.post(PAGE, hidden_in(html)).status_code == 303


def test_the_sixth_form_of_a_telephone_in_an_hour_is_confirmed_once_and_marked(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    for number in range(5):
        assert visitor.post(PAGE, filled(visitor, text=f"第 {number} 件不同的事情")).status_code == 303
    page = visitor.post(PAGE, filled(visitor, clock, text="第六件不同的事情", enterprise_name="A & B <公司>"))
    html = page.content.decode()
    assert page.status_code == 200
    assert "请确认这是一件新的诉求" in html
    assert EnterpriseRequest.objects.count() == 5
    values = hidden_in(html) | {"enterprise_name": ["A & B <公司>"]}
    assert visitor.post(PAGE, values).status_code == 303
    case = EnterpriseRequest.objects.get(text="第六件不同的事情")
    assert case.marks == ["many_from_phone"]


def test_going_back_from_the_confirmation_shows_the_form_with_everything(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    html = visitor.post(PAGE, filled(visitor, website="x")).content.decode()
    page = visitor.post(PAGE, hidden_in(html) | {"edit": "1"})
    assert page.status_code == 200
    assert TEXT in page.content.decode()
    assert not EnterpriseRequest.objects.exists()


def test_ten_times_the_limit_is_refused_with_the_text_kept(
    visitor: Client, open_station: Station, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(options.DECLARED, "forms_per_address", limited(1))
    for _ in range(10):
        visitor.post(PAGE, filled(visitor, text="短"))
    page = visitor.post(PAGE, filled(visitor, clock))
    assert page.status_code == 429
    assert "提交次数较多，请 " in page.content.decode()
    assert TEXT in page.content.decode()
    assert int(page["Retry-After"]) > 0


def limited(count: int) -> options.Option:
    return options.Option("forms_per_address", "integer", count, "同一网络地址每小时提交")


def test_another_address_is_not_held_up(
    visitor: Client, open_station: Station, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(options.DECLARED, "forms_per_address", limited(1))
    for _ in range(12):
        visitor.post(PAGE, filled(visitor, text="短"), HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert visitor.post(PAGE, filled(visitor, clock)).status_code == 429
    assert visitor.post(PAGE, filled(visitor), REMOTE_ADDR="198.51.100.7").status_code == 303


def test_a_retry_does_not_count(visitor: Client, open_station: Station, clock: Any) -> None:
    body = filled(visitor, clock)
    for _ in range(8):
        assert visitor.post(PAGE, body).status_code == 303
    assert visitor.post(PAGE, filled(visitor, text="另一件不同的事情")).status_code == 303


def test_the_same_words_from_the_same_telephone_are_marked(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    visitor.post(PAGE, filled(visitor, clock))
    visitor.post(PAGE, filled(visitor, clock, contact="徐出纳"))
    assert EnterpriseRequest.objects.latest("id").marks == ["same_text"]
