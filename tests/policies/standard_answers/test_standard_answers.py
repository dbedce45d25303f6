"""A standard answer from draft to use, quoted by its unit, made public, and what visitors say of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from groups.models import Department
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import Notice, User
from office.refusals import Refused
from policies.models import AnswerRating, StandardAnswer
from policies.standard_answers import editing, quotable
from policies.standard_answers.editing import Entry
from tests.office.publishing.asked import answered_yes
from tests.people import SignIn
from tests.policies.rows import a_standard_answer
from tests.stories import Story

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 23)
LAST_DAY = dt.date(2026, 12, 31)
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) Chrome/120"}


def entry(department: Department, **options: Any) -> Entry:
    values = {"question": "续贷要带什么材料", "text": "带营业执照到银行网点办理。", "valid_until": LAST_DAY}
    return Entry(department, **(values | options))


def refused(action: Any) -> str:
    with pytest.raises(Refused) as refusal:
        action()
    return refusal.value.code


def test_another_of_the_unit_checks_it_and_the_writer_cannot(story: Story) -> None:
    handler, head = story.actor("handler"), story.actor("head")
    answer = editing.begin(entry(story.lead), "unit", by=handler, at=story.at)
    editing.submit(answer, by=handler, at=story.at)
    told = Notice.objects.filter(key__startswith=f"standard_answer:{answer.pk}:submitted")
    assert {notice.recipient for notice in told} == {story.people["head"]}
    assert refused(lambda: editing.publish(answer, by=handler, at=story.at)) == "own_work"
    assert (
        refused(lambda: editing.revise(answer.code, entry(story.lead), by=handler, at=story.at))
        == "submitted"
    )
    editing.hand_back(answer, "请写明窗口", by=head, at=story.at)
    editing.revise(answer.code, entry(story.lead, text="到一号窗口办理。"), by=handler, at=story.at)
    editing.submit(answer, by=handler, at=story.at)
    assert editing.publish(answer, by=head, at=story.at).state == "published"
    later = editing.revise(answer.code, entry(story.lead, text="到二号窗口办理。"), by=head, at=story.at)
    editing.submit(later, by=head, at=story.at)
    editing.publish(later, by=handler, at=story.at)
    states = StandardAnswer.objects.filter(code=answer.code).values_list("state", "text")
    assert set(states) == {("withdrawn", "到一号窗口办理。"), ("published", "到二号窗口办理。")}
    told_of = [event.action for event in events.timeline(f"standardanswer:{answer.code}")]
    assert told_of.count("standard_answer_published") == 2
    assert "standard_answer_returned" in told_of


def test_a_unit_writes_neither_another_units_nor_public_ones(story: Story) -> None:
    handler, staff = story.actor("handler"), story.actor("staff")
    other = Department.objects.exclude(pk=story.lead.pk).first()
    assert other is not None
    assert refused(lambda: editing.begin(entry(other), "unit", by=handler, at=story.at)) == "not_yours"
    assert refused(lambda: editing.begin(entry(story.lead), "public", by=handler, at=story.at)) == "not_staff"
    today = local_date(story.at)
    past = entry(story.lead, valid_until=today - dt.timedelta(days=1))
    assert refused(lambda: editing.begin(past, "unit", by=staff, at=story.at)) == "past"
    late = editing.begin(entry(story.lead, valid_until=today), "unit", by=handler, at=story.at)
    editing.submit(late, by=handler, at=story.at)
    assert refused(lambda: editing.publish(late, by=story.actor("co_handler"), at=story.at)) == "not_yours"
    tomorrow = story.at + dt.timedelta(days=1)
    assert refused(lambda: editing.publish(late, by=staff, at=tomorrow)) == "past"


def test_only_what_holds_and_is_of_the_unit_is_proposed(story: Story) -> None:
    other = Department.objects.exclude(pk=story.lead.pk).first()
    assert other is not None
    own = a_standard_answer(story.lead)
    a_standard_answer(story.lead, valid_until=ON - dt.timedelta(days=1))
    a_standard_answer(story.lead, "draft")
    a_standard_answer(other)
    shared = a_standard_answer(other, audience="public", question="续贷找谁")
    a_standard_answer(story.lead, question="路灯坏了找谁", text="打电话报修。")
    text = "我们公司续贷要带什么材料，银行说不清楚"
    found = quotable.near(text, [story.lead.pk], on=ON)
    assert found[0] == own
    assert set(found) == {own, shared}


def test_one_tap_writes_it_into_the_reply_and_an_expired_one_is_refused(
    story: Story, sign_in: SignIn
) -> None:
    story.submit(text="企业续贷要带什么材料，请帮忙问清楚。").accept().contact().assign().sign()
    answer = a_standard_answer(story.lead)
    handler = sign_in(story.people["handler"])
    url = f"/desk/requests/{story.case.ledger_number}/steps/reply/"
    value = f"@answer:{answer.code}"
    assert f'value="{value}"' in handler.get(url).content.decode()
    shown = handler.post(url, {"quote": value, "text": "您好。", "signer": "邱正华"}).content.decode()
    assert f"您好。\n{answer.text}" in shown
    assert "邱正华" in shown
    StandardAnswer.objects.update(valid_until=ON - dt.timedelta(days=1))
    late = handler.post(url, {"quote": value, "text": "您好。"})
    assert late.status_code == 422
    assert "不能引用" in late.content.decode()
    assert "您好。" in late.content.decode()


def test_the_best_become_public_by_two_people_and_visitors_say_whether_they_understood(
    story: Story, sign_in: SignIn, visitor: Client
) -> None:
    own = a_standard_answer(story.lead)
    staff, approver = sign_in(story.people["staff"]), sign_in(story.people["approver"])
    address = f"/desk/answers/new/?public&of={own.code}"
    assert own.text in staff.get(address).content.decode()
    assert "还没有公开的问答" in visitor.get("/questions/").content.decode()
    typed = {
        "department": story.lead.pk,
        "question": own.question,
        "text": own.text,
        "valid_until": "2026-12-31",
    }
    page = staff.post(address, typed)["Location"]
    made = StandardAnswer.objects.get(audience="public")
    staff.post(f"{page}do/submit/")
    assert staff.post(f"{page}do/publish/").status_code == 409
    assert answered_yes(approver, f"{page}do/publish/").status_code == 302
    assert own.question in visitor.get("/questions/?q=续贷").content.decode()
    assert "没有找到“路灯”" in visitor.get("/questions/?q=路灯").content.decode()
    public = f"/questions/{made.code}/"
    assert own.text in visitor.get(public).content.decode()
    for said in ("puzzled", "understood", "nonsense"):
        assert visitor.post(f"{public}rating/", {"said": said}, **BROWSER)["Location"] == public  # type: ignore[arg-type]
    staff.post(f"{public}rating/", {"said": "puzzled"}, **BROWSER)  # type: ignore[arg-type]
    assert [rating.understood for rating in AnswerRating.objects.all()] == [True]
    assert "1 人次看懂了，0 人次没看懂" in staff.get(page).content.decode()
    StandardAnswer.objects.update(valid_until=ON - dt.timedelta(days=1))
    assert visitor.get(public).status_code == 404


def test_a_stranger_to_the_unit_does_not_see_its_answers(story: Story, sign_in: SignIn) -> None:
    own = a_standard_answer(story.lead)
    co_handler: User = story.people["co_handler"]
    client = sign_in(co_handler)
    assert client.get(f"/desk/answers/{own.code}/").status_code == 404
    assert own.question not in client.get("/desk/answers/?tab=published").content.decode()
    assert client.post(f"/desk/answers/{own.code}/do/withdraw/", {"reason": "x"}).status_code == 404


def test_withdrawing_asks_why(story: Story) -> None:
    own, head = a_standard_answer(story.lead), Actor.of(story.people["head"])
    assert refused(lambda: editing.withdraw(own, by=head, at=story.at)) == "missing"
    assert editing.withdraw(own, "政策变了", by=head, at=story.at).state == "withdrawn"
