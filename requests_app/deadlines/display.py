"""A deadline in words and as a chip (超期, 临期, a plain date), and the tone of a status. Never colour alone.

Dates are local, days are working days, the caller says which day it is. The only thing read is the office's
closing hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from office.calendar import WorkingCalendar
from office.templatetags.wording import day, short_day, short_deadline_day
from office.workdays import closing_hour
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.assignments import AssignmentStatus
from requests_app.models.requests import Outcome, Status

SOON_DAYS = 3

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


# The outcomes as whoever reported the matter reads them; the others' own labels are plain enough.
_FOR_REQUESTER: dict[str, str] = {
    Outcome.PROMISED: "承诺事项",
    Outcome.UNRATED: "已结案，没有收到评价",
    Outcome.UPHELD: "已结案，维持原答复",
}


def label_for_requester(case: EnterpriseRequest) -> str:
    """The state in the requester's words; whether a promise is due is told beside it."""
    return _FOR_REQUESTER.get(case.outcome, "") or case.status_label


def deadline(due_on: date, *, started_on: date) -> str:
    """11月23日 18:00: the closing hour is the one in force on `started_on`, the local date the clock started."""
    return f"{short_deadline_day(due_on)} {closing_hour(started_on)}"


def due_of(clock: Clock, due_on: date) -> str:
    """A date of this clock in words, 暂定 while it may move: one that was counted, not one that was promised."""
    return short_deadline_day(due_on) if clock.days else short_day(due_on)


def chip_of(
    due_on: date, on: date, calendar: WorkingCalendar, *, verb: str = "", started_on: date | None = None
) -> Chip:
    """Working days late or left; on the last day until when, further away the date. A date to come in a year whose
    holidays are not told yet is marked 暂定.

    `due_on` and `on` are local dates. `started_on` is the local date on which the clock started: it keeps the closing
    hour of that day (docs/domain.md § 2, clocks). Where a caller does not know it, no hour is told.
    """
    if due_on < on:
        late = calendar.count(due_on, on)
        return (
            Chip("over", f"超期 {late} 个工作日", f"超期 {late} 天")
            if late
            else Chip("over", "已超期", "已超期")
        )
    if due_on == on:
        until = f"今天 {closing_hour(started_on)} 前{verb}" if started_on else f"今天{verb or '到期'}"
        return Chip("soon", until, "今天")
    left, mark = calendar.count(on, due_on), calendar.mark(due_on)
    if left <= SOON_DAYS:
        return Chip("soon", f"还有 {left} 个工作日{mark}", f"还有 {left} 天{mark}")
    return Chip("plain", f"{day(due_on)}前{mark}", f"还有 {left} 天{mark}")


def case_chip(
    case: EnterpriseRequest,
    on: date,
    calendar: WorkingCalendar,
    *,
    due_on: date | None,
    started_on: date | None = None,
) -> Chip | None:
    """The chip of a case in a list or a header, as `chip_of`; None when nothing is due any more.

    A date that was missed before the enterprise was asked stays missed; to be accepted is due all the same.
    """
    if not (case.is_open or case.status == Status.MERGED):
        return None
    is_late = due_on is not None and case.waiting_since is not None and due_on < case.waiting_since
    if case.waiting_since is not None and not is_late and case.status != Status.SUBMITTED:
        stood = calendar.count(case.waiting_since, on)
        words = f"停 {stood} 天" if stood else "今天起停"
        return Chip("stop", words, words)
    return chip_of(due_on, on, calendar, started_on=started_on) if due_on else None


def tone_of(case: EnterpriseRequest) -> str:
    """The class of the status tag: green only for 已办结, hollow gold for what waits for somebody."""
    if case.outcome:
        return {Outcome.SETTLED: "done", Outcome.PROMISED: "asked"}.get(Outcome(case.outcome), "ended")
    if case.is_open and case.is_waiting:
        return "asked"
    return "todo" if case.status in (Status.SUBMITTED, Status.ACCEPTED, Status.ASSIGNED) else case.status
