"""The desk's list: who sees what in it, tabs, filters, search, pages by key, saved views, the export."""

import datetime as dt
from collections.abc import Callable, Iterator
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.models import Event, User
from requests_app.models import EnterpriseRequest, SavedView
from tests.stories import Story

SignIn = Callable[[User], Client]
LIST = "/desk/requests/"


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Callable[[str], Client]:
    return lambda who: sign_in(story.people[who])


def titles(page: str) -> int:
    return page.count('<a class="title"')


def read(client: Client, **query: str) -> str:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return answer.content.decode()


def several(story: Story, count: int) -> list[EnterpriseRequest]:
    """Accepted cases of the finance group, one second apart."""
    cases = []
    for number in range(count):
        story.at += dt.timedelta(seconds=1)
        story.submit(text=f"第{number}件：贷款到期，希望协调续贷。", phone="").accept()
        cases.append(story.case)
    return cases


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("staff", True), ("approver", True), ("auditor", True), ("liaison", True), ("representative", True),
        ("clerk", True), ("handler", True), ("colleague", False), ("stranger", False), ("co_handler", False),
    ],
)  # fmt: skip
def test_everybody_finds_the_own_cases_and_nobody_elses(
    story: Story, desk: Callable[[str], Client], who: str, sees: bool
) -> None:
    story.submit().accept().assign()
    assert (story.case.ledger_number in read(desk(who))) is sees


def test_a_clerk_reads_number_and_state_but_neither_words_nor_names(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit()
    page = read(desk("clerk"))
    assert story.case.ledger_number in page
    assert "待受理" in page
    assert story.case.title not in page
    assert story.case.enterprise_name not in page


def test_a_clerk_cannot_find_out_by_searching_what_the_text_says(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit()
    clerk = desk("clerk")
    assert titles(read(clerk, q="过桥资金")) == 0
    assert clerk.get(LIST, {"q": story.case.ledger_number}).status_code == 302, "opens the case"
    assert titles(read(clerk, q="199 0002 0011")) == 1
    assert titles(read(clerk, category="RZ", tab="all")) == 1, "the category is not asked of a clerk"


def test_a_sealed_case_is_in_the_keepers_list_only(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit().take("seal", "staff")
    assert titles(read(desk("staff"))) == 1
    for who in ("second_staff", "approver", "liaison", "clerk"):
        assert titles(read(desk(who))) == 0


def test_tabs_count_what_they_open(story: Story, desk: Callable[[str], Client]) -> None:
    story.answered()
    story.submit()
    staff = desk("staff")
    page = read(staff)
    assert '在办 <span class="num">1</span>' in page
    assert '待评价 <span class="num">1</span>' in page
    assert '全部 <span class="num">2</span>' in page
    assert titles(read(staff, tab="answered")) == 1
    assert titles(read(staff, tab="all")) == 2


def test_promises_have_a_tab_of_their_own_until_they_are_kept(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.answered("B").work(1).rate()
    assert story.case.outcome == "promised"
    assert titles(read(desk("liaison"), tab="promised")) == 1
    assert titles(read(desk("liaison"), tab="ended")) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "过桥资金"}, 1), ({"q": "没有的词"}, 0), ({"q": "19900020011"}, 1), ({"q": "19900020012"}, 0),
        ({"category": "RZ"}, 1), ({"category": "RZ01"}, 1), ({"group": "finance"}, 1), ({"group": "industry"}, 0),
        ({"department": "czj"}, 1), ({"department": "kfq"}, 0), ({"station": "gyllzx"}, 1),
        ({"difficulty": "ordinary"}, 1), ({"difficulty": "hard"}, 0), ({"kind": "enterprise"}, 1),
        ({"kind": "voter"}, 0), ({"source": "qr_station"}, 1), ({"source": "web"}, 0), ({"status": "handling"}, 1),
        ({"status": "closed"}, 0), ({"due": "soon"}, 1), ({"due": "over"}, 0), ({"due": "asked"}, 0),
        ({"due_on": "2026-11-23"}, 1), ({"due_on": "2026-11-24"}, 0), ({"since": "2026-11-02"}, 1),
        ({"until": "2026-11-01"}, 0), ({"queue": "assign"}, 0),
    ],
)  # fmt: skip
def test_each_filter_narrows(
    story: Story, desk: Callable[[str], Client], query: dict[str, str], found: int
) -> None:
    story.submit().accept().assign().sign()
    assert titles(read(desk("staff"), **query)) == found


def test_what_cannot_be_read_is_said_and_counts_as_not_given(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit()
    page = read(desk("staff"), group="nothing", since="0000", due="never", cursor="after.x.y", q="\0")
    assert "没有这个跟踪小组" in page
    assert "请填写日期" in page
    assert titles(page) == 1


def test_a_unit_is_ordered_and_warned_by_its_own_dates(
    story: Story, desk: Callable[[str], Client], clock: object
) -> None:
    story.submit().accept().assign(story.co)
    late = read(desk("co_handler"), due="over")
    assert titles(late) == 1
    assert "本单位期限" in late
    assert titles(read(desk("staff"), due="over")) == 0


def test_pages_go_forwards_and_back_without_losing_a_row(
    story: Story, desk: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests_app.desk.views.list_settings.PAGE_SIZES", (2,))
    numbers = {case.ledger_number for case in several(story, 5)}
    staff = desk("staff")
    forwards = list(walk(staff, "next"))
    assert len(forwards) == 3
    assert {number for page in forwards for number in numbers if number in page} == numbers
    last = forwards[-1]
    assert 'rel="next"' not in last
    back = staff.get(link(last, "prev")).content.decode()
    assert titles(back) == 2


def walk(client: Client, rel: str) -> Iterator[str]:
    page = read(client)
    yield page
    while f'rel="{rel}"' in page:
        page = client.get(link(page, rel)).content.decode()
        yield page


def link(page: str, rel: str) -> str:
    return page.split(f'rel="{rel}" href="')[1].split('"', maxsplit=1)[0].replace("&amp;", "&")


def test_a_view_is_kept_under_its_name_and_let_go(story: Story, desk: Callable[[str], Client]) -> None:
    liaison = desk("liaison")
    for query in ("group=finance", "group=finance&due=over"):
        answer = liaison.post(f"{LIST}views/", {"name": "本组超期", "query": query})
        assert answer.status_code == 303
    assert SavedView.objects.get().query == "group=finance&due=over"
    assert "本组超期" in read(liaison)
    assert "本组超期" not in read(desk("staff"))
    liaison.post(f"{LIST}views/delete/", {"name": "本组超期"})
    assert liaison.post(f"{LIST}views/delete/", {"name": "本组超期"}).status_code == 303
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name(story: Story, desk: Callable[[str], Client]) -> None:
    answer = desk("liaison").post(f"{LIST}views/", {"name": " ", "query": ""}, follow=True)
    assert "请填写视图名称" in answer.content.decode()


def test_the_export_holds_what_the_filters_leave_and_is_recorded(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept()
    story.submit(text="另一件：=cmd 公式样子的诉求", phone="").take("seal", "staff")
    staff = desk("staff")
    answer = staff.get(f"{LIST}export.xlsx", {"tab": "all", "q": "诉求 贷款", "group": "finance"})
    assert answer.status_code == 200
    # What is no filter of the list, or was not understood, is not taken for a code.
    odd = {"status": "19900020011", "shop": "19900020011", "since": "110105194912310021"}
    answer = staff.get(f"{LIST}export.xlsx", {"tab": "all"} | odd)
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [EnterpriseRequest.objects.get(sealed=False).ledger_number]
    everything = str(rows)
    assert "19900020011" not in everything
    assert "徐经理" not in everything
    first, second = Event.objects.filter(action="export").order_by("seq")
    assert first.subject == f"user:{story.people['staff'].pk}"
    assert first.data["filters"] == {"tab": "all", "group": "finance"}
    assert first.private("q") == "诉求 贷款"
    assert second.data["rows"] == 1
    assert second.data["filters"] == {"tab": "all"}


def test_a_clerk_has_no_export(story: Story, desk: Callable[[str], Client]) -> None:
    assert desk("clerk").get(f"{LIST}export.xlsx").status_code == 404


@pytest.mark.parametrize("who", ["staff", "liaison", "representative", "handler", "clerk"])
def test_thirty_rows_cost_no_more_queries_than_three(
    story: Story, desk: Callable[[str], Client], who: str
) -> None:
    client = desk(who)
    several(story, 3)
    for case in EnterpriseRequest.objects.all():
        story.case = case
        story.assign()
    few = queries(client)
    several(story, 22)
    for case in EnterpriseRequest.objects.filter(status="accepted"):
        story.case = case
        story.assign(story.co)
    assert queries(client) <= few <= 14


def queries(client: Client) -> int:
    read(client)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = read(client)
    assert titles(page) >= 3
    return len(captured)


def test_nothing_that_a_list_asks_walks_all_rows_of_one_kind(
    story: Story, desk: Callable[[str], Client]
) -> None:
    """On SQLite, where the shorter index wins: the list and the work beside a case cost the same in a large ledger."""
    several(story, 2)
    story.submit()
    client = desk("staff")
    for path in (LIST, f"{LIST}{story.case.ledger_number}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        asked = [row["sql"] for row in captured]
        # With statistics of a large ledger or without: a kind in the statement is what leads away from the keys.
        by_key = [sql for sql in asked if 'SELECT "requests_app_clock"."case_id" AS' in sql]
        by_key += [sql for sql in asked if 'FROM "office_searchentry"' in sql]
        assert by_key
        assert not [sql for sql in by_key if '"kind" =' in sql]
        (rows,) = (plan_of(sql) for sql in asked if "supervised_until" in sql)
        assert "case_unended_due" in rows
        assert "TEMP B-TREE" not in rows


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(step[3]) for step in cursor.fetchall())
