"""Letters as PDF: the words of the numbered letters, in the office's name, from the rows.

A letter never carries the enterprise's contact: who needs it asks for it on the desk, which is recorded. To a unit
that a confidential complaint is about it carries the summary that was released, and no other word of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from office import options
from office.calendar import local_date
from office.documents import typst_pdf, unprintable
from office.paper_dates import PaperDates
from office.templatetags.wording import paper_day
from office.workdays import closing_hour
from requests_app.access.redaction import UNRELEASED, is_against
from requests_app.models import Assignment, Clock, Disposal, EnterpriseRequest, Letter, Release, Transfer
from requests_app.models.case_file import CaseFile
from requests_app.models.case_states import CaseState
from requests_app.models.clocks import ClockKind

LETTER = "requests_app/documents/letter.typ"
CLASSES = "A 已解决、B 已列入计划、C 暂不能解决、D 解释说明"


def letter(row: Letter) -> bytes:
    """The PDF of a numbered letter; the same row gives the same words for ever."""
    return typst_pdf(LETTER, _data(row))


def unprintable_in(row: Letter) -> list[tuple[str, str]]:
    """Each character of the letter that no packaged font has, with the words around it; asked before printing."""
    text = "\n".join(_texts(_data(row)))
    found = []
    for character in unprintable(text):
        place = text.index(character)
        around = text[max(0, place - 8) : place + 9].replace("\n", " ")
        found.append((character, around))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _data(row: Letter) -> dict[str, Any]:
    on = row.issued_on
    signed = str(options.value("working_body_name", on))
    data = {
        "office": signed,
        "number": f"{options.value('letter_prefix', on)}{row.number}",
        "signed": signed,
        "date": paper_day(on),
        "facts": [],
        "cc": "",
        "closing": "特此函告。",
    }
    words = _restricted_words if _is_restricted(row) else _WORDS[row.kind]
    return data | words(row, PaperDates.of(row.issued_at))


def _is_restricted(row: Letter) -> bool:
    unit = row.assignment
    return unit is not None and is_against(CaseFile(row.case), [unit.department_id, unit.through_id])


def _restricted_words(row: Letter, dates: PaperDates) -> dict[str, Any]:
    """Number, part, dates and the released summary: what every kind of letter may tell such a unit."""
    case, unit = row.case, _unit(row)
    released = _release_for(row)
    due = row.due_on or _due(unit, ClockKind.REPLY, ClockKind.OPINION)
    lines = released.text.split("\n") if released else [UNRELEASED]
    return {
        "title": f"关于第 {case.ledger_number} 号诉求的{row.get_kind_display()}",
        "to": _addressee(unit),
        "opening": f"受理编号 {case.ledger_number} 的诉求由你单位{unit.get_part_display()}，期限为{dates.deadline(due)}"
        f"{closing_hour(unit.assigned_on)}。该件反映单位自身问题，反映人不公开，请按转办摘要办理，不得查问反映人。",
        "parts": [{"heading": "转办摘要", "lines": lines}],
        "facts": [("受理编号", case.ledger_number)],
    }


def _release_for(row: Letter) -> Release | None:
    """What was released when the letter went out, else what was released first: the same for ever after."""
    unit = _unit(row)
    rows = Release.objects.filter(case=row.case, department__in=[unit.department_id, unit.through_id])
    before = rows.filter(released_at__lte=row.issued_at).order_by("-pk").first()
    return before or rows.order_by("pk").first()


def _assignment(row: Letter, dates: PaperDates) -> dict[str, Any]:
    case, unit = row.case, _unit(row)
    requirements = [*_requirements(unit, dates), *([row.text] if row.text else [])]
    parts = [{"heading": "一、诉求内容", "lines": case.text.split("\n")}]
    if case.expected_outcome:
        parts.append({"heading": "二、预期效果", "lines": [f"{case.expected_outcome}。"]})
    number = "三" if case.expected_outcome else "二"
    numbered = [f"（{'一二三四'[index]}）{words}" for index, words in enumerate(requirements[:4])]
    parts.append({"heading": f"{number}、办理要求", "lines": numbered})
    return {
        "title": f"关于交办第 {case.ledger_number} 号诉求的函",
        "to": _addressee(unit),
        "opening": f"{dates.day(case.received_on)}，{case.requester_label}反映一件诉求，现交你单位{_role(row, unit)}。有关事项函告如下：",
        "parts": parts,
        "facts": _facts(row, unit, dates),
        "cc": _representative(row),
    }


def _role(row: Letter, unit: Assignment) -> str:
    """The unit's part, and with whom: who had a part when the letter went out. A 会办 that came later is not named."""
    parts = Assignment.objects.filter(case=row.case, round=unit.round, assigned_at__lte=row.issued_at)
    others = [each for each in parts.select_related("department").order_by("pk") if each.pk != unit.pk]
    named = "、".join(each.department.name for each in others if each.is_lead is not unit.is_lead)
    if unit.is_lead:
        return "主办" + (f"，会办单位为{named}" if named else "")
    return "会办" + (f"，主办单位为{named}" if named else "")


def _addressee(unit: Assignment) -> str:
    """Through a 转办单位 the letter goes by its hand."""
    if unit.through is None:
        return unit.department.name
    return f"{unit.through.name}并转{unit.department.name}"


def _requirements(unit: Assignment, dates: PaperDates) -> list[str]:
    sign, due = _due(unit, ClockKind.RELAY, ClockKind.SIGN), _due(unit, ClockKind.REPLY, ClockKind.OPINION)
    hour = closing_hour(unit.assigned_on)
    first = f"请于{dates.deadline(sign)}{hour} 前签收，逾期视同签收；不属你单位职责的，请在签收前写明理由和应办单位，予以退回。"
    if not unit.is_lead:
        return [first, f"请于{dates.deadline(due)}{hour} 前将会办意见书面交主办单位和本机构。"]
    return [
        first,
        f"请于{dates.deadline(due)}{hour} 前书面回复，注明结果类别（{CLASSES}）、签发人、经办人及电话、公开属性；列入计划的，"
        "写明完成日期；暂不能解决的，写明依据。",
    ]


def _facts(row: Letter, unit: Assignment, dates: PaperDates) -> list[tuple[str, str]]:
    case = row.case
    contact = "已同意提供，请在系统中查看" if case.share_contact else "不同意提供，请与承办代表联系"
    facts = [
        ("诉求类别", case.category.full_name if case.category else ""),
        ("承办代表", _representative(row)),
        ("答复企业期限", _answer_due(case, dates)),
        ("企业联系方式", contact),
    ]
    return [(label, words) for label, words in facts if words]


def _answer_due(case: EnterpriseRequest, dates: PaperDates) -> str:
    if case.first_due_on is None or case.accepted_at is None:
        return ""
    return f"{dates.deadline(case.first_due_on)} {closing_hour(local_date(case.accepted_at))}"


def _urging(row: Letter, dates: PaperDates) -> dict[str, Any]:
    """Of what the unit owed when it went out: its reply, its opinion, the passing on, or its promise."""
    case, unit = row.case, _unit(row)
    due = row.due_on or _due(unit, ClockKind.REPLY, ClockKind.OPINION)
    late = dates.calendar.count(due, row.issued_on) if due and due < row.issued_on else 0
    # A promised date was not counted: no calendar moves it.
    told = dates.day(due) if row.promise is not None else dates.deadline(due)
    state = f"期限为{told}" + (f"，至今已超期 {late} 个工作日" if late else "")
    owed, asked = f"{state}。", "请抓紧办理，并于收到本函之日起 2 个工作日内书面回复办理情况"
    if row.promise is not None:
        owed = f"你单位答复时承诺“{row.promise.text.rstrip('。')}”，{state}。"
        asked = "请按承诺抓紧落实，并于收到本函之日起 2 个工作日内书面说明进展"
    elif _is_at_relay(row):
        asked = f"该件尚未签收转办，请即转{unit.department.name}办理，由其{asked.removeprefix('请')}"
    elif unit.signed_at is None or unit.signed_at > row.issued_at:
        asked = f"该件尚未签收，请即签收办理，{asked.removeprefix('请抓紧办理，')}"
    parts = [{"heading": "催办事项", "lines": [row.text]}] if row.text else []
    return {
        "title": f"关于催办第 {case.ledger_number} 号诉求的函",
        "to": _addressee(unit) if _is_at_relay(row) else unit.department.name,
        "opening": f"{dates.day(unit.assigned_on)}交你单位{unit.get_part_display()}的诉求（受理编号 {case.ledger_number}），"
        f"{owed}{asked}；确有困难的，请说明原因和预计完成日期。",
        "parts": parts,
        "closing": "特此催办。",
        "cc": _representative(row),
    }


def _is_at_relay(row: Letter) -> bool:
    """Whether the part lay with its 转办单位 when the letter went out."""
    unit = _unit(row)
    return unit.through is not None and (unit.passed_on_at is None or unit.passed_on_at > row.issued_at)


def _referral(row: Letter, dates: PaperDates) -> dict[str, Any]:
    case = row.case
    disposal = Disposal.objects.filter(case=case, kind=Disposal.Kind.REFER).last()
    to = disposal.referred_to if disposal else ""
    return {
        "title": f"关于转送第 {case.ledger_number} 号诉求的函",
        "to": to or "有关单位",
        "opening": f"{dates.day(case.received_on)}，{case.requester_label}反映以下事项（受理编号 {case.ledger_number}）。"
        "经研究，该事项属你单位职责，现予转送，请依法处理，并将结果直接答复反映人。",
        "parts": [
            {"heading": "反映内容", "lines": case.text.split("\n")},
            *([{"heading": "转送说明", "lines": [row.text]}] if row.text else []),
        ],
        "closing": "特此转送。",
    }


def _transfer(row: Letter, dates: PaperDates) -> dict[str, Any]:
    """As a 交办函, and from whom the case comes."""
    former = (
        Transfer.objects.filter(to_assignment=row.assignment).select_related("assignment__department").first()
    )
    by = f"原交{former.assignment.department.name}办理，经研究，" if former else ""
    case = row.case
    return _assignment(row, dates) | {
        "title": f"关于转办第 {case.ledger_number} 号诉求的函",
        "opening": f"{dates.day(case.received_on)}，{case.requester_label}反映一件诉求，{by}现转你单位主办。"
        "企业的答复期限不变。有关事项函告如下：",
    }


def _extension(row: Letter, dates: PaperDates) -> dict[str, Any]:
    case = row.case
    return {
        "title": f"关于延长第 {case.ledger_number} 号诉求办理期限的通知",
        "to": _unit(row).department.name,
        "opening": row.text,
        "parts": [],
        "facts": [("受理编号", case.ledger_number)],
        "closing": "特此通知。",
    }


_WORDS: dict[str, Callable[[Letter, PaperDates], dict[str, Any]]] = {
    Letter.Kind.ASSIGNMENT: _assignment,
    Letter.Kind.URGING: _urging,
    Letter.Kind.REFERRAL: _referral,
    Letter.Kind.EXTENSION: _extension,
    Letter.Kind.TRANSFER: _transfer,
}


def _unit(row: Letter) -> Assignment:
    if row.assignment is None:
        raise ValueError(f"{row} is addressed to no unit")
    return row.assignment


def _due(unit: Assignment, *kinds: str) -> date | None:
    """The date that the unit was told when the letter went out: the first clock's, as it stood then."""
    clock = Clock.objects.filter(assignment=unit, kind__in=kinds).order_by("pk").first()
    return clock.first_due_on if clock else unit.due_on


def _representative(row: Letter) -> str:
    """Who had the case, and its group, on the day of the letter."""
    case, on = row.case, row.issued_on
    then = (
        CaseState.objects.filter(case=case, from_on__lte=on, until_on__gt=on)
        .select_related("representative", "group")
        .first()
    ) or case
    if then.representative is None:
        return ""
    return f"{then.representative.name}代表" + (f"（{then.group.full_name}）" if then.group else "")
