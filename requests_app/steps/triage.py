"""From the counter to a group: accept, seal, correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casework.engine import StepContext
from casework.inputs import input_field
from groups.models import ProfessionalGroup, Representative
from office.crypto import blind_index
from office.numbers import clean_text, normalise_phone
from office.refusals import Refused
from office.templatetags.wording import short_day
from requests_app.access import conflicts, keys
from requests_app.deadlines import clocks
from requests_app.deadlines.options import clock_days
from requests_app.models import Category, Clock, Contact, EnterpriseRequest
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.models.receipts import Grade
from requests_app.models.requests import Status
from requests_app.notifications import telling
from requests_app.steps import followers
from requests_app.texts import indexing, masking


@dataclass(frozen=True)
class AcceptInputs:
    category: Category = input_field("category", "类别")
    difficulty: str = input_field("choice", "难度", choices=Difficulty)
    group: ProfessionalGroup = input_field("group", "专业小组")
    representative: Representative = input_field("representative", "承办代表")
    expected_outcome: str = input_field("line", "预期效果", required=False, max_length=200)


def accept(context: StepContext) -> None:
    """Taken in, and both sides told: the enterprise its one date, the representative whom to call."""
    take_in(context)
    followers.lead_accepted(context)
    context.after(lambda: _tell_accepted(context))


def take_in(context: StepContext) -> None:
    """Group and representative take the case; the enterprise gets its one date (docs/domain.md § 2)."""
    case, inputs, at = context.subject, context.inputs, context.at
    if not Representative.objects.in_office(context.on).filter(pk=inputs.representative.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")
    conflicts.refuse_conflict(inputs.representative, case, on=context.on, field="representative")
    case.category, case.difficulty, case.group = inputs.category, inputs.difficulty, inputs.group
    case.representative = inputs.representative
    case.expected_outcome = inputs.expected_outcome
    case.accepted_at, case.accepted_on = at, context.on
    clocks.stop(case, ClockKind.ACCEPT, at=at)
    start_handling_clocks(context)
    context.move(Status.ACCEPTED)
    context.record(
        category=inputs.category.code,
        difficulty=inputs.difficulty,
        group=inputs.group.code,
        representative=inputs.representative.code,
        answer_due_on=case.answer_due_on.isoformat(),
    )


def _tell_accepted(context: StepContext) -> None:
    case, at = context.subject, context.at
    due = short_day(case.answer_due_on)
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
        telling.representative_or_liaison(case, context.on),
        "有一件诉求请您联系企业",
        at=at,
    )


def start_handling_clocks(context: StepContext) -> None:
    """The enterprise's date (one that was told already stays), the contact clock (unless they have met) and the assign clock; halved when reopened."""
    case, halved = context.subject, context.subject.round > 1
    days = clock_days(ClockKind.ANSWER, case.difficulty, context.on)
    told = Clock.objects.running().filter(case=case, kind=ClockKind.ANSWER).first()
    answer = told or clocks.start(
        case,
        ClockKind.ANSWER,
        at=context.at,
        calendar=context.calendar,
        days=max(1, days // 2) if halved else days,
    )
    case.answer_due_on = answer.due_on
    if case.first_due_on is None:
        case.first_due_on = answer.due_on
    met = Contact.objects.filter(case=case, reached=True).exists()
    if not halved and not case.was_face_to_face and not met:
        clocks.start(case, ClockKind.CONTACT, at=context.at, calendar=context.calendar)
    clocks.start(case, ClockKind.ASSIGN, at=context.at, calendar=context.calendar)


def correct_guard(context: StepContext) -> Refused | None:
    """The enterprise corrects until acceptance; later a clerk or staff does, with the reason."""
    if context.by.kind == "requester" and context.subject.status != Status.SUBMITTED:
        return Refused("accepted", "已经受理，需要更正请联系服务站，或提交补充说明")
    return None


@dataclass(frozen=True)
class CorrectInputs:
    field: str = input_field(
        "choice",
        "更正什么",
        choices=[
            ("text", "问题或建议"),
            ("enterprise_name", "企业名称"),
            ("contact", "联系人"),
            ("phone", "联系电话"),
        ],
    )
    value: str = input_field("text", "更正后的内容", max_length=1000)
    reason: str = input_field("line", "更正原因", max_length=200)


def correct(context: StepContext) -> None:
    """One field; the old value stays beside the event. A new telephone gets new links and ends the old.

    Of a number that a desk wrote in the links cannot rate, and the number before is told of the change.
    """
    case, inputs = context.subject, context.inputs
    value: Any = clean_text(inputs.value).strip()
    old = getattr(case, inputs.field)
    if inputs.field == "phone":
        try:
            value = normalise_phone(value)
        except ValueError:
            raise Refused("invalid", "请填写 11 位手机号，或带区号的固定电话", field="value") from None
        case.phone_index = blind_index(value)
    if inputs.field in ("enterprise_name", "contact") and len(value) > (
        60 if inputs.field != "contact" else 20
    ):
        raise Refused("too_long", "更正内容过长，请删减", field="value")
    if inputs.field == "text" and len(value) < 5:
        raise Refused("too_short", "请写明问题或建议，至少 5 个字", field="value")
    setattr(case, inputs.field, value)
    if inputs.field == "text":
        _reword(case, value)
    indexing.index(case)
    context.record(field=inputs.field)
    context.record_private(old=str(old), new=str(value), reason=inputs.reason)
    if inputs.field == "phone":
        others = keys.opened_with(case).order_by().exclude(pk=case.pk)
        others.update(phone=case.phone, phone_index=case.phone_index)
        grade = Grade.FULL if context.by.kind == "requester" else Grade.SLIP
        token = keys.renew_keys(case, at=context.at, grade=grade)
        context.after(lambda: telling.former_telephone(case, old, at=context.at))
        context.after(
            lambda: telling.enterprise(
                case,
                f"phone:{context.at.isoformat()}",
                "联系电话已更正",
                "请用新的链接查询进度，原链接和查询码已失效。",
                at=context.at,
                secret=telling.private_link(token),
            )
        )


def _reword(case: EnterpriseRequest, text: str) -> None:
    """As at intake: what is stored and searched is masked, the original is one encrypted field."""
    masked = masking.mask(text, [case.contact])
    case.text, case.title = masked.text, keys.title_of(masked.text)
    case.text_original = text if masked.text != text else ""
    case.marks = list(dict.fromkeys([*case.marks, *masked.marks]))
