"""核实登记号码: the owner of a number typed at a desk was reached another way (docs/domain.md § 2, Keys and grades)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from office.models import Event
from office.refusals import Refused
from requests_app.access import addresses, keys, parties
from requests_app.models import EnterpriseRequest
from requests_app.models.grades import TRUSTED, Grade
from requests_app.models.requests import Status
from requests_app.notifications.declared import AskRequester
from requests_app.steps.sets import FOLLOWED
from requests_app.steps.verdicts import second_person_guard

# Typing a number is no part of the handling (conflicts.NO_PART), but it is one here: nobody checks the own typing.
TYPED = ("submit", "record_finding", "correct", "renew_keys", "print_slip")


class FoundIn(models.TextChoices):
    REGISTER = "register", "企业登记信息"
    OLDER_CASE = "older", "比本件更早的企业档案"
    PUBLIC = "public", "企业对外公布的号码"


@dataclass(frozen=True)
class CheckPhoneInputs:
    found_in: str = input_field(
        "choice", "从哪里找到的号码", choices=FoundIn, hint="不能拨打这件诉求上登记的号码"
    )
    called: str = input_field("line", "联系上了谁", max_length=40)
    said: str = input_field(
        "text", "通话记录", max_length=500, min_length=5, hint="写明对方确认登记的号码是自己的"
    )


def check_guard(context: StepContext) -> Refused | None:
    """A desk's number, by somebody who neither handled the case nor typed anything for it, and no former one waits.

    Refuses `no_desk_number`, `took_part`, `former_waits`.
    """
    case = context.subject
    if case.phone_grade != Grade.DESK:
        return Refused("no_desk_number", "登记号码不是柜台录入的，不用核实")
    if any(change.former_grade in TRUSTED for change in addresses.open_changes(case, context.on)):
        return Refused("former_waits", "原登记号码还没有确认更改，等它确认或确认的时间过了，再核实新号码")
    if _has_typed(case, context):
        return Refused("took_part", "录入或补发过的人不能核实，请另一人操作")
    return second_person_guard(context)


def _has_typed(case: EnterpriseRequest, context: StepContext) -> bool:
    """In the case, or in what it grew from: a booking, a consultation, a visit and its pairing."""
    subjects = [part.subject for part in keys.opened_with(case).only("pk")]
    events = Event.objects.filter(subject__in=subjects, action__in=TYPED, by_user=context.by.user)
    if events.exists():
        return True
    submitted = Event.objects.filter(subject__in=subjects, action="submit")
    origins = [origin for event in submitted for origin in event.data.get("origins", [])]
    return Event.objects.filter(subject__in=origins, by_user=context.by.user).exists()


def check_phone(context: StepContext) -> None:
    """From now on as if the requester had given it: keys sent before stay what they were."""
    case, inputs = context.subject, context.inputs
    case.phone_grade = Grade.CHECKED
    keys.opened_with(case).order_by().exclude(pk=case.pk).update(phone_grade=Grade.CHECKED)
    context.record(found_in=inputs.found_in)
    context.record_private(called=inputs.called, said=inputs.said)
    if case.status == Status.ANSWERED:
        context.notify(CHECKED)


CHECKED = AskRequester(
    key="checked:{at}",
    title="请评价对您诉求的答复",
    body="受理编号 {case.ledger_number}。您的号码已核实，请用这个链接评价。",
)


STEPS = (
    Step(
        name="check_phone",
        label="核实登记号码",
        sources=FOLLOWED,
        who=frozenset({parties.STAFF}),
        inputs=CheckPhoneInputs,
        guard=check_guard,
        effect=check_phone,
        done="核实了柜台登记的号码",
        history=Words(requester="核实了您的联系电话", is_inner=True),
        importance=Importance.BESIDE,
    ),
)
