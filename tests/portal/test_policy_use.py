"""政策查询: what is read, searched for in vain, and which policies did not help."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from evaluation.periods import Month
from office.models import Event, User
from policies.models import SearchedTerm
from portal import policy_use
from tests.people import SignIn
from tests.policies.rows import a_kind, a_policy, a_reading, a_version, an_item
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOVEMBER = Month(2026, 11)
ON = dt.date(2026, 11, 20)


def test_readings_are_counted_by_thing_kind_and_source() -> None:
    policy, item = a_version(title="续贷").policy, an_item()
    for number, (kind, source) in enumerate([("view", "qr"), ("onsite", "counter"), ("view", "search")]):
        a_reading(what="policy", policy=policy, kind=kind, source=source, visitor=str(number), read_on=ON)
    a_reading(what="information", item=item, read_on=ON)
    a_reading(what="policy", policy=policy, read_on=dt.date(2026, 10, 31))
    (line,) = policy_use.by_policy(NOVEMBER)
    assert (line.total, line.counts["onsite"], line.counts["qr"]) == (3, 1, 1)
    assert policy_use.by_item(NOVEMBER)[0].total == 1
    assert policy_use.by_kind(NOVEMBER) == [("各条政策", 3), ("政策手册", 0), (f"资料：{item.kind.name}", 1)]
    assert dict(policy_use.by_source(NOVEMBER))["搜索"] == 1
    assert [count for _, count in policy_use.by_month(NOVEMBER, 2)] == [1, 4]


def test_what_was_searched_in_vain_comes_first() -> None:
    SearchedTerm.objects.create(text="贷款", on=ON, times=9, misses=0)
    SearchedTerm.objects.create(text="出口退税", on=ON, times=3, misses=3)
    assert policy_use.searches(NOVEMBER, in_vain=True) == [("出口退税", 3, 3)]
    assert policy_use.searches(NOVEMBER, in_vain=False)[0] == ("贷款", 9, 0)


def test_a_policy_is_ranked_from_five_failed_uses_on(story: Story) -> None:
    clause = a_version(title="续贷")
    for number in range(4):
        story.submit(clause=clause, text=f"第{number}家：银行说没有听说过这条政策。")
    assert policy_use.failed() == []
    story.submit(clause=clause, text="第五家：银行说没有听说过这条政策。")
    (worst,) = policy_use.failed()
    assert (worst.version, worst.count) == (clause, 5)


def test_the_page_shows_it_all(story: Story, sign_in: SignIn) -> None:
    a_version(title="无还本续贷", keywords=["续贷", "过桥", "还贷", "贷款"])
    story.submit()
    page = sign_in(story.people["staff"]).get("/desk/policies/readings/").content.decode()
    assert "本月哪些诉求，手册里可能有答案" in page
    assert story.case.ledger_number in page
    book = sign_in(story.people["staff"]).get("/desk/policies/readings.xlsx?month=2026-10")
    sheets = load_workbook(BytesIO(book.content)).sheetnames
    assert sheets == ["惠企政策", "办事资料", "按类别", "按来源", "按月", "检索词"]
    event = Event.objects.get(action="export")
    assert (event.data["page"], event.data["filters"]) == ("policy_readings", {"month": "2026-10"})


def test_the_page_asks_the_same_of_three_and_of_thirty(staff: User, sign_in: SignIn) -> None:
    client, counts = sign_in(staff), []
    client.get("/desk/policies/readings/")
    for more in (3, 27):
        for number in range(more):
            a_reading(what="policy", policy=a_version().policy, visitor=f"{more} {number}", read_on=ON)
            a_reading(what="information", item=an_item(), visitor=f"{more} {number}", read_on=ON)
        for path in ("/desk/policies/readings/", "/desk/policies/readings.xlsx"):
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize("month", ["2026-13", "next", "", "2099-01", "0-0-0"])
def test_an_odd_month_is_this_one(staff: User, sign_in: SignIn, month: str) -> None:
    page = sign_in(staff).get(f"/desk/policies/readings/?month={month}").content.decode()
    assert "2026年11月共 0 人次" in page


def test_a_kind_that_is_called_like_the_policies_hides_none_of_them() -> None:
    a_reading(what="policy", policy=a_policy(), read_on=ON)
    a_reading(what="information", item=an_item(kind=a_kind("hqzc", name="惠企政策")), read_on=ON)
    kinds = policy_use.by_kind(NOVEMBER)
    assert kinds == [("各条政策", 1), ("政策手册", 0), ("资料：惠企政策", 1)]
