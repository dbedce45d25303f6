"""经过: a case's events in words, from the table of steps. Private texts by a list of names; contacts never."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from groups.models import Department, Representative
from office import events
from office.models import Event
from requests_app.conflicts import NO_PART
from requests_app.looking import RevealReason
from requests_app.models import EnterpriseRequest
from requests_app.models.answers import Satisfaction
from requests_app.models.assignments import ResultClass
from requests_app.models.categories import Difficulty
from requests_app.models.contacts import ContactHow, ProposalKind
from requests_app.models.disposals import DisposalReason
from requests_app.models.requests import Outcome
from requests_app.sight import Sight
from requests_app.workflow.effects.leaving import WithdrawReason
from requests_app.workflow.effects.verdicts import Settling
from requests_app.workflow.parties import PARTY_LABELS
from requests_app.workflow.request_steps import STEPS

# Texts that may be read again by whoever reads the case; telephone, names and old values are not among them.
READABLE = ("explanation", "guidance", "said", "remark", "reason", "text")
# Advice within the office's side; a unit does not see it.
INNER = frozenset(
    {
        "propose_decline",
        "propose_assignment",
        "propose_spot_answer",
        "hand_over",
        "leave_to_liaison",
        "reveal",
        "seal",
    }
)
# What every visitor to the counter may be told of the way so far.
AT_THE_COUNTER = frozenset(
    {
        "submit",
        "accept",
        "assign",
        "answer",
        "answer_on_the_spot",
        "rate",
        "record_verdict",
        "close",
        "close_unrated",
    }
    | {"decline", "terminate", "refer", "appeal", "decide_appeal", "withdraw", "resume", "reopen", "settle"}
    | {"print_slip", "renew_keys"}
)
OTHER_WORDS = {"reveal": "查看联系方式", "print_slip": "打印回执单", "renew_keys": "补发查询码"}
UNIT_ACTIONS = {
    "sign": "签收",
    "record_sign": "签收（代录）",
    "deem_signed": "逾期未签收，视同签收",
    "return": "退回交办",
    "record_return": "退回交办（代录）",
    "opinion": "提交会办意见",
    "reply": "回复",
    "record_reply": "回复（代录）",
    "confirm": "负责人审签",
}
CORRECTED = {"text": "内容", "enterprise_name": "企业名称", "contact": "联系人", "phone": "联系电话"}


@dataclass(frozen=True)
class Entry:
    """A row of components/timeline.html."""

    title: str
    at: datetime
    by: str
    text: str
    state: str


@dataclass(frozen=True)
class Names:
    """Words for the codes in payloads, read once for the whole way."""

    departments: dict[str, str]
    representatives: dict[str, str]


def entries(case: EnterpriseRequest, sight: Sight) -> list[Entry]:
    """Newest first, as far as the reader may see it; five queries, however long the way."""
    rows = [event for event in events.timeline(case.subject) if _is_shown(event, sight)]
    names = _names(rows)
    found = [_entry(event, names, sight) for event in reversed(rows)]
    if found and case.is_open:
        state = "asked" if case.is_waiting else "doing"
        found[0] = Entry(found[0].title, found[0].at, found[0].by, found[0].text, state)
    return found


def since(case: EnterpriseRequest, seq: int, sight: Sight) -> list[Entry]:
    """What happened after the event that a form had seen: handling only, not looking."""
    rows = [
        event
        for event in events.timeline(case.subject).filter(seq__gt=seq)
        if event.action in STEPS and event.action not in NO_PART and _is_shown(event, sight)
    ]
    names = _names(rows)
    return [_entry(event, names, sight) for event in rows]


def last_seq(case: EnterpriseRequest) -> int:
    last = Event.objects.filter(subject=case.subject).order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


def _is_shown(event: Event, sight: Sight) -> bool:
    if not sight.reads:
        return event.action in AT_THE_COUNTER
    return not (sight.is_unit and event.action in INNER)


def _entry(event: Event, names: Names, sight: Sight) -> Entry:
    lines = []
    if sight.reads:
        described = _DESCRIBE.get(event.action)
        lines = [described(event.data, names)] if described else []
        lines += [
            event.private(name) for name in READABLE if not (name == "text" and event.action == "submit")
        ]
    return Entry(
        title=_title(event, names),
        at=event.at,
        by=_actor(event) if sight.reads else "",
        text="\n".join(line for line in lines if line),
        state="done",
    )


def _title(event: Event, names: Names) -> str:
    if event.action in UNIT_ACTIONS:
        unit = names.departments.get(str(event.data.get("unit", "")), "单位")
        return f"{unit}{UNIT_ACTIONS[event.action]}"
    step = STEPS.get(event.action)
    return step.past if step else OTHER_WORDS.get(event.action, event.action)


def _actor(event: Event) -> str:
    """乙（代甲），承办代表"""
    if event.by_user is None:
        return "企业" if event.by_kind == Event.By.REQUESTER else "系统"
    name = event.by_user.name
    if event.on_behalf_of is not None:
        name = f"{name}（代{event.on_behalf_of.name}）"
    party = PARTY_LABELS.get(str(event.data.get("party", "")), "")
    return f"{name}，{party}" if party else name


def _names(rows: Iterable[Event]) -> Names:
    departments: set[str] = set()
    representatives: set[str] = set()
    for event in rows:
        data = event.data
        departments |= {str(data[name]) for name in ("unit", "lead") if data.get(name)}
        departments |= {str(code) for code in data.get("co", ())}
        representatives |= {str(data[name]) for name in ("representative", "old", "new") if data.get(name)}
    return Names(
        dict(Department.objects.filter(code__in=departments).values_list("code", "short_name")),
        dict(Representative.objects.filter(code__in=representatives).values_list("code", "name")),
    )


def _word(choices: Any, value: object) -> str:
    return dict(choices.choices).get(value, "") if value else ""


def _accepted(data: dict[str, Any], names: Names) -> str:
    representative = names.representatives.get(str(data.get("representative")), "")
    due = _day(data.get("answer_due_on"))
    words = [
        f"{_word(Difficulty, data.get('difficulty'))}件",
        f"承办代表{representative}",
        due and f"{due}前答复",
    ]
    return "，".join(word for word in words if word)


def _assigned(data: dict[str, Any], names: Names) -> str:
    lead = names.departments.get(str(data.get("lead")), "")
    co = "、".join(names.departments.get(str(code), str(code)) for code in data.get("co", ()))
    return f"主办{lead}" + (f"，会办{co}" if co else "")


def _classed(data: dict[str, Any], names: Names) -> str:
    return _word(ResultClass, data.get("result_class"))


def _contacted(data: dict[str, Any], names: Names) -> str:
    how = _word(ContactHow, data.get("how"))
    reached = "已联系上" if data.get("reached") else "联系不上"
    return f"{how}，{reached}" + ("，代为联系" if data.get("on_behalf") else "")


def _rated(data: dict[str, Any], names: Names) -> str:
    agreed = "认可" if data.get("agreed") else "不认可"
    return f"{_word(Satisfaction, data.get('satisfaction'))}，{agreed}"


def _handed_over(data: dict[str, Any], names: Names) -> str:
    old, new = (names.representatives.get(str(data.get(key)), "") for key in ("old", "new"))
    return f"由{old}移交{new}" if old else f"移交{new}"


def _left(data: dict[str, Any], names: Names) -> str:
    return names.representatives.get(str(data.get("old")), "")


def _disposed(data: dict[str, Any], names: Names) -> str:
    return _word(DisposalReason, data.get("reason"))


def _day(text: object) -> str:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return ""
    return f"{day.month}月{day.day}日"


_DESCRIBE: dict[str, Callable[[dict[str, Any], Names], str]] = {
    "accept": _accepted,
    "assign": _assigned,
    "propose_assignment": _assigned,
    "contact": _contacted,
    "reply": _classed,
    "record_reply": _classed,
    "answer": _classed,
    "answer_on_the_spot": _classed,
    "propose_spot_answer": _classed,
    "rate": _rated,
    "record_verdict": _rated,
    "hand_over": _handed_over,
    "leave_to_liaison": _left,
    "decline": _disposed,
    "terminate": _disposed,
    "refer": _disposed,
    "return": lambda data, names: f"第 {data['bounced']} 次退回" if data.get("bounced", 1) > 1 else "",
    "propose_decline": lambda data, names: _word(ProposalKind, data.get("kind")),
    "correct": lambda data, names: f"更正了{CORRECTED.get(str(data.get('field')), '内容')}",
    "settle": lambda data, names: _word(Settling, data.get("choice")),
    "withdraw": lambda data, names: _word(WithdrawReason, data.get("reason")),
    "decide_appeal": lambda data, names: "申诉成立，继续办理" if data.get("upheld") else "维持原决定",
    "close": lambda data, names: _word(Outcome, data.get("outcome")),
    "reveal": lambda data, names: _word(RevealReason, data.get("why")),
    "renew_keys": lambda data, names: "发到登记电话" if data.get("to") == "phone" else "打印在回执单上",
}
