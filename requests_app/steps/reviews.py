"""条件复查: whether conditions have changed for what could not be settled then (C; docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words, label_of
from casework.inputs import input_field
from office.models import Event
from office.refusals import Refused
from office.templatetags.wording import short_day, short_deadline_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications.declared import ToRequester
from requests_app.steps.closing import back_to_work
from requests_app.steps.sets import BACK_TO_WORK

LONGEST = timedelta(days=3 * 366)


class Conditions(models.TextChoices):
    CHANGED = "changed", "有变化，重新办理"
    UNCHANGED = "unchanged", "没有变化，以后再看"
    OVER = "over", "不再复查"


@dataclass(frozen=True)
class ReviewInputs:
    conditions: str = input_field("choice", "条件有没有变化", choices=Conditions)
    reason: str = input_field("text", "看到的情况", max_length=500, min_length=5, hint="企业会看到")
    again_on: date = input_field(
        "date", "下次复查日期", required=False, hint="没有变化的可以写明；不写的，按设置的时间再看"
    )


def review_guard(context: StepContext) -> Refused | None:
    """It ended with a C answer and is still looked at. Refuses `no_review`."""
    found = context.file.clock(ClockKind.REVIEW)
    return None if found is not None else Refused("no_review", "这件没有要复查的条件")


def again_in_time(context: StepContext) -> None:
    """Raises `Refused("invalid")` beside `again_on` for a day where none follows, past or beyond three years."""
    again_on: date | None = context.inputs.again_on
    if again_on is None:
        return
    if context.inputs.conditions != Conditions.UNCHANGED:
        words = "只有没有变化的才写下次复查日期，请删去日期或改选结果"
        raise Refused("invalid", words, field="again_on")
    if not context.on < again_on <= context.on + LONGEST:
        raise Refused("invalid", "下次复查日期应在今天之后、三年之内", field="again_on")


def review_conditions(context: StepContext) -> None:
    """Staff, on the day or before it: back to work, another day, or no more. The enterprise is told which."""
    inputs, case = context.inputs, context.subject
    clocks.stop(case, ClockKind.REVIEW, at=context.at)
    context.record(conditions=inputs.conditions)
    context.record_private(reason=inputs.reason)
    told = "今后不再定期复查。"
    if inputs.conditions == Conditions.CHANGED:
        back_to_work(context, because="复查发现条件已有变化，请继续办理")
        told = "条件已有变化，重新办理。"
    elif inputs.conditions == Conditions.UNCHANGED:
        told = f"条件还没有变化，{_again(context)}再看。"
    context.notify(REVIEWED, told=told, reason=inputs.reason)


def _again(context: StepContext) -> str:
    """Start the clock of the next review; its day in words."""
    named: date | None = context.inputs.again_on
    clock = clocks.start(
        context.subject,
        ClockKind.REVIEW,
        at=context.at,
        calendar=context.calendar,
        due_on=named,
        days=None if named is None else 0,
    )
    context.record(again_on=clock.due_on.isoformat())
    return short_deadline_day(clock.due_on) if named is None else short_day(clock.due_on)


REVIEWED = ToRequester(
    key="reviewed:{at}",
    title="暂不能解决的事项已复查",
    body="受理编号 {case.ledger_number}：{told}{reason}",
)


def _found(data: Mapping[str, Any], names: Names) -> str:
    return label_of(Conditions, data.get("conditions"))


def _found_for_requester(event: Event, names: Names) -> HistoryLine:
    found = label_of(Conditions, event.data.get("conditions"))
    return HistoryLine(f"复查条件：{found}", event.private("reason"))


STEPS = (
    Step(
        name="review_conditions",
        label="复查条件",
        sources=frozenset({Status.CLOSED}),
        targets=BACK_TO_WORK,
        who=frozenset({parties.STAFF}),
        inputs=ReviewInputs,
        guard=review_guard,
        checks=(again_in_time,),
        effect=review_conditions,
        done="复查条件",
        history=Words(desk=_found, requester=_found_for_requester, is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
)
