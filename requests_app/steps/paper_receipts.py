"""代录: what a unit without accounts did on paper counts on the day its paper came, with its scan (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.engine import StepContext
from casework.history import Names
from office.refusals import Refused
from office.templatetags.wording import coded_day
from requests_app.models import Assignment
from requests_app.models.files import Purpose
from requests_app.steps.files import attach

RECEIVED = "收到单位纸质材料的那一天，期限按这一天计"
SCAN = "单位的签收单、退回函等，可以拍照"


def counted_on(context: StepContext, assignment: Assignment) -> date:
    """The local date on which the paper was received, which the unit's clock ends on.

    Raises `Refused("invalid")` beside `received_on` for a day after today or before the assignment.
    """
    received_on: date = context.inputs.received_on
    if received_on > context.on:
        raise Refused("invalid", "收到日期不能在今天之后", field="received_on")
    if received_on < assignment.assigned_on:
        raise Refused("invalid", "收到日期不能早于交办日期", field="received_on")
    return received_on


def keep(context: StepContext, assignment: Assignment) -> None:
    """Its scan with the unit's part, the day in the history."""
    attach(context, context.inputs.files, Purpose.SCAN, assignment)
    context.record(received_on=context.inputs.received_on)


def told(data: Mapping[str, Any], names: Names) -> str:
    """收到日期 11月20日; nothing of what was recorded before it was asked."""
    return f"收到日期 {coded_day(data['received_on'])}" if data.get("received_on") else ""
