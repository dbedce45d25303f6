"""P4 as a visitor sees it: the list and its filters, a policy, information, the counter's terminal."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.models import InformationFile, Reading, SearchedTerm
from stations.models import Station
from tests.policies.rows import a_file, a_kind, a_version, an_item

pytestmark = pytest.mark.django_db

PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone) MicroMessenger/8.0"}
EXPIRED = dt.date(2025, 12, 31)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, **PERSON)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.fixture
def loan() -> Any:
    return a_version(
        title="无还本续贷",
        benefit="不用先凑钱还本",
        expires_on=dt.date(2026, 12, 31),
        fit={"sizes": ["small"], "sectors": ["manufacturing"], "needs": ["loan"], "marks": []},
        policy_options={"slug": "xudai"},
    )


def test_the_list_shows_what_is_published(client: Client, loan: Any) -> None:
    a_version("draft", title="还没写完的政策")
    shown = text(client, "/policies/")
    assert "无还本续贷" in shown
    assert "还有 38 天到期" in shown
    assert "页内写明复核日期" in shown
    assert "部分内容待核" not in shown
    assert "还没写完的政策" not in shown


def test_an_expired_policy_never_stands_without_its_mark(client: Client) -> None:
    a_version(
        title="去年的补贴",
        effective_from=dt.date(2025, 1, 1),
        expires_on=EXPIRED,
        policy_options={"slug": "old"},
    )
    assert "已到期" in text(client, "/policies/")
    assert "已到期" in text(client, "/policies/?q=补贴")
    shown = text(client, "/policies/old/")
    assert "已到期" in shown
    assert "这条政策已经到期" in shown
    assert "去年的补贴" not in text(client, "/policies/?valid=on")


def test_a_checked_policy_says_when(client: Client, loan: Any, staff: Any) -> None:
    type(loan).objects.filter(pk=loan.pk).update(checked_on=dt.date(2026, 11, 20), checked_by=staff)
    shown = text(client, "/policies/xudai/")
    assert "还没有对照官方原文核对" not in shown
    assert "2026年11月20日（周五）已对照原文复核" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category=finance", True),
        ("category=tax", False),
        ("size=small", True),
        ("size=large", False),
        ("sector=services", False),
        ("valid=on", True),
        ("q=xudai&category=finance", True),
        ("q=火星", False),
        ("category=nonsense&size=nonsense&page=nonsense", True),
        ("page=99", True),
        ("q=%00", True),
    ],
)
def test_the_list_is_narrowed(client: Client, loan: Any, query: str, found: bool) -> None:
    assert ("不用先凑钱还本" in text(client, f"/policies/?{query}")) is found


def test_hits_are_marked_and_typed_text_is_escaped(client: Client, loan: Any) -> None:
    assert "<mark>续贷</mark>" in text(client, "/policies/?q=续贷")
    assert "<script>" not in text(client, "/policies/?q=<script>alert(1)</script>")


def test_nothing_found_leads_to_a_question(client: Client, loan: Any) -> None:
    shown = text(client, "/policies/?q=火星移民")
    assert "没有找到“火星移民”" in shown
    assert 'href="/new/"' in shown


def test_the_list_asks_the_same_of_three_and_of_thirty(client: Client) -> None:
    counts = []
    for more in (3, 27):
        for _ in range(more):
            a_version()
            an_item()
        with CaptureQueriesContext(connection) as asked:
            text(client, "/policies/?q=贷款")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_a_long_list_has_pages(client: Client) -> None:
    for number in range(12):
        a_version(title=f"第{number}条")
    assert "第 1 页，共 2 页" in text(client, "/policies/")
    assert "上一页" in text(client, "/policies/?page=2")


def test_a_policy_leads_to_its_request(client: Client, loan: Any) -> None:
    assert 'href="/p/xudai/"' in text(client, "/policies/xudai/")


def test_the_sum_is_shown_with_its_formula(client: Client) -> None:
    formula = {
        "ask": "贷款金额",
        "unit": "万元",
        "rate": "1.5",
        "at_most": "5000",
        "result": "一年少付利息约",
        "words": "本金 × 1.5%",
    }
    a_version(formula=formula, policy_options={"slug": "tiexi"})
    shown = text(client, "/policies/tiexi/?amount=1000")
    assert "一年少付利息约 15 万元" in shown
    assert "本金 × 1.5%" in shown
    assert "75 万元（按上限5000万元计算）" in text(client, "/policies/tiexi/?amount=9000")
    assert "请填写数字，例如 200" in text(client, "/policies/tiexi/?amount=abc")
    assert "请填写大于 0 的数字" in text(client, "/policies/tiexi/?amount=-1")


@pytest.mark.parametrize(
    "path", ["/policies/nothing/", "/policies/nothing/qr.png", "/information/none/", "/counter/none/"]
)
def test_what_is_not_there_is_a_404(client: Client, path: str) -> None:
    text(client, path, 404)


def test_a_draft_is_not_there(client: Client) -> None:
    a_version("submitted", confidence="low", policy_options={"slug": "doubtful"})
    text(client, "/policies/doubtful/", 404)


def test_information_is_found_by_kind_and_read(client: Client) -> None:
    kind = a_kind("bllc", name="办理流程")
    an_item(
        kind=kind,
        slug="paiwu",
        body="## 步骤\n\n1. 看名录\n2. 填报\n\n| 类别 | 时限 |\n|---|---|\n| 登记 | 当天 |\n\n<script>x</script>",
    )
    assert "办理流程" in text(client, "/information/")
    assert "排污许可怎么办" in text(client, "/information/bllc/")
    shown = text(client, "/information/bllc/paiwu/")
    assert "<ol><li>看名录</li><li>填报</li></ol>" in shown
    assert '<th scope="col">类别</th>' in shown
    assert "<script>x" not in shown


def test_an_attachment_is_of_its_item_only(client: Client) -> None:
    kind, stored = a_kind(), a_file()
    default_storage.save(stored.path, ContentFile(b"%PDF-1.4 test"))
    item, other = an_item(kind=kind), an_item(kind=kind)
    InformationFile.objects.create(item=item, file=stored)
    answer = client.get(f"/information/{kind.code}/{item.slug}/files/{stored.token}/", **PERSON)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 test"  # type: ignore[attr-defined]
    text(client, f"/information/{kind.code}/{other.slug}/files/{stored.token}/", 404)


def test_a_hidden_kind_hides_its_items(client: Client) -> None:
    item = an_item(kind=a_kind("gone", is_open=False))
    text(client, "/information/gone/", 404)
    text(client, f"/information/gone/{item.slug}/", 404)


def test_one_reading_a_visitor_item_and_day(client: Client, loan: Any, clock: Any) -> None:
    text(client, "/policies/xudai/?from=search")
    text(client, "/policies/xudai/")
    assert list(Reading.objects.values_list("what", "kind", "source")) == [("policy", "view", "search")]
    client.get("/policies/xudai/", HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14)")
    clock.shift(dt.timedelta(days=1))
    text(client, "/policies/xudai/")
    assert Reading.objects.count() == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "Baiduspider/2.0"},
        {"HTTP_USER_AGENT": "python-requests/2.32"},
        {"HTTP_USER_AGENT": ""},
        {"HTTP_USER_AGENT": "Mozilla/5.0", "HTTP_SEC_PURPOSE": "prefetch"},
    ],
)
def test_robots_do_not_count(client: Client, loan: Any, headers: dict[str, str]) -> None:
    client.get("/policies/xudai/", **headers)
    client.get("/policies/?q=续贷", **headers)
    assert not Reading.objects.exists()
    assert not SearchedTerm.objects.exists()


def test_people_of_the_desk_do_not_count(loan: Any, sign_in: Any, staff: Any) -> None:
    text(sign_in(staff), "/policies/xudai/")
    assert not Reading.objects.exists()


def test_nothing_of_the_visitor_is_kept(client: Client, loan: Any) -> None:
    text(client, "/policies/xudai/")
    visitor = Reading.objects.get().visitor
    assert len(visitor) == 64
    assert "127.0.0.1" not in visitor


def test_what_is_searched_for_and_not_found_is_counted(client: Client, loan: Any) -> None:
    for query in ("续贷", "续贷", "火星移民", "13900001111"):
        text(client, f"/policies/?q={query}")
    kept = set(SearchedTerm.objects.values_list("text", "times", "misses"))
    assert kept == {("续贷", 2, 0), ("火星移民", 1, 1)}


def test_each_turn_at_the_counter_counts(client: Client, loan: Any, station: Station) -> None:
    for _ in range(2):
        assert "您想查什么" in text(client, "/counter/gyllzx/")
        page = text(client, "/policies/xudai/")
        assert "下一位" in page
        assert 'class=" at-terminal"' in page, "later pages of the terminal are as large as its first"
    kept = list(Reading.objects.values_list("kind", "source", "station__code"))
    assert kept == [("onsite", "counter", "gyllzx")] * 2


def test_a_policy_has_a_code_to_keep(client: Client, loan: Any) -> None:
    assert client.get("/policies/xudai/qr.png")["Content-Type"] == "image/png"


def test_a_word_that_found_nothing_leads_to_the_synonyms_form(sign_in: Any, staff: Any) -> None:
    page = sign_in(staff).get("/desk/policies/synonyms/", {"word": "倒春寒"}).content.decode()
    assert 'value="倒春寒"' in page


def test_paper_tells_number_and_check_that_the_screen_folds(client: Client, loan: Any) -> None:
    page = text(client, f"/policies/{loan.policy.slug}/")
    printed = page.partition('class="only-print">')[2].partition("</p>")[0]
    assert "未核到文号" in printed or loan.document_number in printed
    assert "起执行" in printed
    assert "复核" in printed


def test_what_is_no_policy_but_information_stands_first(client: Client) -> None:
    an_item(slug="gongshang", title="工伤认定申请步骤")
    other = a_version(title="参保补贴", benefit="工伤认定之后也可以申请")
    page = text(client, "/policies/?q=工伤认定")
    assert page.index("/information/bllc/gongshang/") < page.index(f"/policies/{other.policy.slug}/")
