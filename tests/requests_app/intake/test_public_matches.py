"""Before sending: others' public cases, where a matter is at home; one page at most, nothing typed is lost."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from demo.defaults import ANSWER
from evaluation.models import PublicEntry
from evaluation.wording import index_approved, reword
from office import search
from office.actors import Actor
from office.models import Notice, User
from requests_app.intake import public_matches
from requests_app.models import Category, EnterpriseRequest
from requests_app.triage import referral
from tests.people import SignIn
from tests.requests_app.public.pages import PAGE, filled, hidden_in, jpeg
from tests.stories import Story

TITLE = "贷款到期续贷要过桥资金"
WORDS = "企业反映贷款到期，银行要求先还后贷，希望按无还本续贷办理。"
SAME = "我们的贷款下月到期，银行要求先还后贷，没有过桥资金，希望办无还本续贷。"
OTHER = "车间经常停电跳闸，供电所说变压器容量不够。"
ACCUSES = "举报某局科长收红包，吃拿卡要。"


@pytest.fixture
def published(story: Story, staff: User, approver: User) -> PublicEntry:
    story.submit().accept()
    by = (Actor.of(staff), Actor.of(approver))
    for each in by:
        entry = reword(story.case, title=TITLE, text=WORDS, on_supervision_scene=False, by=each, at=story.at)
    return entry


def send(visitor: Client, clock: Any, **given: Any) -> Any:
    return visitor.post(PAGE, filled(visitor, clock, **given))


def last() -> EnterpriseRequest:
    return EnterpriseRequest.objects.latest("pk")


def test_a_close_public_case_is_shown_once_and_the_matter_is_sent_on_all_the_same(
    visitor: Client, published: PublicEntry, clock: Any
) -> None:
    page = send(visitor, clock, text=SAME)
    words = page.content.decode()
    assert page.status_code == 200
    assert TITLE in words
    assert "我也遇到，跟踪这件" in words
    assert EnterpriseRequest.objects.count() == 1
    hidden = hidden_in(words)
    done = visitor.post(PAGE, hidden)
    assert done.status_code == 303
    assert last().text == SAME
    assert last().marks == []
    assert visitor.post(PAGE, hidden)["Location"] == done["Location"]
    assert EnterpriseRequest.objects.count() == 2


def test_whoever_has_met_it_too_follows_and_the_liaison_is_told(
    visitor: Client, published: PublicEntry, story: Story, sign_in: SignIn, clock: Any
) -> None:
    first = story.case.ledger_number
    hidden = hidden_in(send(visitor, clock, text=SAME).content.decode())
    assert visitor.post(PAGE, hidden | {"follow": first}).status_code == 303
    assert last().marks == [f"met_too:{first}"]
    url = f"/desk/requests/{last().ledger_number}/steps/accept/"
    page = sign_in(story.people["liaison"]).get(url).content.decode()
    assert f"企业表示也遇到 {first} 的问题" in page
    assert "企业说也遇到这件" in page


def test_whoever_follows_sees_how_far_it_is_and_is_told_when_it_is_answered(
    visitor: Client, published: PublicEntry, story: Story, clock: Any
) -> None:
    hidden = hidden_in(send(visitor, clock, text=SAME, phone="13900000001").content.decode())
    receipt = visitor.post(PAGE, hidden | {"follow": story.case.ledger_number})["Location"]
    page = visitor.get(receipt).content.decode()
    assert "您跟踪的一件" in page
    assert "它答复以后，这里能看到" in page
    story.contact().assign().sign().reply(publicity="open").answer()
    told = Notice.objects.filter(title="您跟踪的一件诉求有了答复")
    assert {row.key.split(":met_too")[0] for row in told} == {last().subject}
    clock.move_to(story.at)
    page = visitor.get(receipt).content.decode()
    assert ANSWER in page
    assert last().status == "submitted"


def test_a_finished_case_shows_its_answer_and_offers_nothing_to_follow(
    visitor: Client, published: PublicEntry, story: Story, clock: Any
) -> None:
    story.contact().assign().sign().reply(publicity="open").answer().rate()
    clock.move_to(story.at)
    page = send(visitor, clock, text=SAME).content.decode()
    assert "已办结" in page
    assert ANSWER in page
    assert "我也遇到，跟踪这件" not in page
    hidden = hidden_in(page)
    assert visitor.post(PAGE, hidden | {"follow": story.case.ledger_number}).status_code == 303
    assert last().marks == []


@pytest.mark.parametrize("change", [{"publicity": "closed"}, {"text": "徐经理，贷款已经办好。"}])
def test_an_answer_that_is_not_public_or_names_somebody_is_not_shown(
    visitor: Client, published: PublicEntry, story: Story, clock: Any, change: dict[str, str]
) -> None:
    story.contact().assign().sign().reply(publicity=change.get("publicity", "open"))
    words = f"{ANSWER}联系人是{story.case.contact}。" if "text" in change else ANSWER
    story.answer(text=words).rate()
    clock.move_to(story.at)
    page = send(visitor, clock, text=SAME).content.decode()
    assert ANSWER not in page
    assert "已经答复，答复内容没有公开" in page


@pytest.mark.parametrize("number", ["2026-99999", "", "x" * 5000, "' OR 1=1"])
def test_a_number_that_was_never_shown_is_followed_by_nobody(
    visitor: Client, published: PublicEntry, clock: Any, number: str
) -> None:
    hidden = hidden_in(send(visitor, clock, text=SAME).content.decode())
    assert visitor.post(PAGE, hidden | {"follow": number}).status_code == 303
    assert last().marks == []


def test_files_and_words_survive_the_page(visitor: Client, published: PublicEntry, clock: Any) -> None:
    page = send(visitor, clock, text=SAME, files=[jpeg("门口.jpg")], email="a@b.cn")
    assert "已附材料 1 个" in page.content.decode()
    assert visitor.post(PAGE, hidden_in(page.content.decode())).status_code == 303
    assert last().email == "a@b.cn"
    assert last().attachments.count() == 1


def test_going_back_shows_the_form_as_it_was(visitor: Client, published: PublicEntry, clock: Any) -> None:
    hidden = hidden_in(send(visitor, clock, text=SAME).content.decode())
    page = visitor.post(PAGE, hidden | {"edit": "1"})
    assert SAME in page.content.decode()
    assert EnterpriseRequest.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"private": True},
        {"status": "withdrawn", "closed_on": "2026-11-23", "closed_at": "2026-11-23T02:00Z"},
    ],
)
def test_what_is_not_for_the_public_is_never_shown(
    visitor: Client, published: PublicEntry, clock: Any, change: dict[str, Any]
) -> None:
    EnterpriseRequest.objects.update(**change)
    assert send(visitor, clock, text=SAME).status_code == 303


def test_words_that_nobody_approved_yet_are_never_shown(
    visitor: Client, published: PublicEntry, staff: User, story: Story, clock: Any
) -> None:
    reword(
        story.case,
        title="改过的标题",
        text=WORDS,
        on_supervision_scene=False,
        by=Actor.of(staff),
        at=story.at,
    )
    assert search.holding_any("public", ["续贷"], 10) == []
    assert send(visitor, clock, text=SAME).status_code == 303


def test_another_matter_and_another_category_go_straight_on(
    visitor: Client, published: PublicEntry, clock: Any
) -> None:
    Category.objects.create(code="PT", name="水电气路")
    assert send(visitor, clock, text=OTHER).status_code == 303
    assert send(visitor, clock, text=SAME, category="PT", phone="13900000001").status_code == 303


def test_where_nothing_is_near_it_costs_one_query(
    published: PublicEntry, category: Category, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert public_matches.matches(OTHER, category) == []
    with django_assert_num_queries(3):
        assert len(public_matches.matches(SAME, category)) == 1


def test_a_matter_of_another_place_is_told_where_and_may_still_be_sent(
    visitor: Client, story: Story, clock: Any
) -> None:
    page = send(visitor, clock, text=ACCUSES)
    words = page.content.decode()
    assert page.status_code == 200
    assert "12388" in re.sub(r"<footer.*", "", words, flags=re.S)
    assert "继续提交" in words
    assert visitor.post(PAGE, hidden_in(words)).status_code == 303
    assert last().marks == ["accusation"]


@pytest.mark.parametrize(
    "text",
    [
        ACCUSES,
        "管项目的李某某每次来都要烟要酒，不给就卡着不签字，前后拿了我们两万多",
        "镇里管项目的干部把工程都给了自己小舅子 我们投标都是陪标",
        "书记把补贴都报给了自己亲戚，我们真种的没有",
        "反映某局一个副科长 办个证暗示我们请客 不请就一直卡着 我们有录音",
    ],
)
def test_an_accusation_of_a_person_is_told_of_12388_before_it_is_sent(
    visitor: Client, story: Story, clock: Any, text: str
) -> None:
    page = send(visitor, clock, text=text)
    assert page.status_code == 200
    assert 'href="tel:12388"' in page.content.decode().split("<footer")[0]
    assert not EnterpriseRequest.objects.exists()


def test_an_accusation_is_offered_nobodys_case_to_follow(
    visitor: Client, published: PublicEntry, clock: Any
) -> None:
    page = send(visitor, clock, text=f"{SAME}管信贷的李主任收了红包才给办。").content.decode()
    assert "12388" in page.split("<footer")[0]
    assert "我也遇到" not in page


def test_of_what_people_type_accusations_are_met_and_hardly_anything_else() -> None:
    rows = json.loads((settings.BASE_DIR / "data" / "accusations.json").read_text())
    met = {name: [bool(_is_report(text)) for text in rows[name]] for name in ("accusations", "grievances")}
    assert sum(met["accusations"]) > 0.9 * len(met["accusations"])
    assert sum(met["grievances"]) < 0.1 * len(met["grievances"])
    typed = json.loads((settings.BASE_DIR / "data" / "typed-requests.json").read_text())
    assert sum(_is_report(row["text"]) for row in typed) < 0.02 * len(typed)


def _is_report(text: str) -> bool:
    seems = referral.before_sending(text)
    return seems is not None and seems.reason == "report"


@pytest.mark.parametrize(
    "text",
    [
        "贷款月底到期，银行要求先还后贷，希望协调续贷。",
        "法院旁边的路灯不亮，请修一修。",
        "你好，想请问一下补贴的事。",
    ],
)
def test_the_ordinary_minute_has_no_page_more(visitor: Client, story: Story, clock: Any, text: str) -> None:
    assert send(visitor, clock, text=text).status_code == 303


def test_the_index_is_made_whole_at_night(published: PublicEntry, story: Story) -> None:
    search.remove("public", story.case.pk)
    assert index_approved(at=story.at) == 1
    assert [key for key, _ in search.holding_any("public", ["续贷"], 10)] == [story.case.pk]
