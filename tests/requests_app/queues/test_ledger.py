"""台账: its columns as chosen, its order, on paper, and in the admin."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from office.models import Event, User
from requests_app.models import SavedView
from requests_app.queues import sorting
from requests_app.queues.ledger import LEDGER
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
        if 'class="tick"' not in part
    ]


def places(page: str) -> list[str]:
    """The numbers of the rows, in their order."""
    return re.findall(r'name="number" value="([^"]+)"', page)


def test_the_standard_columns_are_those_of_the_ledger(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit().accept().assign()
    assert headings(read(desk("staff"))) == ["编号", "诉求", "企业", "责任单位", "小组", "答复期限 ↑", "状态"]


def test_chosen_columns_stand_in_the_tables_order_and_go_with_every_link(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept().assign()
    page = read(desk("staff"), column=["due", "source", "received", "representative", "nothing"])
    assert headings(page) == ["编号", "诉求", "来源", "收到日期", "承办代表", "答复期限 ↑"]
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
    assert headings(page) == ["编号", "诉求", "状态"]
    assert "预期效果" not in page


def test_every_heading_sorts_both_ways(story: Story, desk: Callable[[str], Client]) -> None:
    first = story.submit(phone="").accept("hard").case.ledger_number
    second = story.submit(phone="").accept("simple").assign().case.ledger_number
    staff = desk("staff")
    page = read(staff)
    assert page.index(second) < page.index(first)
    assert 'aria-sort="ascending"' in page
    assert "待受理的在前，按收到先后；其余按答复期限" in page
    assert 'href="/desk/requests/?sort=-due"' in page
    for key in sorting.SORTS:
        rising, falling = (
            [number for number in places(read(staff, sort=sort)) if number in (first, second)]
            for sort in (key, f"-{key}")
        )
        assert sorted(rising) == sorted(falling) == sorted((first, second)), key
        assert rising == falling[::-1], key
    assert places(read(staff, sort="number"))[0] == first
    assert places(read(staff, sort="new"))[0] == second
    assert 'aria-sort="descending"' in read(staff, sort="-received", column=["received"])
    story.submit(phone="")
    assert read(staff).split("<tbody>")[1].count(">受理<") == 1


def test_pages_of_any_order_hold_every_row_once_and_say_where_they_are(
    story: Story, desk: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {story.submit(phone="").case.ledger_number for _ in range(5)}
    staff = desk("staff")
    monkeypatch.setattr("requests_app.desk.views.list_settings.PAGE_SIZES", (2,))
    for sort in ("lead", "-who", "title", "state", "-due"):
        found, page = [], read(staff, sort=sort)
        assert "第 1–2 件，共 5 件" in page
        while True:
            found += places(page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            if following is None:
                break
            page = read(staff, html.unescape(following[1]))
        assert sorted(found) == sorted(numbers), sort
        assert "第 5–5 件，共 5 件" in page
        back = re.search(r'rel="prev" href="([^"]+)"', page)
        assert back is not None
        assert "第 3–4 件，共 5 件" in read(staff, html.unescape(back[1]))


def test_a_clerk_sorts_by_nothing_that_a_clerk_may_not_read(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept().assign()
    head = read(desk("clerk")).split("<thead>")[1].split("</thead>")[0]
    assert "sort=title" not in head
    assert "sort=state" in head


def test_chosen_columns_and_rows_a_page_stay_until_the_standard_ones_are_asked_for(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept().assign()
    staff = desk("staff")
    sent = staff.post(
        f"{LIST}columns/", {"column": ["source", "state", "nothing"], "size": "50", "query": "due=soon"}
    )
    assert sent["Location"] == f"{LIST}?due=soon"
    page = read(staff)
    assert headings(page) == ["编号", "诉求", "来源", "状态"]
    assert '<option value="50" selected>' in page
    assert len(headings(read(desk("liaison")))) == 7
    staff.post(f"{LIST}columns/", {"standard": "1"})
    assert len(headings(read(staff))) == 7


def test_ticked_rows_alone_are_printed_and_none_ticked_leads_back(
    story: Story, desk: Callable[[str], Client]
) -> None:
    kept = story.submit(phone="").case.ledger_number
    other = story.submit(phone="").case.ledger_number
    staff = desk("staff")
    page = read(staff, f"{LIST}print/", chosen="1", number=[kept, "2026-99999"])
    assert kept in page
    assert other not in page
    back = staff.get(f"{LIST}print/", {"chosen": "1", "back": "due=soon"})
    assert back["Location"] == f"{LIST}?due=soon"
    assert "请先勾选诉求" in read(staff)


def test_the_print_view_holds_all_rows_and_says_what_was_asked(
    story: Story, desk: Callable[[str], Client]
) -> None:
    kept = story.submit(phone="").accept().assign().case
    sealed = story.submit(phone="").take("seal", "staff").case
    page = read(desk("staff"), f"{LIST}print/", group="finance", due="soon", tab="open")
    assert kept.ledger_number in page
    assert sealed.ledger_number not in page
    assert page.count("<th ") == page.split("<tbody>")[1].split("</tr>")[0].count("<td")
    wide = read(desk("staff"), f"{LIST}print/", column=[column.key for column in LEDGER.rows])
    assert (
        wide.count("<th ") == wide.split("<tbody>")[1].split("</tr>")[0].count("<td") == len(LEDGER.rows) + 3
    )
    assert "跟踪小组：财政经济" in page
    assert "期限：临期" in page
    assert "共 1 件" in page
    event = Event.objects.filter(action="export").earliest("pk")
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
