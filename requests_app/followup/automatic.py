"""What happens by itself: deemed signatures, silence after an answer, questions left unanswered, owners who left.

Rows say what is due; running it twice, or three days late, writes the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from casework import engine
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from requests_app.deadlines import clocks
from requests_app.followup import after_closing, handover
from requests_app.models import Clock, EnterpriseRequest, Pause
from requests_app.models.clocks import ClockKind
from requests_app.steps.closing import SweepReason
from requests_app.steps.relays import DeemPassedInputs
from requests_app.steps.signing import DeemInputs

SWEEPER = "sweeper"


def sweep(at: datetime) -> int:
    """Take every step that is due by itself at `at`; returns how many were taken."""
    by_days = deem_passed_on(at) + deem_signed(at) + close_unrated(at) + lapse_questions(at)
    return by_days + withdraw_unopposed(at) + leave_to_liaisons(at) + after_closing.sweep(at)


def deem_passed_on(at: datetime) -> int:
    """视同转办: a 转办单位 that has let its day pass holds nobody up."""
    return _deem("deem_passed_on", ClockKind.RELAY, DeemPassedInputs, at)


def deem_signed(at: datetime) -> int:
    """视同签收 on day 2: the first working day after the day of signing is over."""
    return _deem("deem_signed", ClockKind.SIGN, DeemInputs, at)


def _deem(step: str, kind: str, given: Callable[..., Any], at: datetime) -> int:
    """The step for every unit whose clock of this kind ran out on a day before."""
    due = Clock.objects.running().filter(kind=kind, due_at__lt=at).select_related("assignment", "case")
    return sum(
        _take(step, clock.case, given(assignment=clock.assignment), at)
        for clock in due.order_by("case_id")
        if clock.assignment is not None and local_date(at) > clock.due_on
    )


def close_unrated(at: datetime) -> int:
    due = Clock.objects.running().filter(kind=ClockKind.VERDICT, due_at__lt=at).select_related("case")
    return _all("close_unrated", (clock.case for clock in due), at, SweepReason())


def withdraw_unopposed(at: datetime) -> int:
    """What a key that is not the requester's own gave up, once every address had its days to object."""
    due = Clock.objects.running().filter(kind=ClockKind.WITHDRAWAL, due_at__lt=at).select_related("case")
    return _all("withdraw_unopposed", (clock.case for clock in due), at, None)


def lapse_questions(at: datetime) -> int:
    """The enterprise has not answered within the days a question may stop the clock."""
    calendar, on = office_calendar.load(), local_date(at)
    taken = 0
    for pause in Pause.objects.filter(until_on__isnull=True).select_related("case"):
        stood = {day for day in clocks.paused_dates(pause.case, calendar, upto=on) if day > pause.from_on}
        if len(stood) >= pause.allowance:
            taken += _take("lapse_question", pause.case, None, at)
    return taken


def leave_to_liaisons(at: datetime) -> int:
    """Terms end and cases come back to work after their representative has left: nothing stays behind."""
    return _all(handover.STEP, handover.left_behind(local_date(at)), at, None)


def _all(step: str, cases: Iterable[EnterpriseRequest], at: datetime, given: object) -> int:
    return sum(_take(step, case, given, at) for case in cases)


def _take(step: str, case: EnterpriseRequest, given: object, at: datetime) -> int:
    """One case that refuses (somebody was faster) does not hold up the others."""
    try:
        engine.take(step, case, given, by=Actor.system(SWEEPER), at=at)
    except Refused:
        return 0
    return 1
