"""Pages and interface of duties and scores: who sees what, what is typed comes back, 仅供参考 everywhere."""

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from evaluation.models import Evaluation, Exemption, Scheme, ScoreObjection
from evaluation.yearly import life_cycle
from groups.models import Representative
from groups.year_records import DutyKind
from office.actors import Actor
from office.models import User
from tests.evaluation.yearly.rows import Records, records
from tests.requests_app.api.test_requests import token_of
from tests.stories import SHANGHAI

__all__ = ["records"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
REFERENCE = "仅供参考，代表由选民和选举单位监督"
COMPUTED = dt.datetime(2027, 2, 1, 2, tzinfo=SHANGHAI)
SHOWN = dt.datetime(2027, 2, 3, 10, tzinfo=SHANGHAI)
OWN = "/desk/scores/shanxiong/"


@pytest.fixture
def scheme(db: None) -> Scheme:
    return Scheme.objects.create(first_year=2026, name="2026 年履职评价办法", status="used")


@pytest.fixture
def computed(scheme: Scheme, representative: User, colleague: User) -> Evaluation:
    life_cycle.compute_due(at=COMPUTED)
    return Evaluation.objects.get(representative__user=representative)


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_own_page_previews_the_months_that_are_over(
    representative: User, scheme: Scheme, records: Records, sign_in: SignIn
) -> None:
    person = Representative.objects.get(user=representative)
    records.duty(DutyKind.SURVEY, person, dt.date(2026, 10, 31))
    records.duty(DutyKind.SURVEY, person, dt.date(2026, 11, 2))
    records.duty(DutyKind.SUGGESTION, person, dt.date(2026, 5, 1), is_confirmed=False)
    page = text(sign_in(representative).get(OWN))
    assert "按月预览，算到 10月31日" in page
    assert "若无此条，总分 -1.50" in page
    assert "没有经另一人确认的履职记录 1 条" in page
    assert REFERENCE in page


def test_without_a_scheme_the_page_says_so(representative: User, sign_in: SignIn) -> None:
    assert "还没有 2026 年的履职评价办法" in text(sign_in(representative).get(OWN))


def test_nobody_else_sees_a_preview_and_no_stranger_the_page(
    representative: User,
    colleague: User,
    stranger: User,
    liaison: User,
    staff: User,
    scheme: Scheme,
    sign_in: SignIn,
) -> None:
    for user in (liaison, staff):
        assert "还没有评价结果" in text(sign_in(user).get(OWN))
    for user in (colleague, stranger):
        assert sign_in(user).get(OWN).status_code == 404
        assert sign_in(user).get("/desk/duties/shanxiong/").status_code == 404


def test_a_computed_result_is_the_offices_until_it_is_shown(
    computed: Evaluation, representative: User, liaison: User, staff: User, sign_in: SignIn
) -> None:
    page = {"year": "2026"}
    assert "31.30" in text(sign_in(staff).get(OWN, page))
    assert "还没有评价结果" in text(sign_in(liaison).get(OWN, page))
    assert "按月预览" in text(sign_in(representative).get(OWN, page))
    life_cycle.show(computed, by=Actor.of(staff), at=SHOWN)
    assert "第 1 版，代表核对中" in text(sign_in(representative).get(OWN, page))
    assert "31.30" in text(sign_in(liaison).get(OWN, page))


def test_an_objection_is_raised_and_answered_on_the_page(
    computed: Evaluation, representative: User, colleague: User, staff: User, sign_in: SignIn
) -> None:
    life_cycle.show(computed, by=Actor.of(staff), at=SHOWN)
    with time_machine.travel(SHOWN, tick=False):
        own = sign_in(representative)
        refused = own.post(f"{OWN}objections/", {"year": "2026", "line": "", "text": "六月的调研没有算"})
        assert refused.status_code == 422
        assert "请选择对哪一条有异议" in text(refused)
        assert "六月的调研没有算" in text(refused)
        given = {"year": "2026", "line": "duties", "text": "六月的调研没有算"}
        assert sign_in(colleague).post(f"{OWN}objections/", given).status_code == 404
        assert own.post(f"{OWN}objections/", given).status_code == 303
        row = ScoreObjection.objects.get()
        office = sign_in(staff)
        kept = office.post(f"{OWN}objections/{row.pk}/", {"year": "2026", "answer": "没有这次调研"})
        assert kept.status_code == 409
        assert "没有这次调研</textarea>" in text(kept)
        answer = {"year": "2026", "answer": "没有这次调研", "upheld": "no"}
        assert office.post(f"{OWN}objections/{row.pk}/", answer).status_code == 303
        page = text(own.get(OWN, {"year": "2026"}))
    assert "不成立" in page
    assert "总分 31.30 → 31.30" in page


def test_a_group_is_shown_and_approved_by_two_people_and_ties_share_their_rank(
    computed: Evaluation, representative: User, staff: User, approver: User, sign_in: SignIn
) -> None:
    given = {"year": "2026", "group": "finance"}
    with time_machine.travel(SHOWN, tick=False):
        office, second = sign_in(staff), sign_in(approver)
        assert office.post("/desk/scores/acts/show/", given).status_code == 303
        assert second.post("/desk/scores/acts/show/", given).status_code == 404
        early = second.post("/desk/scores/acts/approve/", given)
        assert early.status_code == 409
        assert "代表核对期到" in text(early)
    with time_machine.travel(SHOWN + dt.timedelta(days=40), tick=False):
        office, second = sign_in(staff), sign_in(approver)
        assert second.post("/desk/scores/acts/approve/", given).status_code == 303
        page = text(office.get("/desk/scores/", given))
        assert page.count('<td data-label="名次">1</td>') == 2
        sheets = load_workbook(BytesIO(office.get("/desk/scores/results.xlsx", given).content))
        rows = list(sheets["2026年履职评价"].iter_rows(min_row=2, values_only=True))
        assert [row[2:4] for row in rows] == [(1, "仇英"), (1, "单雄")]
        assert all(
            REFERENCE in row[-1] for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)
        )
        paper = Document(BytesIO(office.get("/desk/scores/results.docx", given).content))
    assert REFERENCE in paper.paragraphs[1].text
    assert [cell.text for cell in paper.tables[0].rows[1].cells][:2] == ["1", "仇英"]


def test_a_representative_is_led_to_the_own_pages(representative: User, sign_in: SignIn) -> None:
    client = sign_in(representative)
    assert client.get("/desk/scores/").headers["Location"] == OWN
    assert client.get("/desk/duties/").headers["Location"] == "/desk/duties/shanxiong/"


def test_a_liaison_sees_the_group_and_the_office_all(
    representative: User, colleague: User, stranger: User, liaison: User, staff: User, sign_in: SignIn
) -> None:
    page = text(sign_in(liaison).get("/desk/duties/"))
    assert "单雄" in page
    assert "仇英" in page
    assert "解缙" not in page
    assert REFERENCE in page
    assert "2 人：任务全部完成 <b>0</b> 人，有到期未做 <b>2</b> 人" in page
    assert "服务站每月接待" not in page
    assert "解缙" in text(sign_in(staff).get("/desk/duties/", {"group": "industry"}))
    assert "年度写作 2026" in text(sign_in(staff).get("/desk/duties/", {"year": "x"}))


def test_who_is_furthest_behind_comes_first_and_every_column_sorts(
    representative: User, colleague: User, liaison: User, records: Records, sign_in: SignIn
) -> None:
    first, second = (Representative.objects.get(user=user) for user in (representative, colleague))
    for day in (3, 4):
        records.duty(DutyKind.SURVEY, first, dt.date(2026, 3, day))
    client = sign_in(liaison)

    def names(query: str) -> list[str]:
        return re.findall(r'class="title"[^>]*>([^<]+)<', text(client.get(f"/desk/duties/?{query}")))

    by_name = names("sort=name")
    assert sorted(by_name) == sorted([first.name, second.name])
    assert names("sort=-name") == by_name[::-1]
    assert names("") == names("sort=nonsense") == [second.name, first.name]
    assert names("sort=survey") == [second.name, first.name]
    assert names("sort=-survey") == [first.name, second.name]
    page = text(client.get("/desk/duties/?only=behind&sort=-name"))
    assert 'aria-sort="descending"' in page
    assert "看全部成员" in page
    assert "only=behind&amp;sort=survey" in page


def test_an_exemption_is_asked_and_decided_on_the_page(
    representative: User, staff: User, sign_in: SignIn
) -> None:
    address = "/desk/duties/shanxiong/exemptions/"
    given = {"kind": "survey", "since": "2026-11-01", "until": "2026-12-31", "reason": "other", "note": ""}
    own = sign_in(representative)
    refused = own.post(address, given)
    assert refused.status_code == 409
    assert "请写明原因" in text(refused)
    assert 'value="2026-11-01"' in text(refused)
    assert own.post(address, {**given, "since": "昨天"}).status_code == 422
    assert own.post(address, {**given, "note": "援疆"}).status_code == 303
    row = Exemption.objects.get()
    assert own.post(f"{address}{row.pk}/", {"granted": "yes"}).status_code == 404
    office = sign_in(staff)
    assert office.post(f"{address}{row.pk}/", {}).status_code == 422
    assert office.post(f"{address}{row.pk}/", {"granted": "yes"}).status_code == 303
    assert "已免除" in text(own.get("/desk/duties/shanxiong/"))


def test_the_interface_gives_duties_and_approved_scores(
    computed: Evaluation, representative: User, stranger: User, staff: User, approver: User
) -> None:
    life_cycle.show(computed, by=Actor.of(staff), at=SHOWN)
    life_cycle.approve(
        Evaluation.objects.get(pk=computed.pk), by=Actor.of(approver), at=SHOWN + dt.timedelta(days=40)
    )
    client = Client()
    own = token_of(representative)
    duties = client.get("/api/v1/duties/?year=2026", headers=own).json()
    assert [row["code"] for row in duties["results"]] == ["shanxiong"]
    assert duties["results"][0]["duties"][0] == {
        "kind": "reception",
        "label": "参加接待",
        "numerator": 0,
        "denominator": 4,
        "exempt": False,
        "unconfirmed": 0,
    }
    assert duties["reference"] == REFERENCE
    scores = client.get("/api/v1/scores/?year=2026", headers=own).json()
    assert [(row["code"], row["total"]) for row in scores["results"]] == [("shanxiong", "31.30")]
    other = token_of(stranger)
    assert client.get("/api/v1/scores/?year=2026", headers=other).json()["results"] == []
    office = token_of(staff)
    assert len(client.get("/api/v1/duties/?year=2026", headers=office).json()["results"]) == 3
    assert client.get("/api/v1/scores/?year=x", headers=office).status_code == 422
    assert client.get("/api/v1/scores/?year=2026").status_code == 401


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_lists_ask_as_often_for_more_people(
    computed: Evaluation, staff: User, sign_in: SignIn, term: object, finance_group: object, station: object
) -> None:
    from tests.people import elected, person

    client = sign_in(staff)
    pages = (
        "/desk/duties/?year=2026&group=finance",
        "/desk/scores/?year=2026&group=finance",
        "/desk/scores/results.xlsx?year=2026",
        "/desk/scores/results.docx?year=2026",
    )
    before = [min(queries(client, page) for _ in range(2)) for page in pages]
    for number in range(6):
        code = f"person{number}"
        elected(person(code, f"代表{number}"), code, term, finance_group, station)  # type: ignore[arg-type]
    life_cycle.compute(2026, by=Actor.system("evaluation"), at=COMPUTED)
    for row in Evaluation.objects.all():
        life_cycle.show(row, by=Actor.of(staff), at=SHOWN)
    assert [queries(client, page) for page in pages] == before
