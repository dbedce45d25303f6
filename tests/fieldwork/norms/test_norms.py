"""Norms: editions with days in force, 已阅 by each, asked on the home and never in the way, n of m."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from fieldwork.models import Acknowledgement, Norm
from fieldwork.norms import editing, reading
from fieldwork.norms.editing import Text
from groups.models import ProfessionalGroup, Representative
from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from tests.conftest import NOW
from tests.mistakes import listed
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db
TEXT = Text("财政经济小组履职规范", "每季度接待选民一次。", NOW.date())


def published(text: Text, staff: User, approver: User, *, at: dt.datetime = NOW) -> Norm:
    exists = Norm.objects.filter(code="finance").exists()
    write = editing.revise if exists else editing.begin
    norm = write("finance", text, by=Actor.of(staff), at=at)
    editing.submit(norm, by=Actor.of(staff), at=at)
    return editing.publish(norm, by=Actor.of(approver), at=at)


@pytest.fixture
def norm(staff: User, approver: User, finance_group: ProfessionalGroup) -> Norm:
    return published(Text(TEXT.title, TEXT.body, TEXT.effective_on, finance_group), staff, approver)


def again(norm: Norm, body: str, **more: object) -> Text:
    values = {"title": norm.title, "group": norm.group, "effective_on": NOW.date(), "note": "修订"}
    return Text(body=body, **(values | more))


def person_of(user: User) -> Representative:
    return Representative.objects.get(user=user)


def test_it_binds_members_in_office_and_each_reads_once(
    norm: Norm, representative: User, colleague: User, stranger: User
) -> None:
    on = NOW.date()
    assert reading.tally_of(norm, on) == reading.Tally(0, 2)
    by = Actor.of(representative)
    people = [person_of(representative)]
    assert reading.acknowledge(norm, people, how="account", by=by, at=NOW) == 1
    assert reading.acknowledge(norm, people, how="account", by=by, at=NOW) == 0
    assert reading.tally_of(norm, on) == reading.Tally(1, 2)
    with pytest.raises(Refused, match="不适用"):
        reading.acknowledge(norm, [person_of(stranger)], how="account", by=by, at=NOW)
    assert Event.objects.filter(subject="norm:finance", action="norm_read").count() == 1


def test_only_a_substantial_change_is_read_anew(
    norm: Norm, staff: User, approver: User, representative: User, colleague: User
) -> None:
    people = [person_of(representative)]
    reading.acknowledge(norm, people, how="account", by=Actor.of(representative), at=NOW)
    keys = {person.pk for person in people}
    published(again(norm, "每季度接待一次选民。", is_substantial=False), staff, approver)
    assert reading.unread_by(keys, NOW.date()) == []
    published(again(norm, "每月接待一次选民。"), staff, approver)
    assert [row.edition for row in reading.unread_by(keys, NOW.date())] == [3]
    assert reading.tally_of(reading.unread_by(keys, NOW.date())[0], NOW.date()).read == 0


def test_an_edition_to_come_leaves_the_former_in_force(
    norm: Norm, staff: User, approver: User, visitor: Client
) -> None:
    published(again(norm, "每月接待一次选民。", effective_on=dt.date(2026, 12, 1)), staff, approver)
    assert [row.edition for row in Norm.objects.in_force(NOW.date())] == [1]
    assert [row.edition for row in Norm.objects.in_force(dt.date(2026, 12, 1))] == [2]
    page = visitor.get("/norms/finance/").content.decode()
    assert "每季度接待选民一次。" in page
    assert "每月接待一次选民" in page


def test_the_home_asks_until_read_or_put_off_and_blocks_nothing(
    norm: Norm, story: Story, sign_in: SignIn
) -> None:
    client = sign_in(story.people["representative"])
    assert "请阅读履职规范" in client.get("/desk/").content.decode()
    client.post("/desk/norms/put-off/")
    assert "请阅读履职规范" not in client.get("/desk/").content.decode()
    story.submit().accept()
    step = f"/desk/requests/{story.case.ledger_number}/steps/contact/"
    assert client.get(step).status_code == 200
    fresh = sign_in(story.people["representative"])
    assert "请阅读履职规范" in fresh.get("/desk/").content.decode()
    for _ in range(2):
        assert fresh.post("/desk/norms/finance/read/", {"edition": 1}).status_code == 303
    assert Acknowledgement.objects.count() == Event.objects.filter(action="norm_read").count() == 1
    assert "请阅读履职规范" not in fresh.get("/desk/").content.decode()
    assert "请阅读履职规范" not in sign_in(story.people["staff"]).get("/desk/").content.decode()


def test_a_stale_page_does_not_read_the_next_edition(
    norm: Norm, staff: User, approver: User, representative: User, sign_in: SignIn
) -> None:
    published(again(norm, "每月接待一次选民。"), staff, approver)
    sign_in(representative).post("/desk/norms/finance/read/", {"edition": 1})
    assert not Acknowledgement.objects.exists()


def test_a_liaison_enters_the_sheet_of_the_own_group(
    norm: Norm, liaison: User, colleague: User, stranger: User, sign_in: SignIn
) -> None:
    client = sign_in(liaison)
    page = client.get("/desk/norms/finance/sheet/").content.decode()
    assert person_of(colleague).name in page
    wrong = client.post("/desk/norms/finance/sheet/", {"people": [person_of(stranger).pk]})
    assert wrong.status_code == 422
    for _ in range(2):
        client.post("/desk/norms/finance/sheet/", {"people": [person_of(colleague).pk]})
    assert "刚才已经保存过同样的内容" in client.get("/desk/norms/finance/").content.decode()
    row = Acknowledgement.objects.get()
    assert (row.how, row.by, row.representative.user) == ("sheet", liaison, colleague)


def test_pages_from_draft_to_publication(
    staff: User, approver: User, sign_in: SignIn, visitor: Client
) -> None:
    desk, signs = sign_in(staff), sign_in(approver)
    form = {"title": "履职规范", "code": "all", "effective_on": "2026-12-01", "body": "廉洁履职。"}
    assert desk.post("/desk/norms/new/", form | {"effective_on": "明天"}).status_code == 422
    assert desk.post("/desk/norms/new/", form).status_code == 303
    assert "已经在用" in desk.post("/desk/norms/new/", form).content.decode()
    assert visitor.get("/norms/all/").status_code == 404
    desk.post("/desk/norms/all/do/submit/")
    desk.post("/desk/norms/all/do/publish/")
    assert not Norm.objects.public().exists()
    question = signs.post("/desk/norms/all/do/publish/").content.decode()
    seen = question.split('name="seen" value="')[1].split('"')[0]
    for _ in range(2):
        signs.post("/desk/norms/all/do/publish/", {"seen": seen})
    assert "可能刚才已经办过" in signs.get("/desk/norms/all/").content.decode()
    assert (
        Norm.objects.count() == Event.objects.filter(subject="norm:all", action="norm_published").count() == 1
    )
    assert "廉洁履职。" in visitor.get("/norms/all/").content.decode()
    assert "即将施行" in visitor.get("/norms/").content.decode()


def test_a_past_day_is_not_published(norm: Norm, staff: User, approver: User) -> None:
    with pytest.raises(Refused, match="施行日期已经过去"):
        published(again(norm, "旧", effective_on=dt.date(2026, 11, 1)), staff, approver)


@pytest.mark.parametrize(
    "values", [{"state": "draft"}, {"is_substantial": False}, {"approved_by": None, "state": "x"}]
)
def test_the_database_refuses(norm: Norm, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Norm.objects.filter(pk=norm.pk).update(**values)


@pytest.mark.parametrize("reason", ["", "改" * 301])
def test_a_refused_handing_back_keeps_what_was_typed(
    staff: User, approver: User, sign_in: SignIn, reason: str
) -> None:
    norm = editing.begin("finance", TEXT, by=Actor.of(staff), at=NOW)
    editing.submit(norm, by=Actor.of(staff), at=NOW)
    page = sign_in(approver).post("/desk/norms/finance/do/hand_back/", {"reason": reason})
    html = page.content.decode()
    assert page.status_code == 422
    assert len(listed(html)) == 1
    assert f'value="{reason}"' in html or not reason
    norm.refresh_from_db()
    assert norm.state == "submitted"
