"""A desk that brings its own number, e-mail, slip or code under a case never judges in the enterprise's name."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.models import Event, Message, Notice, User
from requests_app.models import AccessKey, EnterpriseRequest, Verdict, VerdictKey
from requests_app.personal_data import reissue
from tests.requests_app.desk.test_counter import TYPED, enter
from tests.security.links import codes_to, corrected, links_to, own_way, rated
from tests.stories import Story

SignIn = Callable[[User], Client]
OWN, CLERKS = "19900020011", "13811112222"
PHONE = {"field": "phone", "value": CLERKS, "reason": "企业换号"}


def looked_up(client: Client, code: str, number: str) -> str:
    """The page that a 查询码 leads to; "" where it opens nothing."""
    sent = client.post("/track/", {"code": code, "last4": number[-4:]})
    return sent["Location"] if sent.status_code == 303 else ""


def to_the_answer(story: Story) -> Story:
    return story.accept().contact().assign().work(1).sign().work(2).reply().answer()


def given() -> list[tuple[str, str]]:
    return list(
        Verdict.objects.filter(overridden_at=None).values_list("given_by", "case__outcome").order_by("pk")
    )


def test_a_slip_of_a_new_case_does_not_change_the_telephone(
    story: Story, sign_in: SignIn, visitor: Client, on_the_day: Any
) -> None:
    """The clerk prints a slip for a case still 待受理, and opens the correction with its code."""
    on_the_day(story.submit())
    number = story.case.ledger_number
    desk = sign_in(story.people["clerk"])
    printed = desk.post(f"/desk/requests/{number}/code/", {"to": "slip", "reason": "说是本人"})
    page = desk.get(printed["Location"]).content.decode()
    code = re.search(r"\d{4} \d{4} \d{4}", page)[0].replace(" ", "")  # type: ignore[index]
    place = looked_up(visitor, code, OWN)
    assert place
    assert corrected(visitor, place, CLERKS) == 422
    story.case.refresh_from_db()
    assert story.case.phone == OWN
    assert links_to(CLERKS) == []
    on_the_day(to_the_answer(story))
    assert rated(visitor, looked_up(visitor, code, OWN)) == 409
    assert rated(visitor, own_way(story)) == 303
    assert given() == [("own", "settled")]


def test_an_email_typed_at_the_desk_judges_as_the_desks(
    story: Story, sign_in: SignIn, visitor: Client, on_the_day: Any
) -> None:
    """Intake with the enterprise's telephone and the clerk's own e-mail: the answer's link goes to both."""
    on_the_day(story)
    enter(sign_in(story.people["clerk"]), phone=OWN, email="clerk@example.com")
    story.case = EnterpriseRequest.objects.latest("pk")
    on_the_day(to_the_answer(story))
    link = links_to("clerk@example.com")[-1]
    assert rated(visitor, link) == 303
    assert given() == [("desk", "unrated")]
    assert story.case.look_backs.get().source == "desk"


def test_a_number_typed_at_the_desk_settles_only_by_a_look_back(
    story: Story, sign_in: SignIn, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(story)
    enter(sign_in(story.people["clerk"]), phone=CLERKS)
    story.case = EnterpriseRequest.objects.latest("pk")
    on_the_day(to_the_answer(story))
    assert rated(visitor, links_to(CLERKS)[-1]) == 303
    story.case.refresh_from_db()
    story.work(1).take("record_look_back", "second_staff", outcome="holds", called="徐经理", said="都好")
    assert story.case.outcome == "settled"


@pytest.mark.parametrize("what", ["slip", "phone", "corrected by clerk", "corrected by staff"])
def test_no_slip_code_or_correction_ends_the_way_of_an_answered_case(
    story: Story, visitor: Client, on_the_day: Any, what: str
) -> None:
    """On an answered case all links of the enterprise ended, and it closed as 未评价."""
    on_the_day(to_the_answer(story.submit()))
    sms = links_to(OWN)[-1]
    if what.startswith("corrected"):
        story.take("correct", what.removeprefix("corrected by "), **PHONE)
    else:
        by = story.people["clerk"]
        reissue.renew(
            story.case, to="slip" if what == "slip" else "phone", reason="说是本人", by=by, at=story.at
        )
    for link in links_to(CLERKS):
        page = visitor.get(link)
        assert page.status_code == 200
    assert visitor.get(sms).status_code == 200
    assert rated(visitor, sms) == 303
    assert given() == [("own", "settled")]
    assert VerdictKey.objects.filter(grade="own", ended_at=None).exists()


def test_the_code_of_the_receipt_still_rates_after_a_correction(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    """With the old number's last four, which the clerk has replaced."""
    on_the_day(to_the_answer(story.submit()).take("correct", "clerk", **PHONE))
    place = looked_up(visitor, story.receipt.code, OWN)
    assert rated(visitor, place) == 303
    assert given() == [("own", "settled")]


def test_the_enterprise_has_the_last_word_over_a_desks_number(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(to_the_answer(story.submit()).take("correct", "clerk", **PHONE))
    assert rated(visitor, links_to(CLERKS)[-1]) == 303
    assert given() == [("desk", "unrated")]
    assert rated(visitor, links_to(OWN)[-1] if "/receipt/" in links_to(OWN)[-1] else own_way(story)) == 303
    assert given() == [("own", "settled")]
    assert not story.case.look_backs.undone().exists()
    assert rated(visitor, links_to(CLERKS)[-1]) in (404, 409)
    assert given() == [("own", "settled")]


def test_links_of_later_rounds_go_to_the_former_number_too(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    story.submit().accept().contact()
    story.take("correct", "clerk", **PHONE)
    on_the_day(story.assign().work(1).sign().work(2).reply().answer())
    assert rated(visitor, links_to(OWN)[-1]) == 303
    assert given() == [("own", "settled")]


def test_a_code_issued_anew_to_the_telephone_opens_but_does_not_judge(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(to_the_answer(story.submit()))
    reissue.renew(story.case, to="phone", reason="来电", by=story.people["clerk"], at=story.at)
    link = links_to(OWN)[-1]
    assert visitor.get(link).status_code == 200
    assert rated(visitor, link) == 409
    assert visitor.get(f"{link}supplement/").status_code in (200, 409)
    assert corrected(visitor, link, CLERKS) in (409, 422)
    assert looked_up(visitor, codes_to(OWN)[-1], OWN)


def test_closing_before_the_window_is_over_silences_nobody(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    on_the_day(to_the_answer(story.submit()))
    story.take("close", "staff", reason="联系不上")
    assert (
        rated(visitor, links_to(OWN)[-1], satisfaction="dissatisfied", agreed="no", reason="没有解决") == 303
    )
    story.case.refresh_from_db()
    assert (story.case.status, story.case.round) == ("handling", 2)


def test_the_window_ends_for_a_case_that_staff_closed(story: Story, visitor: Client, on_the_day: Any) -> None:
    on_the_day(to_the_answer(story.submit()).take("close", "staff", reason="联系不上").work(9))
    assert rated(visitor, links_to(OWN)[-1]) == 409


def test_a_telephone_verdict_that_says_no_does_not_bar_the_own(
    story: Story, visitor: Client, on_the_day: Any
) -> None:
    """A second no by call waits for settling; the enterprise itself may still say that it is content."""
    no = {"called": "徐经理", "satisfaction": "dissatisfied", "agreed": "no", "reason": "没有"}
    to_the_answer(story.submit()).take("record_verdict", "second_staff", **no)
    on_the_day(story.work(1).reply().answer().take("record_verdict", "second_staff", **no))
    assert rated(visitor, links_to(OWN)[-1]) == 303
    assert given()[-1] == ("own", "settled")


def test_every_slip_is_told_to_the_telephone(story: Story, sign_in: SignIn, on_the_day: Any) -> None:
    on_the_day(story.submit())
    desk, number = sign_in(story.people["clerk"]), story.case.ledger_number
    printed = desk.post(f"/desk/requests/{number}/code/", {"to": "slip", "reason": "看过工作证"})
    assert Notice.objects.filter(title="服务站打印了您的回执单").count() == 1
    assert desk.get(f"{printed['Location']}?pdf=1").status_code == 200
    told = Notice.objects.filter(title="服务站打印了您的回执单")
    assert told.count() <= 2
    assert {row.channel for row in told} == {"sms"}
    assert Event.objects.filter(action="print_slip").exists()


def test_a_slip_of_the_intake_is_told_to_the_telephone_when_printed(
    story: Story, sign_in: SignIn, on_the_day: Any
) -> None:
    on_the_day(story)
    desk = sign_in(story.people["clerk"])
    page = enter(desk)
    desk.get(f"{page['Location']}?pdf=1")
    told = [row for row in Message.objects.all() if row.address == TYPED["phone"].replace(" ", "")]
    titles = {row.title for row in Notice.objects.filter(message__in=told)}
    assert titles == {"您的诉求已收到", "服务站打印了您的回执单"}


def test_a_slip_withdraws_nothing_at_once(story: Story, visitor: Client, on_the_day: Any) -> None:
    on_the_day(story.submit())
    token = reissue.renew(story.case, to="slip", reason="说是本人", by=story.people["clerk"], at=story.at)
    assert visitor.get(f"/receipt/{token}/withdraw/").status_code == 409
    story.take("withdraw", "requester", reason="solved")
    assert Notice.objects.filter(title="您的诉求已撤回").exists()


def test_addresses_and_keys_say_who_supplied_them(story: Story) -> None:
    story.submit(email="xu@example.com")
    assert (story.case.phone_grade, story.case.email_grade) == ("own", "own")
    story.submit("clerk", source="reception", contact_note="当面", email="xu@example.com")
    assert (story.case.phone_grade, story.case.email_grade) == ("desk", "desk")
    assert [key.grade for key in AccessKey.objects.filter(case=story.case)] == ["slip"]
    assert not VerdictKey.objects.filter(case=story.case).exists()
