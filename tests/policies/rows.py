"""Rows that these tests need: a policy with its version, an item of information."""

import datetime as dt
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from groups.models import Department
from office.models import StoredFile
from policies.models import (
    HandbookEdition,
    InformationItem,
    InformationKind,
    Policy,
    PolicyVersion,
    Reading,
    StandardAnswer,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = dt.datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
SINCE = dt.date(2026, 1, 1)
_numbers = count(1)


def a_policy(**options: Any) -> Policy:
    values = {"slug": f"zhengce-{next(_numbers)}", "category": "finance", "created_at": LONG_AGO} | options
    return Policy.objects.create(**values)


def a_version(state: str = "published", **options: Any) -> PolicyVersion:
    """`policy_options` of the policy, `**options` of the version."""
    policy = options.pop("policy", None) or a_policy(**options.pop("policy_options", {}))
    values = {
        "policy": policy,
        "number": 1,
        "state": state,
        "title": "中小微企业贷款贴息",
        "level": "national",
        "effective_from": SINCE,
        "who": "中小微企业",
        "benefit": "每年贴息1.5个百分点",
        "plain": "企业借钱买设备，国家帮您出一部分利息。",
        "key_points": ["最长2年"],
        "confidence": "high",
        "written_at": LONG_AGO,
        "released_at": None if state in ("draft", "submitted") else LONG_AGO,
        "superseded_at": LONG_AGO if state == "superseded" else None,
    } | options
    return PolicyVersion.objects.create(**values)


def a_kind(code: str = "bllc", **options: Any) -> InformationKind:
    return InformationKind.objects.get_or_create(
        code=code, defaults={"name": f"类别{next(_numbers)}", "order": 4} | options
    )[0]


def an_item(state: str = "published", **options: Any) -> InformationItem:
    values = {
        "slug": f"ziliao-{next(_numbers)}",
        "kind": options.pop("kind", None) or a_kind(),
        "state": state,
        "title": "排污许可怎么办",
        "summary": "分三类管理",
        "body": "先看名录，再登录平台填报。",
        "written_at": LONG_AGO,
        "released_at": LONG_AGO if state in ("published", "withdrawn") else None,
    } | options
    return InformationItem.objects.create(**values)


def a_standard_answer(department: Department, state: str = "published", **options: Any) -> StandardAnswer:
    """Of the unit alone, checked, good for a year."""
    values = {
        "audience": "unit",
        "state": state,
        "department": department,
        "question": "续贷要带什么材料",
        "text": "到期前三十日带营业执照和贷款合同到银行网点办理续贷。",
        "valid_until": dt.date(2027, 6, 30),
        "written_at": LONG_AGO,
        "released_at": LONG_AGO if state == "published" else None,
    } | options
    return StandardAnswer.objects.create(**values)


def a_reading(**options: Any) -> Reading:
    values = {"what": "handbook", "kind": "view", "visitor": "v" * 64, "read_on": SINCE} | options
    return Reading.objects.create(**values)


def a_file() -> StoredFile:
    number = next(_numbers)
    return StoredFile.objects.create(
        path=f"aa/{number}", name=f"申请表{number}.docx", content_type="application/pdf", size=9, sha256="0" * 64,
        created_at=LONG_AGO,
    )  # fmt: skip


def an_edition(**options: Any) -> HandbookEdition:
    values = {"number": 1, "made_on": SINCE, "made_at": LONG_AGO, "digest": "a" * 64, "lines": []}
    files = {name: a_file() for name in ("a4", "phone", "word") if name not in options}
    return HandbookEdition.objects.create(**(values | files | options))
