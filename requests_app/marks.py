"""Marks that intake leaves for whoever triages a case: proposals, never decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

TRAPPED: Final = "trapped"
HASTY: Final = "hasty"
MANY_FROM_ADDRESS: Final = "many_from_address"
MANY_FROM_PHONE: Final = "many_from_phone"
SAME_TEXT: Final = "same_text"

LABELS: dict[str, str] = {
    "masked": "文中的证件号或银行卡号已隐去",
    "accusation": "可能是检举控告，请考虑列为密封件",
    TRAPPED: "填写了页面上看不见的栏目，可能是程序提交",
    HASTY: "打开页面几秒内就提交，可能是程序提交",
    MANY_FROM_ADDRESS: "同一网络地址一小时内提交较多",
    MANY_FROM_PHONE: "同一电话一小时内提交较多",
    SAME_TEXT: "与同一电话此前的一件内容相同，可能是重复提交",
}


def labels_of(marks: Iterable[str]) -> list[str]:
    """The words for a case's marks, in their order; an unknown one is left out."""
    return [LABELS[mark] for mark in marks if mark in LABELS]
