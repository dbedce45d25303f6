"""台账: its columns as chosen, its order, on paper, and in the admin."""

from collections.abc import Callable

import pytest
from django.test import Client

from office.models import Event, User
from requests_app.models import SavedView
from tests.stories import Story

SignIn = Callable[[User], Client]
LIST = "/desk/requests/"


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Callable[[str], Client]:
    return lambda who: sign_in(story.people[who])


def read(client: Client, path: str = LIST, **query: object) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def headings(page: str) -> list[str]:
    head = page.split("<thead>")[1].split("</thead>", maxsplit=1)[0]
    return [
        part.split("</th>")[0].split(">", 1)[1].split("</a>")[0].rsplit(">", 1)[-1]
        for part in head.split("<th ")[1:]
    ]


def test_the_standard_columns_are_those_of_the_ledger(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit().accept().assign()
    assert headings(read(desk("staff"))) == [
        "诉求和企业", "责任单位", "预期效果", "跟踪小组", "答复期限 ↑", "状态",
    ]  # fmt: skip


def test_chosen_columns_stand_in_the_tables_order_and_go_with_every_link(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept().assign()
    page = read(desk("staff"), column=["due", "source", "received", "representative", "nothing"])
    assert headings(page) == ["诉求和企业", "来源", "收到日期", "承办代表", "答复期限 ↑"]
    for words in ("扫服务站二维码", "11月2日", story.people["representative"].name):
        assert words in page
    assert "column=due&amp;column=source" in page.split('aria-label="范围和常用视图"')[1].split("</nav>")[0]


def test_a_saved_view_keeps_its_columns(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit()
    staff = desk("staff")
    page = read(staff, due="soon", column=["source", "state"])
    kept = page.split('name="query" value="')[1].split('"')[0].replace("&amp;", "&")
    staff.post(f"{LIST}views/", {"name": "来源", "query": kept})
    assert SavedView.objects.get().query == "due=soon&column=source&column=state"


def test_a_clerk_is_offered_no_column_that_a_clerk_may_not_read(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept().assign()
    page = read(desk("clerk"), column=["expected", "representative", "state"])
    assert headings(page) == ["诉求", "状态"]
    assert "预期效果" not in page


def test_the_headings_sort_what_is_in_hand(story: Story, desk: Callable[[str], Client]) -> None:
    first = story.submit(phone="").accept("hard").case.ledger_number
    second = story.submit(phone="").accept("simple").case.ledger_number
    staff = desk("staff")
    by_due, newest = read(staff), read(staff, sort="new", column=["received", "due"])
    assert by_due.index(second) < by_due.index(first)
    assert newest.index(second) < newest.index(first)
    assert 'aria-sort="ascending"' in by_due
    assert "待受理的在前，按收到先后；其余按答复期限" in by_due
    story.submit(phone="")
    assert read(staff).count(">受理<") == 1
    assert 'aria-sort="descending"' in newest
    assert "sort=due" in newest.split("<thead>")[1].split("</thead>")[0]


def test_the_print_view_holds_all_rows_and_says_what_was_asked(
    story: Story, desk: Callable[[str], Client]
) -> None:
    kept = story.submit(phone="").accept().assign().case
    sealed = story.submit(phone="").take("seal", "staff").case
    page = read(desk("staff"), f"{LIST}print/", group="finance", due="soon", tab="open")
    assert kept.ledger_number in page
    assert sealed.ledger_number not in page
    assert "跟踪小组：财政经济" in page
    assert "期限：临期" in page
    assert "共 1 件" in page
    event = Event.objects.get(action="export")
    assert (event.data["page"], event.data["rows"]) == ("print", 1)
    assert desk("clerk").get(f"{LIST}print/").status_code == 404


def test_the_print_view_says_when_it_is_cut(
    story: Story, desk: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests_app.desk.views.printing.PRINTED_AT_MOST", 1)
    for _ in range(2):
        story.submit(phone="")
    page = read(desk("staff"), f"{LIST}print/")
    assert "只列出前 1 件" in page
    assert "没有符合条件的诉求" in read(desk("staff"), f"{LIST}print/", due="over")


def test_the_list_leads_to_urging_what_it_shows(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit(phone="").accept().assign()
    assert "/desk/requests/urge/?due=soon&amp;group=finance" in read(
        desk("liaison"), due="soon", group="finance"
    )
    for who in ("handler", "representative", "auditor"):
        assert "批量催办" not in read(desk(who))


def test_the_admin_shows_where_it_came_from_and_the_days_left(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit(phone="").accept("simple").assign()
    page = read(desk("staff"), "/admin/requests_app/enterpriserequest/")
    for words in ("来源", "扫服务站二维码", "收到日期", "预期效果", "专业小组", "剩余工作日", "超期 10"):
        assert words in page
