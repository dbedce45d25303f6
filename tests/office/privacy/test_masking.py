"""Personal data in free text: every spelling that people use, and nothing that only looks like it."""

import json
import re
from pathlib import Path

import pytest

from office.privacy.masking import Kind, find, masked

SAMPLES = Path(__file__).parents[3] / "data" / "sample-requests.json"
# A line each; `[[kind:…]]` is what must be found in it. After the empty line nothing may be found.
ADVERSARIAL = Path(__file__).parent / "personal-data.txt"
MARKED = re.compile(r"\[\[(\w+):(.*?)\]\]")
# Text, and what must be found in it. Written for this test alone; `|` marks the span.
HELD_OUT = [
    ("请联系我 |138 0013 8000| 谢谢", Kind.TELEPHONE),
    ("电话：|１３９１２３４５６７８|。", Kind.TELEPHONE),
    ("手机|+86-136-1234-5678|，随时可打", Kind.TELEPHONE),
    ("我的号码是|一三八零零一三八零零零|", Kind.TELEPHONE),
    ("幺三九打头：|幺三九二二二二三三三三|", Kind.TELEPHONE),
    ("座机|0713-2951234|没人接", Kind.TELEPHONE),
    ("单位电话|(0713) 2951234|", Kind.TELEPHONE),
    ("打 |027 8765 4321| 找老王", Kind.TELEPHONE),
    ("办公室电话|2951234|", Kind.TELEPHONE),
    ("号码|19912345678|，微信同号", Kind.TELEPHONE),
    ("身份证号|11010519491231002X|", Kind.ID_NUMBER),
    ("身份证：|110105 19491231 002x|，社保断了", Kind.ID_NUMBER),
    ("身份证号|１１０１０５１９４９１２３１００２Ｘ|", Kind.ID_NUMBER),
    ("证件号码 |421181199001011234| 填错了一位", Kind.ID_NUMBER),
    ("老身份证|421181700101123|", Kind.ID_NUMBER),
    ("卡号|6222 0212 3456 7890 128|，补贴没到", Kind.BANK_CARD),
    ("打到|6228480402564890018|这张卡", Kind.BANK_CARD),
    ("收款账号：|4200 1234 5678 0000 123|，开户行建行", Kind.BANK_CARD),
    ("代码|91421181MAEQ935N32|的企业", Kind.USCC),
    ("统一代码 |91421181maeq935n32|", Kind.USCC),
    ("货车|鄂J12345|被拦", Kind.PLATE),
    ("车牌|鄂J·A8B12|进不了城", Kind.PLATE),
    ("新能源车|鄂JD12345|充电", Kind.PLATE),
    ("邮箱|li.ming@example.com|", Kind.EMAIL),
    ("发到|liming＠example.com.cn|", Kind.EMAIL),
    ("微信号|lm_88866|", Kind.ACCOUNT),
    ("加V：|dk99001|", Kind.ACCOUNT),
    ("QQ|123456789|", Kind.ACCOUNT),
    ("员工|王建国|受伤", Kind.NAME),
    ("我叫|欧阳明|，在园区上班", Kind.NAME),
    ("厂里师傅|李强|上班路上摔了", Kind.NAME),
    ("联系人：|张晓梅|。", Kind.NAME),
    ("请找|陈丽|女士", Kind.NAME),
    ("妻子|周赟|在厂里做会计", Kind.NAME),
]
CLEAN = [
    "补贴 1380000 元，去年 12000000 元，合计 13380000 元",
    "合同金额 13812345678.50 元",
    "贷款 300 万元，利率 4.35%，期限 2026-01-01 至 2029-12-31",
    "依据鄂政发〔2025〕3号、财税〔2023〕12号",
    "订单号 13912345678 到现在没发货",
    "运单 6222021234567890128 丢了",
    "发票号码 24422000000012345678，税率 13%",
    "受理编号 2026-00123，查询码 1234 5678 9012",
    "2026年11月23日 13:30 到 2026年11月24日 18:00",
    "二〇二六年十一月二十三日上午九点",
    "设备编号 JX-2026-110105 型号 CK6140",
    "热线 12345、12333、12366，或 400-800-1234",
    "一二三四五六七，共七条，第一，第二，第三",
    "用地 30 亩，厂房 11000 平方，层高 8.5 米，载重 2.5 吨",
    "电压 380V，变压器 630kVA，用电 1200000 度",
    "员工高温补贴没有发，职工安全培训没有做，员工于是走了",
    "司机任何时候都不能进城，工人周末加班，员工全部住厂",
    "会计方面的问题，师傅向我反映，老板都同意，工人强烈要求",
    "云A级景区、鄂东大市场、京广线以西",
    "加微信群通知大家，微信公众号查询",
    "项目代码 2603-421181-04-01-123456",
    "身份证办理窗口排队 200 人",
]


@pytest.mark.parametrize(("marked", "kind"), HELD_OUT)
def test_personal_data_is_found_in_any_spelling(marked: str, kind: Kind) -> None:
    before, secret, _ = marked.split("|")
    text = marked.replace("|", "")
    hits = [(hit.kind, text[hit.start : hit.end]) for hit in find(text)]
    assert hits == [(kind, secret)], before


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert [text[hit.start : hit.end] for hit in find(text)] == []


def test_who_hides_a_number_from_machines_hides_it_from_nobody_else() -> None:
    """Every line of personal-data.txt: all that is marked is covered by a hit of its kind, and nothing else is hit."""
    wrong = []
    for line in ADVERSARIAL.read_text(encoding="utf-8").splitlines():
        text = MARKED.sub(r"\2", line)
        wanted = MARKED.findall(line)
        found = [(hit.kind.value, text[hit.start : hit.end]) for hit in find(text)]
        covered = len(found) == len(wanted) and all(
            kind == hit and _letters(secret) in _letters(span)
            for (kind, secret), (hit, span) in zip(wanted, found, strict=True)
        )
        wrong += [] if covered else [(line, found)]
    assert wrong == []


@pytest.mark.parametrize(
    "spelled", ["138\u200b0000\u200b1111", "1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e300001111"]
)
def test_what_is_not_seen_between_digits_hides_nothing(spelled: str) -> None:
    text = f"打{spelled}找我"
    assert masked(text, find(text)) == "打138****1111找我"


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_a_form_of_address_as_contact_is_no_name() -> None:
    assert find("老板不在，厂长也不在", ["老板", "厂长"]) == []
    assert [hit.value for hit in find("这事问陈 小明", ["陈小明"])] == ["陈小明"]


def test_precision_and_recall_on_the_samples_have_a_floor() -> None:
    """Gold spans of data/sample-requests.json: 6 in 70 texts, all found, nothing else."""
    wanted, found = set(), set()
    for row in json.loads(SAMPLES.read_text()):
        wanted |= {(row["id"], span) for span in row["sensitive_spans"]}
        found |= {(row["id"], row["text"][hit.start : hit.end]) for hit in find(row["text"])}
    right = len(wanted & found)
    assert right >= 0.95 * len(wanted), wanted - found
    assert right >= 0.95 * len(found), found - wanted


def test_names_known_to_the_case_are_found_wherever_they_stand() -> None:
    text = "徐经理说锦绣蓝天服饰的事找徐经理"
    assert [hit.value for hit in find(text, ["徐经理", "锦绣蓝天服饰", "", "李"])] == [
        "徐经理",
        "锦绣蓝天服饰",
        "徐经理",
    ]


def test_what_is_shown_keeps_its_beginning_and_end() -> None:
    text = "员工王建国 138 0013 8000，身份证11010519491231002X，车鄂J12345，邮箱a@b.cn"
    shown = masked(text, find(text))
    assert shown == "员工王** 138****8000，身份证110105********002X，车鄂J***45，邮箱a***@b.cn"


@pytest.mark.parametrize(
    "text", ["", "1" * 3000, "张" * 3000, "员工" * 1500, "1 " * 1500, "a@" * 1500, "鄂A" * 1500]
)
def test_odd_texts_are_read_in_no_time_and_without_an_error(text: str) -> None:
    assert masked(text, find(text)) or not text
