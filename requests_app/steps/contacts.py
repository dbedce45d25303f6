"""联系企业: the response to the enterprise, and when trying counts as done (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, label_of
from casework.inputs import input_field
from office.models import Event, StoredFile
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Contact
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.contacts import ContactHow
from requests_app.models.files import Purpose
from requests_app.models.requests import Status
from requests_app.steps.files import attach
from requests_app.steps.sets import WORKING


@dataclass(frozen=True)
class ContactInputs:
    how: str = input_field("choice", "联系方式", choices=ContactHow)
    reached: str = input_field("choice", "是否联系上", choices=[("yes", "已联系上"), ("no", "联系不上")])
    said: str = input_field(
        "text", "沟通情况", max_length=1000, hint="联系不上的，写明打了哪个电话、什么时候打的"
    )
    files: tuple[StoredFile, ...] = input_field("files", "照片或材料", required=False)


def contact(context: StepContext) -> None:
    """The response. Three tries on two days stop the clock as attempted (docs/domain.md § 2)."""
    case, inputs = context.subject, context.inputs
    reached = inputs.reached == "yes"
    Contact.objects.create(
        case=case,
        representative=case.representative,
        how=inputs.how,
        reached=reached,
        said=inputs.said,
        contacted_at=context.at,
        contacted_on=context.on,
        by=context.user,
        on_behalf=context.party != parties.REPRESENTATIVE,
    )
    attach(context, inputs.files, Purpose.CONTACT)
    if reached:
        clocks.stop(case, ClockKind.CONTACT, at=context.at)
    elif _tried_enough(context):
        clocks.stop(case, ClockKind.CONTACT, at=context.at, reason=StopReason.ATTEMPTED)
    context.record(how=inputs.how, reached=reached, on_behalf=context.party != parties.REPRESENTATIVE)
    context.record_private(said=inputs.said)


def _tried_enough(context: StepContext) -> bool:
    tries = Contact.objects.filter(case=context.subject, reached=False)
    days = set(tries.values_list("contacted_on", flat=True))
    return tries.count() >= 3 and len(days) >= 2


def _contacted(data: Mapping[str, Any], names: Names) -> str:
    how = label_of(ContactHow, data.get("how"))
    reached = "已联系上" if data.get("reached") else "联系不上"
    return f"{how}，{reached}" + ("，代为联系" if data.get("on_behalf") else "")


def _contact_for_requester(event: Event, names: Names) -> HistoryLine:
    who = "工作人员" if event.data.get("on_behalf") else "代表"
    title = f"{who}{label_of(ContactHow, event.data.get('how'))}联系您"
    return HistoryLine(title if event.data.get("reached") else f"{title}，没有联系上")


STEPS = (
    Step(
        name="contact",
        label="联系企业",
        sources=WORKING | {Status.MERGED},
        who=frozenset({parties.REPRESENTATIVE, parties.LIAISON, parties.CLERK}),
        inputs=ContactInputs,
        effect=contact,
        history=Words(desk=_contacted, requester=_contact_for_requester),
        importance=Importance.WORK,
    ),
)
