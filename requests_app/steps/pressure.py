"""有没有人劝您改评价: what a link and a call ask, and where the answer goes: to the auditor alone.

It is in no event of the case and on no page of the desk, so that it is safe to say yes (docs/domain.md § 10.18).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse

from casework.engine import StepContext
from casework.inputs import input_field
from office import events
from office.notifications.notices import notify
from requests_app.models import Assignment, PressureAnswer
from requests_app.models.assignments import Part
from requests_app.models.pressure import AskedBy
from requests_app.notifications import recipients

QUESTION = "有没有人劝您改评价"
ONLY_AUDITOR = "这一项只有审计员能看到，办理的人和单位都看不到"
ANSWERS = [("no", "没有"), ("yes", "有")]


def pressed_field() -> Any:
    """The question, of the inputs of every link and call; it may be left unanswered."""
    return input_field("choice", QUESTION, required=False, choices=ANSWERS, hint=ONLY_AUDITOR)


def said_field() -> Any:
    """Whose words, if there were any."""
    return input_field("line", "是谁、怎么说的", required=False, max_length=200, hint=ONLY_AUDITOR)


def keep_answer(context: StepContext) -> None:
    """Store what the inputs `pressed` and `pressed_said` hold, after the state; nothing where both are empty."""
    inputs = context.inputs
    if inputs.pressed or inputs.pressed_said.strip():
        context.after(
            partial(_store, context, pressed=inputs.pressed != "no", said=inputs.pressed_said.strip())
        )


def _store(context: StepContext, *, pressed: bool, said: str) -> None:
    case = context.subject
    lead = Assignment.objects.filter(case=case, part=Part.LEAD).select_related("department").last()
    row = PressureAnswer.objects.create(
        case=case,
        department=lead.department if lead else None,
        round=case.round,
        asked_by=AskedBy.LINK if context.by.kind == "requester" else AskedBy.TELEPHONE,
        pressed=pressed,
        said=said,
        answered_at=context.at,
        answered_on=context.on,
    )
    fact = events.Fact(
        f"pressure:{row.pk}", "answer_pressure", {"pressed": pressed}, {"said": said} if said else {}
    )
    events.record(fact, by=context.by, at=context.at)
    if pressed:
        notify(
            f"pressure:{row.pk}",
            recipients.auditors(context.on),
            title="有企业说有人劝改评价",
            body=case.ledger_number,
            link=reverse("requests:pressure"),
            at=context.at,
        )
