"""The next visitor at a terminal, a tablet or a lent telephone, who looks for the last one's case."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from requests_app.models import Category, EnterpriseRequest
from stations.models import Station
from tests.requests_app.public.pages import PAGE, TEXT, filled, hidden_in

pytestmark = pytest.mark.django_db
EMPTIED = '"cache", "storage"'
HOME = "/counter/gyllzx/"


@pytest.fixture
def open_station(station: Station, category: Category) -> Station:
    """All that a visitor's form needs."""
    return station


@pytest.fixture
def terminal(visitor: Client, open_station: Station) -> Client:
    visitor.get(HOME)
    return visitor


def html(answer: Any) -> str:
    return str(answer.content.decode())


def send(client: Client, clock: Traveller, **given: Any) -> Any:
    return client.post(PAGE, filled(client, clock, **given))


def looked_up(client: Client, receipt: str) -> str:
    """The address of the case after a look-up with the code of the receipt."""
    code = re.search(r"\d{4} \d{4} \d{4}", html(Client().get(receipt)))
    assert code is not None
    answer = client.post("/track/", {"code": code[0], "last4": "5678"})
    assert answer.status_code == 303, html(answer)
    return str(answer["Location"])


def shows_the_case(answer: Any) -> bool:
    page = html(answer)
    return TEXT in page or "撤回" in page or EnterpriseRequest.objects.latest("id").ledger_number in page


# --- the terminal --------------------------------------------------------------------------------------------


def test_a_step_back_after_the_turn_finds_no_receipt(terminal: Client, clock: Traveller) -> None:
    receipt = send(terminal, clock)["Location"]
    own = terminal.get(receipt)
    assert shows_the_case(own)
    assert "no-store" in own.headers["Cache-Control"]
    terminal.get(HOME)
    for path in (receipt, f"{receipt}withdraw/", f"{receipt}qr.png", f"{receipt}supplement/"):
        again = terminal.get(path)
        assert again.status_code == 404, path
        assert not shows_the_case(again), path
    assert terminal.post(f"{receipt}withdraw/", {"text": "x"}).status_code == 404
    assert EnterpriseRequest.objects.get().status == "submitted"


def test_a_step_back_after_the_turn_finds_no_case_looked_up(terminal: Client, clock: Traveller) -> None:
    receipt = send(Client(), clock)["Location"]
    case = looked_up(terminal, receipt)
    assert shows_the_case(terminal.get(case))
    terminal.get(HOME)
    for path in (case, f"{case}withdraw/"):
        assert terminal.get(path).headers.get("Location") == "/track/"
    refused = terminal.post(f"{case}withdraw/", {"text": "x"})
    assert refused.status_code == 403
    assert EnterpriseRequest.objects.get().status == "submitted"


def test_a_private_link_of_elsewhere_does_not_open_on_a_terminal(terminal: Client, clock: Traveller) -> None:
    receipt = send(Client(), clock)["Location"]
    assert not shows_the_case(terminal.get(receipt))
    assert shows_the_case(Client().get(receipt))


def test_a_turn_is_over_after_an_hour_and_the_machine_is_still_a_terminal(
    terminal: Client, clock: Traveller
) -> None:
    receipt = send(terminal, clock)["Location"]
    clock.shift(dt.timedelta(minutes=61))
    for path in (receipt, "/track/", "/policies/"):
        assert terminal.get(path).headers.get("Location") == HOME
    terminal.get(HOME)
    clock.shift(dt.timedelta(hours=23))
    assert terminal.get(receipt).headers.get("Location") == HOME


def test_whoever_signed_in_at_a_terminal_is_signed_out_with_the_turn(terminal: Client, liaison: Any) -> None:
    terminal.force_login(liaison, backend="office.access.RoleBackend")
    assert terminal.get("/desk/").status_code == 200
    assert terminal.get(HOME).headers["Clear-Site-Data"] == EMPTIED
    assert terminal.get("/desk/").status_code == 302


def test_the_next_ones_turn_empties_the_browser_and_an_idle_terminal_keeps_its_styles(
    terminal: Client, clock: Traveller
) -> None:
    assert "Clear-Site-Data" not in terminal.get(HOME).headers
    send(terminal, clock)
    assert terminal.get(HOME).headers["Clear-Site-Data"] == EMPTIED
    assert "Clear-Site-Data" not in terminal.get(HOME).headers


def test_whichever_way_somebody_is_signed_out_the_browser_is_emptied(clock: Traveller, liaison: Any) -> None:
    for leave in ("press", "idle", "idle at a form", "in an account page"):
        browser = Client()
        browser.force_login(liaison, backend="office.access.RoleBackend")
        assert "Clear-Site-Data" not in browser.get("/desk/").headers
        if leave == "press":
            answer = browser.post("/accounts/logout/")
        else:
            clock.shift(dt.timedelta(minutes=31))
            path = "/accounts/password/change/" if "account" in leave else "/desk/"
            answer = browser.post(path) if "form" in leave else browser.get(path)
        assert answer.headers["Clear-Site-Data"] == EMPTIED, leave
        # Cookies go by name: the browser stays a desk's.
        assert browser.cookies["desk"].value


def test_the_form_stays_longer_than_a_page_that_is_only_read(terminal: Client) -> None:
    def seconds(path: str) -> int:
        return int(terminal.get(path).headers["Refresh"].partition(";")[0])

    assert 0 < seconds("/policies/") < seconds(PAGE) <= 600


def test_a_forged_mark_makes_no_terminal(visitor: Client, open_station: Station) -> None:
    visitor.cookies["counter"] = "//evil.example/:x:y"
    assert "Refresh" not in visitor.get("/policies/").headers


# --- the tablet and the lent telephone -----------------------------------------------------------------------


def test_the_receipt_offers_to_clear_the_device_and_keeps_the_link_shut(
    visitor: Client, open_station: Station, clock: Traveller
) -> None:
    sent = send(visitor, clock)
    receipt = sent["Location"]
    page = html(visitor.get(receipt))
    assert "完成，清除本机" in page
    done = visitor.post(f"{receipt}leave/")
    assert done.status_code == 303
    assert done.headers["Location"] == "/"
    assert done.headers["Clear-Site-Data"] == EMPTIED
    for path in (receipt, f"{receipt}withdraw/", f"{receipt}qr.png"):
        assert visitor.get(path).status_code == 404, path
    assert not shows_the_case(visitor.get(receipt))
    assert shows_the_case(Client().get(receipt))


def test_a_look_up_is_cleared_as_well(visitor: Client, open_station: Station, clock: Traveller) -> None:
    case = looked_up(visitor, send(Client(), clock)["Location"])
    assert "完成，清除本机" in html(visitor.get(case))
    visitor.post("/track/leave/")
    assert visitor.get(case).headers["Location"] == "/track/"


def test_on_a_terminal_it_is_the_next_ones_turn(terminal: Client, clock: Traveller) -> None:
    receipt = send(terminal, clock)["Location"]
    assert terminal.post(f"{receipt}leave/").headers["Location"] == HOME


# --- one stamp, two people -----------------------------------------------------------------------------------


def test_a_second_visitor_with_the_same_stamp_gets_no_link(
    visitor: Client, open_station: Station, clock: Traveller
) -> None:
    body = filled(visitor, clock)
    receipt = visitor.post(PAGE, body)["Location"]
    token = receipt.split("/")[2]
    stranger = Client()
    stranger.get(PAGE)
    others = [
        body,
        body | {"text": "另一件事，请帮助协调。"},
        body | {"phone": "13900001111", "contact": "李四"},
    ]
    for client in (stranger, Client()):
        for other in others:
            answer = client.post(PAGE, other)
            assert token not in html(answer)
            assert token not in answer.headers.get("Location", "")
    # Two at the same tablet: its browser sent the first, but the second has another telephone, or comes later.
    for other in others[1:]:
        answer = visitor.post(PAGE, other | {"phone": "13900001111"})
        assert token not in html(answer)
    clock.shift(dt.timedelta(minutes=61))
    for other in others:
        answer = visitor.post(PAGE, other)
        assert token not in html(answer)
        assert token not in answer.headers.get("Location", "")


def test_the_browser_that_sent_it_is_led_back(
    visitor: Client, open_station: Station, clock: Traveller
) -> None:
    body = filled(visitor, clock)
    receipt = visitor.post(PAGE, body)["Location"]
    assert visitor.post(PAGE, body)["Location"] == receipt
    other = visitor.post(PAGE, body | {"text": "另一件事，请帮助协调。"})
    assert other.status_code == 409
    assert receipt in html(other)
    assert "另一件事，请帮助协调。" in html(other)
    visitor.post(f"{receipt}leave/")
    visitor.get(PAGE)
    cleared = visitor.post(PAGE, body | {"text": "又是另一件事，请帮助。"})
    assert receipt not in html(cleared)


# --- back, and sent again ------------------------------------------------------------------------------------


def test_the_same_again_under_a_new_stamp_is_asked_about(
    visitor: Client, open_station: Station, clock: Traveller
) -> None:
    receipt = send(visitor, clock)["Location"]
    number = EnterpriseRequest.objects.get().ledger_number
    again = send(visitor, clock)
    page = html(again)
    assert again.status_code == 409
    assert f"您刚才已提交，受理编号 {number}" in page
    assert "仍要再提交" in page
    assert receipt not in page
    assert "no-store" in again.headers["Cache-Control"]
    assert EnterpriseRequest.objects.count() == 1
    sent = visitor.post(PAGE, hidden_in(page))
    assert sent.status_code == 303
    assert sent["Location"] != receipt
    assert EnterpriseRequest.objects.latest("id").marks == ["same_text"]


def test_a_stranger_who_types_the_same_sees_a_number_and_gets_no_access(
    visitor: Client, open_station: Station, clock: Traveller
) -> None:
    receipt = send(visitor, clock)["Location"]
    stranger = Client()
    page = html(send(stranger, clock))
    case = EnterpriseRequest.objects.get()
    code = re.search(r"\d{4} \d{4} \d{4}", html(visitor.get(receipt)))
    assert code is not None
    assert case.ledger_number in page
    for secret in (receipt.split("/")[2], code[0], code[0].replace(" ", ""), case.status_label):
        assert secret not in page
    assert stranger.get(f"/track/{case.ledger_number}/").headers["Location"] == "/track/"


@pytest.mark.parametrize(
    "changed", [{"phone": "13900001111"}, {"contact": "李四"}, {"text": "另一件事，请帮助协调。"}]
)
def test_another_matter_is_not_held_up(
    changed: dict[str, str], visitor: Client, open_station: Station, clock: Traveller
) -> None:
    send(visitor, clock)
    assert send(visitor, clock, **changed).status_code == 303


def test_after_an_hour_the_same_words_are_taken_and_marked(
    visitor: Client, open_station: Station, clock: Traveller
) -> None:
    send(visitor, clock)
    clock.shift(dt.timedelta(minutes=61))
    assert send(visitor, clock).status_code == 303
    assert EnterpriseRequest.objects.latest("id").marks == ["same_text"]


def test_the_answer_to_go_on_cannot_be_guessed(
    visitor: Client, open_station: Station, clock: Traveller
) -> None:
    send(visitor, clock)
    for again in ("1", "true", ""):
        assert send(visitor, clock, again=again).status_code == 409
