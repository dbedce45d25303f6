"""更正: one field of what was submitted; the old value stays beside the event (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.actors import Actor
from office.database.statements import insert
from office.models import Event, StoredFile
from office.numbers import clean_text
from office.refusals import Refused
from office.typed import names, phones
from office.typed.phones import Phone
from requests_app.access import addresses, keys, parties, verdict_keys
from requests_app.models import EnterpriseRequest
from requests_app.models.files import Purpose
from requests_app.models.grades import TRUSTED, Grade
from requests_app.models.requests import Status
from requests_app.models.verdict_keys import SentTo
from requests_app.notifications import messages
from requests_app.steps.files import attach
from requests_app.steps.sets import ENTERPRISE, FOLLOWED
from requests_app.texts import indexing, masking


def correct_guard(context: StepContext) -> Refused | None:
    """The enterprise corrects until acceptance, its telephone always; later a clerk or staff does, with the reason.

    Refuses `accepted`.
    """
    if context.by.kind == "requester" and not open_fields(context.subject, context.by):
        return Refused("accepted", f"已经受理，不能在这里更正；{_elsewhere(context.subject)}")
    return None


def _elsewhere(case: EnterpriseRequest) -> str:
    """Where to turn with what cannot be corrected any more: an answered case takes no supplement."""
    return "请与服务站联系" if case.status == Status.ANSWERED else "请提交补充说明，或与服务站联系"


# Each is read as the form reads it.
READ: Mapping[str, Callable[[str], Any]] = {
    "text": clean_text,
    "enterprise_name": names.body,
    "contact": names.person,
    "phone": phones.read,
}
FIELDS = {"text": "问题或建议", "enterprise_name": "企业名称", "contact": "联系人", "phone": "联系电话"}


def open_fields(case: EnterpriseRequest, by: Actor) -> dict[str, str]:
    """What a requester may correct now, with its label: no slip and no link of a desk changes the telephone."""
    found = dict(FIELDS) if case.status == Status.SUBMITTED else {"phone": FIELDS["phone"]}
    if by.basis not in TRUSTED:
        del found["phone"]
    return found


@dataclass(frozen=True)
class CorrectInputs:
    field: str = input_field(
        "choice",
        "更正什么",
        choices=tuple(FIELDS.items()),
    )
    value: str = input_field("text", "更正后的内容", max_length=1000)
    reason: str = input_field("line", "更正原因", max_length=200)
    files: tuple[StoredFile, ...] = input_field(
        "files",
        "本人签字的更正单",
        required=False,
        hint="原登记电话说过“不是我改的”，再改电话时必须附",
    )


def correct(context: StepContext) -> None:
    """One field; the old value stays beside the event. A new telephone gets its own links (`_change_phone`).

    Raises `Refused` beside `value`: `invalid`, `too_short` (text); and what `_refuse_field` refuses.
    """
    case, inputs = context.subject, context.inputs
    _refuse_field(context)
    try:
        value = READ[inputs.field](inputs.value)
    except ValueError as error:
        raise Refused("invalid", str(error), field="value") from None
    if inputs.field == "text" and len(value) < 5:
        raise Refused("too_short", "请写明问题或建议，至少 5 个字", field="value")
    old = addresses.phone_of(case) if inputs.field == "phone" else getattr(case, inputs.field)
    if inputs.field != "phone":
        setattr(case, inputs.field, value)
    if inputs.field == "text":
        _reword(case, value)
    context.record(field=inputs.field)
    context.record_private(old=str(old), new=str(value), reason=inputs.reason)
    attach(context, inputs.files, Purpose.PAPER)
    if inputs.field == "phone":
        _change_phone(context, value, former=old)
    indexing.index(case)


def _refuse_field(context: StepContext) -> None:
    """Refuses what this actor may not correct: `accepted`, `own_only`, `sheet_needed`."""
    case, inputs = context.subject, context.inputs
    if context.by.kind != "requester":
        if inputs.field == "phone" and not inputs.files and addresses.was_undone(case):
            raise Refused("sheet_needed", "原登记电话说过“不是我改的”，请附本人签字的更正单", field="files")
        return
    if inputs.field in open_fields(case, context.by):
        return
    if inputs.field == "phone":
        words = "回执单和柜台发出的链接不能改联系电话，请用本人收到的链接，或到服务站更正"
        raise Refused("own_only", words, field="field")
    words = f"已经受理，只能更正联系电话；其他内容{_elsewhere(case)}"
    raise Refused("accepted", words, field="field")


def _change_phone(context: StepContext, phone: Phone, *, former: Phone) -> None:
    """The new number is of the grade of who gives it; the former one is told, and may undo it.

    The access keys given out before end. Verdict keys end by the requester's own key alone: a desk ends none, and
    its number judges beside them, counted apart.
    """
    case, at = context.subject, context.at
    former_grade = case.phone_grade
    is_own = context.by.kind == "requester"
    addresses.put_phone(case, phone, grade=context.by.basis if is_own else Grade.DESK)
    change, undoing = addresses.change_phone(
        case, former=former, former_grade=former_grade, by=context.by.user, at=at
    )
    receipt = keys.renew(case, grade=case.phone_grade, at=at)
    if is_own:
        verdict_keys.end_by_requester(case, at=at)
        insert(verdict_keys.of_receipt(case, receipt, grade=case.phone_grade, sent_to=SentTo.PHONE, at=at))
    elif case.status == Status.ANSWERED:
        verdict_keys.judge_this_round(case, receipt, grade=case.phone_grade, at=at)
    context.record(change=change.pk)
    context.after(partial(messages.new_telephone, case, receipt, at=at))
    context.after(partial(messages.former_telephone, case, change, undoing, at=at))


def _reword(case: EnterpriseRequest, text: str) -> None:
    """As at intake: what is stored and searched is masked, the original is one encrypted field."""
    masked = masking.mask(text, [case.contact])
    case.text, case.title = masked.text, keys.title_of(masked.text)
    case.text_original = text if masked.text != text else ""
    case.marks = list(dict.fromkeys([*case.marks, *masked.marks]))


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
