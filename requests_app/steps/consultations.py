"""部门协同会诊: proposed by the representative or a second return, convened, or not held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from groups.models import Department, DepartmentOfficer
from office.calendar import LOCAL, local_date
from office.models import User
from office.refusals import Refused
from office.templatetags import wording
from office.templatetags.wording import coded_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.models import Clock, JointConsultation, Seat
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.consultations import ConsultState
from requests_app.notifications import audiences, recipients
from requests_app.notifications.declared import Occasion, ToPeople
from requests_app.steps import releases
from requests_app.steps.parts import refuse_unit
from requests_app.steps.sets import OFFICE, WORKING

LONGEST_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class ProposeConsultInputs:
    departments: tuple[Department, ...] = input_field("departments", "建议参加的单位")
    reason: str = input_field("text", "为什么要会诊", max_length=500, min_length=5)


@dataclass(frozen=True)
class ConsultInputs:
    departments: tuple[Department, ...] = input_field("departments", "参加单位", hint="至少两个单位")
    place: str = input_field("line", "地点", max_length=60)
    meets_at: datetime = input_field("datetime", "时间")
    text: str = input_field("text", "议题", max_length=500, min_length=5)


@dataclass(frozen=True)
class DropConsultInputs:
    reason: str = input_field("text", "不组织会诊的理由", max_length=500)


def propose_guard(context: StepContext) -> Refused | None:
    """One consultation at a time. Refuses `pending`."""
    if pending(context) is not None:
        return Refused("pending", "已经建议或正在组织会诊")
    return None


def propose_consult(context: StepContext) -> None:
    """The representative names units and reason; the liaison decides."""
    row = _suggest(context, context.inputs.reason)
    _seat(row, context.inputs.departments, invited=False)
    row.proposed_by = context.by.user
    row.save(update_fields=["proposed_by"])
    context.record(consultation=row.pk, units=[unit.code for unit in context.inputs.departments])
    context.record_private(reason=row.because)
    context.row = row


def suggest(context: StepContext, because: str) -> None:
    """A second return asks for one; where one is proposed or convened already, that stands."""
    if propose_guard(context) is None:
        row = _suggest(context, because)
        context.record(consultation=row.pk)


def consult(context: StepContext) -> None:
    """Convened: each unit is invited, its minutes are due two working days after the day (docs/domain.md § 2, clocks)."""
    inputs = context.inputs
    row = pending(context)
    if row is None:
        row = _suggest(context, inputs.text)
    clocks.stop(context.subject, ClockKind.CONSULT, at=context.at)
    row.state, row.convened_by, row.place = ConsultState.CONVENED, context.user, inputs.place
    row.meets_at, row.meets_on = inputs.meets_at, local_date(inputs.meets_at)
    row.clock = _minutes_clock(context, row)
    row.save()
    _seat(row, inputs.departments, invited=True)
    releases.await_release_at_table(context, context.subject)
    context.record(
        consultation=row.pk,
        units=[unit.code for unit in inputs.departments],
        meets_on=row.meets_on.isoformat(),
    )
    context.record_private(text=inputs.text, place=inputs.place)
    when = wording.moment(row.meets_at.astimezone(LOCAL)) if row.meets_at else ""
    context.notify(INVITED, row, when=when)


def enough_units(context: StepContext) -> None:
    """Raises `Refused("too_few")` for a table of one."""
    if len(context.inputs.departments) < 2:
        raise Refused("too_few", "会诊至少请两个单位参加", field="departments")


def time_to_come(context: StepContext) -> None:
    """Raises `Refused("invalid")` for an instant that is past or more than 60 calendar days ahead."""
    if not context.at < context.inputs.meets_at <= context.at + LONGEST_AHEAD:
        raise Refused("invalid", f"会诊时间应在现在之后、{LONGEST_AHEAD.days} 天之内", field="meets_at")


def consult_guard(context: StepContext) -> Refused | None:
    """What is convened is first recorded or cancelled. Refuses `convened`."""
    row = pending(context)
    if row is not None and row.state == ConsultState.CONVENED:
        return Refused("convened", "会诊已经通知，请先记录纪要或取消")
    return None


def drop_guard(context: StepContext) -> Refused | None:
    """Refuses `no_consult` where none is proposed or convened."""
    return None if pending(context) else Refused("no_consult", "没有待组织的会诊")


def drop_consult(context: StepContext) -> None:
    """Not held: its clocks end without an outcome, and whoever was invited is told.

    Raises `Refused("no_consult")`.
    """
    row = require(context)
    was_convened = row.state == ConsultState.CONVENED
    row.state, row.outcome = ConsultState.DROPPED, context.inputs.reason[:200]
    row.save(update_fields=["state", "outcome"])
    clocks.stop(context.subject, ClockKind.CONSULT, ClockKind.MINUTES, at=context.at, reason=StopReason.VOID)
    context.record(consultation=row.pk)
    context.record_private(reason=context.inputs.reason)
    if was_convened:
        context.notify(CANCELLED, row)


def _suggest(context: StepContext, because: str) -> JointConsultation:
    clock = clocks.start(context.subject, ClockKind.CONSULT, at=context.at, calendar=context.calendar)
    return JointConsultation.objects.create(
        case=context.subject,
        state=ConsultState.PROPOSED,
        clock=clock,
        because=because,
        proposed_at=context.at,
    )


def _minutes_clock(context: StepContext, row: JointConsultation) -> Clock:
    if row.meets_on is None:
        raise AssertionError("a convened consultation has its day")
    due_on = context.calendar.add(row.meets_on, context.option("clock_minutes"))
    return clocks.start(
        context.subject,
        ClockKind.MINUTES,
        at=context.at,
        calendar=context.calendar,
        due_on=due_on,
        days=context.calendar.count(context.on, due_on),
    )


def units_may_come(context: StepContext) -> None:
    """Raises as `parts.refuse_unit`."""
    for unit in context.inputs.departments:
        refuse_unit(unit, field="departments")


def _seat(row: JointConsultation, units: tuple[Department, ...], *, invited: bool) -> None:
    """One seat a unit; whoever was proposed and is not asked keeps the seat uninvited."""
    keys = [unit.pk for unit in units]
    if invited:
        row.seats.exclude(department_id__in=keys).update(invited=False)
    row.seats.filter(department_id__in=keys).update(invited=invited)
    sitting = set(row.seats.values_list("department_id", flat=True))
    Seat.objects.bulk_create(
        Seat(consultation=row, department=unit, invited=invited) for unit in units if unit.pk not in sitting
    )


def pending(context: StepContext) -> JointConsultation | None:
    """Proposed or convened, and not held yet."""
    return context.file.consultation  # type: ignore[no-any-return]


def require(context: StepContext) -> JointConsultation:
    """The pending one. Raises `Refused("no_consult")`."""
    row = pending(context)
    if row is None:
        raise Refused("no_consult", "没有待组织的会诊")
    return row


def _units_at_table(occasion: Occasion) -> list[User]:
    on, seats = occasion.context.on, occasion.row.seats.filter(invited=True).select_related("department")
    handler = DepartmentOfficer.Duty.HANDLER
    return [user for seat in seats for user in recipients.officers_of_unit(seat.department, handler, on)]


AT_TABLE = (audiences.representative_or_liaison, _units_at_table)
INVITED = ToPeople(
    key="consult:{row.pk}",
    to=AT_TABLE,
    title="请派员参加会诊：{when}，{row.place}",
    plain_title="请派员参加会诊：{when}，地点请向代表工作机构了解",
)
CANCELLED = ToPeople(key="consult_dropped:{row.pk}", to=AT_TABLE, title="会诊取消")


def _at_the_table(data: Mapping[str, Any], names: Names) -> str:
    met = coded_day(data.get("meets_on"))
    return (f"{met}，" if met else "") + f"参加单位：{names.listed(data, 'units')}"


STEPS = (
    Step(
        name="propose_consult",
        label="建议会诊",
        sources=WORKING,
        who=frozenset({parties.REPRESENTATIVE}),
        inputs=ProposeConsultInputs,
        guard=propose_guard,
        checks=(units_may_come,),
        effect=propose_consult,
        done="建议部门协同会诊",
        notifications=(
            ToPeople(
                key="consult_proposed:{row.pk}",
                to=(audiences.liaisons,),
                title="代表建议组织部门协同会诊，请决定",
            ),
        ),
        history=Words(desk=_at_the_table, is_inner=True),
        importance=Importance.REQUEST,
    ),
    Step(
        name="consult",
        label="组织会诊",
        sources=WORKING,
        who=OFFICE,
        inputs=ConsultInputs,
        guard=consult_guard,
        checks=(units_may_come, enough_units, time_to_come),
        effect=consult,
        done="组织部门协同会诊",
        history=Words(desk=_at_the_table, requester="组织有关单位会诊"),
        importance=Importance.REQUEST,
    ),
    Step(
        name="drop_consult",
        label="不组织会诊",
        sources=WORKING,
        who=OFFICE,
        inputs=DropConsultInputs,
        guard=drop_guard,
        effect=drop_consult,
        importance=Importance.GIVING_BACK,
    ),
)
