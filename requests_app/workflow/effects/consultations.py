"""部门协同会诊: one table, one outcome. Proposed by the representative or a second return, convened, written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from groups.models import Department, DepartmentOfficer
from office.calendar import LOCAL, local_date
from office.models import StoredFile
from office.refusals import Refused
from office.templatetags import wording
from requests_app import clocks
from requests_app.models import Clock, JointConsultation, Seat
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.consultations import ConsultState
from requests_app.models.files import Purpose
from requests_app.workflow import telling
from requests_app.workflow.effects.parts import refuse_unit
from requests_app.workflow.engine import Taking
from requests_app.workflow.files import attach
from requests_app.workflow.given import ask

LONGEST_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class ProposeConsultGiven:
    departments: tuple[Department, ...] = ask("departments", "建议参加的单位")
    reason: str = ask("text", "为什么要会诊", max_length=500, min_length=5)


@dataclass(frozen=True)
class ConsultGiven:
    departments: tuple[Department, ...] = ask("departments", "参加单位", hint="至少两个单位")
    place: str = ask("line", "地点", max_length=60)
    meets_at: datetime = ask("datetime", "时间")
    text: str = ask("text", "议题", max_length=500, min_length=5)


@dataclass(frozen=True)
class RecordConsultGiven:
    came: tuple[Department, ...] = ask("departments", "到会单位")
    minutes: str = ask("text", "会诊纪要", max_length=3000, min_length=10)
    outcome: str = ask("line", "会诊结论", max_length=200, hint="一句话：谁办什么，何时办成")
    lead: Department = ask("department", "商定由谁主办", required=False)
    files: tuple[StoredFile, ...] = ask("files", "签到表、纪要扫描件", required=False)


@dataclass(frozen=True)
class DropConsultGiven:
    reason: str = ask("text", "不组织会诊的理由", max_length=500)


def propose_guard(taking: Taking) -> Refused | None:
    if JointConsultation.objects.pending().filter(case=taking.case).exists():
        return Refused("pending", "已经建议或正在组织会诊")
    return None


def propose_consult(taking: Taking) -> None:
    _refuse_units(taking)
    row = _suggest(taking, taking.given.reason)
    _seat(row, taking.given.departments, invited=False)
    row.proposed_by = taking.by.user
    row.save(update_fields=["proposed_by"])
    taking.say(consultation=row.pk, units=[unit.code for unit in taking.given.departments])
    taking.keep(reason=row.because)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"consult_proposed:{row.pk}",
            telling.liaisons(taking.case, taking.on),
            "代表建议组织部门协同会诊，请决定",
            at=taking.at,
        )
    )


def suggest(taking: Taking, because: str) -> None:
    """A second return asks for one; where one is proposed or convened already, that stands."""
    if propose_guard(taking) is None:
        row = _suggest(taking, because)
        taking.say(consultation=row.pk)


def consult(taking: Taking) -> None:
    """Convened: each unit is invited, its minutes are due two working days after the day."""
    given = taking.given
    _refuse_units(taking)
    if len(given.departments) < 2:
        raise Refused("too_few", "会诊至少请两个单位参加", field="departments")
    if not taking.at < given.meets_at <= taking.at + LONGEST_AHEAD:
        raise Refused("invalid", "会诊时间应在现在之后、60 天之内", field="meets_at")
    row = _pending(taking)
    if row is None:
        row = _suggest(taking, given.text)
    clocks.stop(taking.case, ClockKind.CONSULT, at=taking.at)
    row.state, row.convened_by, row.place = ConsultState.CONVENED, taking.user, given.place
    row.meets_at, row.meets_on = given.meets_at, local_date(given.meets_at)
    row.clock = _minutes_clock(taking, row)
    row.save()
    _seat(row, given.departments, invited=True)
    taking.say(
        consultation=row.pk,
        units=[unit.code for unit in given.departments],
        meets_on=row.meets_on.isoformat(),
    )
    taking.keep(text=given.text, place=given.place)
    _invite(taking, row)


def consult_guard(taking: Taking) -> Refused | None:
    row = _pending(taking)
    if row is not None and row.state == ConsultState.CONVENED:
        return Refused("convened", "会诊已经通知，请先记录纪要或取消")
    return None


def record_guard(taking: Taking) -> Refused | None:
    row = _pending(taking)
    if row is None or row.state != ConsultState.CONVENED:
        return Refused("not_convened", "没有已通知的会诊")
    return None


def record_consult(taking: Taking) -> None:
    """One outcome for all; whom it names is proposed as lead when the case is assigned."""
    given, row = taking.given, _require(taking)
    if row.meets_at is not None and row.meets_at > taking.at:
        raise Refused("too_early", "会诊还没有到时间", field="minutes")
    if given.lead is not None:
        refuse_unit(given.lead, field="lead")
    row.state, row.minutes, row.outcome, row.lead = (
        ConsultState.HELD,
        given.minutes,
        given.outcome,
        given.lead,
    )
    row.recorded_at, row.recorded_by = taking.at, taking.user
    row.save()
    _note_attendance(row, given.came)
    attach(taking, given.files, Purpose.MINUTES)
    clocks.stop(taking.case, ClockKind.MINUTES, at=taking.at)
    taking.say(consultation=row.pk, units=[unit.code for unit in given.came])
    if given.lead is not None:
        taking.say(lead=given.lead.code)
    taking.keep(outcome=row.outcome, minutes=row.minutes)
    title = f"会诊结论：{row.outcome}"[:80]
    _tell_table(taking, row, f"consult_held:{row.pk}", title)


def drop_guard(taking: Taking) -> Refused | None:
    return None if _pending(taking) else Refused("no_consult", "没有待组织的会诊")


def drop_consult(taking: Taking) -> None:
    row = _require(taking)
    was_convened = row.state == ConsultState.CONVENED
    row.state, row.outcome = ConsultState.DROPPED, taking.given.reason[:200]
    row.save(update_fields=["state", "outcome"])
    clocks.stop(taking.case, ClockKind.CONSULT, ClockKind.MINUTES, at=taking.at, reason=StopReason.VOID)
    taking.say(consultation=row.pk)
    taking.keep(reason=taking.given.reason)
    if was_convened:
        _tell_table(taking, row, f"consult_dropped:{row.pk}", "会诊取消")


def _suggest(taking: Taking, because: str) -> JointConsultation:
    clock = clocks.start(taking.case, ClockKind.CONSULT, at=taking.at, calendar=taking.calendar)
    return JointConsultation.objects.create(
        case=taking.case,
        state=ConsultState.PROPOSED,
        clock=clock,
        because=because,
        proposed_at=taking.at,
    )


def _minutes_clock(taking: Taking, row: JointConsultation) -> Clock:
    if row.meets_on is None:
        raise AssertionError("a convened consultation has its day")
    due_on = taking.calendar.add(row.meets_on, taking.option("clock_minutes"))
    return clocks.start(
        taking.case,
        ClockKind.MINUTES,
        at=taking.at,
        calendar=taking.calendar,
        due_on=due_on,
        days=taking.calendar.count(taking.on, due_on),
    )


def _refuse_units(taking: Taking) -> None:
    for unit in taking.given.departments:
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


def _note_attendance(row: JointConsultation, came: tuple[Department, ...]) -> None:
    """Whoever came uninvited has a seat all the same."""
    keys = [unit.pk for unit in came]
    sitting = set(row.seats.values_list("department_id", flat=True))
    Seat.objects.bulk_create(
        Seat(consultation=row, department=unit, invited=True) for unit in came if unit.pk not in sitting
    )
    row.seats.filter(department_id__in=keys).update(came=True, invited=True)
    row.seats.filter(invited=True).exclude(department_id__in=keys).update(came=False)


def _invite(taking: Taking, row: JointConsultation) -> None:
    when = wording.moment(row.meets_at.astimezone(LOCAL)) if row.meets_at else ""
    _tell_table(taking, row, f"consult:{row.pk}", f"请派员参加会诊：{when}，{row.place}")


def _tell_table(taking: Taking, row: JointConsultation, what: str, title: str) -> None:
    """Every unit at the table and the representative, once each."""
    on = taking.on
    told = list(telling.representative_or_liaison(taking.case, on))
    for seat in row.seats.filter(invited=True).select_related("department"):
        told += telling.officers_of_unit(seat.department, DepartmentOfficer.Duty.HANDLER, on)
    taking.then(lambda: telling.people(taking.case, what, list(dict.fromkeys(told)), title, at=taking.at))


def _pending(taking: Taking) -> JointConsultation | None:
    return JointConsultation.objects.pending().filter(case=taking.case).select_related("clock").last()


def _require(taking: Taking) -> JointConsultation:
    row = _pending(taking)
    if row is None:
        raise Refused("no_consult", "没有待组织的会诊")
    return row
