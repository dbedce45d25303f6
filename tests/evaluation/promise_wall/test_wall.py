"""承诺墙: no promise leaves it but by being kept, each is on it once, nothing kept back is on it (docs/domain.md § 6)."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.promise_wall import request_promises
from evaluation.promise_wall.entries import WallEntry
from evaluation.promise_wall.wall import Wall, wall_of
from evaluation.wording import approve, reword
from office.refusals import Refused
from requests_app.models import Complaint, EnterpriseRequest, Promise
from tests.requests_app.ends import promised, to_the_promise
from tests.requests_app.steps.test_merging import leading_of, merged
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
EVIDENCE = "12月10日路灯全部安装通电，附验收单。"
WORDS = {"title": "园区主干道装路灯", "text": "三家企业反映夜班路黑。", "progress": "已完成招标。"}


def wall(story: Story, *, days: int = 0) -> Wall:
    return wall_of(story.on + dt.timedelta(days=days))


def only(story: Story, *, days: int = 0) -> WallEntry:
    [entry] = wall(story, days=days).entries
    return entry


def every_promise() -> set[tuple[str, int]]:
    return {("request", pk) for pk in Promise.objects.values_list("pk", flat=True)}


def again(story: Story, result_class: str, **reply: object) -> Story:
    """The next round up to its answer."""
    story.work(1).reply(result_class, **reply).work(1)
    return (story.contact() if result_class == "C" else story).answer()


def worded(story: Story) -> Story:
    entry = reword(story.case, **WORDS, on_supervision_scene=False, by=story.actor("staff"), at=story.at)
    approve(entry, by=story.actor("approver"), at=story.at)
    return story


def test_a_promise_is_on_it_from_the_answer_until_a_year_after_it_was_kept(story: Story) -> None:
    story.answered("B")
    entry = only(story)
    assert (entry.state, entry.unit, entry.moved, entry.merged) == ("open", "财政局", 0, 1)
    assert entry.due_on == entry.first_due_on == Promise.objects.get().due_on
    story.work(1).rate().take("keep_promise", "liaison", evidence=EVIDENCE)
    assert only(story).state == "due", "kept, and nobody has confirmed it yet"
    assert only(story).punctuality(story.on) == ("已报兑现", "plain")
    story.take("still_there", holds="yes")
    kept = only(story)
    assert (kept.state, kept.kept_on, kept.confirmed_by, kept.is_on_time) == (
        "kept",
        story.on,
        "企业确认",
        True,
    )
    year = (story.on.replace(year=story.on.year + 1) - story.on).days
    assert only(story, days=year - 1).state == "kept"
    assert wall(story, days=year).entries == ()


def test_what_was_not_kept_stays_however_long_it_takes(story: Story) -> None:
    promised(story)
    to_the_promise(story)
    assert (only(story).state, only(story, days=1).state) == ("open", "due")
    story.take("break_promise", "liaison", reason="资金没有到位")
    for days in (0, 400, 4000):
        assert only(story, days=days).state == "broken"
    again(story, "C").work(1).rate("satisfied", "yes")
    assert only(story, days=400).state == "broken", "an explanation keeps no promise"


def test_a_moved_date_shows_the_first(story: Story) -> None:
    promised(story)
    first = Promise.objects.get().due_on
    story.take("break_promise", "liaison", reason="资金没有到位")
    later = first + dt.timedelta(days=90)
    again(story, "B", promise_on=later)
    entry = only(story)
    assert (entry.state, entry.first_due_on, entry.due_on, entry.moved) == ("open", first, later, 1)
    assert "改期 1 次" in entry.dates_in_words
    story.work(1).rate().take("keep_promise", "liaison", evidence=EVIDENCE)
    story.take("still_there", holds="yes")
    assert only(story).promises == every_promise()


def test_a_promise_that_the_enterprise_did_not_agree_to_does_not_leave(story: Story) -> None:
    story.answered("B").work(1).rate("dissatisfied", "no", "太晚了")
    due = Promise.objects.get().due_on
    assert only(story).state == "open"
    assert only(story, days=(due - story.on).days + 1).state == "broken"
    again(story, "A").work(1).rate()
    assert (only(story).state, only(story).kept_on) == ("kept", story.on)


def test_merged_cases_that_were_promised_the_same_are_one_entry(story: Story) -> None:
    leading = leading_of(story)
    merged(story, leading)
    follower = story.case
    story.case = leading
    story.work(2).reply("B").work(1).answer()
    story.case = follower
    story.take("follow", "staff", text="与主件一并办理，年底前装好路灯。")
    entry = only(story)
    assert (entry.merged, entry.key.startswith(leading.ledger_number)) == (2, True)
    assert entry.promises == every_promise()
    story.work(1).rate()
    story.take("keep_promise", "liaison", evidence=EVIDENCE).take("still_there", holds="yes")
    assert only(story).state == "open", "kept only once it is kept for each of them"


def test_every_promise_of_every_fate_is_on_it_once(story: Story) -> None:
    promised(story)
    promised(story).take("break_promise", "liaison", reason="资金没有到位")
    story.answered("B").work(1).rate("dissatisfied", "no", "太晚了")
    again(story, "B")
    promised(story).take("keep_promise", "liaison", evidence=EVIDENCE)
    story.take("still_there", holds="yes").take("reopen", "staff", reason="又坏了")
    again(story, "B")
    shown = Counter(pk for entry in wall(story, days=300).entries for pk in entry.promises)
    assert shown == Counter(every_promise())
    assert len(shown) == 6


def test_nothing_sealed_veiled_or_private_is_on_it(story: Story, visitor: Client) -> None:
    promised(story)
    worded(story)
    assert WORDS["title"] in page(visitor)
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(private=True)
    assert WORDS["title"] not in page(visitor)
    assert "另有 1 件按企业要求不公开" in page(visitor)
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(private=False)
    veil = Complaint.objects.create(case=story.case)
    assert wall(story).entries == ()
    veil.delete()
    assert only(story).title == WORDS["title"]
    story.take("seal", "staff")
    assert wall(story).entries == ()
    assert request_promises.unpublished() == 0


def test_only_approved_words_are_said_else_category_and_unit(story: Story, visitor: Client) -> None:
    story.answered("B")
    story.work(1).rate().take("report_milestone", "handler", text="徐经理来电，已完成招标。")
    body = page(visitor)
    assert f"财政局：{story.category.full_name}" in body
    for secret in (story.case.enterprise_name, story.case.text, "徐经理", Promise.objects.get().text):
        assert secret not in body
    worded(story)
    body = page(visitor)
    assert all(each in body for each in WORDS.values())
    with pytest.raises(Refused, match="公开内容不能出现"):
        reword(
            story.case,
            **WORDS | {"progress": f"{story.case.enterprise_name}已验收"},
            on_supervision_scene=False,
            by=story.actor("staff"),
            at=story.at,
        )


def test_the_page_is_narrowed_by_state_and_unit_and_says_when_it_is_empty(
    story: Story, visitor: Client
) -> None:
    assert "还没有承诺" in page(visitor)
    promised(story)
    worded(story)
    assert "没有这样的承诺" in page(visitor, "?state=broken")
    assert WORDS["title"] in page(visitor, "?state=open&unit=财政局")
    assert WORDS["title"] in page(visitor, "?state=nonsense&unit=nobody&page=x")


def test_the_feed_names_each_promise_by_the_same_id_whatever_becomes_of_it(
    story: Story, visitor: Client
) -> None:
    promised(story)
    worded(story)
    before = entries_of(visitor)
    story.take("break_promise", "liaison", reason="资金没有到位")
    after = entries_of(visitor)
    assert before.keys() == after.keys()
    assert ["未兑现" in title for title in (*before.values(), *after.values())] == [False, True]


def test_the_wall_asks_as_often_for_thirty_promises_as_for_three(story: Story, visitor: Client) -> None:
    costs = []
    for count in (1, 2):
        for _ in range(count):
            promised(story)
        with CaptureQueriesContext(connection) as asked:
            page(visitor)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def page(visitor: Client, query: str = "") -> str:
    answer = visitor.get(f"/promises/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def entries_of(visitor: Client) -> dict[str, str]:
    """Titles by id."""
    answer = visitor.get("/promises/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    rows = answer.content.decode().split("<entry>")[1:]
    return {re.findall("<id>(.*?)</id>", row)[0]: re.findall("<title>(.*?)</title>", row)[0] for row in rows}
