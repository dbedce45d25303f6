"""联系企业: the response to the enterprise, and when trying counts as done (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, label_of
from casework.inputs import input_field
from office.calendar import local_date
from office.models import Event, StoredFile
from office.refusals import Refused
from office.templatetags.wording import coded_day
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
    contacted_at: datetime | None = input_field(
        "datetime",
        "联系时间",
        required=False,
        hint="刚刚联系的不用填；较早联系的，填当时的日期和时间，期限按它计",
    )
    said: str = input_field(
        "text", "沟通情况", max_length=1000, hint="联系不上的，写明打了哪个电话、什么时候打的"
    )
    files: tuple[StoredFile, ...] = input_field("files", "照片或材料", required=False)


def contact(context: StepContext) -> None:
    """The response, on the day that it happened where it is entered by the next working day, else today.

    Three tries on two days stop the clock as attempted. Raises `Refused("invalid")` beside `contacted_at` for an
    instant before the receipt or after now. Rule: docs/domain.md § 2.
    """
    case, inputs = context.subject, context.inputs
    reached = inputs.reached == "yes"
    contacted_at = _happened_at(context)
    counted_on = _counted_on(context, contacted_at)
    Contact.objects.create(
        case=case,
        representative=case.representative,
        how=inputs.how,
        reached=reached,
        said=inputs.said,
        contacted_at=contacted_at,
        contacted_on=counted_on,
        entered_at=context.at if contacted_at < context.at else None,
        by=context.user,
        on_behalf=context.party != parties.REPRESENTATIVE,
    )
    attach(context, inputs.files, Purpose.CONTACT)
    if reached:
        clocks.stop(case, ClockKind.CONTACT, at=context.at, on=counted_on)
    elif _tried_enough(context):
        clocks.stop(case, ClockKind.CONTACT, at=context.at, on=counted_on, reason=StopReason.ATTEMPTED)
    context.record(how=inputs.how, reached=reached, on_behalf=context.party != parties.REPRESENTATIVE)
    if contacted_at < context.at:
        context.record(contacted_on=local_date(contacted_at))
    context.record_private(said=inputs.said)


def _happened_at(context: StepContext) -> datetime:
    at: datetime = context.inputs.contacted_at or context.at
    if at > context.at:
        raise Refused("invalid", "联系时间不能在现在之后", field="contacted_at")
    received_at = context.subject.occurred_at or context.subject.submitted_at
    # A form knows minutes, a receipt seconds.
    if at < received_at.replace(second=0, microsecond=0):
        raise Refused("invalid", "联系时间不能早于收到诉求的时间", field="contacted_at")
    return at


def _counted_on(context: StepContext, contacted_at: datetime) -> date:
    """What was entered later than the next working day counts when it was entered."""
    on = local_date(contacted_at)
    return on if context.calendar.count(on, context.on) <= 1 else context.on


def _tried_enough(context: StepContext) -> bool:
    tries = Contact.objects.filter(case=context.subject, reached=False)
    days = set(tries.values_list("contacted_on", flat=True))
    return tries.count() >= 3 and len(days) >= 2


def _contacted(data: Mapping[str, Any], names: Names) -> str:
    how = label_of(ContactHow, data.get("how"))
    reached = "已联系上" if data.get("reached") else "联系不上"
    earlier = coded_day(data.get("contacted_on"))
    day = f"{earlier}联系，" if earlier else ""
    return f"{day}{how}，{reached}" + ("，代为联系" if data.get("on_behalf") else "")


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
