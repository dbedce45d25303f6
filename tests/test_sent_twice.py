"""Doors by which the desk adds something: a second tap, a reload or Back makes one row of the same words and says
so; other words are never lost."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import HttpResponse
from django.test import RequestFactory

from fieldwork.funds import budgets
from fieldwork.models import Activity, ActivityNote, ActivityPhoto, Expense, Material, PlanItem
from office import sent_once
from office.form_stamps import Stamp
from office.models import Event, FormDraft
from policies.models import StandardAnswer
from stations.models import BoardNotice, Booking, Matter
from stations.receptions import day
from suggestions.models import AgendaItem, OpinionBasis, Suggestion
from tests.conftest import NOW
from tests.fieldwork.activities.rows import confirmed
from tests.office.uploads import photo
from tests.people import SignIn
from tests.stations.receptions.rows import a_reception, slots, visit
from tests.stories import Story
from tests.suggestions.opinions.rows import a_draft

pytestmark = pytest.mark.django_db
SAID = "刚才已经保存过同样的内容"
GROUP = "/desk/groups/finance/"


@dataclass(frozen=True)
class Door:
    """Who writes at which address what; `other` is what a second, different sending says; `rows` is what they make.

    `keyed`: the form carries a key, so that other words on the same form are asked about (409)."""

    who: str
    url: str
    body: dict[str, Any]
    other: dict[str, Any]
    rows: type[Model]
    keyed: bool = False
    # What the same words answer where the verb itself knows them.
    refused: str = ""


def budget(story: Story) -> str:
    made = budgets.set_amount(story.group, NOW.year, 100_000, by=story.actor("staff"), at=NOW)
    budgets.approve(made, 100_000, by=story.actor("approver"), at=NOW)
    return f"{GROUP}funds/{made.pk}/ask/"


def going_on(story: Story) -> Activity:
    people = story.people
    today = {"held_on": NOW.date(), "begins": dt.time(10, 15)}
    return confirmed(
        [story.group], people["representative"], by=people["liaison"], staff=people["staff"], at=NOW, **today
    )


def expense(story: Story) -> Door:
    return Door("liaison", budget(story), {"purpose": "印资料", "amount": "50"}, {"purpose": "租车"}, Expense)


def plan_item(story: Story) -> Door:
    body = {"month": "12", "kind": "survey", "theme": "看园区"}
    return Door("liaison", f"{GROUP}plan/items/new/", body, {"theme": "看企业"}, PlanItem)


def material(story: Story) -> Door:
    body = {"title": "学习材料", "copies": "20", "handed_on": "2026-11-20", "to_whom": "全体成员"}
    return Door("liaison", f"{GROUP}materials/new/", body, {"title": "统计资料"}, Material)


def activity(story: Story) -> Door:
    body = {
        "title": "走访园区",
        "kind": "survey",
        "action": "industry",
        "host": "professional:finance",
        "held_on": "2026-12-10",
        "begins": "09:00",
        "ends": "11:00",
        "place": "园区",
    }
    return Door("liaison", "/desk/activities/new/", body, {"title": "走访企业"}, Activity)


def suggestion(story: Story) -> Door:
    body = {"title": "关于续贷的建议"}
    return Door("representative", "/desk/suggestions/new/", body, {"title": "关于用工的建议"}, Suggestion)


def agenda_item(story: Story) -> Door:
    body = {
        "meeting": "常委会会议",
        "title": "营商环境",
        "held_on": "2026-12-30",
        "groups": [story.group.pk],
    }
    return Door("staff", "/desk/agenda/new/", body, {"title": "园区建设"}, AgendaItem)


def basis(story: Story) -> Door:
    token = a_draft(story).asked.item.token
    url = f"/desk/agenda/{token}/finance/document/"
    known = "已经加上"
    return Door(
        "liaison", url, {"document": "座谈会记录"}, {"document": "调研报告"}, OpinionBasis, refused=known
    )


def notice(story: Story) -> Door:
    body = {"text": "周三有接待", "since": "2026-11-23", "last_on": "2026-11-30"}
    url = f"/desk/screens/{story.station.code}/notices/"
    return Door("staff", url, body, {"text": "周四有接待"}, BoardNotice)


def standard_answer(story: Story) -> Door:
    body = {
        "department": story.lead.pk,
        "question": "备案带什么",
        "text": "带身份证。",
        "valid_until": "2027-06-30",
    }
    return Door("handler", "/desk/answers/new/", body, {"question": "在哪备案"}, StandardAnswer)


def matter(story: Story) -> Door:
    reception = a_reception(
        story.station,
        story.people["representative"],
        at=NOW,
        held_on=NOW.date(),
        begins=dt.time(10, 20),
        ends=dt.time(11, 20),
    )
    row = day.walk_in(reception, visit(), form_key="door", by=story.actor("clerk"), at=NOW).booking
    url = f"/desk/receptions/{reception.token}/bookings/{row.pk}/matter/"
    return Door("clerk", url, {"words": "问续贷"}, {"words": "问社保"}, Matter)


def by_telephone(story: Story) -> Door:
    reception = a_reception(story.station, story.people["representative"], at=NOW)
    body = {
        "stamp": Stamp.fresh(NOW).text,
        "slot": slots(reception)[0].code,
        "who": "邹厂长",
        "requester_kind": "voter",
        "matter": "问续贷",
        "phone": "13900001111",
    }
    url = f"/desk/receptions/{reception.token}/book/"
    return Door(
        "clerk", url, body, {"matter": "问社保", "slot": slots(reception)[1].code}, Booking, keyed=True
    )


def note(story: Story) -> Door:
    url = f"/desk/activities/{going_on(story).token}/record/"
    body = {"stamp": Stamp.fresh(NOW).text, "words": "缺周转金", "place": "园区"}
    return Door("representative", url, body, {"words": "缺用工"}, ActivityNote, keyed=True)


DOORS = (
    expense,
    plan_item,
    material,
    activity,
    suggestion,
    agenda_item,
    basis,
    notice,
    standard_answer,
    matter,
    by_telephone,
    note,
)


@pytest.mark.parametrize("make", DOORS)
def test_sent_again_it_is_one_row(make: Callable[[Story], Door], story: Story, sign_in: SignIn) -> None:
    door = make(story)
    client = sign_in(story.people[door.who])

    def count() -> int:
        return door.rows._default_manager.count()

    before = count()
    first = client.post(door.url, door.body)
    assert (first.status_code in (302, 303), count()) == (True, before + 1), first.content.decode()[-3000:]
    second = client.post(door.url, door.body, follow=True)
    assert count() == before + 1
    if door.refused:
        assert door.refused in second.content.decode()
    elif not door.keyed:
        assert second.redirect_chain[0][0] == first.headers["Location"]
        assert SAID in second.content.decode()
    changed = door.body | door.other
    third = client.post(door.url, changed)
    if door.keyed:
        # Asked about, with every word, under a key of its own: once more and it is taken.
        page = third.content.decode()
        assert (third.status_code in (409, 422), count()) == (True, before + 1)
        assert all(value in page for value in door.other.values())
        fresh = page.split('name="stamp" value="')[1].split('"')[0]
        third = client.post(door.url, changed | {"stamp": fresh})
    assert (third.status_code in (302, 303), count()) == (True, before + 2), third.content.decode()[-3000:]


def test_a_photograph_is_told_by_its_content(story: Story, sign_in: SignIn) -> None:
    url = f"/desk/activities/{going_on(story).token}/photos/"
    client = sign_in(story.people["representative"])

    def send(content: bytes) -> None:
        upload = SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg")
        assert client.post(url, {"photo": upload, "basis": "internal"}).status_code == 303

    pictures = [photo((40, 30)), photo((42, 30))]
    for picture in (*pictures, *pictures):
        send(picture)
    assert ActivityPhoto.objects.count() == 2


def test_an_internal_note_is_written_once_and_other_words_are_asked_about(
    story: Story, sign_in: SignIn, clock: Any
) -> None:
    story.submit().accept()
    clock.move_to(story.at + dt.timedelta(minutes=5))
    client = sign_in(story.people["second_staff"])
    url = f"/desk/requests/{story.case.ledger_number}/steps/note/"
    seen = client.get(url).content.decode().split('name="seen" value="')[1].split('"')[0]

    def send(words: str) -> HttpResponse:
        return client.post(url, {"seen": seen, "text": words, "mention": ""})

    assert send("先听企业说完").status_code == 303
    for words in ("先听企业说完", "周五再打一次电话"):
        again = send(words)
        assert again.status_code == 409
        assert words in again.content.decode()
    assert Event.objects.filter(action="note").count() == 1


def test_what_was_refused_or_broke_may_be_sent_again(rf: RequestFactory, story: Story) -> None:
    answers = iter(
        [
            HttpResponse(status=422),
            RuntimeError("broke"),
            HttpResponse(status=303, headers={"Location": "/x/"}),
        ]
    )

    @sent_once.sent_once
    def view(request: Any) -> HttpResponse:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def send() -> HttpResponse:
        request = rf.post("/", {"words": "同样"})
        request.user = story.people["clerk"]
        request._messages = type("Messages", (), {"add": lambda *args: None})()
        return view(request)

    assert send().status_code == 422
    with pytest.raises(RuntimeError, match="broke"):
        send()
    assert [send().headers["Location"] for _ in range(3)] == ["/x/"] * 3
    # While the first is on its way nothing goes in beside it; one that was cut off holds nobody up for long.
    FormDraft.objects.update(data="")
    assert send().headers["Location"] == "/"
    answers = iter([HttpResponse(status=303, headers={"Location": "/y/"})])
    FormDraft.objects.update(saved_at=NOW - dt.timedelta(minutes=1))
    assert send().headers["Location"] == "/y/"
