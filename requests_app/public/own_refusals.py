"""Why one of the requester's own steps cannot be taken now, and what makes it possible: words for its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from casework.engine import Step
from casework.stale_pages import guard_refusal
from office.actors import Actor
from office.calendar import local_date
from requests_app.access import parties
from requests_app.deadlines.display import label_for_requester
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.requests import OPEN, Status
from requests_app.public.own_steps import WORDS

_OPEN = (*OPEN, Status.MERGED)
_RESUME = "要恢复办理，请与服务站联系"


def _each(states: Collection[str], words: str) -> dict[str, str]:
    return dict.fromkeys(states, words)


# By step and status: why not, or from when on.
_WITHDRAWN: dict[str, str] = {
    Status.ANSWERED: "已经答复，不能再撤回",
    Status.CLOSED: "已经结案，不能再撤回",
    Status.DECLINED: "没有在办理，不用撤回",
    Status.REFERRED: "已经转送，要撤回请向接收的机关提出",
    Status.WITHDRAWN: "已经撤回过了",
}
_BY_STATE: Mapping[str, Mapping[str, str]] = {
    "rate": _each(_OPEN, "还没有答复，答复以后才能评价")
    | _each((Status.DECLINED, Status.REFERRED, Status.WITHDRAWN), "没有答复，不用评价"),
    "still_there": _each((*_OPEN, Status.ANSWERED), "还没有结案，结案以后才会问")
    | _each((Status.DECLINED, Status.REFERRED, Status.WITHDRAWN), "没有答复，不会再问"),
    "supplement": {
        Status.ANSWERED: "已经答复，不能再补充；没有解决的，请在评价时写明",
        Status.CLOSED: "已经结案，不能再补充",
        Status.DECLINED: "不再办理，不能再补充",
        Status.REFERRED: "已经转送，请向接收的机关补充",
        Status.WITHDRAWN: f"不再办理，不能补充；{_RESUME}",
    },
    "reopen": _each(_OPEN, "还在办理；结案以后仍没有解决的，才用要求继续办理")
    | {
        Status.ANSWERED: "还没有结案；没有解决的，请在评价时写明",
        Status.DECLINED: "没有办理，不能要求继续办理",
        Status.REFERRED: "已经转送，请向接收的机关提出",
        Status.WITHDRAWN: f"不再办理；{_RESUME}",
    },
    "appeal": _each(
        (*_OPEN, Status.ANSWERED, Status.CLOSED, Status.REFERRED, Status.WITHDRAWN),
        "只有不予受理或终止办理的诉求可以申诉",
    ),
    "urge": {
        Status.DECLINED: "不再办理，没有人可以催",
        Status.REFERRED: "已经转送，请向接收的机关询问",
        Status.WITHDRAWN: f"不再办理，没有人可以催；{_RESUME}",
    },
    "correct": {
        Status.MERGED: "正在合并办理，不能更正；要改的内容请写在补充说明里",
        **_each(
            (Status.CLOSED, Status.DECLINED, Status.REFERRED, Status.WITHDRAWN),
            "不再办理，不能在这里更正；联系电话有变的，请与服务站联系",
        ),
    },
    "agree_to_be_named": _each(
        (Status.MERGED, Status.CLOSED, Status.DECLINED, Status.REFERRED, Status.WITHDRAWN),
        "现在没有单位在办理，不用登记",
    ),
    "withdraw": _WITHDRAWN,
    "ask_withdrawal": _WITHDRAWN,
    "oppose_withdrawal": _each(
        (Status.ANSWERED, Status.CLOSED, Status.DECLINED, Status.REFERRED), "没有等待生效的撤回"
    )
    | {Status.WITHDRAWN: f"撤回已经生效；{_RESUME}"},
}
_NO_VERDICT_KEY = (
    "回执单、查询码和柜台发出的链接不能“{title}”，请打开发到您本人电话或邮箱的链接；没有收到的，请到服务站"
)
_NOT_AT_ONCE = "回执单、查询码和柜台发出的链接不能直接“{title}”，请用本人收到的链接"
_VERDICT_KEY_ALONE = "这个链接只用来评价；要“{title}”，请打开回执链接，或用查询码查进度"


def why_not(step: Step, case: EnterpriseRequest, *, by: Actor, at: datetime) -> str:
    """The reason why the requester cannot take `step` at the instant `at`, and when that will be possible.

    The status first, then what the key that was used may do, then the guard's own words.
    """
    label = f"这件诉求现在是“{label_for_requester(case)}”"
    if case.status not in step.sources:
        return f"{label}，{_BY_STATE[step.name][case.status]}"
    file = CaseFile(case)
    capacities = parties.capacities(file, by, local_date(at))
    if not any(one.party in step.who for one in capacities):
        return _words_of_key(step, {one.party for one in capacities}).format(title=WORDS[step.name].title)
    refused = guard_refusal(step, case, capacities, at=at, file=file)
    return refused.message if refused is not None else f"{label}，请再试一次"


def _words_of_key(step: Step, held: set[str]) -> str:
    """What the key that was used lacks for `step`; `held` are the parties that it makes its holder."""
    if parties.REQUESTER_VERDICT in step.who:
        return _NO_VERDICT_KEY
    return _NOT_AT_ONCE if parties.REQUESTER_SLIP in held else _VERDICT_KEY_ALONE
