"""会诊: the office calls several units to one table; minutes and one outcome for all (docs/domain.md § 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from casework.models.clocks import StopReason
from groups.models import Department
from office.calendar import LOCAL, local_date
from office.refusals import Refused
from office.templatetags import wording
from suggestions import notifications as n
from suggestions import parties as p
from suggestions import recipients
from suggestions.deadlines import clocks
from suggestions.deadlines.kinds import Recipient
from suggestions.models import SuggestionConsultation, SuggestionSeat
from suggestions.models.clocks import ClockKind
from suggestions.models.consultations import ConsultState
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell

LONGEST_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class ConsultInputs:
    departments: tuple[Department, ...] = input_field("any_departments", "参加单位", hint="至少两个单位")
    place: str = input_field("line", "地点", max_length=60)
    meets_at: datetime = input_field("datetime", "时间")
    text: str = input_field("text", "议题", max_length=500, min_length=5)


def none_is_convened(context: StepContext) -> Refused | None:
    """One at a time. Refuses `convened`."""
    if context.file.consultation is not None:
        return Refused("convened", "会诊已经通知，请先记录纪要或取消")
    return None


def enough_units(context: StepContext) -> None:
    """Raises `Refused` beside `departments`: `one_unit`."""
    if len(context.inputs.departments) < 2:
        raise Refused("one_unit", "会诊至少请两个单位", field="departments")


def time_to_come(context: StepContext) -> None:
    """Raises `Refused` beside `meets_at`: `invalid` for an instant that is over, or too far ahead."""
    if not context.at < context.inputs.meets_at <= context.at + LONGEST_AHEAD:
        words = f"会诊时间应在现在之后、{LONGEST_AHEAD.days} 天之内"
        raise Refused("invalid", words, field="meets_at")


def consult(context: StepContext) -> None:
    """Units and lead author are invited; who has no part reads the suggestion from now on."""
    inputs, meets_on = context.inputs, local_date(context.inputs.meets_at)
    due_on = context.calendar.add(meets_on, context.option("suggestion_minutes_days"))
    _stop_clock(context)
    clock = clocks.start(
        context.subject, ClockKind.MINUTES, at=context.at, calendar=context.calendar, due_on=due_on
    )
    row = SuggestionConsultation.objects.create(
        suggestion=context.subject,
        clock=clock,
        state=ConsultState.CONVENED,
        topic=inputs.text,
        place=inputs.place,
        meets_at=inputs.meets_at,
        meets_on=meets_on,
        convened_at=context.at,
        convened_by=context.user,
    )
    _seat(row, inputs.departments)
    context.record(units=[unit.code for unit in inputs.departments], meets_on=meets_on.isoformat())
    context.record_private(text=inputs.text, place=inputs.place)
    context.notify(INVITED, row, when=wording.moment(inputs.meets_at.astimezone(LOCAL)))


def _seat(row: SuggestionConsultation, units: Iterable[Department]) -> None:
    """One seat a unit."""
    sitting = set(row.seats.values_list("department_id", flat=True))
    SuggestionSeat.objects.bulk_create(
        SuggestionSeat(consultation=row, department=unit) for unit in units if unit.pk not in sitting
    )


def _stop_clock(context: StepContext, reason: str = StopReason.VOID) -> None:
    clocks.stop(context.subject, ClockKind.MINUTES, at=context.at, reason=reason)


@dataclass(frozen=True)
class RecordConsultInputs:
    came: tuple[Department, ...] = input_field("any_departments", "到会单位")
    minutes: str = input_field("text", "会诊纪要", max_length=3000, min_length=10)
    outcome: str = input_field("line", "会诊结论", max_length=200, hint="一句话：谁办什么，何时办成")


def is_convened(context: StepContext) -> Refused | None:
    """Refuses `not_convened`."""
    return None if context.file.consultation else Refused("not_convened", "没有已通知的会诊")


def _required(context: StepContext) -> SuggestionConsultation:
    row: SuggestionConsultation | None = context.file.consultation
    if row is None:
        raise Refused("not_convened", "没有已通知的会诊")
    return row


def after_its_time(context: StepContext) -> None:
    """Raises `Refused` beside `minutes`: `too_early` before the instant of the consultation."""
    row = _required(context)
    if row.meets_at > context.at:
        when = wording.moment(row.meets_at.astimezone(LOCAL))
        raise Refused("too_early", f"会诊定在 {when}，到时间以后再记录", field="minutes")


def record_consult(context: StepContext) -> None:
    """One outcome, told to all who sat at the table and to the authors."""
    row, inputs = _required(context), context.inputs
    row.state, row.minutes, row.outcome = ConsultState.HELD, inputs.minutes, inputs.outcome
    row.recorded_at, row.recorded_by = context.at, context.user
    row.save()
    _seat(row, inputs.came)
    keys = [unit.pk for unit in inputs.came]
    row.seats.filter(department_id__in=keys).update(came=True)
    row.seats.exclude(department_id__in=keys).update(came=False)
    _stop_clock(context, StopReason.DONE)
    context.record(units=[unit.code for unit in inputs.came])
    context.record_private(outcome=inputs.outcome, minutes=inputs.minutes)
    context.row = row


@dataclass(frozen=True)
class DropConsultInputs:
    reason: str = input_field("text", "取消的理由", max_length=500)


def drop_consult(context: StepContext) -> None:
    """Called off before it was held; whoever was invited is told."""
    row = _required(context)
    row.state = ConsultState.DROPPED
    row.save(update_fields=["state"])
    _stop_clock(context)
    context.record_private(reason=context.inputs.reason)
    context.row = row


def _at_the_table(context: StepContext, row: SuggestionConsultation) -> Sequence[Recipient]:
    return [
        user
        for seat in row.seats.select_related("department")
        for user in recipients.of_unit(seat.department, context.on)
    ]


INVITED = Tell("consult:{row.pk}", (_at_the_table, n.lead_author), "请参加代表建议会诊：{when}，{row.place}")


def _who(data: Mapping[str, Any], names: Names) -> str:
    met = wording.coded_day(data.get("meets_on"))
    return (f"{met}，" if met else "") + names.listed(data, "units")


_WORKING = frozenset({Status.REGISTERED, Status.ASSIGNED, Status.HANDLING})
STEPS = (
    Step(
        name="consult",
        label="组织会诊",
        sources=_WORKING,
        who=p.OFFICE,
        inputs=ConsultInputs,
        guard=none_is_convened,
        checks=(enough_units, time_to_come),
        effect=consult,
        history=Words(desk=_who),
        importance=Importance.BESIDE,
    ),
    Step(
        name="record_consult",
        label="记录会诊纪要",
        sources=_WORKING | {Status.ANSWERED},
        who=p.OFFICE,
        inputs=RecordConsultInputs,
        guard=is_convened,
        checks=(after_its_time,),
        effect=record_consult,
        notifications=(
            Tell("consult_held:{row.pk}", (_at_the_table, n.authors), "代表建议会诊结论：{row.outcome:.75}"),
        ),
        history=Words(desk=_who),
        importance=Importance.DECISION,
    ),
    Step(
        name="drop_consult",
        label="取消会诊",
        sources=_WORKING | {Status.ANSWERED},
        who=p.OFFICE,
        inputs=DropConsultInputs,
        guard=is_convened,
        effect=drop_consult,
        notifications=(Tell("consult_dropped:{row.pk}", (_at_the_table, n.lead_author), "代表建议会诊取消"),),
        importance=Importance.GIVING_BACK,
    ),
)
