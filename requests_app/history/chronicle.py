"""经过: a case's events in words, from the table of steps. Private texts by a list of names; contacts never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from office import events
from office.models import Event
from requests_app.access.case_access import CaseAccess
from requests_app.access.conflicts import NO_PART
from requests_app.access.parties import PARTY_LABELS
from requests_app.history.chronicle_words import DESCRIBE, Names, names_in
from requests_app.models import EnterpriseRequest
from requests_app.steps.table import STEPS

# Texts that may be read again by whoever reads the case; telephone, names and old values are not among them.
READABLE = ("explanation", "guidance", "said", "remark", "reason", "text", "decision", "outcome", "place")
# Advice within the office's side; a unit does not see it.
INNER = frozenset(
    {
        "propose_decline",
        "propose_assignment",
        "propose_spot_answer",
        "propose_consult",
        "name_complained",
        "hand_over",
        "leave_to_liaison",
        "name_helper",
        "end_help",
        "reveal",
        "seal",
        "export_personal",
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
    | {"print_slip", "renew_keys", "extend", "transfer", "confirm_finding", "record_settled_finding"}
    | {"keep_promise", "break_promise", "lapse_promise", "record_look_back"}
    | {"calendar_moved", "correct"}
    | {"merge", "unmerge", "follow", "split", "split_off"}
)
OTHER_WORDS = {
    "reveal": "查看联系方式",
    "print_slip": "打印回执单",
    "export_personal": "提供本人信息副本",
    "renew_keys": "补发查询码",
    "calendar_moved": "放假安排调整，期限顺延",
}
UNIT_ACTIONS = {
    "ask_extension": "申请延期",
    "ask_transfer": "申请转办",
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


@dataclass(frozen=True)
class Entry:
    """A row of components/timeline.html."""

    title: str
    at: datetime
    by: str
    text: str
    state: str


def entries(case: EnterpriseRequest, access: CaseAccess) -> list[Entry]:
    """Newest first, as far as the reader may see it; five queries, however long the way."""
    rows = [event for event in events.timeline(case.subject) if _is_shown(event, access)]
    names = names_in(rows)
    found = [_entry(event, names, access) for event in reversed(rows)]
    if found and case.is_open:
        state = "asked" if case.is_waiting else "doing"
        found[0] = Entry(found[0].title, found[0].at, found[0].by, found[0].text, state)
    return found


def since(case: EnterpriseRequest, seq: int, access: CaseAccess) -> list[Entry]:
    """What happened after the event that a form had seen: handling only, not looking."""
    rows = [
        event
        for event in events.timeline(case.subject).filter(seq__gt=seq)
        if event.action in STEPS and event.action not in NO_PART and _is_shown(event, access)
    ]
    names = names_in(rows)
    return [_entry(event, names, access) for event in rows]


def last_seq(case: EnterpriseRequest) -> int:
    last = Event.objects.filter(subject=case.subject).order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


def _is_shown(event: Event, access: CaseAccess) -> bool:
    if not access.reads:
        return event.action in AT_THE_COUNTER
    return not (access.is_unit and event.action in INNER)


def _entry(event: Event, names: Names, access: CaseAccess) -> Entry:
    lines = []
    if access.reads:
        described = DESCRIBE.get(event.action)
        lines = [described(event.data, names)] if described else []
        lines += [
            event.private(name) for name in READABLE if not (name == "text" and event.action == "submit")
        ]
    return Entry(
        title=_title(event, names),
        at=event.at,
        by=_actor(event) if access.reads else "",
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
