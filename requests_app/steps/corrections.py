"""更正: one field of what was submitted; the old value stays beside the event (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.actors import Actor
from office.database.storing import insert
from office.models import Event, StoredFile
from office.numbers import clean_text
from office.refusals import Refused
from office.typed import names, phones
from office.typed.phones import Phone
from requests_app.access import addresses, keys, parties, verdict_keys
from requests_app.models import Category, EnterpriseRequest
from requests_app.models.category_table import categories
from requests_app.models.files import Purpose
from requests_app.models.grades import TRUSTED, Grade
from requests_app.models.requests import RequesterKind, Status
from requests_app.models.verdict_keys import SentTo
from requests_app.notifications import messages
from requests_app.steps.files import attach
from requests_app.steps.sets import ENTERPRISE, FOLLOWED
from requests_app.texts import indexing, masking, titles
from stations.models import Enterprise


def correct_guard(context: StepContext) -> Refused | None:
    """The enterprise corrects until acceptance, telephone and consent always; later a clerk or staff does, with the reason.

    Refuses `accepted`.
    """
    if context.by.kind == "requester" and not open_fields(context.subject, context.by):
        return Refused("accepted", f"已经受理，不能在这里更正；{_elsewhere(context.subject)}")
    return None


def _elsewhere(case: EnterpriseRequest) -> str:
    """Where to turn with what cannot be corrected any more: an answered case takes no supplement."""
    return "请与服务站联系" if case.status == Status.ANSWERED else "请提交补充说明，或与服务站联系"


# Texts are read as the form reads them.
READ: Mapping[str, Callable[[str], Any]] = {
    "title": clean_text,
    "text": clean_text,
    "enterprise_name": names.body,
    "contact": names.person,
    "phone": phones.read,
}
FIELDS = {
    "text": "问题或建议",
    "enterprise_name": "企业名称",
    "contact": "联系人",
    "phone": "联系电话",
    "category": "问题类别",
    "requester_kind": "反映人身份",
    "share_contact": "是否同意提供联系方式",
    "private": "是否公开",
    "title": "短标题",
}
LONGEST = {
    "title": titles.LONGEST,
    "text": 1000,
    "enterprise_name": names.BODY_AT_MOST,
    "contact": names.PERSON_AT_MOST,
}
# Fields that are chosen, but for the category, whose rows the office keeps.
CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "requester_kind": tuple((str(value), str(label)) for value, label in RequesterKind.choices),
    "share_contact": (("yes", "同意将联系方式提供给承办单位用于办理"), ("no", "不同意，仅由代表联系")),
    "private": (("yes", "不公开"), ("no", "可以隐去名称后公开")),
}
# What a desk writes in only with the requester's signature: more is shown of them than they said.
LOOSENED = {"share_contact": "yes", "private": "no"}
# Given by whoever holds a link of the requester's own; no slip and no link of a desk changes them.
OWN_ALONE = ("phone", "share_contact", "private")
AFTER_ACCEPTANCE = ("phone", "share_contact")
# The office's own words.
OF_OFFICE = ("title",)


def open_fields(case: EnterpriseRequest, by: Actor) -> dict[str, str]:
    """What a requester may correct now, with its label."""
    before = case.status == Status.SUBMITTED
    names = [name for name in FIELDS if name not in OF_OFFICE and (before or name in AFTER_ACCEPTANCE)]
    return {name: FIELDS[name] for name in names if name not in OWN_ALONE or by.basis in TRUSTED}


def current_value(case: EnterpriseRequest, field: str) -> str:
    """What stands in the field, as a form holds it: texts as they are shown (masked), rows by code, yes and no."""
    value = getattr(case, field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.code if isinstance(value, Category) else str(value or "")


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
        hint="原登记电话说过“不是我改的”再改电话，或改为同意提供联系方式、可以公开时，必须附",
    )


def correct(context: StepContext) -> None:
    """One field; the old value stays beside the event, and a corrected name is looked up again. A new telephone gets its own links (`_change_phone`).

    The category of a case that nobody has accepted proposes its group.
    """
    case, field = context.subject, context.inputs.field
    old, value = _old_value(case, field), _converted(context)
    if field == "text":
        _reword(case, value)
    elif field == "title":
        case.title = masking.mask(value, [case.contact]).text
    elif field != "phone":
        setattr(case, field, value)
    if field in ("enterprise_name", "requester_kind"):
        case.enterprise = _registered(case)
    if field == "category" and case.status == Status.SUBMITTED and case.scanned_representative_id is None:
        case.proposed_group_id = value.professional_group_id
    context.record(field=field)
    context.record_private(old=str(old), new=str(value), reason=context.inputs.reason)
    attach(context, context.inputs.files, Purpose.PAPER)
    if field == "phone":
        _change_phone(context, value, former=old)
    indexing.index(case)


def field_is_open(context: StepContext) -> None:
    """Raises `Refused` for what this actor may not correct: `accepted`, `own_only`, `sheet_needed`."""
    case, inputs = context.subject, context.inputs
    if context.by.kind != "requester":
        _refuse_without_sheet(context)
        return
    if inputs.field in open_fields(case, context.by):
        return
    if inputs.field in OWN_ALONE and (inputs.field in AFTER_ACCEPTANCE or case.status == Status.SUBMITTED):
        words = f"回执单和柜台发出的链接不能改{FIELDS[inputs.field]}，请用本人收到的链接，或到服务站更正"
        raise Refused("own_only", words, field="field")
    words = f"已经受理，只能更正联系电话和是否同意提供联系方式；其他内容{_elsewhere(case)}"
    raise Refused("accepted", words, field="field")


def _refuse_without_sheet(context: StepContext) -> None:
    case, inputs = context.subject, context.inputs
    if inputs.field == "phone" and not inputs.files and addresses.was_undone(case):
        raise Refused("sheet_needed", "原登记电话说过“不是我改的”，请附本人签字的更正单", field="files")
    if inputs.field in LOOSENED and inputs.value == LOOSENED[inputs.field] and not inputs.files:
        raise Refused("sheet_needed", "改为同意提供联系方式或可以公开的，请附本人签字的更正单", field="files")


def value_fits(context: StepContext) -> None:
    """Raises `Refused` beside `value`: `invalid`, `too_long`, `too_short`, and `same` where nothing would change."""
    field = context.inputs.field
    if _converted(context) == _old_value(context.subject, field):
        raise Refused("same", f"和原来的{FIELDS[field]}一样，没有要更正的", field="value")


def _old_value(case: EnterpriseRequest, field: str) -> Any:
    if field == "phone":
        return addresses.phone_of(case)
    return (case.text_original or case.text) if field == "text" else getattr(case, field)


def _converted(context: StepContext) -> Any:
    """The typed value as its column holds it. Raises `Refused` as `value_fits`."""
    case, field = context.subject, context.inputs.field
    if field == "category":
        return _category(context.inputs.value, context.on)
    if field in CHOICES:
        return _chosen(case, field, context.inputs.value)
    try:
        value = READ[field](context.inputs.value)
    except ValueError as error:
        raise Refused("invalid", str(error), field="value") from None
    if field in LONGEST and len(value) > LONGEST[field]:
        raise Refused("too_long", f"更正内容过长，{FIELDS[field]}最多 {LONGEST[field]} 字", field="value")
    if field == "text":
        # What was not changed of a masked text keeps what is under the mask.
        value = masking.restored(value, case.text_original, [case.contact])
        if len(value) < 5:
            raise Refused("too_short", "请写明问题或建议，至少 5 个字", field="value")
    return value


def _category(code: str, on: date) -> Category:
    found = next((row for row in categories().open(on) if row.code == code), None)
    if found is None:
        raise Refused("invalid", "请选择问题类别", field="value")
    return found


def _chosen(case: EnterpriseRequest, field: str, value: str) -> str | bool:
    if value not in dict(CHOICES[field]):
        raise Refused("invalid", f"请选择{FIELDS[field]}", field="value")
    if field != "requester_kind":
        return value == "yes"
    if value == RequesterKind.ENTERPRISE and not case.enterprise_name:
        raise Refused("invalid", "改为企业的，请先更正企业名称", field="value")
    return value


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


def _registered(case: EnterpriseRequest) -> Enterprise | None:
    """As at intake: by the code first, by a name of it second; only of an enterprise."""
    if case.requester_kind != RequesterKind.ENTERPRISE:
        return None
    coded = Enterprise.objects.filter(uscc=case.uscc).select_related("same_as").first() if case.uscc else None
    return coded.leading if coded else Enterprise.objects.registered_as(case.enterprise_name)


def _reword(case: EnterpriseRequest, text: str) -> None:
    """As at intake: what is stored and searched is masked, the original is one encrypted field."""
    masked = masking.mask(text, [case.contact])
    # A title that somebody has worded stays.
    if case.title == keys.title_of(case.text):
        case.title = keys.title_of(masked.text)
    case.text = masked.text
    case.text_original = text if masked.text != text else ""
    case.marks = list(dict.fromkeys([*case.marks, *masked.marks]))


def _corrected(data: Mapping[str, Any], names: Names) -> str:
    field = data.get("field")
    return f"更正了{'内容' if field == 'text' else FIELDS.get(str(field), '内容')}"


def _correction_for_requester(event: Event, names: Names) -> HistoryLine | None:
    if event.data.get("field") in OF_OFFICE:
        return None
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
        checks=(field_is_open, value_fits),
        effect=correct,
        history=Words(desk=_corrected, requester=_correction_for_requester, is_told_at_counter=True),
        importance=Importance.BESIDE,
    ),
)
