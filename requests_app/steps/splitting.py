"""One request that holds several matters becomes as many cases, under one receipt (docs/domain.md § 2, split)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from office import events
from office.events import Fact
from office.refusals import Refused
from requests_app.access import keys
from requests_app.deadlines import case_states
from requests_app.models import Attachment, Clock, EnterpriseRequest
from requests_app.models.files import Purpose
from requests_app.models.requests import Status
from requests_app.notifications.declared import ToRequester
from requests_app.steps import complaints
from requests_app.steps.sets import OFFICE
from requests_app.texts import indexing, masking

# What every part has from the request that it was split from; its text, number and marks are its own.
SHARED = (
    "status", "source", "station", "scanned_representative", "requester_kind", "enterprise", "enterprise_name", "uscc",
    "contact", "phone", "phone_extension", "phone_index", "phone_grade", "email", "email_grade", "anonymous", "share_contact", "private",
    "category", "difficulty",
    "proposed_group", "group", "representative", "expected_outcome", "occurred_at", "entered_late", "submitted_at",
    "received_on", "accepted_at", "accepted_on", "first_due_on", "answer_due_on", "waiting_since", "round", "created_by",
)  # fmt: skip
COUNTED = (
    "kind", "round", "started_at", "start_on", "days", "first_due_on", "due_on", "due_at", "stopped_at", "stopped_on",
    "stop_reason",
)  # fmt: skip


@dataclass(frozen=True)
class SplitInputs:
    part_1: str = input_field(
        "text",
        "第一件",
        max_length=1000,
        min_length=5,
        hint="写企业的原话，分清是哪一件事；这一件沿用原来的编号",
    )
    part_2: str = input_field("text", "第二件", max_length=1000, min_length=5)
    part_3: str = input_field("text", "第三件", required=False, max_length=1000, min_length=5)
    part_4: str = input_field("text", "第四件", required=False, max_length=1000, min_length=5)

    @property
    def texts(self) -> list[str]:
        return [text for text in (self.part_1, self.part_2, self.part_3, self.part_4) if text.strip()]


MOST_PARTS = len(fields(SplitInputs))


def split_guard(context: StepContext) -> Refused | None:
    """Once, before anything else hangs on the case. Refuses `split`, `waiting`, `leads_others`."""
    case = context.subject
    if case.parts_count > 1:
        return Refused("split", "这次留言已经分开办理，不能再分")
    if case.is_waiting:
        return Refused("waiting", "正在等企业补充，补充后再分开办理")
    if context.file.leads_others:
        return Refused("leads_others", "有诉求合并到这一件，请先把它们改为单独办理")
    return None


def split(context: StepContext) -> None:
    """The case keeps the first matter; each of the others starts where it stands, with the same dates."""
    case, texts = context.subject, context.inputs.texts
    context.record_private(old=case.text)
    case.parts_count = len(texts)
    _word(case, texts[0])
    indexing.index(case)
    numbers = [_part(context, text).ledger_number for text in texts[1:]]
    context.record(parts=numbers)
    context.notify(SPLIT, count=len(texts), numbers="、".join([case.ledger_number, *numbers]))


def _part(context: StepContext, text: str) -> EnterpriseRequest:
    case = context.subject
    values: dict[str, Any] = {name: getattr(case, name) for name in SHARED}
    part = EnterpriseRequest(
        ledger_number=keys.next_ledger_number(context.on.year),
        split_from=case,
        parts_count=case.parts_count,
        **values,
    )
    _word(part, text)
    part.save()
    complaints.inherit(part, case)
    for clock in Clock.objects.filter(case=case, assignment__isnull=True).order_by("pk"):
        Clock.objects.create(case=part, **{name: getattr(clock, name) for name in COUNTED})
    _share_files(part, case)
    indexing.index(part)
    fact = Fact(
        part.subject, "split_off", {"number": part.ledger_number, "from": case.ledger_number}, {"text": text}
    )
    context.after(partial(case_states.begin, part, context.on))
    context.after(partial(events.record, fact, by=context.by, at=context.at))
    return part


def _word(case: EnterpriseRequest, text: str) -> None:
    masked = masking.mask(text, [case.contact])
    case.text, case.title = masked.text, keys.title_of(masked.text)
    case.text_original = text if masked.text != text else ""
    case.marks = list(dict.fromkeys([*(case.marks or ()), *masked.marks]))


def _share_files(part: EnterpriseRequest, case: EnterpriseRequest) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            case=part,
            file_id=row.file_id,
            purpose=row.purpose,
            for_enterprise=row.for_enterprise,
            added_at=row.added_at,
            added_by_id=row.added_by_id,
        )
        for row in Attachment.objects.filter(case=case, purpose__in=(Purpose.INTAKE, Purpose.SUPPLEMENT))
    )


SPLIT = ToRequester(
    key="split",
    title="您反映的 {count} 件事分开办理",
    body="受理编号 {numbers}。用原来的链接或查询码都能查到。",
)


def _split(data: Mapping[str, Any], names: Names) -> str:
    return f"分出 {'、'.join(data.get('parts', ()))}"


def _split_off(data: Mapping[str, Any], names: Names) -> str:
    return f"分自 {data.get('from', '')}"


# The first event of the part that is split off: it is recorded, not taken.
SPLIT_OFF = Words(
    title="从另一件中分出",
    desk=_split_off,
    requester="从您的一次留言中分出，单独办理",
    is_told_at_counter=True,
)


STEPS = (
    Step(
        name="split",
        label="拆分办理",
        sources=frozenset({Status.SUBMITTED, Status.ACCEPTED}),
        who=OFFICE,
        inputs=SplitInputs,
        guard=split_guard,
        effect=split,
        done="分成几件办理",
        history=Words(desk=_split, requester="分成几件办理", is_told_at_counter=True),
        importance=Importance.LEAVING,
    ),
)
