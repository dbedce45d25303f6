"""更正: one field of what was submitted; the old value stays beside the event (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.crypto import blind_index
from office.models import Event
from office.numbers import clean_text, normalise_phone
from office.refusals import Refused
from requests_app.access import keys, parties
from requests_app.models import EnterpriseRequest
from requests_app.models.receipts import Grade
from requests_app.models.requests import Status
from requests_app.notifications import messages
from requests_app.notifications.declared import ToRequester
from requests_app.notifications.links import private_link
from requests_app.steps.sets import ENTERPRISE, FOLLOWED
from requests_app.texts import indexing, masking


def correct_guard(context: StepContext) -> Refused | None:
    """The enterprise corrects until acceptance; later a clerk or staff does, with the reason.

    Refuses `accepted`.
    """
    if context.by.kind == "requester" and context.subject.status != Status.SUBMITTED:
        return Refused("accepted", "已经受理，需要更正请联系服务站，或提交补充说明")
    return None


FIELDS = {"text": "问题或建议", "enterprise_name": "企业名称", "contact": "联系人", "phone": "联系电话"}


@dataclass(frozen=True)
class CorrectInputs:
    field: str = input_field(
        "choice",
        "更正什么",
        choices=tuple(FIELDS.items()),
    )
    value: str = input_field("text", "更正后的内容", max_length=1000)
    reason: str = input_field("line", "更正原因", max_length=200)


def correct(context: StepContext) -> None:
    """One field; the old value stays beside the event. A new telephone gets new links and ends the old.

    Of a number that a desk wrote in the links cannot rate, and the number before is told of the change
    (docs/domain.md § 2). Raises `Refused` beside `value`: `invalid` (telephone), `too_long`, `too_short`
    (text).
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
        context.after(partial(messages.former_telephone, case, old, at=context.at))
        context.notify(PHONE_CORRECTED, link=private_link(token))


def _reword(case: EnterpriseRequest, text: str) -> None:
    """As at intake: what is stored and searched is masked, the original is one encrypted field."""
    masked = masking.mask(text, [case.contact])
    case.text, case.title = masked.text, keys.title_of(masked.text)
    case.text_original = text if masked.text != text else ""
    case.marks = list(dict.fromkeys([*case.marks, *masked.marks]))


PHONE_CORRECTED = ToRequester(
    key="phone:{at}",
    title="联系电话已更正",
    body="请用新的链接查询进度，原链接和查询码已失效。",
)


def _corrected(data: Mapping[str, Any], names: Names) -> str:
    field = data.get("field")
    return f"更正了{'内容' if field == 'text' else FIELDS.get(str(field), '内容')}"


def _correction_for_requester(event: Event, names: Names) -> HistoryLine:
    by = "您更正了" if event.by_kind == Event.By.REQUESTER else "服务站更正了"
    return HistoryLine(f"{by}{FIELDS.get(event.data.get('field', ''), '内容')}")


STEPS = (
    Step(
        name="correct",
        label="更正",
        sources=FOLLOWED,
        who=ENTERPRISE | {parties.CLERK, parties.STAFF},
        inputs=CorrectInputs,
        guard=correct_guard,
        effect=correct,
        history=Words(desk=_corrected, requester=_correction_for_requester, is_told_at_counter=True),
        importance=Importance.BESIDE,
    ),
)
