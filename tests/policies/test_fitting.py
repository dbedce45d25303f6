"""五步找政策: what fits and why, what does not and why; and how much it could be."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from demo import policies_in_force
from office.actors import Actor
from office.models import User
from policies import size_standards
from policies.fit_doubts import doubts
from policies.fitting import QUESTIONS, Answers, fit
from policies.formulas import FORMULA_FIELDS, worth
from policies.models import PolicyVersion
from portal.counties import loading as counties
from portal.counties.reading import read_folder
from tests.people import SignIn
from tests.policies.rows import LONG_AGO, a_version

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 23)
LOAN = {"sizes": ["small"], "sectors": ["services"], "needs": ["loan"], "marks": []}


def reasons(answers: Answers) -> dict[str, tuple[str, ...]]:
    found = fit(answers, on=ON)
    return {each.version.title: each.reasons for each in (*found.fits, *found.left_out)}


@pytest.mark.parametrize(
    ("answers", "fits", "reason"),
    [
        (Answers(), True, ()),
        (Answers(size="small", need="loan"), True, ("解决：贷款融资", "规模：小微企业")),
        (Answers(size="large"), False, ("规模不符：适合小微企业",)),
        (Answers(sector="manufacturing"), False, ("行业不符：适合商贸、餐饮、服务",)),
        (Answers(need="land"), False, ("不是这件事：解决的是贷款融资",)),
        (Answers(mark="none"), True, ()),
    ],
)
def test_each_answer_tells_for_or_against(answers: Answers, fits: bool, reason: tuple[str, ...]) -> None:
    a_version(title="服务业贷款贴息", fit=LOAN)
    found = fit(answers, on=ON)
    assert bool(found.fits) is fits
    assert reasons(answers)["服务业贷款贴息"] == reason


def test_a_certificate_that_is_missing_speaks_against() -> None:
    a_version(title="高企减税", fit={"marks": ["high_tech", "tech_sme"]})
    assert reasons(Answers(mark="none"))["高企减税"] == ("缺认定：要求高新技术企业、科技型中小企业",)
    assert reasons(Answers(mark="tech_sme"))["高企减税"] == ("有：科技型中小企业",)
    assert fit(Answers(size="small"), on=ON).fits[0].reasons[-1] == "还要看：是否高新技术企业、科技型中小企业"


def test_what_has_expired_is_left_out_and_says_so() -> None:
    a_version(title="去年的", effective_from=dt.date(2025, 1, 1), expires_on=dt.date(2025, 12, 31))
    assert reasons(Answers()) == {"去年的": ("已到期",)}


def test_five_taps_lead_to_the_result(client: Client) -> None:
    a_version(title="服务业贷款贴息", fit=LOAN)
    query = ""
    for question in QUESTIONS:
        page = client.get(f"/policies/fit/?{query}").content.decode()
        assert question.words in page
        query += f"&{question.name}={'small' if question.name == 'size' else 'any'}"
    page = client.get(f"/policies/fit/?{query}").content.decode()
    assert "适合您的 1 条" in page
    assert "为什么：规模：小微企业" in page


def test_what_the_text_requires_speaks_against_though_nobody_ticked_it() -> None:
    """A 小规模纳税人 got a policy for 一般纳税人 first: its conditions named the certificate alone."""
    a_version(
        title="先进制造业企业加计抵减", who="高新技术企业中的制造业一般纳税人。", fit={"marks": ["high_tech"]}
    )
    answers = Answers(mark="high_tech", taxpayer="small_taxpayer")
    assert reasons(answers)["先进制造业企业加计抵减"] == ("纳税人类别不符：要求增值税一般纳税人",)
    assert not fit(answers, on=ON).fits


def test_at_most_ten_are_shown_and_the_fittest_first() -> None:
    for number in range(12):
        a_version(title=f"谁都可以 {number}", fit={})
    a_version(title="正合适", fit=LOAN)
    a_version(title="还要看认定", fit={"needs": ["loan"], "marks": ["little_giant"]})
    found = fit(Answers(size="small", sector="services", need="loan"), on=ON)
    assert (len(found.fits), found.total) == (10, 14)
    assert [each.version.title for each in found.fits[:2]] == ["正合适", "还要看认定"]
    behind = [each for each in found.left_out if each.reasons == ("也符合，排在前 10 条之后",)]
    assert len(behind) == 4


def test_the_page_says_of_each_whom_it_is_for_and_why(client: Client) -> None:
    for number in range(11):
        a_version(title=f"谁都可以 {number}", who="各类企业，职工不超过300人", fit={})
    page = client.get("/policies/fit/?show=1").content.decode()
    assert "最适合您的 10 条" in page
    assert "共有 11 条符合" in page
    assert page.count("适用：各类企业，职工不超过300人") == 10
    assert page.count("为什么：") == 10


@pytest.mark.parametrize(
    ("query", "bounds"),
    [
        ("sector=manufacturing", "300 人以下或年营业收入 2000 万元以下"),
        ("sector=manufacturing", "1000 人以上且年营业收入 4 亿元以上"),
        ("sector=technology", "100 人以下或年营业收入 1000 万元以下"),
        ("sector=services", "零售50 人以下或年营业收入 500 万元以下；餐饮住宿100 人以下"),
        ("sector=any", "没有选行业的，按工业的界线"),
        ("sector=any&size=small&need=any&mark=any", "年应征增值税销售额 500 万元及以下"),
    ],
)
def test_the_bounds_of_an_answer_stand_beside_it(client: Client, query: str, bounds: str) -> None:
    assert bounds in client.get(f"/policies/fit/?{query}").content.decode()


SHIPPED = json.loads((settings.BASE_DIR / "data" / "macheng" / "policies.json").read_text())


@pytest.mark.parametrize("values", SHIPPED, ids=lambda values: values["slug"])
def test_the_conditions_of_every_policy_say_what_its_text_says(values: dict[str, Any]) -> None:
    names = ("title", "who", "industries", "fit")
    assert doubts(PolicyVersion(**{name: values[name] for name in names})) == []


def test_no_shipped_policy_is_given_to_whom_its_text_leaves_out() -> None:
    counties.load(read_folder(counties.pack("macheng")), by=Actor.system("test"), at=LONG_AGO)
    policies_in_force.publish(at=LONG_AGO)
    small = fit(Answers(size="small", need="tax", taxpayer="small_taxpayer"), on=ON).fits
    assert "小规模纳税人" in small[0].version.title
    general = fit(
        Answers(size="small", need="tax", mark="high_tech", taxpayer="general_taxpayer"), on=ON
    ).fits
    for found, other in ((small, "一般纳税人"), (general, "小规模纳税人")):
        assert len(found) <= 10
        for each in found:
            assert other not in each.version.title, each.version.title
            assert other not in each.version.who or "、" in each.version.who
            assert "间接受益" not in each.version.who


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"who": "增值税一般纳税人"}, "要求增值税一般纳税人"),
        ({"who": "经认定的高新技术企业"}, "要求高新技术企业"),
        ({"who": "小微企业", "fit": {"sizes": ["small", "large"]}}, "只说小微企业"),
        ({"who": "小微企业和个体工商户", "fit": {"sizes": ["small"]}}, "提到个体工商户"),
        ({"who": "企业", "fit": {"marks": ["little_giant"]}}, "“适用对象”没有提到"),
        ({"industries": ["不限行业"], "fit": {"sectors": ["agro"]}}, "写的是不限"),
        ({"who": "给小微企业放贷的金融机构"}, "应只选银行、担保等金融机构"),
        ({"fit": {"sectors": ["utilities"]}}, "不认识的值：utilities"),
    ],
)
def test_conditions_that_say_something_else_are_asked_about(change: dict[str, Any], words: str) -> None:
    values = {"title": "一条政策", "who": "各类企业", "industries": [], "fit": {}} | change
    assert words in "；".join(doubts(PolicyVersion(**values)))


def test_whoever_checks_a_policy_reads_what_is_doubtful(sign_in: SignIn, staff: User) -> None:
    version = a_version("submitted", who="增值税一般纳税人", fit={})
    page = sign_in(staff).get(f"/desk/policies/{version.policy.slug}/").content.decode()
    assert "适用条件和正文可能对不上" in page


def test_the_result_may_be_seen_at_once(client: Client) -> None:
    a_version(title="服务业贷款贴息", fit=LOAN)
    page = client.get("/policies/fit/?size=large&show=1").content.decode()
    assert "没有完全符合的" in page
    assert "规模不符：适合小微企业" in page


def test_odd_answers_count_as_skipped(client: Client) -> None:
    assert client.get("/policies/fit/?size=<x>&need=%00&sector[]=a").status_code == 200


RATE = {
    "ask": "贷款",
    "unit": "万元",
    "rate": "1.5",
    "at_most": "5000",
    "result": "少付",
    "words": "本金×1.5%",
}


@pytest.mark.parametrize(
    ("formula", "asked", "amount"),
    [
        (RATE, "1000", "15.00"),
        (RATE, "9000", "75.00"),
        (RATE, "0.01", "0.00"),
        ({**RATE, "rate": "0.005"}, "200", "0.01"),
        ({"ask": "人数", "unit": "人", "each": "0.78", "result": "减", "words": "人×7800"}, "3", "2.34"),
    ],
)
def test_the_sum_follows_the_formula(formula: dict[str, str], asked: str, amount: str) -> None:
    assert worth(formula, Decimal(asked)).amount == Decimal(amount)


def test_beyond_its_bound_a_policy_gives_nothing() -> None:
    answer = worth({**RATE, "only_up_to": "300"}, Decimal(301))
    assert (answer.amount, answer.words) == (None, "超过300万元，不能享受这一条。")


def test_a_formula_is_written_in_lines_and_read_back() -> None:
    assert FORMULA_FIELDS.read(FORMULA_FIELDS.write(RATE)) == RATE
    assert FORMULA_FIELDS.read("") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("随便写的", "看不懂这一行"),
        ("问什么：贷款", "还缺：单位、结果、算法"),
        ("问什么：贷款\n单位：万元\n结果：少付\n算法：x", "写其中一项"),
        ("问什么：贷款\n单位：万元\n结果：少付\n算法：x\n百分比：很多", "“百分比”请写数字"),
    ],
)
def test_a_formula_that_is_none_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        FORMULA_FIELDS.read(text)


# 第四条 of 工信部联企业〔2011〕300号, as it is printed: from how many people and 万元 on an enterprise is medium, and large.
PRINTED = {
    "二": ((300, 2000), (1000, 40000)),
    "四": ((20, 5000), (200, 40000)),
    "五": ((50, 500), (300, 20000)),
    "六": ((300, 3000), (1000, 30000)),
    "七": ((100, 1000), (200, 30000)),
    "九": ((100, 2000), (300, 10000)),
    "十": ((100, 2000), (300, 10000)),
    "十二": ((100, 1000), (300, 10000)),
    "十六": ((100, 0), (300, 0)),
}


def test_the_bounds_of_sizes_are_those_that_the_standard_prints() -> None:
    for rows in size_standards.BOUNDS.values():
        for row in rows:
            for item in row.item.split("、"):
                assert (row.medium, row.large) == PRINTED[item], row


def test_a_bound_of_people_alone_is_said_without_a_turnover() -> None:
    assert size_standards.hint("medium", "other") == "100 人以上，未到大型"
    assert "软件和信息技术服务100 人以下或年营业收入 1000 万元以下" in size_standards.hint(
        "small", "technology"
    )
