"""A person's own data in one file: a requester's by staff, recorded; an account's own by its owner."""

import io
from typing import Any

import openpyxl
import pytest

from demo.defaults import ANSWER, TEXT
from groups.models import Representative
from office import events
from office.actors import Actor
from office.models import Event
from requests_app.personal_data.copies import export_personal
from stations.receptions import booking
from tests.requests_app.desk.pages import SignIn, in_hand, url
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import a_reception, booked, slots, visit
from tests.stories import Story

pytestmark = pytest.mark.django_db
CHECKED = {"checked": "查看了身份证和营业执照"}


def cells(content: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def test_staff_hand_over_everything_and_it_is_recorded(story: Story, sign_in: SignIn) -> None:
    story.answered().rate(reason="很快")
    client = sign_in(story.people["staff"])
    assert "提供本人信息副本" in client.get(url(story)).content.decode()
    assert client.get(url(story, "personal")).status_code == 200
    sent = client.post(url(story, "personal"), CHECKED)
    assert sent["Content-Disposition"].startswith("attachment")
    values = {(row[1], row[2]) for row in cells(sent.content)}
    assert {("联系人", "徐经理"), ("联系电话", "19900020011"), ("问题或建议", TEXT)} <= values
    assert ("第 1 轮", ANSWER) in values
    assert any("很快" in str(value) for _, value in values)
    event = Event.objects.get(action="export_personal")
    assert (event.subject, event.by_user) == (story.case.subject, story.people["staff"])
    assert event.private("reason") == CHECKED["checked"]
    assert not list(events.verify_chain(story.case.subject))


def test_what_stations_keep_of_the_telephone_is_in_the_copy(story: Story) -> None:
    in_hand(story)
    clerk, at = story.people["clerk"], story.at
    said = visit(phone=story.case.phone, contact="徐经理")
    slot = slots(a_reception(story.station, story.people["representative"], at=at))[0]
    typed = booking.book(slot, said, form_key="telephone", by=Actor.of(clerk), at=at).booking
    other = booked(slots(typed.slot.sitting.reception)[1], at=at, matter="别人的事").booking
    asked = a_consultation(story.station, clerk, at=at, phone=story.case.phone, words="退税怎么办")
    a_consultation(story.station, clerk, at=at, phone=other.phone, words="别人的咨询")
    book = export_personal(story.case, by=story.people["staff"], at=at, **CHECKED)
    rows = {(row[0], row[1], row[2]) for row in cells(book)}
    assert {
        ("接待预约", "想谈什么", typed.matter),
        ("接待预约", "联系人", "徐经理"),
        ("接待预约", "结果", "已预约"),
        (f"接待咨询 {asked.number}", "咨询了什么", "退税怎么办"),
    } <= rows
    assert not any("别人" in str(value) for _, _, value in rows)


def test_every_word_of_the_requesters_own_steps_is_in_the_copy(story: Story) -> None:
    """Whatever step it was: what is kept beside an event of theirs stands in the copy, once."""
    story.submit().take("correct", field="enterprise_name", value="鼎旺变压器厂", reason="执照上是这个名字")
    story.take("supplement", text="自己想到的一句").accept().contact().assign().sign()
    story.work(2).take("ask", "handler", text="合同有吗").take("supplement", text="合同在附件里")
    story.work(1).take("urge", text="工期快到了").work(1).reply("A").work(1).answer()
    story.rate("dissatisfied", agreed="no", reason="还差一个车间").take(
        "withdraw", reason="other", text="已经自己办好"
    )
    content = export_personal(story.case, by=story.people["staff"], at=story.at, **CHECKED)
    words = [str(row[2]) for row in cells(content)]
    own = Event.objects.of(story.case.subject).filter(by_kind="requester")
    kept = [private.value for event in own for private in event.privates.all()]
    assert {"自己想到的一句", "合同在附件里", "工期快到了", "还差一个车间", "已经自己办好"} <= set(kept)
    assert [value for value in kept if not any(value in each for each in words)] == []
    assert [words.count(each) for each in ("自己想到的一句", "合同在附件里", "工期快到了")] == [1, 1, 1]


def test_without_saying_who_was_checked_nothing_is_handed_over(story: Story, sign_in: SignIn) -> None:
    in_hand(story)
    refused = sign_in(story.people["staff"]).post(url(story, "personal"), {"checked": " "})
    assert refused.status_code == 422
    assert "请写明怎样核对了来人身份" in refused.content.decode()
    assert not Event.objects.filter(action="export_personal").exists()


@pytest.mark.parametrize("who", ["liaison", "representative", "handler", "clerk", "auditor", "stranger"])
def test_nobody_else_hands_it_over(story: Story, sign_in: SignIn, who: str) -> None:
    in_hand(story)
    assert sign_in(story.people[who]).post(url(story, "personal"), CHECKED).status_code == 404


def test_a_copy_that_cannot_be_recorded_is_not_made(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*facts: object, **given: object) -> None:
        raise RuntimeError("disk full")

    in_hand(story)
    monkeypatch.setattr("requests_app.personal_data.copies.events.record", fails)
    with pytest.raises(RuntimeError):
        export_personal(story.case, by=story.people["staff"], at=story.at, **CHECKED)


def test_who_took_a_copy_out_has_taken_no_part(story: Story) -> None:
    story.answered()
    export_personal(story.case, by=story.people["second_staff"], at=story.at, **CHECKED)
    assert "record_verdict" in story.possible("second_staff")


def test_everybody_takes_a_copy_of_the_own_data(story: Story, sign_in: SignIn) -> None:
    Representative.objects.filter(code="shanxiong").update(bio="长期从事财税工作")
    client = sign_in(story.people["representative"])
    assert "我的个人信息" in client.get("/desk/").content.decode()
    assert client.get("/accounts/own-data/").status_code == 200
    rows = cells(client.post("/accounts/own-data/").content)
    values = {(row[0], row[1], row[2]) for row in rows}
    assert {("账号", "用户名", "representative"), ("代表信息", "姓名", "单雄")} <= values
    assert any("长期从事财税工作" in str(row[2]) for row in rows)
    assert all("仇英" not in str(cell) for row in rows for cell in row)
    event = Event.objects.get(action="export")
    assert (event.subject, event.data["page"]) == (f"user:{story.people['representative'].pk}", "own_data")
