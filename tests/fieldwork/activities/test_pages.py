"""The pages of an activity, by hand: planned, answered on a phone, signed in, recorded, reported."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from docx import Document

from fieldwork.activities import links, rotating_code
from fieldwork.models import (
    Activity,
    ActivityDraft,
    ActivityNote,
    ActivityPhoto,
    CheckIn,
    Invitation,
    Participation,
)
from groups.models import Department, ProfessionalGroup
from office.models import Event, User
from stations.models import Enterprise
from tests.conftest import NOW
from tests.fieldwork.activities.rows import answer, confirmed, held, on_the_day, person, reported, scan
from tests.people import SignIn
from tests.requests_app.public.pages import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(db: None) -> Enterprise:
    return Enterprise.objects.create(name="湖北腾欣汽车零部件有限公司")


@pytest.fixture
def activity(
    finance_group: ProfessionalGroup,
    department: Department,
    firm: Enterprise,
    representative: User,
    colleague: User,
    liaison: User,
    staff: User,
) -> Activity:
    return confirmed(
        [finance_group],
        representative,
        colleague,
        by=liaison,
        staff=staff,
        at=NOW,
        departments=[department],
        enterprises=[firm],
        programme="9:00 走访湖北腾欣汽车零部件有限公司\n14:30 园区座谈会",
    )


def at(activity: Activity, rest: str = "") -> str:
    return f"/desk/activities/{activity.token}/{rest}"


def text(answer: Any) -> str:
    return answer.content.decode()


PLAN = {
    "title": "惠企政策进园区",
    "kind": "outreach",
    "action": "industry",
    "host": "professional:finance",
    "everybody": "on",
    "held_on": "2026-12-10",
    "begins": "9:00",
    "ends": "11:30",
    "place": "邻里中心",
    "enterprises": "湖北腾欣汽车零部件有限公司",
}


def test_a_liaison_plans_it_and_staff_confirm(
    sign_in: SignIn, liaison: User, staff: User, representative: User, firm: Enterprise
) -> None:
    wrong = sign_in(liaison).post("/desk/activities/new/", PLAN | {"ends": "8:00", "enterprises": "没有这家"})
    assert wrong.status_code == 422
    assert "结束时间须晚于开始时间" in text(wrong)
    assert "企业库里没有“没有这家”" in text(wrong)
    assert "惠企政策进园区" in text(wrong)
    made = sign_in(liaison).post("/desk/activities/new/", PLAN)
    row = Activity.objects.get()
    assert made["Location"] == at(row)
    assert [each.enterprise for each in row.invitations.filter(enterprise__isnull=False)] == [firm]
    page = sign_in(staff).get(at(row))
    assert f"{at(row)}steps/confirm/" in text(page)
    sign_in(staff).post(f"{at(row)}steps/confirm/")
    row.refresh_from_db()
    assert row.status == "confirmed"


def test_whoever_is_called_answers_on_the_own_page(
    activity: Activity, sign_in: SignIn, representative: User
) -> None:
    client = sign_in(representative)
    assert "您能参加吗" in text(client.get(at(activity)))
    wrong = client.post(f"{at(activity)}replies/shanxiong/", {"answer": "leave", "words": "市里开会"})
    assert wrong.status_code == 422
    assert "请选择请假原因" in text(wrong)
    assert "市里开会" in text(wrong)
    done = client.post(f"{at(activity)}replies/shanxiong/", {"answer": "comes"})
    assert done.status_code == 303
    assert Invitation.objects.get(representative=person(representative)).state == "coming"
    assert client.post(f"{at(activity)}replies/qiuying/", {"answer": "comes"}).status_code == 404


def test_the_list_the_month_and_the_table_show_it(activity: Activity, sign_in: SignIn, liaison: User) -> None:
    client = sign_in(liaison)
    for url in (
        "/desk/activities/",
        "/desk/activities/?kind=survey",
        "/desk/activities/month/?month=2026-12",
    ):
        assert activity.title in text(client.get(url)), url
    assert activity.title not in text(client.get("/desk/activities/?kind=outreach"))
    assert "没有这样的活动" in text(client.get("/desk/activities/?kind=outreach"))
    for key in ("number", "title", "kind", "held", "place", "called", "state"):
        for sort in (key, f"-{key}"):
            assert activity.title in text(client.get(f"/desk/activities/?sort={sort}")), sort
    whole = client.get(f"/desk/activities/?q={activity.number}")
    assert whole["Location"] == f"/desk/activities/{activity.token}/"
    assert client.get("/desk/activities/month/?month=x").status_code == 200
    assert client.get("/desk/activities/activities.xlsx").status_code == 200
    assert Event.objects.filter(subject=f"user:{liaison.pk}", action="export").exists()


@pytest.mark.parametrize("moment", [on_the_day(8, 20)])
def test_the_code_on_the_screen_signs_in_on_the_phone(
    activity: Activity, sign_in: SignIn, liaison: User, representative: User, clock: Any, moment: dt.datetime
) -> None:
    clock.move_to(moment)
    screen = text(sign_in(liaison).get(f"{at(activity)}code/"))
    code = rotating_code.code_at(activity.token, moment)
    assert f"{code[:3]} {code[3:]}" in screen
    assert sign_in(liaison).get(f"{at(activity)}code/qr.svg")["Content-Type"] == "image/svg+xml"
    phone = sign_in(representative)
    page = phone.get(f"/checkin/{activity.token}/?c={code}")
    assert f'value="{code}"' in text(page)
    nonce = page.context["nonce"]
    done = phone.post(f"/checkin/{activity.token}/", {"code": f"{code[:3]} {code[3:]}", "nonce": nonce})
    assert "8:20 签到成功" in text(done)
    assert "第 1 位" in text(done)
    assert "14:30 园区座谈会" in text(done)
    again = phone.post(f"/checkin/{activity.token}/", {"code": code, "nonce": nonce})
    assert "签到成功" in text(again)
    assert CheckIn.objects.count() == Participation.objects.count() == 1
    assert "1</b> / 2 人已签到" in text(sign_in(liaison).get(f"{at(activity)}code/now/"))


def test_a_code_that_is_wrong_says_so_and_stays_on_record(
    activity: Activity, sign_in: SignIn, representative: User, clock: Any
) -> None:
    clock.move_to(on_the_day(8, 20))
    refused = sign_in(representative).post(f"/checkin/{activity.token}/", {"code": "000000", "nonce": "n"})
    assert refused.status_code == 409
    assert "已经过期" in text(refused)
    assert CheckIn.objects.get().outcome == "expired"


def test_the_private_link_answers_and_signs_in_without_an_account(
    activity: Activity, visitor: Client, colleague: User, clock: Any
) -> None:
    row = Invitation.objects.get(representative=person(colleague))
    path = links.path_of(row)
    assert "您能参加吗" in text(visitor.get(path))
    visitor.post(path, {"answer": "comes"})
    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("coming", None)
    clock.move_to(on_the_day(8, 20))
    code = rotating_code.code_at(activity.token, on_the_day(8, 20))
    done = visitor.post(path, {"code": code, "nonce": "abc"})
    assert "签到成功" in text(done)
    assert Participation.objects.get().claimed_by is None
    assert visitor.get(f"{path[:-2]}x/").status_code == 404
    clock.move_to(on_the_day(8) + dt.timedelta(days=31))
    assert visitor.get(path).status_code == 404


def test_a_line_of_record_is_written_once_however_often_it_is_sent(
    activity: Activity, sign_in: SignIn, representative: User, firm: Enterprise, clock: Any
) -> None:
    clock.move_to(on_the_day(9, 30))
    client = sign_in(representative)
    page = client.get(f"{at(activity)}record/")
    stamp = page.context["stamp"].text
    typed = {"stamp": stamp, "enterprise": str(firm.pk), "met": "刘副总", "words": "缺冲压工 40 人"}
    assert client.post(f"{at(activity)}record/", typed | {"keep": "1"}).status_code == 204
    assert "缺冲压工" in text(client.get(f"{at(activity)}record/"))
    wrong = client.post(f"{at(activity)}record/", typed | {"words": ""})
    assert wrong.status_code == 422
    assert "刘副总" in text(wrong)
    for _ in range(2):
        sent = client.post(f"{at(activity)}record/", typed | {"photo": jpeg("车间.jpg")})
        assert sent.status_code == 303
    note = ActivityNote.objects.get()
    assert (note.enterprise, note.met, note.words) == (firm, "刘副总", "缺冲压工 40 人")
    assert ActivityPhoto.objects.get().note == note
    # Kept on a slow line before it was sent, and arrived after it.
    assert client.post(f"{at(activity)}record/", typed | {"keep": "1"}).status_code == 204
    assert not ActivityDraft.objects.exists()
    assert "缺冲压工 40 人" in text(client.get(at(activity)))


def test_a_photograph_is_private_until_a_second_person_releases_it(
    activity: Activity, sign_in: SignIn, liaison: User, staff: User, clock: Any
) -> None:
    clock.move_to(on_the_day(9, 30))
    sign_in(liaison).post(f"{at(activity)}photos/", {"photo": jpeg("座谈.jpg"), "basis": "consent"})
    row = ActivityPhoto.objects.get()
    release = f"{at(activity)}photos/{row.token}/release/"
    refused = sign_in(liaison).post(release, {"basis": "consent"})
    assert (refused.status_code, ActivityPhoto.objects.released().count()) == (409, 0)
    assert "须由另一个人公开" in text(refused)
    sign_in(staff).post(release, {"basis": "consent"})
    assert ActivityPhoto.objects.released().get().released_by == staff
    sign_in(liaison).post(f"{at(activity)}photos/{row.token}/withhold/")
    assert not ActivityPhoto.objects.released().exists()


def test_the_report_fills_itself_and_is_an_official_paper(
    activity: Activity, sign_in: SignIn, liaison: User, staff: User, representative: User, firm: Enterprise
) -> None:
    from fieldwork.activities.steps.records import NoteInputs
    from tests.fieldwork.activities.rows import take

    scan(activity, representative, at=on_the_day(8, 20))
    note = NoteInputs(words="缺冲压工 40 人", form_key="k", enterprise=firm, met="刘副总")
    take("note", activity, note, by=representative, at=on_the_day(10))
    held(activity, by=liaison, at=on_the_day(17))
    page = text(sign_in(liaison).get(f"{at(activity)}report/"))
    assert "财政经济专业代表小组在经济开发区企业园区开展调研活动" in page
    assert "1名人大代表参加" in page
    assert "湖北腾欣汽车零部件有限公司（刘副总）：缺冲压工 40 人。" in page
    paper = sign_in(liaison).get(f"{at(activity)}report.docx")
    word = Document(io.BytesIO(paper.content))
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert "关于开展“聚力支点建设·服务企业”代表活动的报告" in lines
    assert "一、基本情况" in lines
    assert [paragraph.style.name for paragraph in word.paragraphs if paragraph.text == "一、基本情况"] == [
        "Heading 1"
    ]
    reported(activity, by=liaison, staff=staff, at=on_the_day(18))
    assert "已报告" in text(sign_in(liaison).get(at(activity)))


def test_the_sheet_and_the_second_source_by_hand(
    activity: Activity, sign_in: SignIn, liaison: User, staff: User, representative: User, clock: Any
) -> None:
    answer(activity, representative, "comes", at=NOW)
    clock.move_to(on_the_day(9))
    assert sign_in(liaison).post(f"{at(activity)}sheet/", {}).status_code == 422
    sign_in(liaison).post(f"{at(activity)}sheet/", {"people": ["shanxiong"]})
    row = Participation.objects.get()
    held(activity, by=liaison, at=on_the_day(17))
    own = sign_in(liaison).post(f"{at(activity)}attendance/", {"rows": [row.pk], "confirm": "1"})
    assert own.status_code == 409
    assert "须由另一个人确认" in text(own)
    sign_in(staff).post(f"{at(activity)}attendance/", {"rows": [row.pk], "confirm": "1"})
    row.refresh_from_db()
    assert (row.confirmed_by, row.confirmed_as) == (staff, "office")


def test_an_invited_unit_reads_the_plan_and_nothing_that_was_said(
    activity: Activity, sign_in: SignIn, handler: User, representative: User, firm: Enterprise, liaison: User
) -> None:
    from fieldwork.activities.steps.records import NoteInputs
    from tests.fieldwork.activities.rows import take

    note = NoteInputs(words="财政局三个月没有答复", form_key="k", enterprise=firm)
    take("note", activity, note, by=representative, at=on_the_day(10))
    held(activity, by=liaison, at=on_the_day(17))
    page = text(sign_in(handler).get(at(activity)))
    assert "14:30 园区座谈会" in page
    for secret in ("三个月没有答复", "听取了意见", "经过"):
        assert secret not in page, secret
    for rest in ("report.docx", "report/", "record/", "photos/"):
        assert sign_in(handler).get(f"{at(activity)}{rest}").status_code == 404, rest


def test_a_stranger_reads_a_confirmed_one_and_may_ask_to_join(
    activity: Activity, sign_in: SignIn, stranger: User
) -> None:
    page = text(sign_in(stranger).get(at(activity)))
    assert "申请参加" in page
    sign_in(stranger).post(f"{at(activity)}steps/ask_to_join/", {"words": "想听"})
    assert Invitation.objects.get(representative=person(stranger)).state == "asked"
    for rest in ("record/", "attendance/", "code/", "sheet/", "report.docx"):
        assert sign_in(stranger).get(f"{at(activity)}{rest}").status_code == 404, rest
