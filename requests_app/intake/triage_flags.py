"""Marks that intake leaves for whoever triages a case: proposals, never decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from requests_app.access.public_cases import MET_TOO

TRAPPED: Final = "trapped"
HASTY: Final = "hasty"
MANY_FROM_ADDRESS: Final = "many_from_address"
MANY_FROM_PHONE: Final = "many_from_phone"
SAME_TEXT: Final = "same_text"

LABELS: dict[str, str] = {
    "masked": "文中的证件号、电话、姓名等已隐去，查看原文须说明原因",
    "accusation": "可能是检举控告，请考虑列为密封件",
    "several": "一件中像是说了几件事，可考虑拆分",
    TRAPPED: "填写了页面上看不见的栏目，可能是程序提交",
    HASTY: "打开页面几秒内就提交，可能是程序提交",
    MANY_FROM_ADDRESS: "同一网络地址一小时内提交较多",
    MANY_FROM_PHONE: "同一电话一小时内提交较多",
    SAME_TEXT: "与同一电话此前的一件内容相同，可能是重复提交",
}


def met_too(ledger_number: str) -> str:
    """The enterprise pressed 我也遇到 at a public case."""
    return f"{MET_TOO}{ledger_number}"


def labels_of(marks: Iterable[str]) -> list[str]:
    """The words for a case's marks, in their order; an unknown one is left out."""
    return [words for mark in marks if (words := _label(mark))]


def _label(mark: str) -> str:
    if mark.startswith(MET_TOO):
        return f"企业表示也遇到 {mark.removeprefix(MET_TOO)} 的问题，可考虑合并办理"
    return LABELS.get(mark, "")
