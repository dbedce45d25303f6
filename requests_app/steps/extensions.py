"""延期: asked by the lead, decided by staff; the unit's date and the enterprise's one date move together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.models import Event
from office.notifications import notices
from office.refusals import Refused
from office.templatetags.wording import coded_day, short_day, short_deadline_day
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.deadlines.display import deadline
from requests_app.models import Clock, Extension, Letter
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences, letters
from requests_app.notifications.declared import ToPeople, ToRequester
from requests_app.steps.parts import is_by_letter
from requests_app.steps.reply_guards import lead_is_working, working_lead
from requests_app.steps.sets import LEAD_OR_ITS_LETTER

LAST_DAYS = 2  # within them nothing can be asked any more: the due day and the working day before it


@dataclass(frozen=True)
class AskExtensionInputs:
    until_on: date = input_field("date", "申请延到", hint="延长的天数不超过原来的期限")
    reason: str = input_field("text", "延期理由", max_length=500, min_length=5, hint="企业会看到这段理由")


@dataclass(frozen=True)
class ExtendInputs:
    until_on: date = input_field("date", "准予延到", hint="可以比申请的早，不能更晚")
    decision: str = input_field("text", "审批意见", max_length=300, required=False)


@dataclass(frozen=True)
class RefuseExtensionInputs:
    decision: str = input_field("text", "不予延期的理由", max_length=300)


def ask_extension_guard(context: StepContext) -> Refused | None:
    """By the lead before its last two working days; by staff for a lead whose word comes by letter.

    Refuses `waiting` for the enterprise, `asked`, `extended_enough`, `too_late`, `online_unit`, and as
    `lead_is_working`. Rule: docs/domain.md § 2, extension.
    """
    refusal = lead_is_working(context) or _by_letter_only(context)
    if refusal is not None:
        return refusal
    if context.subject.waiting_since is not None:
        return Refused("waiting", "正在等企业补充，期限已经暂停，不用申请延期")
    if _undecided(context.file) is not None:
        return Refused("asked", "已经申请延期，正在等代表工作机构审批")
    granted = sum(bool(row.granted) for row in context.file.extensions if row.round == context.subject.round)
    if granted >= context.option("extension_times"):
        return Refused("extended_enough", f"已经延期 {granted} 次，不能再申请延期")
    clock = _reply_clock(context)
    if clock is None or context.calendar.count(context.on, clock.due_on) < LAST_DAYS:
        return Refused("too_late", f"期限只剩最后 {LAST_DAYS} 天，不能再申请延期")
    return None


def _by_letter_only(context: StepContext) -> Refused | None:
    """Staff ask in a unit's name only where its word came by letter."""
    lead = working_lead(context.file)
    if context.party == parties.STAFF and lead is not None and not is_by_letter(context, lead.department_id):
        return Refused("online_unit", "在线办理的单位由单位自己申请")
    return None


def ask_extension(context: StepContext) -> None:
    """Ask for a local date, a working day after the unit's own. Raises `Refused("no_lead")`."""
    case, inputs, clock = context.subject, context.inputs, _reply_clock(context)
    lead = working_lead(context.file)
    if lead is None or clock is None:
        raise Refused("no_lead", "没有正在办理的主办单位")
    decision = clocks.start(
        case, ClockKind.EXTENSION, at=context.at, calendar=context.calendar, assignment=lead
    )
    extension = Extension.objects.create(
        case=case,
        assignment=lead,
        clock=decision,
        round=case.round,
        reason=inputs.reason,
        asked_until=inputs.until_on,
        asked_at=context.at,
        asked_on=context.on,
        asked_by=context.user,
    )
    context.record(unit=lead.department.code, extension=extension.pk, until=inputs.until_on.isoformat())
    context.record_private(reason=inputs.reason)
    context.row = extension


def _undecided(file: CaseFile) -> Extension | None:
    rows = [row for row in file.extensions if row.granted is None and row.clock.is_running]
    return rows[-1] if rows else None


EXTENSION = AskedAndDecided(
    undecided=_undecided,
    nothing=("no_extension", "没有待审批的延期申请"),
    barred=lambda asked: [asked.asked_by_id],
    second_person="延期由申请人以外的人审批",
    stop_clock=lambda context: clocks.stop(context.subject, ClockKind.EXTENSION, at=context.at),
)


def a_day_to_grant(context: StepContext) -> None:
    """Raises as `_days_until`, for the date asked for or granted."""
    clock = _reply_clock(context)
    if clock is not None:
        _days_until(context, clock, context.inputs.until_on)


def not_later_than_asked(context: StepContext) -> None:
    """Raises `Refused("invalid")` for a later date than was asked for."""
    asked = _undecided(context.file)
    if asked is not None and context.inputs.until_on > asked.asked_until:
        raise Refused("invalid", "准予的日期不能晚于申请的日期", field="until_on")


def extend(context: StepContext) -> None:
    """Both dates move by the same working days, the enterprise's by no more than its own length again.

    Raises `Refused("no_clock")` where the unit's has stopped. Rule: docs/domain.md § 2, extension.
    """
    inputs = context.inputs
    asked, clock = EXTENSION.require(context), _reply_clock(context)
    if clock is None:
        raise Refused("no_clock", "单位的期限已经停止，不用再延期")
    days = _days_until(context, clock, inputs.until_on)
    clocks.extend(context.subject, clock, until=inputs.until_on, calendar=context.calendar)
    notices.retract(clock.topic, at=context.at)
    asked.until_on, asked.days = clock.due_on, days
    asked.told_on = _move_answer(context, days)
    _decide(context, asked, granted=True)
    _issue_and_tell(context, asked)


def refuse_extension(context: StepContext) -> None:
    """The unit's date stays."""
    _decide(context, EXTENSION.require(context), granted=False)


def _decide(context: StepContext, asked: Extension, *, granted: bool) -> None:
    EXTENSION.decide(context, asked, granted=granted, decision=context.inputs.decision)
    context.record(unit=asked.assignment.department.code, extension=asked.pk)
    if asked.until_on is not None:
        context.record(until=asked.until_on.isoformat(), days=asked.days)
    if asked.told_on is not None:
        context.record(answer_due_on=asked.told_on.isoformat())
    context.record_private(decision=asked.decision, reason=asked.reason if granted else "")


def _move_answer(context: StepContext, days: int) -> date | None:
    """The enterprise's one date, at most doubled in all; None where it has none that runs."""
    answer = Clock.objects.running().filter(case=context.subject, kind=ClockKind.ANSWER).first()
    if answer is None:
        return None
    days = min(days, max(0, (answer.days or 0) - answer.extra_days))
    if days:
        until = context.calendar.add(answer.due_on, days)
        clocks.extend(context.subject, answer, until=until, calendar=context.calendar)
        notices.retract(answer.topic, at=context.at)
    return answer.due_on


def _issue_and_tell(context: StepContext, asked: Extension) -> None:
    """A numbered letter to the unit, and the new date with its reason to the enterprise."""
    case = context.subject
    letters.issue(
        case, Letter.Kind.EXTENSION, by=context.user, at=context.at, assignment=asked.assignment,
        text=_letter(context, asked),
    )  # fmt: skip
    if asked.told_on is not None:
        context.notify(EXTENDED, asked)


def _letter(context: StepContext, asked: Extension) -> str:
    """The words of the notice, once and for all."""
    answer_date = f"答复企业的期限相应改为{short_day(asked.told_on)}，已告知企业。" if asked.told_on else ""
    until_on = asked.until_on or asked.asked_on
    return (
        f"你单位{short_day(asked.asked_on)}关于延长第 {context.subject.ledger_number} 号诉求办理期限的申请收悉。"
        f"申请理由：{asked.reason}。经研究，同意将书面回复期限延长 {asked.days} 个工作日，"
        f"至{deadline(until_on, started_on=asked.assignment.assigned_on)}。{answer_date}请抓紧办理，按期书面回复。"
    )


def _days_until(context: StepContext, clock: Clock, until_on: date) -> int:
    """Working days that the date adds. Raises Refused beside `until_on` when none, or more than doubling."""
    days = context.calendar.count(clock.due_on, until_on)
    room = max(0, (clock.days or 0) - clock.extra_days)
    if days <= 0 or not context.calendar.is_working(until_on):
        raise Refused("invalid", f"请选择 {short_deadline_day(clock.due_on)} 以后的工作日", field="until_on")
    if days > room:
        latest = short_deadline_day(context.calendar.add(clock.due_on, room))
        raise Refused("too_long", f"延期最多到 {latest}（不超过原期限的一倍）", field="until_on")
    return days


def _reply_clock(context: StepContext) -> Clock | None:
    return context.file.clock(ClockKind.REPLY)  # type: ignore[no-any-return]


EXTENDED = ToRequester(
    key="extended:{row.pk}",
    title="您的诉求办理期限延长",
    body="受理编号 {case.ledger_number}，答复期限延长到 {row.told_on:deadline}。原因：{row.reason}",
)


def _asked_until(data: Mapping[str, Any], names: Names) -> str:
    return f"申请延到{coded_day(data.get('until'))}"


def _extended(data: Mapping[str, Any], names: Names) -> str:
    answer_date = coded_day(data.get("answer_due_on"))
    unit = f"单位期限延到{coded_day(data.get('until'))}（{data.get('days', 0)} 个工作日）"
    return f"{unit}，答复企业的期限改为{answer_date}" if answer_date else unit


def _extension_for_requester(event: Event, names: Names) -> HistoryLine:
    until = coded_day(event.data.get("answer_due_on"))
    return HistoryLine(f"办理期限延长{f'到{until}' if until else ''}", event.private("reason"))


STEPS = (
    Step(
        name="ask_extension",
        label="申请延期",
        sources=frozenset({Status.HANDLING}),
        who=LEAD_OR_ITS_LETTER,
        inputs=AskExtensionInputs,
        guard=ask_extension_guard,
        checks=(a_day_to_grant,),
        effect=ask_extension,
        notifications=(
            ToPeople(
                key="extension:{row.pk}",
                to=(audiences.staff,),
                title="{row.assignment.department.short_name}申请延期，请审批",
            ),
        ),
        history=Words(by_unit="申请延期", desk=_asked_until),
        importance=Importance.REQUEST,
    ),
    Step(
        name="extend",
        label="准予延期",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.STAFF}),
        inputs=ExtendInputs,
        guard=EXTENSION.guard,
        checks=(not_later_than_asked, a_day_to_grant),
        effect=extend,
        notifications=(
            ToPeople(
                key="extension_decided:{row.pk}",
                to=(audiences.handlers, audiences.representative_or_liaison),
                title="准予延期，{row.assignment.department.short_name}请于{row.until_on:deadline}前回复",
            ),
        ),
        history=Words(desk=_extended, requester=_extension_for_requester, is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
    Step(
        name="refuse_extension",
        label="不予延期",
        sources=frozenset({Status.HANDLING}),
        who=frozenset({parties.STAFF}),
        inputs=RefuseExtensionInputs,
        guard=EXTENSION.guard,
        effect=refuse_extension,
        notifications=(
            ToPeople(
                key="extension_decided:{row.pk}",
                to=(audiences.handlers,),
                title="延期申请未获同意，请按期回复",
            ),
        ),
        importance=Importance.REFUSAL,
    ),
)
