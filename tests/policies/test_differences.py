"""Differences are said in words that a clerk would use."""

import datetime as dt

import pytest

from office.publishing.differences import text_words
from policies.differences import differences
from policies.models import PolicyVersion
from tests.policies.rows import a_version

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        (
            "expires_on",
            dt.date(2026, 12, 31),
            dt.date(2027, 12, 31),
            ("由2026年12月31日（周四）延至2027年12月31日（周五）",),
        ),
        ("expires_on", dt.date(2026, 12, 31), None, ("原为2026年12月31日（周四），现不再规定",)),
        ("benefit", "贴息1个百分点", "贴息1.5个百分点", ("由“贴息1个百分点”改为“贴息1.5个百分点”",)),
        (
            "key_points",
            ["最长2年", "单户上限5000万元"],
            ["最长3年", "单户上限5000万元", "不能重复享受"],
            ("“最长2年”改为“最长3年”", "新增“不能重复享受”"),
        ),
        ("materials", ["营业执照", "合同"], ["合同", "营业执照"], ("只调整了顺序",)),
        ("confidence", "medium", "high", ("由“中”改为“高”",)),
        (
            "plain",
            "企业利润不大就能少交税。" + "这一句没有变化。" * 8 + "不用备案。",
            "企业利润不大就能少交税。" + "这一句没有变化。" * 8 + "申报时享受，不用备案。",
            ("“不用备案。”改为“申报时享受，不用备案。”",),
        ),
        (
            "fit",
            {"sizes": ["small"]},
            {"sizes": ["small", "medium"]},
            ("“小微企业”改为“小微企业、中型企业”",),
        ),
    ],
)
def test_a_change_is_told(name: str, before: object, after: object, words: tuple[str, ...]) -> None:
    old = PolicyVersion(**{name: before})
    new = PolicyVersion(**{name: after})
    assert [difference.words for difference in differences(old, new)] == [words]


def test_equal_versions_differ_in_nothing() -> None:
    version = a_version()
    assert differences(version, version) == []


def test_a_paragraph_that_follows_is_added_and_changes_nothing_before_it() -> None:
    text = "第一条 代表按时参加小组组织的调研、视察和执法检查，会前认真准备，会上如实反映企业的诉求和建议。（对应：出席）\n第二条 每月到站接待（对应：参加接待）"
    third = "第三条 每年提交一件专业建议（对应：专业建议）"
    assert list(text_words(text, f"{text}\n{third}")) == [f"新增“{third}”"]
    assert list(text_words(f"{text}\n{third}", text)) == [f"删去“{third}”"]
    assert list(text_words(text, text.replace("\n", "\n\n"))) == ["只调整了分段"]
