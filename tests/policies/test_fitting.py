"""五步找政策: what fits and why, what does not and why; and how much it could be."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from policies.fitting import QUESTIONS, Answers, fit
from policies.formulas import FORMULA_FIELDS, worth
from tests.policies.rows import a_version

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
