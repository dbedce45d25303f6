"""The look-up by 查询码 and telephone: one answer to every miss, half an hour for a hit, nothing in addresses."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from office.models import ThrottleCounter
from office.numbers import damm_digit
from requests_app.access import tracking
from requests_app.models import AccessKey, VerdictKey
from requests_app.public.forms.track import NO_MATCH
from tests.stories import Story

PHONE = "19900020011"
# A code that is well formed and that nobody holds.
NOBODYS = "12345678901" + damm_digit("12345678901")


@pytest.fixture
def told(story: Story) -> Story:
    story.at = dt.datetime.now(dt.UTC)
    return story.submit(phone=PHONE)


def looked_up(client: Client, code: str, last4: str = "0011", **extra: Any) -> Any:
    return client.post("/track/", {"code": code, "last4": last4}, **extra)


def test_code_and_telephone_lead_to_the_progress(visitor: Client, told: Story) -> None:
    sent = looked_up(visitor, told.receipt.code)
    assert sent.status_code == 303
    assert sent["Location"] == f"/track/{told.case.ledger_number}/"
    page = visitor.get(sent["Location"])
    html = page.content.decode()
    assert page.status_code == 200
    assert told.case.ledger_number in html
    assert "待受理" in html


def test_neither_address_nor_cookie_carries_a_secret(visitor: Client, told: Story) -> None:
    sent = looked_up(visitor, told.receipt.code)
    cookie = visitor.cookies["case"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/track/"
    assert cookie["max-age"] == 1800
    for secret in (told.receipt.code, told.receipt.token, PHONE):
        assert secret not in cookie.value
        assert secret not in sent["Location"]
        assert secret not in visitor.get(sent["Location"]).content.decode()


@pytest.mark.parametrize("page", ["/track/", "progress"])
def test_private_pages_are_neither_stored_nor_found(visitor: Client, told: Story, page: str) -> None:
    address = looked_up(visitor, told.receipt.code)["Location"] if page == "progress" else page
    response = visitor.get(address)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize(
    "typed", ["{0} {1} {2}", "{0}-{1}-{2}", "　{0}{1}{2} ", "{0}\t{1}\u200b{2}"], ids=range(4)
)
def test_a_code_may_be_grouped_as_one_likes(visitor: Client, told: Story, typed: str) -> None:
    code = told.receipt.code
    assert looked_up(visitor, typed.format(code[:4], code[4:8], code[8:])).status_code == 303


def test_full_width_digits_are_digits(visitor: Client, told: Story) -> None:
    wide = told.receipt.code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert looked_up(visitor, wide, "００１１").status_code == 303


def test_a_wrong_code_and_a_wrong_telephone_are_told_in_the_same_words(visitor: Client, told: Story) -> None:
    pages = [looked_up(visitor, told.receipt.code, "9999"), looked_up(visitor, NOBODYS)]
    texts = []
    for page in pages:
        assert page.status_code == 422
        html = page.content.decode()
        assert NO_MATCH in html
        html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", html)
        texts.append(re.sub(r'(name="(code|last4)" value=")[^"]+', r"\1", html))
    assert texts[0] == texts[1]


def test_a_miss_costs_the_same_queries_whatever_was_wrong(
    visitor: Client, told: Story, django_assert_num_queries: Any
) -> None:
    looked_up(visitor, NOBODYS)
    counts = []
    for code, last4 in ((told.receipt.code, "9999"), (NOBODYS, "0011")):
        with django_assert_num_queries(4) as counted:
            assert tracking.look_up(code, last4, told.at) is None
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1]


def test_a_slip_of_the_finger_is_told_by_itself(visitor: Client, told: Story) -> None:
    code = told.receipt.code
    wrong = code[:3] + str((int(code[3]) + 1) % 10) + code[4:]
    assert "查询码有一位输错了" in looked_up(visitor, wrong).content.decode()


@pytest.mark.parametrize(
    ("code", "last4", "message"),
    [
        ("", "0011", "请填写 12 位查询码"),
        ("abcdefghijkl", "0011", "查询码是 12 位数字"),
        ("123", "0011", "查询码是 12 位数字"),
        ("9" * 5000, "0011", "查询码是 12 位数字"),
        ("²²²²²²²²²²²²", "0011", "查询码"),
        ("１２\x00", "0011", "内容含有无法识别的字符"),
        (NOBODYS, "abcd", "请填写联系电话的最后四位数字"),
        (NOBODYS, "11", "请填写联系电话的最后四位数字"),
        (NOBODYS, "\x00", "内容含有无法识别的字符"),
    ],
)
def test_what_is_no_code_at_all_is_told_beside_the_field(
    visitor: Client, told: Story, code: str, last4: str, message: str
) -> None:
    page = looked_up(visitor, code, last4)
    assert page.status_code == 422
    assert message in page.content.decode()


def test_without_a_telephone_the_code_opens_alone(visitor: Client, story: Story) -> None:
    story.submit(phone="", contact="", anonymous=True)
    assert looked_up(visitor, story.receipt.code, "0011").status_code == 422
    assert looked_up(visitor, story.receipt.code, "").status_code == 303


def test_a_case_with_telephone_wants_its_digits(visitor: Client, told: Story) -> None:
    assert looked_up(visitor, told.receipt.code, "").status_code == 422


def test_guessing_the_telephone_of_a_code_ends_after_ten(visitor: Client, told: Story) -> None:
    for number in range(10):
        page = looked_up(visitor, told.receipt.code, f"{number:04}", REMOTE_ADDR=f"198.51.100.{number}")
        assert page.status_code == 422
    page = looked_up(visitor, told.receipt.code, "0011", REMOTE_ADDR="198.51.100.99")
    assert page.status_code == 429
    assert "查询次数较多" in page.content.decode()
    assert int(page["Retry-After"]) > 0


def test_ten_thousand_guesses_find_nothing(visitor: Client, told: Story) -> None:
    """From one address no more than thirty an hour are even compared."""
    found = 0
    for number in range(200):
        digits = f"{number:011d}"
        found += looked_up(visitor, digits + damm_digit(digits)).status_code == 303
    assert found == 0
    assert looked_up(visitor, told.receipt.code).status_code == 429


def test_who_knows_the_code_may_look_as_often_as_needed(visitor: Client, told: Story) -> None:
    for _ in range(12):
        assert looked_up(visitor, told.receipt.code).status_code == 303


def test_the_counters_hold_neither_code_nor_address(visitor: Client, told: Story) -> None:
    looked_up(visitor, NOBODYS)
    held = str(list(ThrottleCounter.objects.values()))
    assert NOBODYS not in held
    assert "127.0.0.1" not in held


def test_after_half_an_hour_the_code_is_asked_again(visitor: Client, told: Story, clock: Any) -> None:
    address = looked_up(visitor, told.receipt.code)["Location"]
    clock.shift(dt.timedelta(minutes=29))
    assert visitor.get(address).status_code == 200
    clock.shift(dt.timedelta(minutes=31))
    page = visitor.get(address)
    assert (page.status_code, page["Location"]) == (302, "/track/")


def test_what_was_typed_when_the_half_hour_ended_is_shown_to_be_copied(
    visitor: Client, told: Story, clock: Any
) -> None:
    address = looked_up(visitor, told.receipt.code)["Location"]
    clock.shift(dt.timedelta(minutes=31))
    page = visitor.post(f"{address}supplement/", {"text": "补充一句很长的话"})
    assert page.status_code == 403
    assert "补充一句很长的话" in page.content.decode()


def test_a_cookie_opens_its_own_case_only(visitor: Client, told: Story) -> None:
    looked_up(visitor, told.receipt.code)
    mine = told.case.ledger_number
    told.submit(phone="13800001111")
    assert visitor.get(f"/track/{mine}/").status_code == 200
    assert visitor.get(f"/track/{told.case.ledger_number}/").status_code == 302


def test_two_cases_may_be_open_side_by_side(visitor: Client, told: Story) -> None:
    looked_up(visitor, told.receipt.code)
    first = told.case.ledger_number
    looked_up(visitor, told.submit(phone=PHONE).receipt.code)
    assert visitor.get(f"/track/{first}/").status_code == 200
    assert visitor.get(f"/track/{told.case.ledger_number}/").status_code == 200


@pytest.mark.parametrize("cookie", ["", "forged", "W10:forged", "\x00"])
def test_a_forged_cookie_opens_nothing(visitor: Client, told: Story, cookie: str) -> None:
    visitor.cookies["case"] = cookie
    assert visitor.get(f"/track/{told.case.ledger_number}/").status_code == 302


def test_a_dead_key_ends_the_half_hour(visitor: Client, told: Story) -> None:
    address = looked_up(visitor, told.receipt.code)["Location"]
    AccessKey.objects.update(ended_at=told.at)
    VerdictKey.objects.update(ended_at=told.at)
    assert visitor.get(address).status_code == 302
    assert looked_up(visitor, told.receipt.code).status_code == 422


def test_leaving_closes_the_door(visitor: Client, told: Story) -> None:
    address = looked_up(visitor, told.receipt.code)["Location"]
    assert visitor.get("/track/leave/").status_code == 405
    visitor.post("/track/leave/")
    assert visitor.get(address).status_code == 302
