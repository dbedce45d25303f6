"""From the counter to a group: accept, seal, correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from groups.models import ProfessionalGroup, Representative
from office.crypto import blind_index
from office.numbers import clean_text, normalise_phone
from office.refusals import Refused
from requests_app import clocks, conflicts, indexing, masking, receipts
from requests_app.models import Category, Clock, Contact, EnterpriseRequest
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.models.receipts import Grade
from requests_app.models.requests import Status
from requests_app.options import clock_days
from requests_app.workflow import telling
from requests_app.workflow.effects import followers
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class AcceptGiven:
    category: Category = ask("category", "类别")
    difficulty: str = ask("choice", "难度", choices=Difficulty)
    group: ProfessionalGroup = ask("group", "专业小组")
    representative: Representative = ask("representative", "承办代表")
    expected_outcome: str = ask("line", "预期效果", required=False, max_length=200)


def accept(taking: Taking) -> None:
    """Taken in, and both sides told: the enterprise its one date, the representative whom to call."""
    take_in(taking)
    followers.lead_accepted(taking)
    taking.then(lambda: _tell_accepted(taking))


def take_in(taking: Taking) -> None:
    """Group and representative take the case; the enterprise gets its one date (docs/domain.md § 2)."""
    case, given, at = taking.case, taking.given, taking.at
    if not Representative.objects.in_office(taking.on).filter(pk=given.representative.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")
    conflicts.refuse_conflict(given.representative, case, on=taking.on, field="representative")
    case.category, case.difficulty, case.group = given.category, given.difficulty, given.group
    case.representative = given.representative
    case.expected_outcome = given.expected_outcome
    case.accepted_at, case.accepted_on = at, taking.on
    clocks.stop(case, ClockKind.ACCEPT, at=at)
    start_handling_clocks(taking)
    taking.move(Status.ACCEPTED)
    taking.say(
        category=given.category.code,
        difficulty=given.difficulty,
        group=given.group.code,
        representative=given.representative.code,
        answer_due_on=case.answer_due_on.isoformat(),
    )


def _tell_accepted(taking: Taking) -> None:
    case, at = taking.case, taking.at
    due = f"{case.answer_due_on.month}月{case.answer_due_on.day}日"
    telling.enterprise(
        case,
        f"accepted:{case.round}",
        "您的诉求已受理",
        f"受理编号 {case.ledger_number}，最迟 {due} 答复。代表将与您联系。",
        at=at,
    )
    telling.people(
        case,
        f"accepted:{case.round}",
        telling.representative_or_liaison(case, taking.on),
        "有一件诉求请您联系企业",
        at=at,
    )


def start_handling_clocks(taking: Taking) -> None:
    """The enterprise's date (one that was told already stays), the contact clock (unless they have met) and the assign clock; halved when reopened."""
    case, halved = taking.case, taking.case.round > 1
    days = clock_days(ClockKind.ANSWER, case.difficulty, taking.on)
    told = Clock.objects.running().filter(case=case, kind=ClockKind.ANSWER).first()
    answer = told or clocks.start(
        case,
        ClockKind.ANSWER,
        at=taking.at,
        calendar=taking.calendar,
        days=max(1, days // 2) if halved else days,
    )
    case.answer_due_on = answer.due_on
    if case.first_due_on is None:
        case.first_due_on = answer.due_on
    met = Contact.objects.filter(case=case, reached=True).exists()
    if not halved and not case.was_face_to_face and not met:
        clocks.start(case, ClockKind.CONTACT, at=taking.at, calendar=taking.calendar)
    clocks.start(case, ClockKind.ASSIGN, at=taking.at, calendar=taking.calendar)


def correct_guard(taking: Taking) -> Refused | None:
    """The enterprise corrects until acceptance; later a clerk or staff does, with the reason."""
    if taking.by.kind == "requester" and taking.case.status != Status.SUBMITTED:
        return Refused("accepted", "已经受理，需要更正请联系服务站，或提交补充说明")
    return None


@dataclass(frozen=True)
class CorrectGiven:
    field: str = ask(
        "choice",
        "更正什么",
        choices=[
            ("text", "问题或建议"),
            ("enterprise_name", "企业名称"),
            ("contact", "联系人"),
            ("phone", "联系电话"),
        ],
    )
    value: str = ask("text", "更正后的内容", max_length=1000)
    reason: str = ask("line", "更正原因", max_length=200)


def correct(taking: Taking) -> None:
    """One field; the old value stays beside the event. A new telephone gets new links and ends the old.

    Of a number that a desk wrote in the links cannot rate, and the number before is told of the change.
    """
    case, given = taking.case, taking.given
    value: Any = clean_text(given.value).strip()
    old = getattr(case, given.field)
    if given.field == "phone":
        try:
            value = normalise_phone(value)
        except ValueError:
            raise Refused("invalid", "请填写 11 位手机号，或带区号的固定电话", field="value") from None
        case.phone_index = blind_index(value)
    if given.field in ("enterprise_name", "contact") and len(value) > (
        60 if given.field != "contact" else 20
    ):
        raise Refused("too_long", "更正内容过长，请删减", field="value")
    if given.field == "text" and len(value) < 5:
        raise Refused("too_short", "请写明问题或建议，至少 5 个字", field="value")
    setattr(case, given.field, value)
    if given.field == "text":
        _reword(case, value)
    indexing.index(case)
    taking.say(field=given.field)
    taking.keep(old=str(old), new=str(value), reason=given.reason)
    if given.field == "phone":
        others = receipts.opened_with(case).order_by().exclude(pk=case.pk)
        others.update(phone=case.phone, phone_index=case.phone_index)
        grade = Grade.FULL if taking.by.kind == "requester" else Grade.SLIP
        token = receipts.renew_keys(case, at=taking.at, grade=grade)
        taking.then(lambda: telling.former_telephone(case, old, at=taking.at))
        taking.then(
            lambda: telling.enterprise(
                case,
                f"phone:{taking.at.isoformat()}",
                "联系电话已更正",
                "请用新的链接查询进度，原链接和查询码已失效。",
                at=taking.at,
                secret=telling.private_link(token),
            )
        )


def _reword(case: EnterpriseRequest, text: str) -> None:
    """As at intake: what is stored and searched is masked, the original is one encrypted field."""
    masked = masking.mask(text, [case.contact])
    case.text, case.title = masked.text, receipts.title_of(masked.text)
    case.text_original = text if masked.text != text else ""
    case.marks = list(dict.fromkeys([*case.marks, *masked.marks]))
