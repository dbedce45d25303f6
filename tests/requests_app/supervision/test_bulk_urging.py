"""批量催办: the preview says who is urged and who is not, one confirmation takes the step for each."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.models import Event, Notice, User
from requests_app.models import EnterpriseRequest, Letter, Urging
from tests.requests_app.ends import promised
from tests.stories import SHANGHAI, Story

SignIn = Callable[[User], Client]
PAGE = "/desk/requests/urge/"


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Callable[[str], Client]:
    return lambda who: sign_in(story.people[who])


def read(client: Client, **query: str) -> str:
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def offered(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="case" value="')[1:]]


def late(story: Story, count: int = 1) -> list[EnterpriseRequest]:
    """Simple cases of 2 November at the finance bureau: all late on the 23rd."""
    return [story.submit(phone="").accept("simple").contact().assign().case for _ in range(count)]


def test_the_preview_names_people_letters_and_reasons(story: Story, desk: Callable[[str], Client]) -> None:
    late(story, 2)
    story.submit(phone="").accept("simple").take("ask", "liaison", text="请补充合同。")
    page = read(desk("staff"), tab="open")
    assert len(offered(page)) == 2
    for name in ("representative", "handler"):
        assert story.people[name].name in page
    assert "催办函 2 份，从 催办〔2026〕1号 起编号" in page
    assert "催办〔2026〕2号" in page
    assert "不催办 1 件" in page
    assert "正在等企业补充，期限暂停" in page
    assert not Urging.objects.exists()


def test_one_confirmation_takes_the_step_for_each_ticked_case(
    story: Story, desk: Callable[[str], Client]
) -> None:
    first, second, left = late(story, 3)
    staff = desk("staff")
    answer = staff.post(
        f"{PAGE}?due=over", {"case": [first.ledger_number, second.ledger_number], "text": "月底前答复。"}
    )
    assert answer.status_code == 303
    assert set(Urging.objects.values_list("case_id", "text")) == {
        (first.pk, "月底前答复。"),
        (second.pk, "月底前答复。"),
    }
    assert [letter.serial for letter in Letter.objects.filter(kind="urging").order_by("pk")] == [1, 2]
    assert Event.objects.filter(action="urge").count() == 2
    assert Notice.objects.filter(recipient=story.people["handler"], title="收到催办，请尽快办理").exists()
    shown = staff.get(answer.headers["Location"]).content.decode()
    assert "已催办 2 件" in shown
    assert f"/desk/requests/{second.ledger_number}/letters/urging-2026-2.pdf" in shown
    assert left.ledger_number not in shown
    # Nobody has read of it yet: one is taken back, and its letter is not carried.
    back = staff.post("/desk/requests/together/", {"number": second.ledger_number})
    assert "已撤回催办 1 件" in staff.get(back.headers["Location"]).content.decode()
    assert Urging.objects.get().case == first
    assert "urging-2026-2.pdf" not in staff.get(answer.headers["Location"]).content.decode()


def test_a_repeat_urges_nobody_twice(story: Story, desk: Callable[[str], Client]) -> None:
    (case,) = late(story)
    staff = desk("staff")
    for _ in range(2):
        answer = staff.post(PAGE, {"case": [case.ledger_number]}, follow=True)
    assert Urging.objects.count() == Letter.objects.filter(kind="urging").count() == 1
    assert f"{case.ledger_number} 没有催办：11月23日刚催办过" in answer.content.decode()
    assert offered(read(staff, due="over")) == []


def test_what_changed_since_the_preview_is_left_out_by_name(
    story: Story, desk: Callable[[str], Client]
) -> None:
    staying, answered = late(story, 2)
    story.case = answered
    story.sign().reply().answer()
    answer = (
        desk("staff")
        .post(PAGE, {"case": [staying.ledger_number, answered.ledger_number]}, follow=True)
        .content.decode()
    )
    assert "已催办 1 件" in answer
    assert f"{answered.ledger_number} 没有催办：已答复，正在等企业评价" in answer
    assert [urging.case_id for urging in Urging.objects.all()] == [staying.pk]


def test_nothing_ticked_and_too_long_a_text_come_back_as_typed(
    story: Story, desk: Callable[[str], Client]
) -> None:
    (case,) = late(story)
    staff = desk("staff")
    answer = staff.post(f"{PAGE}?due=over", {"text": "尽快"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请至少选择一件" in page
    assert "尽快</textarea>" in page
    assert " checked" not in page
    long = staff.post(f"{PAGE}?due=over", {"case": [case.ledger_number], "text": "快" * 301})
    assert long.status_code == 422
    assert "催办内容超过 300 字" in long.content.decode()
    assert " checked" in long.content.decode()
    assert not Urging.objects.exists()


def test_a_liaison_urges_the_own_groups_and_others_find_nothing(
    story: Story, desk: Callable[[str], Client]
) -> None:
    own, foreign = late(story, 2)
    foreign.group = story.co.professional_group
    foreign.save()
    assert offered(read(desk("liaison"), due="over")) == [own.ledger_number]
    unreadable = desk("liaison").post(PAGE, {"case": [own.ledger_number, "'; --"]})
    assert (unreadable.status_code, Urging.objects.exists()) == (422, False)
    desk("liaison").post(PAGE, {"case": [own.ledger_number, foreign.ledger_number, "2026-99999"]})
    assert [urging.case_id for urging in Urging.objects.all()] == [own.pk]
    for who in ("representative", "handler", "auditor", "clerk"):
        assert desk(who).get(PAGE).status_code == 404
        assert desk(who).post(PAGE, {"case": [own.ledger_number]}).status_code == 404


def test_it_takes_up_what_supervision_shows_as_late(story: Story, desk: Callable[[str], Client]) -> None:
    (case,) = late(story)
    story.submit(phone="")
    staff = desk("staff")
    page = staff.get("/desk/supervision/", {"step": "reply"}).content.decode()
    link = page.split('class="btn primary" href="')[1].split('"')[0].replace("&amp;", "&")
    assert offered(staff.get(link).content.decode()) == [case.ledger_number]


def test_a_case_without_a_unit_goes_without_a_letter(story: Story, desk: Callable[[str], Client]) -> None:
    case = story.submit(phone="").case
    page = read(desk("staff"), tab="open")
    assert "没有单位欠着的，不出函" in page
    assert story.people["liaison"].name in page
    desk("staff").post(PAGE, {"case": [case.ledger_number]})
    assert Urging.objects.count() == 1
    assert not Letter.objects.filter(kind="urging").exists()


def test_nobody_is_asked_to_urge_himself(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit(phone="")
    page = read(desk("liaison"), tab="open")
    assert offered(page) == []
    assert "轮到您办，请直接办理" in page


@pytest.mark.postgres
def test_thirty_cases_cost_the_preview_no_more_queries_than_three(
    story: Story, desk: Callable[[str], Client]
) -> None:
    def cost(client: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, due="over")
        return len(captured)

    late(story, 3)
    staff = desk("staff")
    few = cost(staff)
    late(story, 12)
    assert cost(staff) <= few


@pytest.mark.postgres
def test_thirty_promises_cost_the_preview_no_more_queries_than_three(
    story: Story, desk: Callable[[str], Client], clock: Any
) -> None:
    def cost(count: int) -> int:
        for _ in range(count):
            story.at = dt.datetime(2026, 9, 1, 9, tzinfo=SHANGHAI)
            promised(story)
        day = story.case.promises.get().due_on - dt.timedelta(days=3)
        clock.move_to(dt.datetime.combine(day, dt.time(10), tzinfo=SHANGHAI), tick=False)
        staff = desk("staff")
        assert len(offered(read(staff, scope="promises"))) >= count
        with CaptureQueriesContext(connection) as captured:
            read(staff, scope="promises")
        return len(captured)

    few = cost(3)
    assert cost(6) <= few


def test_open_promises_are_urged_together(story: Story, desk: Callable[[str], Client], clock: Any) -> None:
    promised(story)
    promise = story.case.promises.get()
    clock.move_to(story.at, tick=False)
    assert "scope=promises" not in desk("handler").get("/desk/promises/").content.decode()
    assert f"{PAGE}?scope=promises" in desk("liaison").get("/desk/promises/").content.decode()
    assert offered(read(desk("liaison"), scope="promises")) == []
    story.at = story.at.replace(year=promise.due_on.year, month=promise.due_on.month, day=promise.due_on.day)
    clock.move_to(story.at - dt.timedelta(days=3), tick=False)
    page = read(desk("liaison"), scope="promises")
    assert offered(page) == [story.case.ledger_number]
    assert f"{promise.due_on.month}月{promise.due_on.day}日" in page
    desk("liaison").post(f"{PAGE}?scope=promises", {"case": [story.case.ledger_number]})
    assert Letter.objects.get(kind="urging").promise == promise


def ticked(page: str) -> set[str]:
    rows = [row.split(">")[0] for row in page.split('name="case" value="')[1:]]
    return {row.split('"')[0] for row in rows if row.endswith(" checked")}


def test_only_what_is_late_is_ticked_at_first(story: Story, desk: Callable[[str], Client]) -> None:
    (over,) = late(story)
    story.at = dt.datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    running = story.submit(phone="").accept("hard").contact().assign().sign().case
    page = read(desk("staff"), tab="open")
    assert set(offered(page)) == {over.ledger_number, running.ledger_number}
    assert ticked(page) == {over.ledger_number}
    assert "已勾选 <b data-ticked>1</b> 件，催办函 <b data-letters-ticked>1</b> 份" in page
    assert Urging.objects.count() == 0


def test_a_unit_that_is_late_before_the_enterprise_is_ticked_by_its_own_date(
    story: Story, desk: Callable[[str], Client]
) -> None:
    case = story.submit(phone="").accept("ordinary").contact().assign().sign().case
    on = dt.date(2026, 11, 18)
    case.clocks.filter(kind="reply").update(due_on=on, first_due_on=on)
    case.clocks.filter(kind="answer").update(due_on=dt.date(2026, 12, 1), first_due_on=dt.date(2026, 12, 1))
    page = read(desk("staff"), tab="open")
    assert ticked(page) == {case.ledger_number}
    row = page.split(f'value="{case.ledger_number}"')[1].split("</tr>")[0]
    assert "单位回复" in row
    assert "11月18日" in row


def test_all_and_none_are_ticked_by_a_button_and_keep_what_was_typed(
    story: Story, desk: Callable[[str], Client]
) -> None:
    (over,) = late(story)
    story.at = dt.datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    running = story.submit(phone="").accept("hard").contact().assign().case
    staff = desk("staff")
    for choice, expected in (
        ("all", {over.ledger_number, running.ledger_number}),
        ("none", set()),
        ("late", {over.ledger_number}),
    ):
        answer = staff.post(f"{PAGE}?tab=open", {"tick": choice, "text": "月底前答复。", "case": ["2026-1"]})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert ticked(page) == expected
        assert "月底前答复。</textarea>" in page
        assert f"已勾选 <b data-ticked>{len(expected)}</b> 件" in page
    assert not Urging.objects.exists()
