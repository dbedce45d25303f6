"""办理经过 as the requester reads it: which events are told, in which words. No contact data, no internal notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from office.models import Event, EventPrivate
from office.templatetags.wording import coded_day as _day
from office.templatetags.wording import short_day
from requests_app.models import Assignment, Attachment, EnterpriseRequest
from requests_app.models.answers import Satisfaction
from requests_app.models.clocks import ClockKind
from requests_app.models.contacts import ContactHow
from requests_app.models.look_backs import LookBackOutcome
from requests_app.models.samples import SampleOutcome

CORRECTED = {
    "text": "问题或建议",
    "enterprise_name": "企业名称",
    "contact": "联系人",
    "phone": "联系电话",
}


@dataclass(frozen=True)
class FileLink:
    name: str
    url: str


@dataclass(frozen=True)
class Entry:
    """A line of components/timeline.html. `files` are the requester's own and those sent with an answer.

    `step` is the event's action, for readers that are programs.
    """

    title: str
    at: datetime | None = None
    when: str = ""
    text: str = ""
    state: str = "done"
    files: tuple[FileLink, ...] = ()
    step: str = ""


@dataclass(frozen=True)
class Told:
    """What the words are made of: units by code, texts of earlier answers by their row."""

    units: Mapping[str, str]
    answers: Mapping[int, str] = field(default_factory=dict)

    def unit(self, event: Event) -> str:
        return self.units.get(event.data.get("unit", ""), "承办单位")


def entries(
    case: EnterpriseRequest,
    assignments: Iterable[Assignment],
    attachments: Iterable[Attachment],
    earlier_answers: Mapping[int, str],
    file_url: Callable[[str], str],
) -> list[Entry]:
    """Newest first; the first look of each unit stands among the events. `file_url` of a file's token."""
    assignments = list(assignments)
    told = Told(_unit_names(assignments), earlier_answers)
    files: dict[datetime, list[FileLink]] = {}
    for attachment in attachments:
        link = FileLink(attachment.file.name, file_url(attachment.file.token))
        files.setdefault(attachment.added_at, []).append(link)
    found = [
        Entry(words[0], event.at, text=words[1], files=tuple(files.get(event.at, ())))
        for event in _events(case)
        if (words := _words(event, told)) is not None
    ]
    found += [
        Entry(f"{part.department.short_name}已查看", part.viewed_at) for part in assignments if part.viewed_at
    ]
    found += [
        Entry(f"{part.through.short_name}已查看", part.relay_viewed_at)
        for part in assignments
        if part.through is not None and part.relay_viewed_at
    ]
    return sorted(found, key=lambda entry: entry.at or case.submitted_at, reverse=True)


def _unit_names(assignments: Iterable[Assignment]) -> dict[str, str]:
    units = [part.department for part in assignments]
    units += [part.through for part in assignments if part.through is not None]
    return {unit.code: unit.short_name for unit in units}


def since(case: EnterpriseRequest, seq: int) -> list[Entry]:
    """What happened after the event that a requester's form had seen, as far as it is told, oldest first."""
    units = case.assignments.select_related("department")
    told = Told({part.department.code: part.department.short_name for part in units})
    rows = _events(case).filter(seq__gt=seq).order_by("seq")
    return [
        Entry(words[0], event.at, text=words[1], step=event.action)
        for event in rows
        if (words := _words(event, told))
    ]


def _events(case: EnterpriseRequest) -> QuerySet[Event]:
    """The chain without the people and with no private value but the texts that WORDS may tell."""
    told = EventPrivate.objects.filter(name__in=("text", "reason", "remark"))
    return (
        Event.objects.of(case.subject).filter(action__in=WORDS).prefetch_related(Prefetch("privates", told))
    )


def _words(event: Event, told: Told) -> tuple[str, str] | None:
    """Title and text of an event, None for what is not the requester's business."""
    words = WORDS.get(event.action)
    if words is None:
        return None
    return (words, "") if isinstance(words, str) else words(event, told)


def _corrected(event: Event, told: Told) -> tuple[str, str]:
    by = "您更正了" if event.by_kind == "requester" else "服务站更正了"
    return f"{by}{CORRECTED.get(event.data.get('field', ''), '内容')}", ""


def _contacted(event: Event, told: Told) -> tuple[str, str]:
    how = ContactHow(event.data["how"]).label if event.data.get("how") in ContactHow.values else ""
    who = "工作人员" if event.data.get("on_behalf") else "代表"
    if event.data.get("reached"):
        return f"{who}{how}联系您", ""
    return f"{who}{how}联系您，没有联系上", ""


def _assigned(event: Event, told: Told) -> tuple[str, str]:
    lead = told.units.get(event.data.get("lead", ""), "承办单位")
    co = "、".join(told.units.get(code, "") for code in event.data.get("co", ()))
    return f"交办给{lead}" + (f"，{co}会办" if co else ""), ""


def _answered(event: Event, told: Told) -> tuple[str, str]:
    title = "当场解答" if event.data.get("on_the_spot") else "代表答复"
    return title, told.answers.get(event.data.get("answer", 0), "")


def _rated(event: Event, told: Told) -> tuple[str, str]:
    by = "您评价" if event.action == "rate" else "电话回访，您评价"
    satisfaction = event.data.get("satisfaction", "")
    word = Satisfaction(satisfaction).label if satisfaction in Satisfaction.values else ""
    return f"{by}：{word}", event.private("reason") if event.action == "rate" else ""


def _reopened(event: Event, told: Told) -> tuple[str, str]:
    mine = event.by_kind == "requester"
    return ("您要求继续办理" if mine else "继续办理"), event.private("reason") if mine else ""


def _withdrawn(event: Event, told: Told) -> tuple[str, str]:
    return "您撤回了诉求", event.private("text")


def _urged(event: Event, told: Told) -> tuple[str, str]:
    return ("您催办" if event.data.get("by_enterprise") else "催办承办单位"), ""


def _calendar_moved(event: Event, told: Told) -> tuple[str, str] | None:
    """The one date that was told to the enterprise; units' own dates are not its business."""
    days = [move for move in event.data.get("moved", ()) if move.get("kind") == ClockKind.ANSWER]
    if not days:
        return None
    was, becomes = (date.fromisoformat(days[0][side]) for side in ("was", "becomes"))
    return (
        "放假安排调整，答复期限顺延",
        f"由 {short_day(was)} 顺延到 {short_day(becomes)}。",
    )


def _appeal_decided(event: Event, told: Told) -> tuple[str, str]:
    title = "申诉成立，继续办理" if event.data.get("upheld") else "申诉经复核，维持原决定"
    return title, event.private("reason")


def _extended(event: Event, told: Told) -> tuple[str, str]:
    until = _day(event.data.get("answer_due_on"))
    return f"办理期限延长{f'到{until}' if until else ''}", event.private("reason")


def _transferred(event: Event, told: Told) -> tuple[str, str]:
    return f"由{told.unit(event)}转给{told.units.get(event.data.get('lead', ''), '承办单位')}办理", ""


def _passed_on(event: Event, told: Told) -> tuple[str, str]:
    units = "、".join(told.units.get(code, "") for code in event.data.get("units", ()))
    return f"{told.units.get(event.data.get('through', ''), '转办单位')}签收，转{units}办理", ""


def _confirmed(event: Event, told: Told) -> tuple[str, str]:
    until = _day(event.data.get("agreed_on"))
    return f"受理，{_assigned(event, told)[0]}", f"现场商定{until}前完成" if until else ""


def _looked_back(event: Event, told: Told) -> tuple[str, str] | None:
    """The call itself, and what it came to; a call that reached nobody is the caller's business."""
    outcome = event.data.get("outcome", "")
    if outcome not in LookBackOutcome.values or outcome == LookBackOutcome.NOT_REACHED:
        return None
    title = "撤回回访" if event.action == "record_call_back" else "回头看"
    return f"{title}：{LookBackOutcome(outcome).label}", ""


def _lasting(event: Event, told: Told) -> tuple[str, str]:
    return ("您说问题已彻底解决" if event.data.get("holds") else "您说问题还在"), event.private("text")


def _checked(event: Event, told: Told) -> tuple[str, str] | None:
    """A sampled exclusion is told only where it was wrong."""
    if event.data.get("outcome") != SampleOutcome.WRONG:
        return None
    return "经复核，恢复办理", event.private("remark")


def _unit(verb: str) -> Callable[[Event, Told], tuple[str, str]]:
    return lambda event, told: (f"{told.unit(event)}{verb}", "")


def _with(title: str, private: str) -> Callable[[Event, Told], tuple[str, str]]:
    return lambda event, told: (title, event.private(private))


WORDS: dict[str, str | Callable[[Event, Told], tuple[str, str] | None]] = {
    "calendar_moved": _calendar_moved,
    "submit": "您提交了诉求",
    "correct": _corrected,
    "accept": "受理",
    "decline": "不予受理",
    "terminate": "终止办理",
    "refer": "转送其他机关办理",
    "appeal": _with("您提出申诉", "text"),
    "decide_appeal": _appeal_decided,
    "check_exclusion": _checked,
    "contact": _contacted,
    "assign": _assigned,
    "sign": _unit("签收"),
    "record_sign": _unit("签收"),
    "deem_signed": _unit("逾期未签收，视同签收"),
    "return": _unit("退回，由代表工作机构重新交办"),
    "record_return": _unit("退回，由代表工作机构重新交办"),
    "opinion": _unit("提交会办意见"),
    "reply": _unit("回复代表"),
    "record_reply": _unit("回复代表"),
    "pass_on": _passed_on,
    "record_pass_on": _passed_on,
    "deem_passed_on": _passed_on,
    "extend": _extended,
    "transfer": _transferred,
    "consult": "组织有关单位会诊",
    "record_consult": "有关单位会诊，形成一致意见",
    "supervise": "列为重点督办",
    "confirm_finding": _confirmed,
    "record_settled_finding": _answered,
    "send_back": _unit("的回复被退回，要求重办"),
    "answer": _answered,
    "answer_on_the_spot": _answered,
    "rate": _rated,
    "record_verdict": _rated,
    "settle": _with("对您评价的后续处理", "reason"),
    "close": "结案（未评价）",
    "close_unrated": "到期未评价，结案",
    "reopen": _reopened,
    "ask": _with("请您补充情况", "text"),
    "supplement": _with("您补充了情况", "text"),
    "lapse_question": "补充期限已过，办理期限继续计算",
    "withdraw": _withdrawn,
    "resume": "恢复办理",
    "urge": _urged,
    "hand_over": "改由另一位代表承办",
    "split": "分成几件办理",
    "split_off": "从您的一次留言中分出，单独办理",
    "merge": "与同类诉求合并办理，答复期限不变",
    "unmerge": "改为单独办理",
    "follow": _answered,
    "report_milestone": _with("承诺进展", "text"),
    "keep_promise": _with("登记承诺已兑现，请您确认", "text"),
    "break_promise": _with("承诺没有兑现，重新办理", "reason"),
    "lapse_promise": "承诺到期没有登记兑现，重新办理",
    "record_look_back": _looked_back,
    "record_call_back": _looked_back,
    "still_there": _lasting,
}
