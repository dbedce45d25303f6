"""Excel and JSON in and out: a preview, errors by row in Chinese, all or nothing; out and in again changes nothing."""

import datetime as dt
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from policies import exchange
from policies.models import Policy, PolicyVersion
from tests.people import SignIn
from tests.policies.rows import a_version

pytestmark = pytest.mark.django_db

GOOD: dict[str, Any] = {
    "slug": "xin-zhengce",
    "category": "tax",
    "department": "",
    "title": "新政策",
    "level": "国家级",
    "effective_from": "2026年1月1日",
    "expires_on": "2027/12/31",
    "who": "小微企业",
    "benefit": "少交税",
    "plain": "申报时享受。",
    "confidence": "high",
    "key_points": ["一", "二"],
}


def plan_of(*rows: Any) -> exchange.Plan:
    return exchange.read(BytesIO(json.dumps(rows, ensure_ascii=False).encode()), "policies.json")


def test_what_goes_out_comes_in_unchanged(staff: User, now: dt.datetime) -> None:
    version = a_version(
        expires_on=dt.date(2026, 12, 31),
        industries=["制造业"],
        fit={"sizes": ["small"]},
        formula={"ask": "贷款", "unit": "万元", "rate": "1.5", "result": "少付", "words": "×1.5%"},
        document_number="=财金4号",
    )
    versions = PolicyVersion.objects.for_lists()
    for content, name in (
        (json.dumps(exchange.export(versions)).encode(), "a.json"),
        (exchange.export_xlsx(versions), "a.xlsx"),
    ):
        plan = exchange.read(BytesIO(content), name)
        assert (plan.errors, plan.changes, plan.same) == ([], [], 1), name
    assert exchange.take_in(plan, by=Actor.of(staff), at=now) == 0
    assert version.policy.versions.count() == 1


def test_a_new_row_becomes_a_draft(staff: User, now: dt.datetime) -> None:
    plan = plan_of(GOOD)
    assert [(change.slug, change.is_new) for change in plan.changes] == [("xin-zhengce", True)]
    assert exchange.take_in(plan, by=Actor.of(staff), at=now) == 1
    version = PolicyVersion.objects.get()
    assert (version.state, version.level, version.expires_on) == ("draft", "national", dt.date(2027, 12, 31))


def test_a_known_row_becomes_the_next_version(staff: User, now: dt.datetime) -> None:
    a_version(policy_options={"slug": "xin-zhengce", "category": "tax"})
    plan = plan_of(GOOD)
    assert "标题" in plan.changes[0].fields
    exchange.take_in(plan, by=Actor.of(staff), at=now)
    assert list(Policy.objects.get().versions.values_list("number", "state")) == [
        (2, "draft"),
        (1, "published"),
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "请填写标题"),
        ({"effective_from": "明年"}, "生效日期“明年”不是日期"),
        ({"effective_from": "2026-02-30"}, "不是日期"),
        ({"effective_from": f"{10**20}-1-1"}, "不是日期"),
        ({"fit": "[" * 100_000}, "看不懂"),
        ({"expires_on": "2025-01-01"}, "到期日不能早于生效日期"),
        ({"category": "福利"}, "类别“福利”不对"),
        ({"slug": "大写"}, "代码只能用小写字母"),
        ({"department": "nobody"}, "没有代码为“nobody”的单位"),
        ({"plain": "页" * 3000}, "白话解读超过 2000 字"),
        ({"fit": "{坏"}, "适用条件看不懂"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken_in(
    staff: User, now: dt.datetime, given: dict[str, Any], words: str
) -> None:
    plan = plan_of(GOOD | {"slug": "other", "title": "另一条"}, GOOD | given)
    assert [row for row, _ in plan.errors] == [2]
    assert words in plan.errors[0][1]
    with pytest.raises(Refused):
        exchange.take_in(plan, by=Actor.of(staff), at=now)
    assert not Policy.objects.exists()


def test_two_rows_with_one_code_are_an_error_with_one_number_a_warning() -> None:
    number = {"document_number": "财金〔2026〕4号"}
    plan = plan_of(GOOD | number, GOOD | number, GOOD | number | {"slug": "third", "title": "第三条"})
    assert plan.errors == [(2, "代码“xin-zhengce”与第 1 行重复")]
    assert [row for row, _ in plan.warnings] == [2, 3]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"{", "a.json"),
        (b"{}", "a.json"),
        (b"[1]", "a.json"),
        ("甲,乙\n1,2".encode(), "a.csv"),
        (b"PK\x03\x04x", "a.xlsx"),
        (b"", "a.csv"),
    ],
)
def test_a_file_that_is_none_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(Refused):
        exchange.read(BytesIO(content), name)


def test_only_staff_take_in(editor: User, now: dt.datetime) -> None:
    with pytest.raises(Refused, match="工作人员"):
        exchange.take_in(plan_of(GOOD), by=Actor.of(editor), at=now)


def test_the_page_shows_before_it_takes_in(staff: User, sign_in: SignIn) -> None:
    client = sign_in(staff)

    def upload(**more: str) -> Any:
        file = SimpleUploadedFile("a.json", json.dumps([GOOD]).encode())
        return client.post("/desk/policies/import/", {"file": file} | more)

    assert "1 条有变化" in upload().content.decode()
    assert not Policy.objects.exists()
    assert upload(commit="1").status_code == 302
    assert Policy.objects.get().slug == "xin-zhengce"


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_the_public_policies_are_downloaded(form: str, staff: User, sign_in: SignIn, settings: Any) -> None:
    a_version()
    answer = sign_in(staff).get(f"/desk/policies/export.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="policies.{form}"'
    event = Event.objects.get(action="export")
    assert (event.data["page"], event.data["rows"]) == ("policies", 1)


def test_a_failing_row_takes_the_others_back(
    staff: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(GOOD, GOOD | {"slug": "second", "title": "第二条"})
    real: Callable[..., Any] = exchange.editing.begin

    def begin(slug: str, *args: Any, **kwargs: Any) -> Any:
        if slug == "second":
            raise OSError("disk")
        return real(slug, *args, **kwargs)

    monkeypatch.setattr(exchange.editing, "begin", begin)
    with pytest.raises(OSError, match="disk"):
        exchange.take_in(plan, by=Actor.of(staff), at=now)
    assert not Policy.objects.exists()
