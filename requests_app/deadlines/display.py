"""How a deadline and a status look: a chip (超期, 临期, a plain date) and a tone. Never colour alone.

Pure: dates are local, days are working days, the caller says which day it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from office.calendar import WorkingCalendar
from requests_app.models import EnterpriseRequest
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.requests import Outcome, Status

SOON_DAYS = 3
WEEKDAYS = "一二三四五六日"

UNIT_TONES = {
    AssignmentStatus.AT_RELAY: "todo",
    AssignmentStatus.SENT: "todo",
    AssignmentStatus.SIGNED: "doing",
    AssignmentStatus.OPINION_GIVEN: "done",
    AssignmentStatus.REPLIED: "done",
    AssignmentStatus.RETURNED: "ended",
    AssignmentStatus.ENDED: "ended",
}


@dataclass(frozen=True)
class Chip:
    """`state` is a class of the chip: over, soon, plain, ok, stop; `brief` is for a narrow column."""

    state: str
    text: str
    brief: str


def chip_of(due_on: date, on: date, calendar: WorkingCalendar, *, verb: str = "") -> Chip:
    """Working days late or left; on the last day until when, further away the date."""
    if due_on < on:
        late = calendar.count(due_on, on)
        return (
            Chip("over", f"超期 {late} 个工作日", f"超期 {late} 天")
            if late
            else Chip("over", "已超期", "已超期")
        )
    if due_on == on:
        return Chip("soon", f"今天 18:00 前{verb}", "今天")
    left = calendar.count(on, due_on)
    if left <= SOON_DAYS:
        return Chip("soon", f"还有 {left} 个工作日", f"还有 {left} 天")
    day = f"{due_on.month}月{due_on.day}日（周{WEEKDAYS[due_on.weekday()]}）前"
    return Chip("plain", day, f"还有 {left} 天")


def case_chip(
    case: EnterpriseRequest,
    on: date,
    calendar: WorkingCalendar,
    *,
    due_on: date | None,
    verb: str = "",
) -> Chip | None:
    """The chip of a case in a list or a header; None when nothing is due any more.

    A date that was missed before the enterprise was asked stays missed; to be accepted is due all the same.
    """
    if not (case.is_open or case.status == Status.MERGED):
        return None
    is_late = due_on is not None and case.waiting_since is not None and due_on < case.waiting_since
    if case.waiting_since is not None and not is_late and case.status != Status.SUBMITTED:
        stood = calendar.count(case.waiting_since, on)
        words = f"停 {stood} 天" if stood else "今天起停"
        return Chip("stop", words, words)
    return chip_of(due_on, on, calendar, verb=verb) if due_on else None


def tone_of(case: EnterpriseRequest) -> str:
    """The class of the status tag: green only for 已办结, hollow gold for what waits for somebody."""
    if case.outcome:
        return {Outcome.SETTLED: "done", Outcome.PROMISED: "asked"}.get(Outcome(case.outcome), "ended")
    if case.is_open and case.is_waiting:
        return "asked"
    return "todo" if case.status in (Status.SUBMITTED, Status.ACCEPTED, Status.ASSIGNED) else case.status
