"""Persons in a published month: by name, never by result, no row of zeros, nobody who has left office since."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from openpyxl import load_workbook

from evaluation import people_lines
from evaluation.disclosure_papers import month_paper, month_sheet
from evaluation.models import Disclosure
from groups import mandates
from groups.models import Mandate, Representative
from office.actors import Actor
from tests.papers import unpacked
from tests.stories import SHANGHAI, Story

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
AT = dt.datetime(2026, 11, 4, 10, tzinfo=SHANGHAI)
OFFICES = ("/disclosure/2026/10/", "/board/gyllzx/")


def line(code: str, name: str, contacted: int, taken: int, solved: int) -> dict[str, Any]:
    return {
        "code": code, "name": name, "group": "财政经济", "contacted": contacted, "taken": taken, "solved": solved,
    }  # fmt: skip


LINES = [
    line("shanxiong", "单雄", 9, 12, 9),
    line("xiejin", "解缙", 1, 2, 2),
    line("qiuying", "仇英", 1, 1, 0),
    line("nobody", "艾青", 0, 0, 0),
]


@pytest.fixture
def published(story: Story) -> Disclosure:
    """October as an earlier release froze it: the best first."""
    group = {"code": "finance", "name": "财政经济", "received": 0, "settled": 0, "ended": 0, "going": 0}
    none = {"numerator": None, "denominator": None, "percent": None, "excluded": 0}
    sums = dict.fromkeys(("received", "settled", "ended", "going", "overdue", "left_out"), 0)
    return Disclosure.objects.create(
        station=story.station, year=2026, month=10, edition=1, status="published",
        figures={
            "as_of": "2026-10-31", "sums": sums, "representatives": LINES,
            "groups": [group | {"overdue": 0, "left_out": 0}],
            "rates": dict.fromkeys(("response", "answered", "closed", "satisfied", "solved"), none),
        },
        drafted_at=AT, objections_until=AT.date(), submitted_at=AT, submitted_by=story.people["staff"],
        approved_by=story.people["approver"], published_at=AT,
    )  # fmt: skip


def names(page: str) -> list[str]:
    """In the order of the page."""
    found = {name: page.find(name) for name in ("仇英", "单雄", "解缙", "艾青") if name in page}
    return sorted(found, key=lambda name: found[name])


def test_lines_are_by_name_and_never_by_result(published: Disclosure, visitor: Client) -> None:
    by_name = ["仇英", "单雄", "解缙"]
    assert [each["name"] for each in people_lines.shown(published.figures)] == by_name
    page = visitor.get("/disclosure/2026/10/").content.decode()
    assert names(page.split("进站代表")[1]) == by_name
    board = visitor.get("/board/gyllzx/").content.decode().split('data-scene="representatives"')[1]
    assert names(board.split("</section>")[0]) == by_name
    found = visitor.get("/api/v1/disclosures/2026/10/").json()["results"][0]["representatives"]
    assert [each["name"] for each in found] == by_name
    rows = load_workbook(BytesIO(month_sheet(published)))["进站代表"].iter_rows(min_row=2, values_only=True)
    assert [row[0] for row in rows][:3] == by_name


def test_who_has_no_record_is_a_number_and_no_row_of_zeros(published: Disclosure, visitor: Client) -> None:
    page = visitor.get("/disclosure/2026/10/").content.decode()
    assert "艾青" not in page
    assert "另有 1 位进站代表本月没有经核对的记录" in page
    assert "艾青" not in visitor.get("/board/gyllzx/").content.decode()
    month = visitor.get("/api/v1/disclosures/2026/10/").json()["results"][0]
    assert month["representatives_without_record"] == 1
    assert "nobody" not in str(month["representatives"])
    last = list(load_workbook(BytesIO(month_sheet(published)))["进站代表"].values)[-1]
    assert last[0] == "另有 1 位进站代表本月没有经核对的记录"
    assert unpacked(month_paper(published)).startswith(b"%PDF")


@pytest.mark.parametrize("place", OFFICES)
def test_representatives_take_part_and_do_not_handle(
    published: Disclosure, visitor: Client, place: str
) -> None:
    page = visitor.get(place).content.decode()
    assert "参与办理" in page
    assert "承办诉求" not in page
    assert "解决 / 承办" not in page


@pytest.mark.parametrize(("verb", "why"), [(mandates.suspend, "criminal_case"), (mandates.end, "resigned")])
def test_who_is_out_of_office_vanishes_from_board_and_api(
    published: Disclosure, visitor: Client, verb: Any, why: str, now: dt.datetime
) -> None:
    gone = Representative.objects.get(code="shanxiong")
    assert "单雄" in visitor.get("/board/gyllzx/").content.decode()
    verb(Mandate.objects.open().get(representative=gone), reason_kind=why, on=now.date(), by=BY, at=now)
    cache.clear()
    for place in ("/board/gyllzx/", "/board/gyllzx/main/", "/api/v1/disclosures/2026/10/"):
        answer = visitor.get(place).content.decode()
        assert "单雄" not in answer
        assert "仇英" in answer


def test_an_empty_scene_of_persons_is_skipped(story: Story, published: Disclosure, visitor: Client) -> None:
    Mandate.objects.open().update(until=dt.date(2026, 11, 1))
    assert 'data-tab="representatives"' not in visitor.get("/board/gyllzx/").content.decode()
