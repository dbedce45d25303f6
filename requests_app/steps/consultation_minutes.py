"""会诊纪要: who came, what was agreed, and whom the table names as lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from groups.models import Department
from office.calendar import LOCAL
from office.models import StoredFile
from office.refusals import Refused
from office.templatetags import wording
from requests_app.deadlines import clocks
from requests_app.models import JointConsultation, Seat
from requests_app.models.clocks import ClockKind
from requests_app.models.consultations import ConsultState
from requests_app.models.files import Purpose
from requests_app.notifications.declared import ToPeople
from requests_app.steps.consultations import AT_TABLE, pending, require
from requests_app.steps.files import attach
from requests_app.steps.parts import refuse_unit
from requests_app.steps.sets import OFFICE, WORKING


@dataclass(frozen=True)
class RecordConsultInputs:
    came: tuple[Department, ...] = input_field("departments", "到会单位")
    minutes: str = input_field("text", "会诊纪要", max_length=3000, min_length=10)
    outcome: str = input_field("line", "会诊结论", max_length=200, hint="一句话：谁办什么，何时办成")
    lead: Department = input_field("department", "商定由谁主办", required=False)
    files: tuple[StoredFile, ...] = input_field("files", "签到表、纪要扫描件", required=False)


def record_guard(context: StepContext) -> Refused | None:
    """Refuses `not_convened` where no consultation has been convened."""
    row = pending(context)
    if row is None or row.state != ConsultState.CONVENED:
        return Refused("not_convened", "没有已通知的会诊")
    return None


def after_its_time(context: StepContext) -> None:
    """Raises `Refused("too_early")` before the instant of the consultation."""
    row = pending(context)
    if row is not None and row.meets_at is not None and row.meets_at > context.at:
        when = wording.moment(row.meets_at.astimezone(LOCAL))
        raise Refused("too_early", f"会诊定在 {when}，到时间以后再记录", field="minutes")


def agreed_lead_may_lead(context: StepContext) -> None:
    """Raises as `parts.refuse_unit`."""
    if context.inputs.lead is not None:
        refuse_unit(context.inputs.lead, field="lead")


def record_consult(context: StepContext) -> None:
    """One outcome for all; whom it names is proposed as lead when the case is assigned.

    Raises `Refused("no_consult")` where it was dropped meanwhile.
    """
    inputs, row = context.inputs, require(context)
    row.state, row.minutes, row.outcome, row.lead = (
        ConsultState.HELD,
        inputs.minutes,
        inputs.outcome,
        inputs.lead,
    )
    row.recorded_at, row.recorded_by = context.at, context.user
    row.save()
    _note_attendance(row, inputs.came)
    attach(context, inputs.files, Purpose.MINUTES)
    clocks.stop(context.subject, ClockKind.MINUTES, at=context.at)
    context.record(consultation=row.pk, units=[unit.code for unit in inputs.came])
    if inputs.lead is not None:
        context.record(lead=inputs.lead.code)
    context.record_private(outcome=row.outcome, minutes=row.minutes)
    context.row = row


def _note_attendance(row: JointConsultation, came: tuple[Department, ...]) -> None:
    """Whoever came uninvited has a seat all the same."""
    keys = [unit.pk for unit in came]
    sitting = set(row.seats.values_list("department_id", flat=True))
    Seat.objects.bulk_create(
        Seat(consultation=row, department=unit, invited=True) for unit in came if unit.pk not in sitting
    )
    row.seats.filter(department_id__in=keys).update(came=True, invited=True)
    row.seats.filter(invited=True).exclude(department_id__in=keys).update(came=False)


def _concluded(data: Mapping[str, Any], names: Names) -> str:
    lead = names.unit(data, "lead")
    return f"到会：{names.listed(data, 'units')}" + (f"；商定由{lead}主办" if lead else "")


STEPS = (
    Step(
        name="record_consult",
        label="记录会诊纪要",
        sources=WORKING,
        who=OFFICE,
        inputs=RecordConsultInputs,
        guard=record_guard,
        checks=(after_its_time, agreed_lead_may_lead),
        effect=record_consult,
        done="会诊形成结论",
        notifications=(
            ToPeople(
                key="consult_held:{row.pk}",
                to=AT_TABLE,
                title="会诊结论：{row.outcome:.75}",
                plain_title="会诊已有结论",
            ),
        ),
        history=Words(desk=_concluded, requester="有关单位会诊，形成一致意见"),
        importance=Importance.DECISION,
    ),
)
