"""P1: what a visitor sees after a scan, types, and is told; nothing typed is lost."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from office.models import User
from requests_app.models import Category, EnterpriseRequest
from stations.models import QRCode, Station
from tests.requests_app.public.pages import PAGE, TEXT, filled, stamp_of


def test_the_form_opens_at_once_and_asks_for_everything(visitor: Client, open_station: Station) -> None:
    page = visitor.get(PAGE)
    html = page.content.decode()
    assert page.status_code == 200
    assert "向代表留言" in html
    assert "无需登录，一般 2 到 3 分钟填完。我们将在 3 个工作日内与您联系。" in html
    names = "requester_kind category text enterprise_name uscc contact phone email files private share_contact website"
    for name in names.split():
        assert f'name="{name}"' in html, name
    # Only what most choose, and that the category follows from the words: never a consent.
    assert re.findall(r'name="(\w+)" value="(\w*)"[^>]* checked', html) == [
        ("requester_kind", "enterprise"),
        ("category", ""),
    ]
    assert "请勿填写涉密信息" in html
    assert "12388" in html
    assert re.findall(r"<script[^>]*>", html) == ['<script type="module" src="/static/js/keep.js">']


@pytest.mark.parametrize("path", [PAGE, "/s/GYLLZX/", "/new/"])
def test_the_form_takes_six_queries_at_most(
    visitor: Client, open_station: Station, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        assert visitor.get(path).status_code == 200


def test_a_representatives_code_brings_the_card_within_six_queries(
    visitor: Client,
    open_station: Station,
    representative: User,
    today: dt.date,
    django_assert_max_num_queries: Any,
) -> None:
    QRCode.objects.create(
        code="shanxiong", kind="representative", representative=representative.representative, since=today
    )
    # The first scan of a day is noted.
    visitor.get("/r/shanxiong/")
    with django_assert_max_num_queries(6):
        html = visitor.get("/r/shanxiong/").content.decode()
    assert "单雄" in html
    assert "财政经济专业代表小组" in html


def test_a_form_is_taken_in_with_few_queries_and_one_commit(
    visitor: Client, open_station: Station, clock: Any, django_assert_max_num_queries: Any
) -> None:
    body = filled(visitor, clock)
    with django_assert_max_num_queries(38) as asked:
        assert visitor.post(PAGE, body).status_code == 303
    # Inside a test a transaction is a savepoint: one for the counts and the request together.
    statements = [query["sql"].split()[0] for query in asked.captured_queries]
    assert statements.count("RELEASE") == 1
    # The write lock is held for what is written, not for what is looked up.
    within = asked.captured_queries[statements.index("SAVEPOINT") : statements.index("RELEASE")]
    looked_up = [query["sql"] for query in within if query["sql"].startswith("SELECT")]
    # The proof reads the new rows as they are stored, and the last number of the site's sequence.
    assert [sql for sql in looked_up if "chain_key" not in sql and "office_chainhead" not in sql] == []


def test_a_complete_form_becomes_a_request_and_leads_to_its_receipt(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    sent = visitor.post(PAGE, filled(visitor, clock))
    assert sent.status_code == 303
    case = EnterpriseRequest.objects.get()
    assert (case.status, case.source, case.station) == ("submitted", "qr_station", open_station)
    assert (case.phone, case.contact, case.share_contact, case.private) == (
        "13807135678",
        "徐经理",
        True,
        False,
    )
    assert case.category is not None
    assert case.category.code == "RZ"
    assert case.marks == []
    receipt = visitor.get(sent["Location"])
    assert receipt.status_code == 200
    assert case.ledger_number in receipt.content.decode()


def test_a_category_stands_beside_examples_in_everyday_words(visitor: Client, open_station: Station) -> None:
    Category.objects.filter(code="RZ").update(keywords=["贷款", "续贷", "抵押", "担保", "利率"])
    html = visitor.get(f"{PAGE}?form=none").content.decode()
    assert '<b>融资贷款</b><span class="hint">贷款、续贷、抵押、担保</span>' in html


def test_four_answers_are_enough(visitor: Client, open_station: Station, clock: Any) -> None:
    assert visitor.post(PAGE, filled(visitor, clock, category=None, share_contact=None)).status_code == 303
    case = EnterpriseRequest.objects.get()
    # Nobody has chosen a category, so none stands there; whose group it is follows from the words.
    assert (case.category, case.share_contact) == (None, False)
    assert case.proposed_group is not None
    assert case.proposed_group.code == "finance"


def test_words_that_leave_a_doubt_propose_no_group(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    visitor.post(PAGE, filled(visitor, clock, category=None, text="有一件事想当面说一下"))
    assert EnterpriseRequest.objects.get().proposed_group is None


def test_a_no_in_words_is_no_consent(visitor: Client, open_station: Station, clock: Any) -> None:
    visitor.post(PAGE, filled(visitor, clock, share_contact="no"))
    assert not EnterpriseRequest.objects.get().share_contact


def test_the_form_without_a_scan_goes_to_the_default_station(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    visitor.post("/new/", filled(visitor, clock))
    assert EnterpriseRequest.objects.get().source == "web"


def test_a_representatives_code_goes_to_that_representative(
    visitor: Client, open_station: Station, representative: User, clock: Any
) -> None:
    visitor.post("/r/shanxiong/", filled(visitor, clock))
    case = EnterpriseRequest.objects.get()
    assert case.source == "qr_representative"
    assert case.scanned_representative == representative.representative
    assert case.proposed_group is not None
    assert case.proposed_group.code == "finance"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("category", "nonsense", "请选择问题类别"),
        ("category", "\x00", "请选择问题类别"),
        ("requester_kind", None, "请选择您是企业、园区员工还是选民群众"),
        ("text", "", "请写明问题或建议，至少 5 个字"),
        ("text", "四个字呀", "请写明问题或建议，至少 5 个字"),
        ("text", "\u200b\u202e  \u2060四个字呀", "请写明问题或建议，至少 5 个字"),
        ("text", "长" * 1012, "内容超过 1000 字，请删减 12 个字"),
        ("text", "有空字节\x00的文字", "内容含有无法识别的字符"),
        ("enterprise_name", "", "请填写企业名称"),
        ("enterprise_name", "某", "请填写企业名称"),
        ("enterprise_name", "长" * 61, "最多 60 个字，请删减"),
        ("contact", "", "请填写联系人"),
        ("contact", "长" * 61, "最多 60 个字，请删减"),
        ("contact", "徐经理1", "不像姓名"),
        ("phone", "", "请填写 11 位手机号，或带区号的固定电话"),
        ("phone", "1380713567", "请填写 11 位手机号，或带区号的固定电话"),
        ("phone", "电话\x00", "内容含有无法识别的字符"),
        ("uscc", "91110000600037341X", "校验位对不上"),
        ("uscc", "abcdefghijklmnopqr", "统一社会信用代码只有数字和大写字母"),
        ("email", "nobody", "邮箱"),
        ("share_contact", "maybe", "请选择是否同意提供联系方式"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_everything_typed_stays(
    visitor: Client, open_station: Station, field: str, value: str | None, message: str
) -> None:
    page = visitor.post(PAGE, filled(visitor, **{field: value}))
    html = page.content.decode()
    assert page.status_code == 422
    assert message in html
    assert "<title>有 1 处需要修改 - " in html
    assert 'role="alert"' in html
    assert f'id="id_{field}_error"' in html
    if field != "contact":
        assert "徐经理" in html
    assert not EnterpriseRequest.objects.exists()


def test_several_mistakes_are_counted_and_linked(visitor: Client, open_station: Station) -> None:
    html = visitor.post(PAGE, {"stamp": stamp_of(visitor), "requester_kind": "enterprise"}).content.decode()
    assert "有 4 处需要修改" in html
    assert 'href="#id_text"' in html


@pytest.mark.parametrize("kind", ["employee", "voter"])
def test_only_an_enterprise_must_say_its_name(
    visitor: Client, open_station: Station, kind: str, clock: Any
) -> None:
    sent = visitor.post(PAGE, filled(visitor, clock, requester_kind=kind, enterprise_name=""))
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+86 138-0713-5678", "13807135678"),
        ("１３８０７１３５６７８", "13807135678"),
        ("0713-2920011", "07132920011"),
    ],
)
def test_a_telephone_may_be_written_as_people_write_it(
    visitor: Client, open_station: Station, typed: str, kept: str, clock: Any
) -> None:
    visitor.post(PAGE, filled(visitor, clock, phone=typed))
    assert EnterpriseRequest.objects.get().phone == kept


def test_odd_text_survives_and_what_deceives_is_stripped(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    visitor.post(PAGE, filled(visitor, clock, text="镇上的𬭎㛃厂😀，\u202e请看\u200b看\r\n第二行"))
    assert EnterpriseRequest.objects.get().text == "镇上的𬭎㛃厂😀，请看看\n第二行"


def test_a_megabyte_of_text_is_refused_and_kept(visitor: Client, open_station: Station) -> None:
    page = visitor.post(PAGE, filled(visitor, text="长" * 350_000))
    assert page.status_code == 422
    assert "内容超过 1000 字，请删减 349000 个字" in page.content.decode()
    assert "长" * 350_000 in page.content.decode()


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "application/octet-stream"])
def test_a_body_of_another_type_is_an_empty_form(
    visitor: Client, open_station: Station, content_type: str
) -> None:
    page = visitor.post(PAGE, b'{"text": "x"}', content_type=content_type)
    assert page.status_code == 422
    assert not EnterpriseRequest.objects.exists()


def test_nothing_that_was_typed_is_rendered_as_html(visitor: Client, open_station: Station) -> None:
    html = visitor.post(PAGE, filled(visitor, text="<b>x</b>", phone="1")).content.decode()
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_other_methods_are_refused(visitor: Client, open_station: Station) -> None:
    assert visitor.put(PAGE).status_code == 405
    assert visitor.head(PAGE).status_code == 200


def test_the_form_wants_the_token_against_forged_posts(open_station: Station) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(PAGE, {"text": TEXT}).status_code == 403
    page = client.get(PAGE)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    assert settings.CSRF_COOKIE_NAME in client.cookies
    body = filled(client) | {"csrfmiddlewaretoken": token.group(1)}
    assert client.post(PAGE, body).status_code == 303
