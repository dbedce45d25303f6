"""The payload of an event in words: a function by the step's name. Codes become names here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from groups.models import Department, Representative
from office.models import Event
from office.templatetags.wording import coded_day as _day
from requests_app.access.access_log import RevealReason
from requests_app.models.answers import Satisfaction
from requests_app.models.assignments import ResultClass
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ContactHow, ProposalKind
from requests_app.models.disposals import DisposalReason
from requests_app.models.helping import HelpReason
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.requests import Outcome
from requests_app.models.samples import SampleOutcome
from requests_app.steps.leaving import WithdrawReason
from requests_app.steps.verdicts import Settling

# Under these names a payload holds one unit's code, or many.
ONE_UNIT = ("unit", "lead", "right", "through")
MANY_UNITS = ("co", "units")
CORRECTED = {"text": "内容", "enterprise_name": "企业名称", "contact": "联系人", "phone": "联系电话"}


@dataclass(frozen=True)
class Names:
    """Words for the codes in payloads, read once for the whole way."""

    departments: dict[str, str]
    representatives: dict[str, str]

    def unit(self, data: Mapping[str, Any], name: str) -> str:
        return self.departments.get(str(data.get(name)), "")

    def units(self, data: Mapping[str, Any], name: str) -> str:
        return "、".join(self.departments.get(str(code), str(code)) for code in data.get(name, ()))


def names_in(rows: Iterable[Event]) -> Names:
    """Two queries for the whole way, however many units and representatives it passed."""
    departments: set[str] = set()
    representatives: set[str] = set()
    for event in rows:
        data = event.data
        departments |= {str(data[name]) for name in ONE_UNIT if data.get(name)}
        departments |= {str(code) for name in MANY_UNITS for code in data.get(name, ())}
        departments |= {str(move["unit"]) for move in data.get("moved", ()) if move.get("unit")}
        representatives |= {
            str(data[name]) for name in ("representative", "old", "new", "helper") if data.get(name)
        }
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
    co = names.units(data, "co")
    return f"主办{names.unit(data, 'lead')}" + (f"，会办{co}" if co else "")


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


def _helped(data: dict[str, Any], names: Names) -> str:
    because = _word(HelpReason, data.get("because"))
    return names.representatives.get(str(data.get("helper")), "") + (f"，{because}" if because else "")


def _disposed(data: dict[str, Any], names: Names) -> str:
    return _word(DisposalReason, data.get("reason"))


def _asked_until(data: dict[str, Any], names: Names) -> str:
    return f"申请延到{_day(data.get('until'))}"


def _extended(data: dict[str, Any], names: Names) -> str:
    told = _day(data.get("answer_due_on"))
    unit = f"单位期限延到{_day(data.get('until'))}（{data.get('days', 0)} 个工作日）"
    return f"{unit}，答复企业的期限改为{told}" if told else unit


def _asked_transfer(data: dict[str, Any], names: Names) -> str:
    return f"建议由{names.unit(data, 'right')}办理"


def _transferred(data: dict[str, Any], names: Names) -> str:
    return f"由{names.unit(data, 'unit')}转给{names.unit(data, 'lead')}"


def _passed_on(data: dict[str, Any], names: Names) -> str:
    return f"{names.unit(data, 'through')}转给{names.units(data, 'units')}"


def _at_the_table(data: dict[str, Any], names: Names) -> str:
    day = _day(data.get("meets_on"))
    return (f"{day}，" if day else "") + f"参加单位：{names.units(data, 'units')}"


def _consulted(data: dict[str, Any], names: Names) -> str:
    lead = names.unit(data, "lead")
    return f"到会：{names.units(data, 'units')}" + (f"；商定由{lead}主办" if lead else "")


def _disputed(data: dict[str, Any], names: Names) -> str:
    return f"单位定为 {data.get('result_class')} 类，认为应为 {data.get('held_class')} 类"


def _class_decided(data: dict[str, Any], names: Names) -> str:
    return f"单位定为 {data.get('result_class')} 类，认定为 {data.get('decided_class')} 类"


def _supervised(data: dict[str, Any], names: Names) -> str:
    return f"督办至{_day(data.get('until'))}"


def _complained(data: dict[str, Any], names: Names) -> str:
    agreed = "企业同意告知名称" if data.get("names_agreed") else "对其不显示企业名称"
    return f"{names.units(data, 'units')}，{agreed}"


def _agreed(data: dict[str, Any], names: Names) -> str:
    return f"{_assigned(data, names)}，商定{_day(data.get('agreed_on'))}前完成"


def _looked_back(data: dict[str, Any], names: Names) -> str:
    return _word(LookBackOutcome, data.get("outcome"))


def _moved(data: dict[str, Any], names: Names) -> str:
    """答复企业 10月9日 → 10月12日；单位回复（财政局）10月8日 → 10月9日"""
    lines = []
    for move in data.get("moved", ()):
        unit = names.unit(move, "unit")
        what = f"{_word(ClockKind, move.get('kind'))}{f'（{unit}）' if unit else ''}"
        lines.append(f"{what} {_day(move.get('was'))} → {_day(move.get('becomes'))}")
    return "；".join(lines)


DESCRIBE: dict[str, Callable[[dict[str, Any], Names], str]] = {
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
    "name_helper": _helped,
    "end_help": _helped,
    "check_exclusion": lambda data, names: _word(SampleOutcome, data.get("outcome")),
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
    "calendar_moved": _moved,
    "reveal": lambda data, names: _word(RevealReason, data.get("why")),
    "ask_extension": _asked_until,
    "extend": _extended,
    "ask_transfer": _asked_transfer,
    "transfer": _transferred,
    "pass_on": _passed_on,
    "record_pass_on": _passed_on,
    "deem_passed_on": _passed_on,
    "propose_consult": _at_the_table,
    "consult": _at_the_table,
    "record_consult": _consulted,
    "dispute_class": _disputed,
    "decide_class": _class_decided,
    "supervise": _supervised,
    "name_complained": _complained,
    "record_finding": _agreed,
    "confirm_finding": _agreed,
    "record_settled_finding": _classed,
    "split": lambda data, names: f"分出 {'、'.join(data.get('parts', ()))}",
    "split_off": lambda data, names: f"分自 {data.get('from', '')}",
    "merge": lambda data, names: f"合并到 {data.get('leading', '')}",
    "unmerge": lambda data, names: f"原合并到 {data.get('leading', '')}",
    "follow": _classed,
    "record_look_back": _looked_back,
    "record_call_back": _looked_back,
    "open_look_back": lambda data, names: _word(LookBackSource, data.get("source")),
    "still_there": lambda data, names: "彻底解决了" if data.get("holds") else "没有，问题还在或又出现了",
    "renew_keys": lambda data, names: "发到登记电话" if data.get("to") == "phone" else "打印在回执单上",
}
