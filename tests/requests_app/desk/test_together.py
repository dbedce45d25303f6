"""Accepting and assigning many ticked cases at once: only what is sure, as it was shown, each by itself."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.actors import Actor
from office.models import Event, Notice, User
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from requests_app.steps.undoing import undo_hand_over
from tests.stories import SHANGHAI, Story

SignIn = Callable[[User], Client]
URL = "/desk/requests/together/"
SURE = "贷款月底到期，银行要求先还后贷，八百万元上哪里找过桥资金，请帮助协调续贷。"
LIKE_IT = "我厂贷款下月到期，银行不肯办无还本续贷，过桥资金利息太高，盼协调续贷。"
UNSURE = "有件事想请代表帮忙问一问。"


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Client:
    return sign_in(story.people["staff"])


def three(story: Story) -> list[EnterpriseRequest]:
    return [story.submit(phone="", text=text).case for text in (SURE, LIKE_IT, UNSURE)]


def filled(page: str) -> dict[str, Any]:
    """The form as a browser would send it."""
    found: dict[str, Any] = {}
    for name, value in re.findall(
        r'name="([^"]+)" value="([^"]*)"', page.split('<form class="step')[1].split("</form>", maxsplit=1)[0]
    ):
        found.setdefault(name, []).append(value)
    return found


def test_what_is_sure_is_accepted_as_it_was_shown_and_the_rest_waits_for_a_person(
    story: Story, desk: Client
) -> None:
    first, second, unsure = three(story)
    page = desk.get(
        f"{URL}accept/", {"number": [case.ledger_number for case in (first, second, unsure)], "chosen": "1"}
    )
    text = page.content.decode()
    assert "可以受理 2 件" in text
    assert "要逐件看 1 件" in text
    assert "类别拿不准" in text
    data = filled(text)
    assert data["number"] == [first.ledger_number, second.ledger_number]
    data["number"] = [first.ledger_number]
    sent = desk.post(f"{URL}accept/", data)
    assert sent["Location"] == URL
    assert "已受理 1 件" in desk.get(sent["Location"]).content.decode()
    for case in (first, second, unsure):
        case.refresh_from_db()
    assert [case.status for case in (first, second, unsure)] == ["accepted", "submitted", "submitted"]
    assert first.category is not None
    assert [first.category.code] == data[f"{first.ledger_number}.category"]
    assert Event.objects.filter(subject=first.subject, action="accept").exists()


def test_one_refusal_does_not_hold_up_the_others(story: Story, desk: Client) -> None:
    first, second, _ = three(story)
    data = filled(
        desk.get(f"{URL}accept/", {"number": [first.ledger_number, second.ledger_number]}).content.decode()
    )
    data[f"{first.ledger_number}.category"] = ["nothing"]
    data["number"].append("2026-99999")
    told = desk.get(desk.post(f"{URL}accept/", data)["Location"]).content.decode()
    assert "已受理 1 件" in told
    assert f"{first.ledger_number} 没有受理" in told
    assert "2026-99999 没有受理：这件诉求不在您的台账里了" in told
    again = desk.get(desk.post(f"{URL}accept/", data)["Location"]).content.decode()
    assert f"{second.ledger_number} 没有受理" in again


def test_assigning_together_takes_the_unit_that_somebody_named(story: Story, desk: Client) -> None:
    case = (
        story.submit(phone="", text=UNSURE)
        .accept()
        .take("propose_assignment", "representative", lead=story.lead, text="归它管")
        .case
    )
    page = desk.get(f"{URL}assign/", {"number": case.ledger_number}).content.decode()
    assert "可以交办 1 件" in page
    assert "拟办意见" in page
    desk.post(f"{URL}assign/", filled(page))
    case.refresh_from_db()
    assert case.status == "assigned"


def test_nothing_odd_in_an_address_breaks_the_page(story: Story, desk: Client, sign_in: SignIn) -> None:
    three(story)
    assert desk.get(f"{URL}close/").status_code == 404
    assert desk.get(f"{URL}accept/", {"number": ["\0", "x" * 300]}).status_code == 200
    assert desk.get(f"{URL}accept/", {"chosen": "1"}).status_code == 303
    assert desk.post(f"{URL}accept/").status_code == 303
    assert sign_in(story.people["handler"]).get(f"{URL}accept/").status_code in (403, 404)


def test_what_was_taken_together_is_shown_by_row_and_taken_back_where_nobody_acted(
    story: Story, desk: Client, sign_in: SignIn
) -> None:
    first, second, _ = three(story)
    numbers = [first.ledger_number, second.ledger_number]
    assert "今天还没有受理、交办、移交或催办" in desk.get(URL).content.decode()
    desk.post(f"{URL}accept/", filled(desk.get(f"{URL}accept/", {"number": numbers}).content.decode()))
    story.at = dt.datetime.now(SHANGHAI)
    story.case = EnterpriseRequest.objects.get(pk=second.pk)
    story.take("ask", "second_staff", text="请补充合同")
    with CaptureQueriesContext(connection) as shown:
        page = desk.get(URL).content.decode()
    assert page.count('type="checkbox"') == 1
    assert "请企业补充”，不能再撤销" in page
    told = desk.get(desk.post(URL, {"number": numbers})["Location"]).content.decode()
    assert "已撤销受理 1 件" in told
    assert f"{second.ledger_number} 没有撤销受理：" in told
    first.refresh_from_db()
    assert first.status == "submitted"
    with CaptureQueriesContext(connection) as afterwards:
        assert "已撤销" in desk.get(URL).content.decode()
    assert len(afterwards) == len(shown)
    # Nobody else finds it under the own steps.
    other = sign_in(story.people["liaison"])
    assert first.ledger_number not in other.get(URL).content.decode()
    assert other.post(URL, {"number": numbers}).status_code == 303


def test_many_are_handed_over_for_one_reason_to_whom_one_chooses_and_taken_back(
    story: Story, desk: Client
) -> None:
    story.submit(phone="").accept()
    case, before, new = story.case, story.representative(), story.representative("colleague")
    story.submit(phone="", text=LIKE_IT)
    waiting = story.case
    page = desk.get(f"{URL}hand_over/", {"number": [case.ledger_number, waiting.ledger_number]})
    text = page.content.decode()
    assert "可以移交代表 1 件" in text
    assert f'<option value="{new.code}" selected>' in text
    assert f'<option value="{before.code}"' not in text
    assert f"{waiting.ledger_number}" in text.split("要逐件看 1 件")[1]
    data = {"number": case.ledger_number, f"{case.ledger_number}.representative": new.code}
    blank = desk.post(f"{URL}hand_over/", data | {"reason": " "})
    assert "请写明移交原因" in desk.get(blank["Location"]).content.decode()
    told = desk.get(desk.post(f"{URL}hand_over/", data | {"reason": "外出学习"})["Location"])
    assert "已移交代表 1 件" in told.content.decode()
    case.refresh_from_db()
    assert case.representative == new
    assert Event.objects.get(subject=case.subject, action="hand_over").private("reason") == "外出学习"
    back = desk.get(desk.post(URL, {"number": case.ledger_number})["Location"]).content.decode()
    assert "已撤销移交代表 1 件" in back
    case.refresh_from_db()
    assert case.representative == before
    # It had reached nobody: whoever was to take it over is told nothing.
    assert not Notice.objects.unread().filter(recipient=new.user, key__startswith=case.subject).exists()


def test_whoever_read_of_the_hand_over_reads_that_it_was_taken_back(story: Story) -> None:
    case = story.submit(phone="").accept().case
    new, staff = story.representative("colleague"), Actor.of(story.people["staff"])
    story.wait(hours=1).take("hand_over", "staff", representative=new, reason="外出学习")
    Notice.objects.filter(recipient=new.user, key__startswith=case.subject).update(read_at=story.at)
    with pytest.raises(Refused) as other:
        undo_hand_over(case, by=Actor.of(story.people["second_staff"]), at=story.at)
    assert other.value.code == "not_own"
    undo_hand_over(case, by=staff, at=story.wait(hours=1).at)
    assert Notice.objects.unread().get(recipient=new.user).title == "移交给您的一件诉求已撤回，不用办理"
    with pytest.raises(Refused) as again:
        undo_hand_over(case, by=staff, at=story.wait(days=1).at)
    assert again.value.code == "too_late"
