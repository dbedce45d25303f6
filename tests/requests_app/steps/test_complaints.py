"""反映单位自身问题: the unit may be co, never lead, and does not learn which enterprise it is unless that agreed."""

import datetime as dt

import pytest
from django.test import Client

from office.models import Event
from office.refusals import Refused
from requests_app.access.redaction import TITLE, UNRELEASED
from requests_app.models import Letter
from requests_app.notifications import letters_pdf
from tests.people import SignIn
from tests.stories import Story

NAME = "湖北锦绣蓝天服饰有限公司"


@pytest.fixture
def against(story: Story) -> Story:
    story.submit(text=f"{NAME}反映开发区办事窗口多次推诿，材料交了三遍。").accept().contact()
    return story.take("name_complained", "liaison", departments=(story.co,))


def page(client: Client, story: Story) -> str:
    return client.get(f"/desk/requests/{story.case.ledger_number}/").content.decode()


def test_liaison_and_staff_name_the_unit(story: Story) -> None:
    story.submit()
    assert story.who_may("name_complained") == {"liaison", "staff", "second_staff", "approver"}
    story.take("name_complained", "liaison", departments=(story.co,))
    event = Event.objects.filter(subject=story.case.subject).latest("seq")
    assert event.data["units"] == ["kfq"]


def test_the_unit_may_be_co_never_lead(against: Story) -> None:
    with pytest.raises(Refused, match="自身的问题") as refused:
        against.assign(lead=against.co)
    assert refused.value.field == "lead"
    against.assign(against.co)
    assert against.case.status == "assigned"
    against.sign()
    with pytest.raises(Refused, match="自身的问题"):
        against.take("ask_transfer", "handler", right_department=against.co, reason="属开发区职责").take(
            "transfer", "staff", lead=against.co
        )


def test_a_unit_that_is_lead_already_is_not_named_behind_its_back(story: Story) -> None:
    story.handled()
    with pytest.raises(Refused, match="正在主办"):
        story.take("name_complained", "staff", departments=(story.lead,))


def test_the_unit_does_not_learn_the_name_anywhere(against: Story, sign_in: SignIn) -> None:
    against.assign(against.co)
    client = sign_in(against.people["co_handler"])
    for url in ("/desk/", "/desk/requests/", f"/desk/requests/?q={NAME}&tab=all"):
        assert NAME not in client.get(url).content.decode().replace(f'value="{NAME}"', ""), url
    shown = page(client, against)
    assert NAME not in shown
    assert "推诿" not in shown
    assert TITLE in shown
    assert UNRELEASED in shown
    assert "徐" not in shown
    assert client.get(f"/desk/requests/{against.case.ledger_number}/contact/").status_code == 404
    assert NAME in page(sign_in(against.people["handler"]), against)


def test_the_letter_to_the_unit_does_not_name_it_either(
    against: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    against.assign(against.co)
    written: list[str] = []

    def keep(template: str, data: dict[str, object]) -> bytes:
        written.append(str(data))
        return b"%PDF"

    monkeypatch.setattr(letters_pdf, "typst_pdf", keep)
    for letter in Letter.objects.order_by("id"):
        letters_pdf.letter(letter)
    to_lead, to_co = written
    assert NAME in to_lead
    assert NAME not in to_co


def test_with_the_enterprises_consent_the_name_is_shown(against: Story, sign_in: SignIn) -> None:
    against.take("agree_to_be_named", "requester").assign(against.co)
    assert NAME in page(sign_in(against.people["co_handler"]), against)


def test_the_row_itself_keeps_its_name(against: Story, sign_in: SignIn) -> None:
    against.assign(against.co)
    page(sign_in(against.people["co_handler"]), against)
    sign_in(against.people["co_handler"]).post(
        f"/desk/requests/{against.case.ledger_number}/steps/sign/",
        {"officer_name": "方圆", "officer_phone": "19900020099"},
    )
    against.case.refresh_from_db()
    assert against.case.enterprise_name == NAME
    assert against.case.text.startswith(NAME)
    assert against.case.assignments.get(part="co").signed_on == dt.date(2026, 11, 23)
