"""The desk's pages of what is followed after the end: promises, look-backs, draws; and the forms behind them."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.actors import Actor
from requests_app.followup import automatic, draws
from requests_app.models import LookBack, LookBackDraw
from requests_app.models.look_backs import ranked
from tests.requests_app.desk.pages import Desk, SignIn
from tests.requests_app.ends import later, promised, settled
from tests.stories import MONDAY, SHANGHAI, Story

PROMISES = "/desk/promises/"
LOOK_BACKS = "/desk/look-backs/"
EVIDENCE = "12月10日路灯全部安装通电，附验收单。"


def text(story: Story, sign_in: SignIn, who: str, url: str) -> str:
    answer = sign_in(story.people[who]).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def move(clock: Any, story: Story) -> None:
    clock.move_to(story.at, tick=False)


def test_promises_stand_in_their_lists(story: Story, sign_in: SignIn, clock: Any) -> None:
    promised(story)
    story.take("report_milestone", "liaison", text="已完成招标。")
    move(clock, story)
    page = text(story, sign_in, "liaison", PROMISES)
    assert all(words in page for words in ("年底前建成投用", "财政局", "已完成招标。", "未到期"))
    for key in ("number", "text", "who", "lead", "due"):
        for sort in (key, f"-{key}"):
            assert "年底前建成投用" in text(story, sign_in, "liaison", f"{PROMISES}?sort={sort}"), sort
    assert "第 1–1 件，共 1 件" in page
    story.take("keep_promise", "liaison", evidence=EVIDENCE)
    assert "已兑现，待确认" in text(story, sign_in, "liaison", f"{PROMISES}?tab=unconfirmed")
    story.take("still_there", holds="yes")
    assert "已兑现" in text(story, sign_in, "handler", f"{PROMISES}?tab=kept")
    assert "这里现在没有承诺事项" in text(story, sign_in, "liaison", f"{PROMISES}?tab=broken")


def test_a_stranger_sees_none_of_another_groups_promises(story: Story, sign_in: SignIn, clock: Any) -> None:
    promised(story)
    move(clock, story)
    assert "年底前建成投用" not in text(story, sign_in, "stranger", PROMISES)
    assert "年底前建成投用" in text(story, sign_in, "auditor", PROMISES)


def test_look_backs_lead_to_the_form_with_a_telephone_script(
    story: Story, sign_in: SignIn, clock: Any
) -> None:
    story.group.checks_back = True
    story.group.save()
    settled(story)
    automatic.sweep(later(story, 30).at)
    move(clock, story)
    page = text(story, sign_in, "second_staff", LOOK_BACKS)
    form = f"/desk/requests/{story.case.ledger_number}/steps/record_look_back/"
    assert form in page
    assert "司法监察，首次" in page
    others = text(story, sign_in, "liaison", LOOK_BACKS)
    assert "您参与过办理，请另一人打" in others
    assert form not in others
    beside = text(story, sign_in, "second_staff", form)
    assert "通话提纲" in beside
    assert "问题是不是彻底解决了" in beside
    assert "转送单位" not in beside
    desk = Desk(story, sign_in)
    desk.take("second_staff", "record_look_back", outcome="holds", called="徐经理", said="都好。")
    assert "没有反复" in text(story, sign_in, "second_staff", f"{LOOK_BACKS}?tab=done")
    assert "都好。" in text(story, sign_in, "second_staff", f"/desk/requests/{story.case.ledger_number}/")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("outcome", {"called": "徐经理", "said": "都好"}, "请选择回头看结果"),
        ("called", {"outcome": "holds", "said": "都好"}, "请填写联系了谁"),
        ("said", {"outcome": "holds", "called": "徐经理"}, "请填写通话记录"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    story: Story, sign_in: SignIn, clock: Any, field: str, typed: dict[str, str], said: str
) -> None:
    story.group.checks_back = True
    story.group.save()
    settled(story)
    automatic.sweep(later(story, 30).at)
    move(clock, story)
    answer = Desk(story, sign_in).send("second_staff", "record_look_back", **typed)
    assert answer.status_code == 422, field
    assert said in answer.content.decode()


def test_a_draw_is_open_to_be_drawn_again(story: Story, sign_in: SignIn) -> None:
    settled(story)
    draws.draw(dt.date(2026, 11, 1), by=Actor.system("test"), at=dt.datetime(2026, 12, 1, 9, tzinfo=SHANGHAI))
    row = LookBackDraw.objects.get()
    assert "1 件中 1 件（20%）" in text(story, sign_in, "auditor", "/desk/look-backs/draws/")
    page = text(story, sign_in, "auditor", f"/desk/look-backs/draws/{row.pk}/")
    assert row.seed in page
    assert "重抽结果一致" in page
    swapped = list(reversed(ranked(["2026-99999", *row.ranking], row.seed)))
    LookBackDraw.objects.update(ranking=swapped)
    assert "重抽结果不一致" in text(story, sign_in, "auditor", f"/desk/look-backs/draws/{row.pk}/")


@pytest.mark.parametrize("url", [PROMISES, LOOK_BACKS])
def test_a_page_costs_the_same_for_three_rows_and_for_more(
    story: Story, sign_in: SignIn, clock: Any, url: str
) -> None:
    story.group.checks_back = True
    story.group.save()

    def more(count: int) -> None:
        for _ in range(count):
            story.at = MONDAY
            promised(story)
            story.take("report_milestone", "liaison", text="已完成招标。")
        automatic.sweep(later(story, 30).at)
        move(clock, story)

    def cost() -> int:
        client = sign_in(story.people["second_staff"])
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    more(3)
    first = cost()
    more(5)
    assert cost() == first
    assert LookBack.objects.opened().count() >= 3
