"""办理进度表 on the desk: who reads what, sentences saved row by row and never lost, what is done with a table, PDF and Excel."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.models import Event, User
from requests_app.models import ProgressRow, ProgressTable
from requests_app.progress_tables import verbs
from tests.office.publishing.asked import answered_yes
from tests.requests_app.progress_rows import at, frozen, published, row_of, submitted
from tests.stories import Story

SignIn = Callable[[User], Client]
LIST = "/desk/progress/"


@pytest.fixture
def desk(story: Story, sign_in: SignIn) -> Callable[[str], Client]:
    return lambda who: sign_in(story.people[who])


def url(table: ProgressTable, *rest: str) -> str:
    return "/".join([f"{LIST}{table.pk}", *rest, ""])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def readers(story: Story, desk: Callable[[str], Client], table: ProgressTable) -> set[str]:
    return {who for who in story.people if desk(who).get(url(table)).status_code == 200}


OFFICE = {"staff", "second_staff", "approver", "auditor"}


def test_a_draft_is_the_offices_and_the_liaisons_and_goes_to_units_and_members_once_published(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept().contact().assign(story.co)
    assert readers(story, desk, frozen(story)) == OFFICE | {"liaison"}
    table = published(story)
    named = {"handler", "head", "co_handler", "representative", "colleague"}
    assert readers(story, desk, table) == OFFICE | {"liaison"} | named
    for who in ("handler", "liaison", "staff"):
        assert "2026年11月" in read(desk(who), LIST)
    assert "还没有办理进度表" in read(desk("stranger"), LIST)


def test_one_press_saves_what_was_changed_and_keeps_what_was_refused(
    story: Story, desk: Callable[[str], Client]
) -> None:
    first = story.submit(phone="").accept().case
    second = story.submit(phone="").accept().case
    third = story.submit(phone="").accept().case
    table = frozen(story)
    rows = {case: table.rows.get(case=case) for case in (first, second, third)}
    typed = {f"text-{row.pk}": row.progress for row in rows.values()}
    typed |= {f"seen-{row.pk}": row.progress for row in rows.values()}
    typed |= {
        f"text-{rows[first].pk}": "已约谈贷款银行。",
        f"text-{rows[second].pk}": "请湖北锦绣蓝天服饰有限公司补充材料。",
        "row": str(rows[first].pk),
    }
    answer = desk("liaison").post(url(table, "rows"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "进度表不能出现“湖北锦绣蓝天服饰有限公司”，请改写" in page
    assert "请湖北锦绣蓝天服饰有限公司补充材料。</textarea>" in page
    written = {row.case: row.progress for row in table.rows.filter(written_at__isnull=False)}
    assert written == {first: "已约谈贷款银行。"}


def test_all_rows_are_confirmed_at_once_and_then_sent_up(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit(phone="").accept()
    table = frozen(story)
    row = row_of(table, story)
    liaison = desk("liaison")
    early = liaison.post(url(table, "submit"))
    assert early.status_code == 409
    assert "还有 1 行没有填写或确认进展" in early.content.decode()
    typed = {f"text-{row.pk}": row.progress, f"seen-{row.pk}": row.progress, "row": "all"}
    assert liaison.post(url(table, "rows"), typed).status_code == 303
    assert liaison.post(url(table, "rows"), typed, follow=True).status_code == 200
    assert "各行都已填写，可以送审" in read(liaison, url(table))
    assert liaison.post(url(table, "submit")).status_code == 303
    table.refresh_from_db()
    assert table.status == "submitted"


def test_the_office_signs_hands_back_and_corrects(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit().accept().contact().assign(story.paper)
    table = submitted(story)
    assert "审签并通报" in read(desk("approver"), url(table))
    assert "审签并通报" not in read(desk("liaison"), url(table))
    missing = desk("approver").post(url(table, "hand_back"), {"text": " "})
    assert missing.status_code == 409
    assert "请写明退回原因" in missing.content.decode()
    assert answered_yes(desk("approver"), url(table, "publish")).status_code == 303
    page = read(desk("staff"), url(table))
    assert f"纸质往来单位请打印送达：{story.paper.short_name}" in page
    answer = desk("staff").post(url(table, "correct"), {"text": "一行有误"})
    second = ProgressTable.objects.get(edition=2)
    assert answer.headers["Location"] == url(second)
    assert "更正原因：一行有误" in read(desk("staff"), url(second))


def test_whoever_sent_it_up_is_told_that_another_signs(story: Story, desk: Callable[[str], Client]) -> None:
    story.submit().accept()
    table = submitted(story, "staff")
    page = read(desk("staff"), url(table))
    assert "请另一人审签" in page
    assert desk("staff").post(url(table, "publish")).status_code == 409


@pytest.mark.parametrize("who", ["representative", "handler", "auditor", "clerk", "stranger"])
def test_readers_do_not_write(story: Story, desk: Callable[[str], Client], who: str) -> None:
    story.submit().accept().contact().assign()
    table = frozen(story)
    for action in ("rows", "submit", "publish", "hand_back", "correct", "nothing"):
        assert desk(who).post(url(table, action), {"text": "x"}).status_code == 404
    assert desk("staff").post(url(table, "nothing")).status_code == 404
    assert Client().post(url(table, "rows"), {"text": "x"})["Location"].startswith("/accounts/login/")


def test_the_paper_is_a4_with_rare_characters_and_its_difference(
    story: Story, desk: Callable[[str], Client]
) -> None:
    story.submit().accept().contact().assign()
    first = published(story)
    second = verbs.correct(first, "名称有误", by=story.actor("staff"), at=at(12, 5))
    row = row_of(second, story)
    verbs.write(row, "𬭎业公司旁的㛃园已通电。", seen=row.progress, by=story.actor("liaison"), at=at(12, 5))
    answer = desk("staff").get(f"{url(second)}table.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    sheets = openpyxl.load_workbook(
        BytesIO(desk("liaison").get(f"{url(second)}table.xlsx").content)
    ).worksheets
    assert [sheet.title for sheet in sheets] == ["2026年11月第二版", "与上一版的差别"]
    cells = list(sheets[0].iter_rows(values_only=True))
    assert cells[1][1] == story.case.ledger_number
    assert cells[1][8] == "𬭎业公司旁的㛃园已通电。"
    assert "湖北锦绣" not in str(cells)
    assert Event.objects.get(action="export").data["page"] == "progress"


@pytest.mark.postgres
def test_thirty_rows_cost_the_page_no_more_queries_than_three(
    story: Story, desk: Callable[[str], Client]
) -> None:
    def cost(table: ProgressTable) -> int:
        client = desk("staff")
        read(client, url(table))
        with CaptureQueriesContext(connection) as captured:
            read(client, url(table))
        return len(captured)

    for _ in range(3):
        story.submit(phone="").accept().assign()
    table = frozen(story)
    few = cost(table)
    ProgressRow.objects.all().delete()
    ProgressTable.objects.all().delete()
    for _ in range(12):
        story.submit(phone="").accept().assign(story.co)
    assert cost(frozen(story)) <= few
