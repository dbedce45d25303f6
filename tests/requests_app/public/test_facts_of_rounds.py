"""What the requester's page says of this case and of which round: looks of units, answers, dates."""

from typing import Any

from django.test import Client

from requests_app.access import access_log
from requests_app.models.case_file import CaseFile
from tests.requests_app.public.test_progress import read
from tests.requests_app.steps.test_merging import leading_of, merged
from tests.stories import Story

LOOKED = "已查看"


def look(story: Story, who: str) -> None:
    assert access_log.view(CaseFile(story.case), story.people[who], at=story.at)


def test_a_merged_case_is_told_of_no_look_at_the_leading_one(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    leading = leading_of(story)
    look(story, "handler")
    story.work(2)
    merged(story, leading)
    page = read(visitor, on_the_day(story))
    assert story.lead.name in page
    assert LOOKED not in page
    assert "查看</span>" not in page


def test_a_merged_case_keeps_the_looks_at_itself(visitor: Client, story: Story, on_the_day: Any) -> None:
    leading = leading_of(story)
    story.work(1).submit().accept().assign()
    look(story, "handler")
    story.wait(hours=1).take("merge", "liaison", leading=leading, reason="同一条线路停电")
    page = read(visitor, on_the_day(story))
    assert f"{story.lead.short_name}{LOOKED}" in page
    assert f"交办给{story.lead.short_name}" in page


def test_a_reopened_case_says_of_which_round_a_look_and_an_answer_are(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    story.submit().accept().contact().assign().wait(hours=1)
    look(story, "handler")
    story.sign().work(2).reply().work(1).answer()
    page = read(visitor, on_the_day(story))
    assert "轮" not in page.split("核对记录")[0].split("</header>")[-1]
    story.work(1).rate("dissatisfied", "no", "没有解决")
    page = read(visitor, on_the_day(story))
    assert f"{story.lead.short_name}{LOOKED}（第 1 轮）" in page
    assert "第 1 轮已于 11月2日" in page
    story.work(1).reply().work(1).answer()
    page = read(visitor, on_the_day(story))
    assert "代表转达（第 2 轮）" in page
    assert "代表答复（第 2 轮）" in page


def test_a_look_in_the_second_round_is_of_the_second_round(
    visitor: Client, story: Story, on_the_day: Any
) -> None:
    story.answered().work(1).rate("dissatisfied", "no", "没有解决").wait(hours=1)
    look(story, "handler")
    page = read(visitor, on_the_day(story))
    assert f"{story.lead.short_name}{LOOKED}（第 2 轮）" in page


def test_no_old_reply_makes_a_new_round_early(visitor: Client, story: Story, on_the_day: Any) -> None:
    story.answered().work(1).rate("dissatisfied", "no", "没有解决")
    page = read(visitor, on_the_day(story))
    assert "个工作日答复</" not in page
    assert "正在办理" in page
