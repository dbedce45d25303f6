"""Words for what is recorded of a case without a step: looking, slips and keys, a new calendar, a part split off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.history import HistoryLine, Names, Requester, Words, label_of
from office.events.chains import ERASED
from office.events.record import ROWS_WRITTEN
from office.events.taking_up import TAKEN_UP
from office.models import Event
from office.templatetags.wording import coded_day
from requests_app.access.access_log import RevealReason
from requests_app.followup.verdict_links import DELIVERED, UNDELIVERED
from requests_app.intake.from_receptions import TOLD_AGAIN
from requests_app.models.clocks import ClockKind
from requests_app.models.verdict_keys import SentTo
from requests_app.steps.splitting import SPLIT_OFF


def _revealed(data: Mapping[str, Any], names: Names) -> str:
    return label_of(RevealReason, data.get("why"))


def _sent(data: Mapping[str, Any], names: Names) -> str:
    return "发到登记电话" if data.get("to") == "phone" else "打印在回执单上"


def _address(data: Mapping[str, Any], names: Names) -> str:
    return label_of(SentTo, data.get("to"))


def _moved(data: Mapping[str, Any], names: Names) -> str:
    """答复企业 10月9日 → 10月12日；单位回复（财政局）10月8日 → 10月9日"""
    lines = []
    for move in data.get("moved", ()):
        unit = names.unit(move)
        what = f"{label_of(ClockKind, move.get('kind'))}{f'（{unit}）' if unit else ''}"
        lines.append(f"{what} {coded_day(move.get('was'))} → {coded_day(move.get('becomes'))}")
    return "；".join(lines)


def _moved_for_requester(event: Event, names: Names) -> HistoryLine | None:
    """The one date that was told to the enterprise; units' own dates are not its business."""
    found = next((move for move in event.data.get("moved", ()) if move.get("kind") == ClockKind.ANSWER), None)
    if found is None:
        return None
    return HistoryLine(
        "放假安排调整，答复期限顺延", f"由 {coded_day(found['was'])} 顺延到 {coded_day(found['becomes'])}。"
    )


def _suggestion(data: Mapping[str, Any], names: Names) -> str:
    number = data.get("number")
    return f"建议编号 {number}" if number else ""


def _suggestion_for_requester(title: str) -> Requester:
    """The title, and the number under which the suggestion is found in public."""
    return lambda event, names: HistoryLine(title, _suggestion(event.data, names))


OTHER_EVENTS = {
    "reveal": Words(title="查看联系方式", desk=_revealed, is_inner=True),
    "print_slip": Words(title="打印回执单", is_told_at_counter=True),
    "export_personal": Words(title="提供本人信息副本", is_inner=True),
    "renew_keys": Words(title="补发查询码", desk=_sent, is_told_at_counter=True),
    "calendar_moved": Words(
        title="放假安排调整，期限顺延", desk=_moved, requester=_moved_for_requester, is_told_at_counter=True
    ),
    TOLD_AGAIN: Words(title="接待日又谈到这件事", is_told_at_counter=True),
    "split_off": SPLIT_OFF,
    "suggestion_registered": Words(
        title="由这件诉求形成的代表建议已立案",
        desk=_suggestion,
        requester=_suggestion_for_requester("您反映的问题已由代表提成建议"),
    ),
    "suggestion_answered": Words(
        title="代表建议已答复",
        desk=_suggestion,
        requester=_suggestion_for_requester("由您反映的问题形成的代表建议有了答复"),
    ),
    "suggestion_kept": Words(
        title="代表建议的承诺已兑现",
        desk=_suggestion,
        requester=_suggestion_for_requester("由您反映的问题形成的代表建议，承诺已经兑现"),
    ),
    "suggestion_reported": Words(
        title="代表已回告", desk=_suggestion, requester=_suggestion_for_requester("代表告诉您建议的办理结果")
    ),
    "suggestion_withdrawn": Words(title="代表撤回了由这件诉求形成的建议", desk=_suggestion),
    "suggestion_refused": Words(title="由这件诉求形成的建议没有立案", desk=_suggestion),
    DELIVERED: Words(title="评价链接已送达", desk=_address),
    UNDELIVERED: Words(title="评价链接没有送达", desk=_address),
    ROWS_WRITTEN: Words(title="登记数据核对值", is_inner=True),
    TAKEN_UP: Words(title="系统升级，登记已有数据的核对值", is_inner=True),
    ERASED: Words(title="联系方式和个人信息按期清除", is_inner=True),
}
